/** L17 · The current loop. */

import { clause, eventLaw } from '../law.ts'

export const L17 = clause('L17', [
  eventLaw({
    sentence: 'the loop is the current one whenever it is stepping, and not otherwise',
    hint: 'it becomes the current one before the first step, and gives way after the last',
    begin:
      () =>
      (event, { ticking }, found) => {
        if (event.event !== 'saw') return
        found.expect(event.current === ticking, () =>
          ticking ? 'it is not current' : 'it is current',
        )
      },
    mutants: [
      {
        name: 'current-loop-left',
        why: 'the loop stays the current one when it has stepped',
        in: 'core/suspension.js',
        replace: ['current.loop = outer;', ''],
      },
      {
        name: 'default-loop-always',
        why: 'there is one current loop for everything',
        in: 'core/loop.js',
        replace: ['if (current.loop !== undefined) return current.loop;', ''],
      },
    ],
  }),
])
