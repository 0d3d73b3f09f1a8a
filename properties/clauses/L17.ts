/** L17 · The current loop. */

import { mentions, sameLog } from '../history/logs.ts'
import { clause, eventLaw, law } from '../law.ts'

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
        in: 'core/theLoop.js',
        replace: ['if (current.loop !== undefined) return current.loop;', ''],
      },
    ],
  }),
  law({
    sentence:
      'a task that is created in a step without a loop belongs to the loop that is stepping',
    hint: 'the constructor of Task asks for the current loop',
    check: ({ log, observe, session }, found) => {
      if (!mentions(session, 'look')) return
      const other = observe(session, { synonyms: true })
      found.expectWhere(
        mentions(session, 'spawn'),
        sameLog(other, log),
        () => 'the log differs where tasks are created without a loop',
      )
    },
    mutants: [
      {
        name: 'task-of-another-loop',
        why: 'a task that is created without a loop belongs to a loop of its own',
        in: 'core/theLoop.js',
        replace: [
          'current.orDefault = getCurrentLoop;',
          'current.orDefault = () => new EventLoop();',
        ],
      },
    ],
  }),
  law({
    sentence: 'outside any step, the current loop is one default loop, until that is closed',
    hint: 'Loop.getCurrentLoop() keeps the default loop, unless it is closed',
    check: ({ session, subject: { Loop, Task } }, found) => {
      if (!mentions(session, 'look')) return
      const first = Loop.getCurrentLoop()
      const { loop } = new Task((function* () {})())
      found.expect(loop === first && Loop.getCurrentLoop() === first, () => 'there are several')
      first.close()
      const next = Loop.getCurrentLoop()
      found.require(next !== first, () => 'it is closed')
    },
    mutants: [
      {
        name: 'default-loop-for-each',
        why: 'there is another default loop whenever it is asked for',
        in: 'core/theLoop.js',
        replace: ['shared === undefined ||', 'true ||'],
      },
      {
        name: 'default-loop-stays-closed',
        why: 'a default loop that was closed remains the default loop',
        in: 'core/theLoop.js',
        replace: ['|| shared.isClosed', ''],
      },
    ],
  }),
])
