/** What get() returns, and why. */

import type { Event } from '../../spec/event.ts'
import { same } from '../history/endings.ts'
import { type Held, Values } from '../history/values.ts'
import { following, type Begin } from '../law.ts'

/** Whether an event shows what a context has. */
export function isRead(event: Event): boolean {
  return event.event === 'called' && event.call === 'get'
}

/** get() returns the value that the caller has for this reason. */
export function returnsWhatIs(by: Held['by']): Begin {
  return following(Values, (_trial, values) => (event, before, found) => {
    if (event.event !== 'called' || event.call !== 'get') return
    const held = values.of(event.who, event.of, before)
    if (held === undefined || held.by !== by || !('value' in held)) return
    const right = same(event.ending, { value: held.value })
    found.expect(right, () => `${event.who} did not get what ${event.of} is, by ${by}`)
  })
}
