/** Who waits for whom, in words. */

import { shown, type Runner } from './cancel.ts'
import { DeadlockError, type UnhandledError, type Wait } from './errors.ts'
import type { Future } from './future.ts'
import { Task } from './task.ts'

/** What is in the way of somebody who waits, for a report. */
export interface Obstacle {
  /** What is waited for, as a message calls it: `Lock 'db'`. */
  readonly what: string
  /** Whose doing it is that it does not come: who holds it, who has not ended. */
  readonly by: readonly Runner[]
  /** What they do with it, if it is not held by them; empty if `what` says who they are. */
  readonly verb?: string
  /** What would let it go on. */
  readonly remedy: string
}

/** How many links of a chain, and how many other waits or names, a message spells out. */
const SPELT = 8

/** Somebody who waits, and for what. */
interface Waiting {
  readonly who: Runner
  readonly on: Future<unknown>
}

/**
 * The report of a loop in which nothing can go on.
 *
 * @param waits who waits for what, main's wait first if there is one
 * @param cause the failures that nobody had looked at: one of them is often the reason
 */
export function deadlock(
  waits: readonly Waiting[],
  cause: UnhandledError | undefined,
): DeadlockError {
  const graph = new Graph(waits)
  const [first] = waits
  const chain = first === undefined ? [] : graph.chainFrom(first)
  const told = new Set(chain.map(({ who }) => who))
  const others = waits.filter(({ who }) => !told.has(who))
  const lines = others.slice(0, SPELT).map((wait) => `\n  ${named(wait)}`)
  if (others.length > SPELT) lines.push(`\n  and ${others.length - SPELT} more`)
  const also = lines.length === 0 ? '' : `\nAlso waiting:${lines.join('')}`
  return new DeadlockError(
    `${graph.sentence(chain)}${also}`,
    waits.map(({ on, who }) => ({ who: shown(who), on, heldBy: holdersOf(on) })),
    graph.cycles().map((cycle) => cycle.map(shown)),
    cause && { cause },
  )
}

/** Those who stand in the way of a wait for something that is no task. */
function holdersOf(on: Future<unknown>): Wait['heldBy'] {
  return on instanceof Task ? [] : (on.obstacle()?.by ?? []).map(shown)
}

/** Who waits for what, and who has that. */
function named({ on, who }: Waiting): string {
  return `${shown(who)} waits for ${obstructed(on)}`
}

function obstructed(on: Future<unknown>): string {
  const obstacle = on.obstacle()
  if (obstacle === undefined || on instanceof Task) return String(on)
  const { by, verb = 'held by', what } = obstacle
  return by.length === 0 || verb === '' ? what : `${what}, ${verb} ${spelt(by.map(shown))}`
}

/** Names, as a message says it; no more of them than a reader can use. */
export function spelt(given: readonly unknown[]): string {
  const names = given.slice(0, SPELT).map(String)
  if (given.length > SPELT) names.push(`${given.length - SPELT} more`)
  const last = names.pop() ?? 'nobody'
  return names.length === 0 ? last : `${names.join(', ')} and ${last}`
}

/** Who waits for whom. */
class Graph {
  readonly #waits: readonly Waiting[]
  readonly #main: Waiting | undefined
  /** Which of those who hold something waits, by the list of them, which many may wait for. */
  readonly #known = new Map<readonly Runner[], Waiting | undefined>()

  constructor(waits: readonly Waiting[]) {
    this.#waits = waits
    this.#main = waits.find(({ who }) => !(who instanceof Task))
  }

  /** The waits from one to the next, up to one that nobody in particular can end, or to where they close a cycle. */
  chainFrom(first: Waiting): Waiting[] {
    const chain: Waiting[] = []
    const met = new Set<Runner>()
    for (let wait: Waiting | undefined = first; wait !== undefined; wait = this.#next(wait)) {
      if (met.has(wait.who)) break
      met.add(wait.who)
      chain.push(wait)
    }
    return chain
  }

  /** The wait of the first of those whom somebody waits for that waits itself. */
  #next({ on }: Waiting): Waiting | undefined {
    const by = on.obstacle()?.by
    if (by === undefined) return undefined
    if (!this.#known.has(by)) this.#known.set(by, by.map((who) => this.#waitOf(who)).find(Boolean))
    return this.#known.get(by)
  }

  #waitOf(who: Runner): Waiting | undefined {
    const task = who instanceof Task ? who : who.task
    if (task === undefined) return who === this.#main?.who ? this.#main : undefined
    const on = task.awaiting
    return on?.done() === false ? { who: task, on } : undefined
  }

  sentence(chain: readonly Waiting[]): string {
    const [first] = chain
    const last = chain.at(-1)
    if (first === undefined || last === undefined) return 'nothing can go on'
    const links = chain.map((wait, index) => link(wait, chain[index + 1]))
    const dropped = links.length - SPELT
    const chosen =
      dropped <= 0
        ? links
        : [
            ...links.slice(0, SPELT - 1),
            `… ${dropped} more …, which waits for `,
            ...links.slice(-1),
          ]
    const said = `${shown(first.who)} waits for ${chosen.join('')}`
    if (this.#next(last) !== undefined) {
      return `${said}: a cycle, in which nobody can go on: ${wayOut(chain)}`
    }
    if (last.on instanceof Task) return `${said}, of another loop: let that loop run`
    const obstacle = last.on.obstacle()
    if (obstacle === undefined) {
      return `${said}, which nobody is left to settle: call its setResult or setError`
    }
    return `${said}: ${obstacle.remedy}`
  }

  /** The cycles, each from main or its first-made task on, and in the order of these. */
  cycles(): (readonly Runner[])[] {
    const cycles: (readonly Runner[])[] = []
    const visited = new Set<Runner>()
    for (const start of this.#waits) {
      const path: Runner[] = []
      let wait: Waiting | undefined = start
      while (wait !== undefined && !visited.has(wait.who)) {
        visited.add(wait.who)
        path.push(wait.who)
        wait = this.#next(wait)
      }
      const at = wait === undefined ? -1 : path.indexOf(wait.who)
      if (at >= 0) cycles.push(rotated(path.slice(at)))
    }
    return cycles.toSorted(([a], [b]) => age(a) - age(b))
  }
}

/** What would break a cycle. */
function wayOut(chain: readonly Waiting[]): string {
  const held = chain.some(({ on }) => !(on instanceof Task) && on.obstacle()?.verb === undefined)
  if (!held) return 'cancel one of them, or let it wait for something else'
  return chain.length === 1
    ? 'let it release what it holds before it asks again'
    : 'let one of them release what it holds, or acquire in one order everywhere'
}

/** What one waits for, up to the next in the chain. */
function link({ on }: Waiting, next: Waiting | undefined): string {
  const what = obstructed(on)
  if (next === undefined) return what
  const { by = [], verb } = (on instanceof Task ? undefined : on.obstacle()) ?? {}
  return by.length > 1 || verb === ''
    ? `${what}; ${shown(next.who)} waits for `
    : `${what}, which waits for `
}

/** Main before everybody else. */
function age(who: Runner | undefined): number {
  return who instanceof Task ? who.id : 0
}

function rotated(cycle: readonly Runner[]): readonly Runner[] {
  const first = cycle.reduce(
    (oldest, who, index) => (age(who) < age(cycle[oldest]) ? index : oldest),
    0,
  )
  return [...cycle.slice(first), ...cycle.slice(0, first)]
}
