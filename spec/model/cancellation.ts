/** C1: what cancel() does, there and then; the rest is done when the task is closed, in its turn. */

import { settle, shown, tell } from './future.ts'
import { change, fault, outcomeOf, type State } from './state.ts'
import { withdraw } from './waking.ts'

/** Whether it took effect, and what has become of it. */
export function cancel(
  state: State,
  name: string,
  reason: string | undefined,
): readonly [State, boolean] {
  if (outcomeOf(state, name) !== undefined) return [state, false]
  const task = state.coroutines[name]
  if (task === undefined) {
    // C2: a future that is no task is settled.
    const [next, error] = fault(state, 'CancelledError', { cancelled: [name, reason ?? null] })
    return [settle(markCancelled(next, name), name, { error }, next.phase), true]
  }
  if (task.close !== 'no' || !state.live.includes(name)) return [state, false]
  // C3: one that waits leaves the line and goes to the tail; any other stays where it is.
  const [left, waited] = withdraw(change(state, name, { close: 'asked', reason }), name)
  const moved = waited ? { ...left, scheduled: [...left.scheduled, name] } : left
  const told = tell(moved, { event: 'cancelled', task: name })
  return [waited ? tell(told, { event: 'scheduled', task: name }) : told, true]
}

/** Those that have not ended, in order. */
export function cancelAll(state: State, names: readonly string[], reason: string): State {
  return names.reduce((now, name) => cancel(now, name, reason)[0], state)
}

/** C8: what those get who wait for a task that was closed. */
export function cancelledError(state: State, task: string): ReturnType<typeof fault> {
  const reason = state.coroutines[task]?.reason ?? null
  return fault(markCancelled(state, task), 'CancelledError', {
    cancelled: [shown(state, task), reason],
  })
}

function markCancelled(state: State, name: string): State {
  const future = state.futures[name]
  if (future === undefined) return state
  return { ...state, futures: { ...state.futures, [name]: { ...future, cancelled: true } } }
}
