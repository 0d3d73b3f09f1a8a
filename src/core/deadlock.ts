/** Who waits for whom, in words. */

import { DeadlockError, type UnhandledError, type Wait } from './errors.ts'
import type { Future } from './future.ts'
import { Task } from './task.ts'

/** How many links of a chain, and how many other waits, a message spells out. */
const SPELT = 8

/**
 * The report of a loop in which nothing can go on.
 *
 * @param waits who waits for what, main's wait first if there is one
 * @param cause the failures that nobody had looked at: one of them is often the reason
 */
export function deadlock(waits: readonly Wait[], cause: UnhandledError | undefined): DeadlockError {
  const [first] = waits
  const chain = first === undefined ? [] : chainOf(first)
  const told = new Set(chain.map(({ who }) => who))
  const others = waits.filter(({ who }) => !told.has(who))
  const lines = others.slice(0, SPELT).map(({ who, on }) => `\n  ${who} waits for ${on}`)
  if (others.length > SPELT) lines.push(`\n  and ${others.length - SPELT} more`)
  const also = lines.length === 0 ? '' : `\nAlso waiting:${lines.join('')}`
  const options = cause && { cause }
  return new DeadlockError(`${sentence(chain)}${also}`, waits, cyclesOf(waits), options)
}

/** The waits from one to the next, up to a future that is no task, or to where they close a cycle. */
function chainOf(first: Wait): Wait[] {
  const chain: Wait[] = []
  const met = new Set<unknown>()
  for (let wait: Wait | undefined = first; wait !== undefined; wait = waitOf(wait.on)) {
    if (met.has(wait.who)) break
    met.add(wait.who)
    chain.push(wait)
  }
  return chain
}

function waitOf(future: Future<unknown>): Wait | undefined {
  if (!(future instanceof Task) || future.awaiting?.done() !== false) return undefined
  return { who: future, on: future.awaiting }
}

function sentence(chain: readonly Wait[]): string {
  const last = chain.at(-1)
  if (last === undefined) return 'nothing can go on'
  const links = chain.map(({ on }) => String(on))
  const spelt =
    links.length <= SPELT
      ? links
      : [...links.slice(0, SPELT - 1), `… ${links.length - SPELT} more …`, String(last.on)]
  const said = `${String(chain[0]?.who)} waits for ${spelt.join(', which waits for ')}`
  if (chain.some(({ who }) => who === last.on)) {
    return `${said}: a cycle, in which nobody can go on unless one of them waits for something else`
  }
  if (last.on instanceof Task) return `${said}, of another loop: let that loop run`
  return `${said}, which nobody is left to settle: call its setResult or setError`
}

/** The cycles, each from its first-made task on, and in the order of these. Every wait is met once. */
function cyclesOf(waits: readonly Wait[]): Task<unknown>[][] {
  const cycles: Task<unknown>[][] = []
  const visited = new Set<Task<unknown>>()
  for (const { who } of waits) {
    const path: Task<unknown>[] = []
    let at: unknown = who
    while (at instanceof Task && at.awaiting?.done() === false && !visited.has(at)) {
      visited.add(at)
      path.push(at)
      at = at.awaiting
    }
    const cycle = path.slice(path.findIndex((task) => task === at))
    if (cycle.length > 0 && cycle[0] === at) cycles.push(rotated(cycle))
  }
  return cycles.toSorted(([a], [b]) => (a?.id ?? 0) - (b?.id ?? 0))
}

function rotated(cycle: readonly Task<unknown>[]): Task<unknown>[] {
  const first = cycle.reduce(
    (oldest, { id }, index) => (id < (cycle[oldest]?.id ?? id) ? index : oldest),
    0,
  )
  return [...cycle.slice(first), ...cycle.slice(0, first)]
}
