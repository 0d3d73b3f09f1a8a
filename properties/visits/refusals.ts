/** What calls may throw, event by event. */

import type { Event } from '../../spec/event.ts'
import { failedWith } from '../history/endings.ts'
import type { Findings } from '../law.ts'

type Called = Extract<Event, { event: 'called' }>

/** A call returns, or throws one of these errors: whatever else it throws is no refusal, and a mistake. */
export function throwsOnly(event: Called, errors: readonly string[], found: Findings): void {
  const { call, ending, of, who } = event
  const right = 'value' in ending || errors.some((name) => failedWith(ending, name))
  found.expect(right, () => `${call}() of ${of} by ${who} threw ${JSON.stringify(ending)}`)
}
