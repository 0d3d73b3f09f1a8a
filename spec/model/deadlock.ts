/** L9: what is said when nothing can go on. */

import type { Fault } from '../event.ts'
import { shown } from './future.ts'
import { fault, liveOf, outcomeOf, waitOf, type Result, type State } from './state.ts'

/** Main, if it is a run's, and every task that waits, by creation. */
export function deadlock(state: State, main: string | undefined, cause: Fault | undefined): Result {
  const all = main === undefined ? state.live : [main, ...state.live]
  const waiting = all.filter((who) => waitOf(state, who) !== undefined)
  const name = (who: string): string => (who === main ? 'main' : shown(state, who))
  const details = {
    waits: waiting.map((who) => [name(who), waitOf(state, who) ?? ''] as const),
    cycles: cycles(state, waiting).map((cycle) => cycle.map(name)),
    ...(cause?.unhandled && { unhandled: cause.unhandled }),
  }
  const [next, error] = fault(state, 'DeadlockError', details)
  return [next, { error }]
}

/** Each cycle of waits, from main on, or from the task on that was made first. */
function cycles(state: State, waiting: readonly string[]): readonly (readonly string[])[] {
  const found: (readonly string[])[] = []
  for (const task of waiting) {
    const path = [task]
    let on = keeperOf(state, waiting, task)
    while (on !== undefined && !path.includes(on)) {
      path.push(on)
      on = keeperOf(state, waiting, on)
    }
    if (on === task && !found.some((cycle) => cycle.includes(task))) found.push(path)
  }
  return found
}

/** For whom it waits: the first that itself waits. */
function keeperOf(state: State, waiting: readonly string[], who: string): string | undefined {
  const on = waitOf(state, who)
  return on === undefined ? undefined : keepers(state, on).find((one) => waiting.includes(one))
}

/** Who could let it go on. */
function keepers(state: State, on: string): readonly string[] {
  const join = state.joins[on]
  if (join !== undefined) return join.items.filter((item) => outcomeOf(state, item) === undefined)
  const group = Object.values(state.groups).find(({ wait }) => wait?.ticket === on)
  if (group !== undefined) return liveOf(state, group.children)
  const line = Object.values(state.primitives).find((it) =>
    it.line.some((turn) => turn.ticket === on),
  )
  if (line === undefined) return [on]
  return 'holders' in line ? line.holders : []
}
