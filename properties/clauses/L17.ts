/** L17 · The current loop. */

import { clause, eventLaw } from '../law.ts'

export const L17 = clause('L17', [
  eventLaw({
    sentence: 'a loop is the current loop exactly while it is stepping',
    hint: 'within() sets the current loop before the first step, and restores it after the last',
    begin:
      () =>
      (event, { ticking }, found) => {
        if (event.event !== 'saw') return
        found.expect(event.current === ticking, () =>
          ticking ? 'it is not the current loop' : 'it is the current loop',
        )
      },
    mutants: [
      {
        name: 'current-loop-left',
        why: 'a loop remains the current loop after it has stepped',
        in: 'core/suspension.js',
        replace: ['current.loop = outer;', ''],
      },
      {
        name: 'default-loop-always',
        why: 'Loop.getCurrentLoop() always returns the default loop',
        in: 'core/loop.js',
        replace: ['if (current.loop !== undefined) return current.loop;', ''],
      },
    ],
  }),
])
