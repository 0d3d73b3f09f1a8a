/** C2 · A cancelled future. */

import { returned } from '../history/endings.ts'
import { Scopes, wasCancelled } from '../history/scopes.ts'
import { isUnnamed } from '../history/script.ts'
import { clause, eventLaw } from '../law.ts'
import { isQuiet } from '../trial.ts'

export const C2 = clause('C2', [
  eventLaw({
    sentence:
      'cancelled() returns true for what was settled by a cancellation, and for nothing else',
    hint: 'Future.cancelled checks the class of the outcome, not that of the error',
    begin: () => {
      const byCall = new Set<string>()
      return (event, { settled, tasks }, found) => {
        if (event.event === 'called' && event.call === 'cancel' && returned(event.ending, true))
          if (!tasks.has(event.of)) byCall.add(event.of)
        if (event.event !== 'got' || event.by !== 'cancelled') return
        const { of } = event
        const ending = settled.get(of)
        // In the middle of a settlement of which no observer has been notified yet.
        if (settled.has(of) && ending === undefined && !byCall.has(of)) return
        const expected = byCall.has(of) || wasCancelled(of, ending)
        found.expect(
          returned(event.ending, expected),
          () => `cancelled() of ${of} returned ${!expected}`,
        )
      }
    },
    mutants: [
      {
        name: 'cancelled-read-off-the-error',
        why: 'a task that fails with the CancelledError of another counts as cancelled itself',
        in: 'core/future.js',
        replace: [
          'return this.state instanceof Cancelled;',
          'return this.state instanceof Failure && this.state.error instanceof CancelledError;',
        ],
      },
      {
        name: 'failed-is-cancelled',
        why: 'cancelled() returns true for every failure',
        in: 'core/future.js',
        replace: [
          'return this.state instanceof Cancelled;',
          'return this.state instanceof Failure;',
        ],
      },
      {
        name: 'cancelled-future-failed',
        why: 'to cancel a future makes it fail, as setError() does',
        in: 'core/future.js',
        replace: [
          'new Cancelled(new CancelledError(this, reason))',
          'new Failure(new CancelledError(this, reason))',
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'a cancelled future has no waiters left',
    hint: 'Future.cancel calls settle, which wakes the waiters',
    begin: (trial) => {
      const scopes = new Scopes(trial)
      return (event, before, found, index) => {
        scopes.follow(event, before, index)
        const { futures, now, parked } = before
        if (event.event !== 'called' || event.call !== 'cancel') return
        if (!returned(event.ending, true) || !futures.has(event.of)) return
        const left = [...parked].filter(([who, on]) => {
          // An observer may act after a group has woken its owner, and before the notification of that.
          const taken = !isQuiet(trial) && scopes.disturbed(before.voice(who), now)
          // Or after a combinator has cancelled a task.
          const gone = !isQuiet(trial) && (before.cancelled.has(who) || isUnnamed(who))
          return on === event.of && who !== 'main' && !taken && !gone
        })
        found.expect(left.length === 0, () => `${left.join(', ')} still waits for ${event.of}`)
      }
    },
    mutants: [
      {
        name: 'cancel-wakes-no-waiter',
        why: 'a future that is cancelled forgets its waiters',
        in: 'core/future.js',
        replace: [
          'settle(this, new Cancelled(new CancelledError(this, reason)));',
          'this.state = new Cancelled(new CancelledError(this, reason));',
        ],
      },
    ],
  }),
])
