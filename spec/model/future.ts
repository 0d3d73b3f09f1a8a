/** What is told, and what becomes of futures. */

import type { Outcome, RawEvent } from '../event.ts'
import { PENDING, fault, say, type State } from './state.ts'

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
          failures: [...next.failures, { task: null, error, awaited: false }],
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
  const waiters = state.futures[name]?.waiters ?? []
  const settled = {
    ...state,
    futures: { ...state.futures, [name]: { waiters: [], outcome } },
    // F8: those who wait go to the tail, in the order in which they began to wait.
    scheduled: [...state.scheduled, ...waiters],
  }
  const told = seen === 'always' || seen === 'ticking'
  return waiters.reduce(
    (now, task) =>
      tell(tell(now, { event: 'woken', task, by: name }), { event: 'scheduled', task }),
    told ? tell(settled, { event: 'settled', future: name, ending: outcome }) : settled,
  )
}

/** L10: whoever gets the failure of a task, or reads its outcome, has looked at it. */
export function look(state: State, name: string): State {
  return { ...state, failures: state.failures.filter(({ task }) => task !== name) }
}

/** L10: somebody waits for the failure of a task that has ended; or is not to get it after all. */
export function regard(state: State, name: string, awaited: boolean): State {
  const failures = state.failures.map((failure) =>
    failure.task === name ? { ...failure, awaited } : failure,
  )
  return { ...state, failures }
}

/** T1: a task is scheduled when it is made. T12: it is numbered by its loop. */
export function enlist(state: State, task: string): State {
  const made = state.made + 1
  const next = {
    ...state,
    made,
    live: [...state.live, task],
    futures: { ...state.futures, [task]: PENDING },
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
