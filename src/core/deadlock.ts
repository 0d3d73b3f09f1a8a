/** Who waits for whom, in words. */

import { cyclesOf } from './cycles.ts'
import { DeadlockError, type UnhandledError, type Wait } from './errors.ts'
import type { Future } from './future.ts'
import { shown, type Runner } from './runner.ts'
import { Task } from './task.ts'

/** What is in the way of somebody who waits, for a report. */
export interface Obstacle {
  /** What is waited for, as a message calls it: `Lock 'db'`. */
  readonly what: string
  /** Whose doing it is that it does not come: who holds it, who has not ended. */
  readonly by: readonly Runner[]
  /** What they do with it, if it is not held by them; empty if `what` says who they are. */
  readonly verb?: string
  /** Whether one of these is enough. */
  readonly oneIsEnough?: boolean
  /** What would let it go on. */
  readonly remedy: () => string
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
    waits.map(({ on, who }) => ({ who: shown(who), on, heldBy: graph.holdersOf(on) })),
    graph.cycles().map((cycle) => cycle.map(shown)),
    cause && { cause },
  )
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
  /** Which of those who hold something wait, by the list of them, which many may wait for. */
  readonly #known = new Map<readonly Runner[], readonly Waiting[]>()
  readonly #shown = new Map<readonly Runner[], Wait['heldBy']>()

  constructor(waits: readonly Waiting[]) {
    this.#waits = waits
    this.#main = waits.find(({ who }) => !(who instanceof Task))
  }

  /** Those who stand in the way of a wait for something that is no task: one list for all who wait for it. */
  holdersOf(on: Future<unknown>): Wait['heldBy'] {
    const by = on instanceof Task ? undefined : on.obstacle()?.by
    if (by === undefined) return []
    const shared = this.#shown.get(by) ?? by.map(shown)
    this.#shown.set(by, shared)
    return shared
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

  /** The waits of those whom somebody waits for and who wait themselves, in their order. */
  #waitingFor({ on }: Waiting): readonly Waiting[] {
    const by = on.obstacle()?.by ?? []
    const known = this.#known.get(by)
    if (known !== undefined) return known
    const waiting = by.flatMap((who) => this.#waitOf(who) ?? [])
    this.#known.set(by, waiting)
    return waiting
  }

  #next(wait: Waiting): Waiting | undefined {
    return this.#waitingFor(wait)[0]
  }

  #waitOf(who: Runner): Waiting | undefined {
    const task = who instanceof Task ? who : who.task
    if (task === undefined) return who === this.#main?.who ? this.#main : undefined
    // Who is running has at most asked.
    const on = task.loop.running === task ? undefined : task.awaiting
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
    const next = this.#next(last)
    if (next !== undefined) {
      return `${said}: ${wayOut(chain.slice(chain.findIndex(({ who }) => who === next.who)))}`
    }
    if (last.on instanceof Task) return `${said}, of another loop: let that loop run`
    const obstacle = last.on.obstacle()
    if (obstacle === undefined) {
      return `${said}, which nobody is left to settle: call its setResult or setError`
    }
    return `${said}: ${obstacle.remedy()}`
  }

  /** For everybody who waits in one, a cycle. */
  cycles(): (readonly Runner[])[] {
    const waits = new Map(this.#waits.map((wait) => [wait.who, wait]))
    const successors = (who: Runner): readonly Runner[] => {
      const wait = waits.get(who)
      return wait === undefined ? [] : this.#waitingFor(wait).map((next) => next.who)
    }
    return cyclesOf([...waits.keys()], successors)
  }
}

/** What a cycle is, and what would break it. */
function wayOut(cycle: readonly Waiting[]): string {
  const obstacles = cycle.flatMap(({ on }) => (on instanceof Task ? [] : (on.obstacle() ?? [])))
  const optional = obstacles.find(({ oneIsEnough }) => oneIsEnough === true)
  if (optional !== undefined) return `a cycle: ${optional.remedy()}, or cancel one of them`
  const said = 'a cycle, in which nobody can go on'
  if (obstacles.every(({ verb }) => verb !== undefined)) {
    return `${said}: cancel one of them, or let it wait for something else`
  }
  return cycle.length === 1
    ? `${said}: let it release what it holds before it asks again`
    : `${said}: let one of them release what it holds, or acquire in one order everywhere`
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
