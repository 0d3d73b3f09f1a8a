/** T5 · Failures are isolated. */

import { returned } from '../history/endings.ts'
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
  eventLaw({
    sentence:
      'a task that throws the CancelledError of another fails with that very error, and was not cancelled',
    hint: 'Task.proceed takes whatever the coroutine throws for a failure',
    begin: () => {
      const heirs = new Map<string, string>()
      return (event, { cancelled, tasks }, found) => {
        if (event.event === 'ends' && 'cancelled' in event.ending && tasks.has(event.who)) {
          const [of] = event.ending.cancelled ?? []
          if (of !== event.who && !cancelled.has(event.who))
            heirs.set(event.who, event.ending.error)
        } else if (event.event === 'settled' && heirs.has(event.future)) {
          const error = heirs.get(event.future)
          const same = 'error' in event.ending && event.ending.error === error
          found.expect(same, () => `${event.future} threw ${error}, and did not fail with it`)
        } else if (event.event === 'got' && event.by === 'cancelled' && heirs.has(event.of)) {
          found.expect(
            returned(event.ending, false),
            () => `${event.of} threw ${heirs.get(event.of)}, and counts as cancelled`,
          )
        }
      }
    },
    mutants: [
      {
        name: 'heir-is-cancelled',
        why: 'a task that fails with the CancelledError of another counts as cancelled, and is not reported',
        in: 'core/task.js',
        replace: [
          'const failure = new Failure(error);',
          `if (error instanceof CancelledError) { end(this, new Cancelled(error)); return; }
       const failure = new Failure(error);`,
        ],
      },
      {
        name: 'heir-has-an-error-of-its-own',
        why: 'a task that throws the CancelledError of another fails with one that names itself',
        in: 'core/task.js',
        replace: [
          'const failure = new Failure(error);',
          `const failure = new Failure(
         error instanceof CancelledError ? new CancelledError(this, error.reason, this) : error,
       );`,
        ],
      },
    ],
  }),
])

/** Calls that step tasks. */
const steps: ReadonlySet<string> = new Set(['run', 'runAgain', 'tick', 'runStep', 'step'])
