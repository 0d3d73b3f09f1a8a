/** L9, L20: what is reported of a run that ends before its main: every wait with its holders, and the cycles. */

import type { Fault, Outcome } from '../event.ts'
import { displayName } from './future.ts'
import { fault, liveOf, outcomeOf, waitOf, type State } from './state.ts'

/** @param main the main of the run that it ends */
export function waitReport(
  state: State,
  error: 'DeadlockError' | 'OutsideError' | 'RunLimitError',
  main: string,
  cause: Fault | undefined,
): Outcome {
  return { error: fault(state, error, { ...waitsOf(state, main), ...unhandledOf(cause) }) }
}

/** L14: what is reported of a loop whose closing has left tasks that do not end by themselves. */
export function closeReport(
  state: State,
  error: 'DeadlockError' | 'CloseLimitError',
  waits: Partial<Fault>,
  cause: Fault | undefined,
): Outcome {
  return { error: fault(state, error, { ...waits, ...unhandledOf(cause) }) }
}

function unhandledOf(cause: Fault | undefined): Partial<Fault> {
  return { ...(cause?.unhandled && { unhandled: cause.unhandled }) }
}

/** @param main the main of a run; undefined when a loop is closed */
export function waitsOf(state: State, main?: string): Partial<Fault> {
  const all = main === undefined ? state.live : [main, ...state.live]
  const waiting = all.filter((who) => waitFor(state, who) !== undefined)
  const name = (who: string): string =>
    state.coroutines.get(who)?.kind === 'main' ? 'main' : displayName(state, who)
  return {
    waits: waiting.map((who) => {
      const on = waitFor(state, who) ?? ''
      const held = blockers(state, on).filter((one) => one !== on && !isPlain(state, one))
      return [name(who), on, held.map(name)] as const
    }),
    cycles: cycles(state, waiting).map((cycle) => cycle.map(name)),
  }
}

function waitFor(state: State, who: string): string | undefined {
  return waitOf(state, state.coroutines.get(who))
}

/** The shortest cycle of each waiting task that is in none of the cycles before. */
function cycles(state: State, waiting: readonly string[]): readonly (readonly string[])[] {
  const found: (readonly string[])[] = []
  for (const who of waiting) {
    if (found.some((cycle) => cycle.includes(who))) continue
    const cycle = shortest(state, waiting, who)
    if (cycle !== undefined) found.push(rotated(cycle, waiting))
  }
  return found
}

/** The shortest path from a task back to itself; of several, the one through the earlier blockers. */
function shortest(
  state: State,
  waiting: readonly string[],
  who: string,
): readonly string[] | undefined {
  const paths: (readonly string[])[] = [[who]]
  for (const path of paths) {
    const last = path.at(-1) ?? who
    const next = blockers(state, waitFor(state, last) ?? '').filter((one) => waiting.includes(one))
    if (next.includes(who)) return path
    for (const one of next)
      if (!paths.some((known) => known.includes(one))) paths.push([...path, one])
  }
  return undefined
}

/** The cycle from its oldest task on. */
function rotated(cycle: readonly string[], waiting: readonly string[]): readonly string[] {
  const first = waiting.find((who) => cycle.includes(who)) ?? ''
  const at = cycle.indexOf(first)
  return [...cycle.slice(at), ...cycle.slice(0, at)]
}

/** Whether it is a future that is neither a task nor a main. */
function isPlain(state: State, name: string): boolean {
  return !state.coroutines.has(name)
}

/** The tasks and futures that block the settlement of a future. */
function blockers(state: State, on: string): readonly string[] {
  const join = state.joins.get(on)
  if (join !== undefined) return join.items.filter((item) => outcomeOf(state, item) === undefined)
  const group = [...state.groups.values()].find(({ wait }) => wait?.future === on)
  if (group !== undefined) return liveOf(state, group.children)
  const primitive = [...state.primitives.values()].find(({ waiters }) =>
    waiters.some(({ future }) => future === on),
  )
  if (primitive === undefined) return [on]
  return 'holders' in primitive ? primitive.holders.map(({ who }) => who) : []
}
