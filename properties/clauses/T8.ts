/** T8 · A coroutine belongs to one task. */

import { failedWith } from '../history/endings.ts'
import { clause, eventLaw } from '../law.ts'

export const T8 = clause('T8', [
  eventLaw({
    sentence: 'a coroutine that a task or an ended run has is refused by another',
    hint: 'a coroutine is claimed when it is given',
    begin: () => {
      const ended = new Set<string>()
      const over = new Set<string>()
      return (event, { closed, tasks }, found) => {
        if (event.event === 'ends' && !tasks.has(event.who)) ended.add(event.who)
        if (event.event !== 'called' || closed) return
        const { call, ending, of } = event
        const reused = failedWith(ending, 'CoroutineReusedError')
        if (call === 'reuse' && tasks.has(of))
          found.expect(reused, () => `the coroutine of ${of} was taken again`)
        if (call !== 'run' && call !== 'runAgain') return
        if (over.has(of) && !failedWith(ending, 'LoopRunningError')) {
          found.expect(reused, () => `the coroutine of ${of} was run again after its end`)
        }
        if (ended.has(of) && !failedWith(ending, 'LoopRunningError')) over.add(of)
      }
    },
    mutants: [
      {
        name: 'coroutine-shared',
        why: 'a coroutine can be given to two tasks',
        in: 'core/coroutine.js',
        replace: ['if (!Object.isExtensible(given)) {', 'if (false) {'],
      },
      {
        name: 'ended-main-runs-again',
        why: 'the loop remembers a main for ever, and a second run gives its outcome again',
        in: 'core/run.js',
        replace: ['mains.dismiss(main);', ''],
      },
    ],
  }),
])
