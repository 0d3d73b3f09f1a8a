/** What cancel() does at once; the task is closed later, at its next step. */

import type { Fault } from '../event.ts'
import { announce, displayName, notifyObserver, settle } from './future.ts'
import { giveUp } from './handing.ts'
import { fault, outcomeOf, type Coroutine, type State } from './state.ts'
import { withdraw } from './waking.ts'

/** C1: returns whether it took effect, which it does once. */
export function cancel(state: State, name: string, reason: string | undefined): boolean {
  if (outcomeOf(state, name) !== undefined) return false
  const task = state.coroutines.get(name)
  if (task === undefined) {
    // C2: a future that is no task settles.
    const error = fault(state, 'CancelledError', { cancelled: [name, reason ?? null] })
    markCancelled(state, name)
    settle(state, name, { error }, state.phase)
    return true
  }
  if (task.close !== 'no' || !state.live.includes(name)) return false
  task.close = 'requested'
  task.reason = reason
  // C3: a parked task leaves the waiters and is scheduled; any other stays where it is.
  const waited = withdraw(state, task)
  if (waited) state.scheduled.push(name)
  // Y3: it leaves a wait queue now, with what it was handed.
  const given = giveUp(state, task, 0)
  notifyObserver(state, { event: 'cancelled', task: name })
  if (waited) notifyObserver(state, { event: 'scheduled', task: name })
  announce(state, given)
  return true
}

/** Those of the tasks that have not completed, in order. */
export function cancelAll(state: State, names: readonly string[], reason: string): void {
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
