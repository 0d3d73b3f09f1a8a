/** Settling futures, creating tasks, and notifying the observer of both. */

import type { Outcome, RawEvent } from '../event.ts'
import { refuseAbandoned } from './handing.ts'
import { fault, pending, record } from './state.ts'
import type { Notifications, State, Subscription } from './state.ts'
import { cancelLosers, wakeAll } from './waking.ts'

/** O1: the observer is notified of events in order. O2: when the change is complete. */
export function notifyObserver(state: State, event: RawEvent): void {
  if (state.notified < 0) return
  const acting = state.hooks.filter(({ at }) => at === state.notified)
  record(state, event)
  state.notified += 1
  for (const { do: call } of acting) {
    if (call === 'throw') {
      // O3: an observer that throws is dismissed, and its error is a failure.
      state.notified = -1
      state.failures = [...state.failures, { task: null, error: fault(state, 'observer') }]
      return
    }
    state.perform(state, 'observer', call)
  }
}

/**
 * F1: the one place where a future settles. F2: with whatever value.
 *
 * @param during the phase in which it settles: the observer is notified if the loop is stepping, and of a
 *   task `always`
 */
export function settle(
  state: State,
  name: string,
  outcome: Outcome,
  during: State['phase'] | 'always',
): void {
  const future = state.futures.get(name)
  if (future === undefined) return
  const { waiters } = future
  future.waiters = []
  future.outcome = outcome
  const events = [...wakeAll(state, waiters, name), ...cancelLosers(state)]
  // Y13: a task that has ended releases nothing any more.
  if (state.coroutines.has(name)) events.push(...refuseAbandoned(state))
  if (during === 'always' || during === 'stepping') {
    notifyObserver(state, { event: 'settled', future: name, ending: outcome })
  }
  announce(state, events)
}

/** O2: the notifications of a change that is complete. */
export function announce(state: State, notifications: Notifications): void {
  for (const event of notifications) notifyObserver(state, event)
}

/**
 * T1: a new task is scheduled at once. T12: its loop numbers it.
 *
 * @param on L14: what a main waits for that has become this task, and waits on
 */
export function addTask(
  state: State,
  task: string,
  waiters?: readonly Subscription[],
  on?: string,
): void {
  state.created += 1
  state.live = [...state.live, task]
  state.futures.set(task, pending(waiters))
  if (on === undefined) state.scheduled.push(task)
  else subscribe(state, [on], { wakes: 'task', task })
  const text = `<Task name='${displayName(state, task)}' id='0x${state.created.toString(16)}'>`
  notifyObserver(state, { event: 'spawned', task, shown: text })
  if (on === undefined) notifyObserver(state, { event: 'scheduled', task })
  else notifyObserver(state, { event: 'parked', who: task, on })
}

/** Appends to the waiters of each future that is pending. */
export function subscribe(
  state: State,
  names: readonly string[],
  subscription: Subscription,
): void {
  for (const name of names) {
    const future = state.futures.get(name)
    if (future === undefined || future.outcome !== undefined) continue
    future.waiters = [...future.waiters, subscription]
  }
}

/** L14: a main that is closed with its loop is a task from then on: `main`, `main 2`, … */
export function displayName(state: State, name: string): string {
  const adopted = state.claimed.filter((main) => state.coroutines.get(main)?.kind === 'task')
  const index = adopted.indexOf(name)
  if (index < 0) return name
  return index === 0 ? 'main' : `main ${index + 1}`
}
