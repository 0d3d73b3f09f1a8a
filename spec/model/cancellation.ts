/** What cancel() does at once; the task is closed later, at its next step. */

import type { Fault } from '../event.ts'
import { announce, displayName, settle } from './future.ts'
import { fault, outcomeOf, type Coroutine, type State } from './state.ts'
import { requestClose, requestTermination } from './waking.ts'

/** C1: returns whether it took effect, which it does once. */
export function cancel(state: State, name: string, reason: string | undefined): boolean {
  if (outcomeOf(state, name) !== undefined) return false
  if (!state.coroutines.has(name)) {
    // C2: a future that is no task settles.
    const error = fault(state, 'CancelledError', { cancelled: [name, reason ?? null] })
    markCancelled(state, name)
    settle(state, name, { error }, state.phase)
    return true
  }
  const events = requestClose(state, name, reason)
  announce(state, events)
  return events.length > 0
}

/** C15: returns whether it took effect, which it does once. */
export function terminate(state: State, name: string, reason: string | undefined): boolean {
  const events = requestTermination(state, name, reason)
  announce(state, events)
  return events.length > 0
}

/** Those of the tasks that have not completed, in order. */
export function cancelAll(
  state: State,
  names: readonly string[],
  reason: string | undefined,
): void {
  for (const name of names) cancel(state, name, reason)
}

/** C8: what every awaiter of a cancelled task receives. */
export function cancelledError(state: State, { name, reason }: Coroutine): Fault {
  markCancelled(state, name)
  return fault(state, 'CancelledError', { cancelled: [displayName(state, name), reason ?? null] })
}

function markCancelled(state: State, name: string): void {
  const future = state.futures.get(name)
  if (future !== undefined) future.cancelled = true
}
