/** L11 · One run at a time. */

import { failedWith } from '../history/endings.ts'
import { isRun } from '../history/history.ts'
import { clause, eventLaw } from '../law.ts'

export const L11 = clause('L11', [
  eventLaw({
    sentence:
      'run, ticks, runStep and close throw while the loop is stepping, and run and ticks during a run',
    hint: '#refuseIfStepping and #refuseIfDriven come before everything else',
    begin: ({ session }) => {
      const driven = session.host.some(({ do: call }) => call === 'tick')
      return (event, { calls, ticking }, found) => {
        if (event.event !== 'called' || !isExclusive(event.call)) return
        const nested = event.call === 'ticks' ? ticking : calls.at(-1)?.nested === true
        if (nested) {
          const refused = failedWith(event.ending, 'LoopRunningError')
          found.expect(refused, () => `${event.call}() was accepted while the loop was stepping`)
        } else if (!driven && !isRun(event.call)) {
          const refused = failedWith(event.ending, 'LoopRunningError')
          found.require(!refused, () => `${event.call}() was refused although the loop was idle`)
        }
      }
    },
    mutants: [
      {
        name: 'run-step-within-a-step',
        why: 'a task may call runStep()',
        in: 'core/loop.js',
        replace: ["this.#refuseIfStepping('runStep()');", ''],
      },
      {
        name: 'run-within-a-step',
        why: 'a task may run the loop that steps it',
        in: 'core/loop.js',
        replace: ["this.#refuseIfStepping('run() or ticks()');", ''],
      },
      {
        name: 'close-within-a-step',
        why: 'a task may close the loop that steps it',
        in: 'core/loop.js',
        replace: ["this.#refuseIfStepping('close()');", ''],
      },
    ],
  }),
])

const exclusive: ReadonlySet<string> = new Set(['run', 'runAgain', 'ticks', 'runStep', 'close'])

function isExclusive(call: string): boolean {
  return exclusive.has(call)
}
