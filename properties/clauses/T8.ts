/** T8 · A coroutine belongs to one task. */

import { failedWith } from '../history/endings.ts'
import { scriptOf } from '../history/script.ts'
import { clause, eventLaw } from '../law.ts'

export const T8 = clause('T8', [
  eventLaw({
    sentence: 'a coroutine that belongs to a task, or to a run that has ended, is refused',
    hint: 'claim() marks a coroutine when it is passed to a task or a run',
    begin: (trial) => {
      const script = scriptOf(trial)
      const ended = new Set<string>()
      const over = new Set<string>()
      return (event, { closed, tasks }, found, index) => {
        if (event.event === 'ends' && !tasks.has(event.who)) ended.add(event.who)
        if (event.event !== 'called' || closed) return
        const { call, ending, of } = event
        const reused = failedWith(ending, 'CoroutineReusedError')
        if (call === 'reuse' && tasks.has(of)) {
          // S4: a group that is ending refuses every child.
          const statement = script.at(index)
          const inGroup =
            statement === undefined || ('in' in statement && statement.in !== undefined)
          const right = reused || (inGroup && failedWith(ending, 'InvalidStateError'))
          found.expect(right, () => `the coroutine of ${of} was accepted again`)
        }
        if (call !== 'run' && call !== 'runAgain') return
        // L20: limits are refused before.
        const refused = failedWith(ending, 'LoopRunningError') || failedWith(ending, 'RangeError')
        if (over.has(of) && !refused) {
          found.expect(reused, () => `the coroutine of ${of} was run again after it had ended`)
        }
        if (ended.has(of) && !failedWith(ending, 'LoopRunningError')) over.add(of)
      }
    },
    mutants: [
      {
        name: 'coroutine-shared',
        why: 'a coroutine can be passed to two tasks',
        in: 'core/coroutine.js',
        replace: ['if (!Object.isExtensible(given)) {', 'if (false) {'],
      },
      {
        name: 'ended-main-runs-again',
        why: 'the loop never forgets a main, and a second run of it returns its outcome again',
        in: 'core/run.js',
        replace: ['mains.dismiss(main);', ''],
      },
    ],
  }),
])
