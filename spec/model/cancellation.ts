/** C1: what cancel() does, there and then; the rest is done when the task is closed, in its turn. */

import type { Fault } from '../event.ts'
import { settle, shown, tell } from './future.ts'
import { fault, outcomeOf, type Coroutine, type State } from './state.ts'
import { withdraw } from './waking.ts'

/** Whether it took effect. */
export function cancel(state: State, name: string, reason: string | undefined): boolean {
  if (outcomeOf(state, name) !== undefined) return false
  const task = state.coroutines.get(name)
  if (task === undefined) {
    // C2: a future that is no task is settled.
    const error = fault(state, 'CancelledError', { cancelled: [name, reason ?? null] })
    markCancelled(state, name)
    settle(state, name, { error }, state.phase)
    return true
  }
  if (task.close !== 'no' || !state.live.includes(name)) return false
  task.close = 'asked'
  task.reason = reason
  // C3: one that waits leaves the line and goes to the tail; any other stays where it is.
  const waited = withdraw(state, task)
  if (waited) state.scheduled.push(name)
  tell(state, { event: 'cancelled', task: name })
  if (waited) tell(state, { event: 'scheduled', task: name })
  return true
}

/** Those that have not ended, in order. */
export function cancelAll(state: State, names: readonly string[], reason: string): void {
  for (const name of names) cancel(state, name, reason)
}

/** C8: what those get who wait for a task that was closed. */
export function cancelledError(state: State, { name, reason }: Coroutine): Fault {
  markCancelled(state, name)
  return fault(state, 'CancelledError', { cancelled: [shown(state, name), reason ?? null] })
}

function markCancelled(state: State, name: string): void {
  const future = state.futures.get(name)
  if (future !== undefined) future.cancelled = true
}
