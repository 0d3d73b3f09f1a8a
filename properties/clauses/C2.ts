/** C2 · A cancelled future. */

import { gives } from '../history/endings.ts'
import { Scopes, wasCancelled } from '../history/scopes.ts'
import { clause, eventLaw } from '../law.ts'
import { isQuiet } from '../trial.ts'

export const C2 = clause('C2', [
  eventLaw({
    sentence: 'cancelled() is true of what was settled by cancellation, and of nothing else',
    hint: 'it is read off the outcome, and the outcome says whose cancellation it is',
    begin: () => {
      const byCall = new Set<string>()
      return (event, { settled, tasks }, found) => {
        if (event.event === 'called' && event.call === 'cancel' && gives(event.ending, true))
          if (!tasks.has(event.of)) byCall.add(event.of)
        if (event.event !== 'got' || event.by !== 'cancelled') return
        const { of } = event
        const ending = settled.get(of)
        // In the midst of a settlement of which nothing is told yet.
        if (settled.has(of) && ending === undefined && !byCall.has(of)) return
        const expected = byCall.has(of) || wasCancelled(of, ending)
        found.expect(gives(event.ending, expected), () => `of ${of} it is ${!expected}`)
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
        why: 'cancelled() is true of every failure',
        in: 'core/future.js',
        replace: [
          'return this.state instanceof Cancelled;',
          'return this.state instanceof Failure;',
        ],
      },
      {
        name: 'cancelled-future-failed',
        why: 'a future that is cancelled has failed, as by setError()',
        in: 'core/future.js',
        replace: [
          'new Cancelled(new CancelledError(this, reason))',
          'new Failure(new CancelledError(this, reason))',
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'when a future has been cancelled, nobody waits for it any more',
    hint: 'cancel settles, and to settle is to wake',
    begin: (trial) => {
      const scopes = new Scopes(trial)
      return (event, before, found, index) => {
        scopes.follow(event, before, index)
        const { futures, now, parked } = before
        if (event.event !== 'called' || event.call !== 'cancel') return
        if (!gives(event.ending, true) || !futures.has(event.of)) return
        const left = [...parked].filter(([who, on]) => {
          // An observer may act when an owner is woken by its group, and is not told so yet.
          const taken = !isQuiet(trial) && scopes.disturbed(before.voice(who), now)
          return on === event.of && who !== 'main' && !taken
        })
        found.expect(left.length === 0, () => `${left.join(', ')} still`)
      }
    },
    mutants: [
      {
        name: 'cancel-wakes-nobody',
        why: 'a future that is cancelled forgets who waits for it',
        in: 'core/future.js',
        replace: [
          'settle(this, new Cancelled(new CancelledError(this, reason)));',
          'this.state = new Cancelled(new CancelledError(this, reason));',
        ],
      },
    ],
  }),
])
