/** C8 · What an awaiter receives. */

import type { Ending, Event } from '../../spec/event.ts'
import { failedWith, returned } from '../history/endings.ts'
import { wasCancelled } from '../history/scopes.ts'
import { isUnnamed, scriptOf } from '../history/script.ts'
import { clause, eventLaw } from '../law.ts'

export const C8 = clause('C8', [
  eventLaw({
    sentence: 'every awaiter of a cancelled future or task receives its one CancelledError',
    hint: 'the CancelledError is created once, when the future or task settles',
    begin: () => {
      const errors = new Map<string, string>()
      const byCall = new Set<string>()
      return (event, before, found) => {
        if (event.event === 'called' && event.call === 'cancel' && returned(event.ending, true))
          if (before.futures.has(event.of)) byCall.add(event.of)
        if (event.event === 'settled' && wasCancelled(event.future, event.ending))
          byCall.add(event.future)
        const outcome = outcomeIn(event)
        if (outcome === undefined || !byCall.has(outcome.of)) return
        const { ending, of } = outcome
        const right = failedWith(ending, 'CancelledError') && wasCancelled(of, ending)
        found.expect(right, () => `${of} was cancelled, and its outcome is not its CancelledError`)
        const error = 'error' in ending ? ending.error : ''
        const known = errors.get(of) ?? error
        errors.set(of, known)
        found.require(known === error, () => `${of}: ${error} is not ${known}`)
      }
    },
    mutants: [
      {
        name: 'cancelled-error-for-each',
        why: 'each awaiter of a cancelled future or task receives a CancelledError of its own',
        in: 'core/outcome.js',
        replace: [
          'class Cancelled extends Failure {',
          `class Cancelled extends Failure {
       handle() {
       const { constructor, future, reason, task } = super.handle();
       return new constructor(future, reason, task);
       }`,
        ],
      },
      {
        name: 'cancelled-returns-undefined',
        why: 'an awaiter of a cancelled future or task receives undefined',
        in: 'core/suspension.js',
        replace: [
          'if (state instanceof Success) return state; if (state instanceof Failure)',
          `if (state instanceof Success) return state;
       if (state instanceof Cancelled) { state.handle(); return { done: true, value: undefined }; }
       if (state instanceof Failure)`,
        ],
        also: [
          {
            in: 'core/suspension.js',
            replace: ['import { Failure, Success }', 'import { Cancelled, Failure, Success }'],
          },
        ],
      },
    ],
  }),
  eventLaw({
    sentence:
      'a CancelledError states the reason that was passed to cancel(), or that the loop was closed',
    hint: 'Task.cancel keeps the reason for the error that closing() returns in the end',
    begin: (trial) => {
      const script = scriptOf(trial)
      const reasons = new Map<string, string | null | undefined>()
      return (event, before, found, index) => {
        if (event.event === 'called' && event.call === 'cancel' && returned(event.ending, true)) {
          const call = script.at(index)
          // The reason is unknown if it is not certain which call this was.
          if (call?.do === 'cancel') reasons.set(event.of, call.reason ?? null)
          else reasons.delete(event.of)
        }
        if (
          event.event === 'calls' &&
          event.call === 'close' &&
          !before.closed &&
          !before.ticking
        ) {
          const open = before.live.filter((task) => !before.cancelled.has(task))
          // A task of a combinator ends with that.
          for (const task of open) if (!isUnnamed(task)) reasons.set(task, 'its loop was closed')
        }
        if (!('ending' in event) || !('cancelled' in event.ending)) return
        const [of, reason] = event.ending.cancelled ?? []
        const expected = of === undefined ? undefined : reasons.get(of)
        if (of === undefined || expected === undefined) return
        // Observers are notified of the error of a future before its cancel() returns.
        found.expect(
          reason === expected,
          () => `the error of ${of} states ${reason}, not ${expected}`,
        )
      }
    },
    mutants: [
      {
        name: 'reason-lost',
        why: 'the CancelledError of a task has no reason',
        in: 'core/task.js',
        replace: [
          'new CancelledError(task, reason, task)',
          'new CancelledError(task, undefined, task)',
        ],
      },
      {
        name: 'reason-of-future-lost',
        why: 'the CancelledError of a future has no reason',
        in: 'core/future.js',
        replace: ['new CancelledError(this, reason)', 'new CancelledError(this)'],
      },
    ],
  }),
  eventLaw({
    sentence: 'no report of unhandled failures names a cancelled task',
    hint: 'Task.proceed adds to the failures of its loop only what a coroutine throws',
    begin:
      () =>
      (event, { settled }, found) => {
        if (!('ending' in event) || !('unhandled' in event.ending)) return
        for (const [task, error] of event.ending.unhandled ?? []) {
          const ending = task === null ? undefined : settled.get(task)
          const its = task !== null && wasCancelled(task, ending)
          found.expect(!its, () => `${task} was cancelled, and ${error} is reported`)
        }
      },
    mutants: [
      {
        name: 'cancelled-is-reported',
        why: 'a cancelled task throws its CancelledError, which is reported as a failure',
        in: 'core/closing.js',
        replace: [
          'return scope.cut ? outcome() : value;',
          'const end = scope.cut ? outcome() : value; if (end?.error) throw end.error; return end;',
        ],
      },
    ],
  }),
])

/** The outcome of a future or task that an event shows, and whose it is. */
function outcomeIn(event: Event): { of: string; ending: Ending } | undefined {
  if (event.event === 'settled') return { of: event.future, ending: event.ending }
  if (event.event !== 'got' || event.by === 'cancelled' || event.of === event.who) return undefined
  return { of: event.of, ending: event.ending }
}
