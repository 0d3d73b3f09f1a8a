/** T5 · Failures are isolated. */

import { clause, eventLaw } from '../law.ts'

export const T5 = clause('T5', [
  eventLaw({
    sentence:
      'an error that ends a task comes out of no step, and of no run but that of a main that got it',
    hint: 'whatever the coroutine throws is caught where it is stepped',
    begin: () => {
      const failures = new Set<string>()
      const mains = new Set<string>()
      return (event, { tasks }, found) => {
        if (event.event === 'ends' && 'error' in event.ending) {
          if (tasks.has(event.who)) failures.add(event.ending.error)
          else mains.add(event.ending.error)
        }
        if (event.event !== 'called' || !steps.has(event.call) || failures.size === 0) return
        const error = 'error' in event.ending ? event.ending.error : undefined
        const out = error !== undefined && failures.has(error) && !mains.has(error)
        found.expect(!out, () => `${error} came out of ${event.call}()`)
      }
    },
    mutants: [
      {
        name: 'failure-ends-the-run',
        why: 'the first failure comes out of the loop, and everybody is disturbed',
        in: 'core/task.js',
        replace: ['end(this, failure); return;', 'end(this, failure); throw error;'],
      },
      {
        name: 'first-step-unguarded',
        why: 'what a task throws at its first step comes out of the loop',
        in: 'core/task.js',
        replace: [
          'let resumption;',
          'const first = this.met === undefined; this.met = true; let resumption;',
        ],
        also: [
          {
            in: 'core/task.js',
            replace: [
              'end(this, failure); return;',
              'end(this, failure); if (first) throw error; return;',
            ],
          },
        ],
      },
    ],
  }),
])

/** Calls that step tasks. */
const steps: ReadonlySet<string> = new Set(['run', 'runAgain', 'tick', 'runStep', 'step'])
