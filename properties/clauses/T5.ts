/** T5 · Failures are isolated. */

import { clause, eventLaw } from '../law.ts'

export const T5 = clause('T5', [
  eventLaw({
    sentence:
      'no step throws the error that ended a task, and no run does, unless its main received it',
    hint: 'Task.proceed catches what the coroutine throws',
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
        found.expect(!out, () => `${event.call}() threw ${error}`)
      }
    },
    mutants: [
      {
        name: 'failure-ends-the-run',
        why: 'the step of a task throws what its coroutine throws',
        in: 'core/task.js',
        replace: ['end(this, failure); return;', 'end(this, failure); throw error;'],
      },
      {
        name: 'first-step-unguarded',
        why: 'the first step of a task throws what its coroutine throws',
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
