/** L9: what is said when nothing can go on. */

import type { Fault, Outcome } from '../event.ts'
import { shown } from './future.ts'
import { fault, liveOf, outcomeOf, waitOf, type State } from './state.ts'

/** Main, if it is a run's, and every task that waits, by creation. */
export function deadlock(
  state: State,
  main: string | undefined,
  cause: Fault | undefined,
): Outcome {
  const all = main === undefined ? state.live : [main, ...state.live]
  const waiting = all.filter((who) => waitFor(state, who) !== undefined)
  const name = (who: string): string =>
    state.coroutines.get(who)?.kind === 'main' ? 'main' : shown(state, who)
  const details = {
    waits: waiting.map((who) => {
      const on = waitFor(state, who) ?? ''
      const held = keepers(state, on).filter((one) => one !== on && !isPlain(state, one))
      return [name(who), on, held.map(name)] as const
    }),
    cycles: cycles(state, waiting).map((cycle) => cycle.map(name)),
    ...(cause?.unhandled && { unhandled: cause.unhandled }),
  }
  return { error: fault(state, 'DeadlockError', details) }
}

function waitFor(state: State, who: string): string | undefined {
  return waitOf(state, state.coroutines.get(who))
}

/** For everybody who waits in a cycle, and is in none of those before, the shortest; from its first-made on. */
function cycles(state: State, waiting: readonly string[]): readonly (readonly string[])[] {
  const found: (readonly string[])[] = []
  for (const who of waiting) {
    if (found.some((cycle) => cycle.includes(who))) continue
    const cycle = shortest(state, waiting, who)
    if (cycle !== undefined) found.push(rotated(cycle, waiting))
  }
  return found
}

/** The shortest way from one back to itself; of several, the one through those who come first. */
function shortest(
  state: State,
  waiting: readonly string[],
  who: string,
): readonly string[] | undefined {
  const paths: (readonly string[])[] = [[who]]
  for (const path of paths) {
    const last = path.at(-1) ?? who
    const next = keepers(state, waitFor(state, last) ?? '').filter((one) => waiting.includes(one))
    if (next.includes(who)) return path
    for (const one of next)
      if (!paths.some((known) => known.includes(one))) paths.push([...path, one])
  }
  return undefined
}

function rotated(cycle: readonly string[], waiting: readonly string[]): readonly string[] {
  const first = waiting.find((who) => cycle.includes(who)) ?? ''
  const at = cycle.indexOf(first)
  return [...cycle.slice(at), ...cycle.slice(0, at)]
}

/** Whether it is a future, and nobody. */
function isPlain(state: State, name: string): boolean {
  return !state.coroutines.has(name)
}

/** Who could let it go on. */
function keepers(state: State, on: string): readonly string[] {
  const join = state.joins.get(on)
  if (join !== undefined) return join.items.filter((item) => outcomeOf(state, item) === undefined)
  const group = [...state.groups.values()].find(({ wait }) => wait?.ticket === on)
  if (group !== undefined) return liveOf(state, group.children)
  const line = [...state.primitives.values()].find((it) =>
    it.line.some((turn) => turn.ticket === on),
  )
  if (line === undefined) return [on]
  return 'holders' in line ? line.holders : []
}
