/** L16 · Without ticks. */

import { failedWith } from '../history/endings.ts'
import { clause, eventLaw } from '../law.ts'
import { isQuiet } from '../trial.ts'

export const L16 = clause('L16', [
  eventLaw({
    sentence: 'runStep() steps the tasks that a tick would step, without a tick and without main',
    hint: 'runStep() calls #stepReadyQueue, as a tick does',
    begin: (trial) => {
      const { session } = trial
      let due: string[] | undefined
      let begun = false
      return (event, { calls, closed, scheduled, ticking }, found) => {
        if (!isQuiet(trial)) return
        // D2: due timers schedule their waiters as it begins.
        if (event.event === 'scheduled' && !begun) due?.push(event.task)
        if (event.event === 'stepped') begun = true
        const inside = calls.at(-1)?.call.call === 'runStep' && calls.at(-1)?.nested === false
        if (event.event === 'calls' && event.call === 'runStep' && !ticking) {
          due = [...scheduled]
          begun = false
        }
        if (!inside || due === undefined || closed) return
        found.require(event.event !== 'tick', () => 'it took a tick')
        found.require(event.event !== 'stepped' || event.who !== 'main', () => 'it stepped main')
        if (event.event === 'stepped' && session.discipline === 'snapshot') {
          const next = due.shift()
          found.expect(
            next === event.who,
            () => `${event.who} was stepped, and ${next ?? 'no task'} was due`,
          )
        }
        if (event.event !== 'called' || event.call !== 'runStep') return
        if (failedWith(event.ending, 'LoopRunningError')) return
        const left = session.discipline === 'snapshot' ? due : scheduled
        found.expect(left.length === 0, () => `${left.join(', ')} was not stepped`)
        due = undefined
      }
    },
    mutants: [
      {
        name: 'run-step-takes-a-tick',
        why: 'observers are notified of a runStep() as of a tick',
        in: 'core/loop.js',
        replace: [
          'this.time.ring(); this.#stepReadyQueue(); }); }',
          'this.time.ring(); this.notifier?.tick(this.#tick + 1, this); this.#stepReadyQueue(); }); }',
        ],
      },
      {
        name: 'run-step-drains',
        why: 'runStep() steps tasks until none is scheduled, even under snapshot',
        in: 'core/loop.js',
        replace: [
          'this.time.ring(); this.#stepReadyQueue(); }); }',
          'this.time.ring(); this.#drain(); }); }',
        ],
      },
    ],
  }),
])
