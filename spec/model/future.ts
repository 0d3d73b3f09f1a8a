/** What is told, and what becomes of futures. */

import type { Outcome, RawEvent } from '../event.ts'
import { PENDING, fault, say, type State, type Waiter } from './state.ts'
import { wakeAll } from './waking.ts'

/** O1, O2: told in order, when the change is complete. O3: an observer that throws is told no more. */
export function tell(state: State, event: RawEvent): State {
  if (state.told < 0) return state
  const acting = state.hooks.filter(({ at }) => at === state.told)
  const first = acting.findIndex((hook) => hook.do === 'throw')
  return acting.slice(0, first < 0 ? acting.length : first + 1).reduce(
    (now, hook) => {
      if (hook.do === 'throw') {
        const [next, error] = fault(now, 'observer')
        return {
          ...next,
          told: -1,
          failures: [...next.failures, { task: null, error }],
        }
      }
      return now.perform(now, 'observer', hook.do)[0]
    },
    { ...say(state, event), told: state.told + 1 },
  )
}

export function settle(
  state: State,
  name: string,
  outcome: Outcome,
  seen: State['phase'] | 'always',
): State {
  const future = state.futures[name] ?? PENDING
  const settled = { ...future, waiters: [], outcome }
  const futures = { ...state.futures, [name]: settled }
  const [woken, events] = wakeAll({ ...state, futures }, future.waiters, name)
  const told = seen === 'always' || seen === 'ticking'
  return events.reduce(
    tell,
    told ? tell(woken, { event: 'settled', future: name, ending: outcome }) : woken,
  )
}

/** T1: a task is scheduled when it is made. T12: it is numbered by its loop. */
export function enlist(state: State, task: string, waiters: readonly Waiter[] = []): State {
  const made = state.made + 1
  const next = {
    ...state,
    made,
    live: [...state.live, task],
    futures: { ...state.futures, [task]: { ...PENDING, waiters } },
    scheduled: [...state.scheduled, task],
  }
  const text = `<Task name='${shown(state, task)}' id='0x${made.toString(16)}'>`
  return tell(tell(next, { event: 'spawned', task, shown: text }), { event: 'scheduled', task })
}

/** L14: a main that is closed with its loop is a task from then on: `main`, `main 2`, … */
export function shown(state: State, name: string): string {
  const adopted = state.claimed.filter((main) => state.coroutines[main]?.kind === 'task')
  const index = adopted.indexOf(name)
  if (index < 0) return name
  return index === 0 ? 'main' : `main ${index + 1}`
}
