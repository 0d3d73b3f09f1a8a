/** What the laws of several clauses say of the order in which items are taken. */

import { Stores } from '../history/stores.ts'
import { isOpen } from '../history/waitQueues.ts'
import { following, type Begin } from '../law.ts'
import { isQuiet } from '../trial.ts'

/** Each item that is taken is the one that is due, in queues with priorities or in those without. */
export function takesInOrder(ranked: boolean): Begin {
  return following(Stores, (trial, stores) => (event, before, found) => {
    if (!isQuiet(trial)) return
    const taken = event.event === 'called' && event.call === 'takeNow' && before.ticking
    if (!taken && !(event.event === 'has' && event.what === 'take')) return
    const at = stores.waitQueues.all.get(event.of)
    if (at?.kind !== 'queue' || at.unsure || at.ranked !== ranked) return
    if ('error' in event.ending || (taken && isOpen(stores.waitQueues, at))) return
    const entry = taken ? stores.next(at) : stores.of(at).handed.get(event.who)
    const { value } = event.ending
    found.require(
      entry !== undefined,
      () => `${event.who} takes ${value}, and there was no item for it`,
    )
    if (entry?.value !== undefined)
      found.expect(
        entry.value.value === value,
        () => `${value} is taken before ${entry.value?.value}`,
      )
  })
}
