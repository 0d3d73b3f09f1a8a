/** F1 · Settles once. */

import { failedWith } from '../history/endings.ts'
import { clause, eventLaw } from '../law.ts'

export const F1 = clause('F1', [
  eventLaw({
    sentence: 'the first settlement of a future is accepted, and every other is refused',
    hint: 'setResult and setError look at done() before they change anything',
    begin: () => {
      const accepted = new Set<string>()
      return (event, { futures, settled }, found) => {
        if (event.event !== 'called' || !futures.has(event.of)) return
        const { call, ending, of } = event
        // C1 says which cancellations are taken.
        if (call === 'cancel' && 'value' in ending && ending.value === true) accepted.add(of)
        if (!isSettlement(call)) return
        if ('value' in ending) {
          found.expect(!accepted.has(of), () => `${of} was settled a second time`)
          accepted.add(of)
          return
        }
        const late = settled.has(of) || accepted.has(of)
        found.expect(late, () => `${of} was refused its first settlement`)
        found.require(
          failedWith(ending, 'InvalidStateError'),
          () => `${of}: the error has another name`,
        )
      }
    },
    mutants: [
      {
        name: 'second-settlement-overwrites',
        why: 'a second settlement replaces the first',
        in: 'core/future.js',
        replace: ['if (future.done()) {', 'if (false) {'],
      },
      {
        name: 'second-settlement-ignored',
        why: 'a second result is dropped without a word',
        in: 'core/future.js',
        replace: [
          'refuseSecondSettlement(this); settle(this, success(value));',
          'if (!this.done()) settle(this, success(value));',
        ],
      },
      {
        name: 'error-after-result',
        why: 'an error is accepted where there is a result already',
        in: 'core/future.js',
        replace: [
          'refuseSecondSettlement(this); settle(this, new Failure(error));',
          'settle(this, new Failure(error));',
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'it is told once that a future is settled',
    hint: 'settle runs once for each future',
    begin: () => {
      const told = new Set<string>()
      return (event, _before, found) => {
        if (event.event !== 'settled') return
        found.expect(!told.has(event.future), () => `${event.future} was told to be settled twice`)
        told.add(event.future)
      }
    },
    mutants: [
      {
        name: 'settlement-told-twice',
        why: 'a settlement is told to the observer, and told again',
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
