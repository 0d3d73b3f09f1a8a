/** F1 · Settles once. */

import { failedWith } from '../history/endings.ts'
import { clause, eventLaw } from '../law.ts'

export const F1 = clause('F1', [
  eventLaw({
    sentence: 'a future accepts the first settlement and refuses every other',
    hint: 'setResult and setError call refuseSecondSettlement before they change anything',
    begin: () => {
      const accepted = new Set<string>()
      return (event, { futures, settled }, found) => {
        if (event.event !== 'called' || !futures.has(event.of)) return
        const { call, ending, of } = event
        // C1 says which cancellations take effect.
        if (call === 'cancel' && 'value' in ending && ending.value === true) accepted.add(of)
        if (!isSettlement(call)) return
        if ('value' in ending) {
          found.expect(!accepted.has(of), () => `${of} was settled a second time`)
          accepted.add(of)
          return
        }
        const late = settled.has(of) || accepted.has(of)
        found.expect(late, () => `${of} refused its first settlement`)
        found.require(
          failedWith(ending, 'InvalidStateError'),
          () => `${of} refused with an error of another name`,
        )
      }
    },
    mutants: [
      {
        name: 'second-settlement-overwrites',
        why: 'a second settlement replaces the first',
        in: 'core/future.js',
        replace: ['if (lastWaiter(future) === undefined && future.done()) {', 'if (false) {'],
      },
      {
        name: 'second-settlement-ignored',
        why: 'a second result is dropped without an error',
        in: 'core/future.js',
        replace: [
          'refuseSecondSettlement(this); settle(this, success(value));',
          'if (!this.done()) settle(this, success(value));',
        ],
      },
      {
        name: 'error-after-result',
        why: 'setError is accepted on a future that has a result',
        in: 'core/future.js',
        replace: [
          'refuseSecondSettlement(this); settle(this, new Failure(error));',
          'settle(this, new Failure(error));',
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'observers are notified once that a future has settled',
    hint: 'settle() runs once for each future, and notifies once',
    begin: () => {
      const notified = new Set<string>()
      return (event, _before, found) => {
        if (event.event !== 'settled') return
        found.expect(
          !notified.has(event.future),
          () => `${event.future} was notified as settled twice`,
        )
        notified.add(event.future)
      }
    },
    mutants: [
      {
        name: 'settled-notified-twice',
        why: 'observers are notified of each settlement twice',
        in: 'core/waiters.js',
        replace: [
          'notifications.push(() => future.home()?.notifier?.settled(future, outcome));',
          'for (const _ of [1, 2]) notifications.push(() => future.home()?.notifier?.settled(future, outcome));',
        ],
      },
    ],
  }),
])

function isSettlement(call: string): boolean {
  return call === 'setResult' || call === 'setError'
}
