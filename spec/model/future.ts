/** What is told, and what becomes of futures. */

import type { Outcome, RawEvent } from '../event.ts'
import { fault, pending, say, type State, type Waiter } from './state.ts'
import { wakeAll } from './waking.ts'

/** O1, O2: told in order, when the change is complete. O3: an observer that throws is told no more. */
export function tell(state: State, event: RawEvent): void {
  if (state.told < 0) return
  const acting = state.hooks.filter(({ at }) => at === state.told)
  say(state, event)
  state.told += 1
  for (const { do: call } of acting) {
    if (call === 'throw') {
      state.told = -1
      state.failures = [...state.failures, { task: null, error: fault(state, 'observer') }]
      return
    }
    state.perform(state, 'observer', call)
  }
}

export function settle(
  state: State,
  name: string,
  outcome: Outcome,
  seen: State['phase'] | 'always',
): void {
  const future = state.futures.get(name)
  if (future === undefined) return
  const { waiters } = future
  future.waiters = []
  future.outcome = outcome
  const events = wakeAll(state, waiters, name)
  const told = seen === 'always' || seen === 'ticking'
  if (told) tell(state, { event: 'settled', future: name, ending: outcome })
  for (const event of events) tell(state, event)
}

/** T1: a task is scheduled when it is made. T12: it is numbered by its loop. */
export function enlist(state: State, task: string, waiters?: readonly Waiter[]): void {
  state.made += 1
  state.live = [...state.live, task]
  state.futures.set(task, pending(waiters))
  state.scheduled.push(task)
  const text = `<Task name='${shown(state, task)}' id='0x${state.made.toString(16)}'>`
  tell(state, { event: 'spawned', task, shown: text })
  tell(state, { event: 'scheduled', task })
}

/** L14: a main that is closed with its loop is a task from then on: `main`, `main 2`, … */
export function shown(state: State, name: string): string {
  const adopted = state.claimed.filter((main) => state.coroutines.get(main)?.kind === 'task')
  const index = adopted.indexOf(name)
  if (index < 0) return name
  return index === 0 ? 'main' : `main ${index + 1}`
}
