/** What every waiter waits for when a run ends before its main: in a deadlock (L9), or at a limit (L20). */

import { cyclesOf } from './cycles.ts'
import { CloseLimitError, DeadlockError, RunLimitError } from './errors.ts'
import type { Report, UnhandledError, Wait } from './errors.ts'
import { formatLines, formatList } from './inspect.ts'
import type { RunLimits } from './limits.ts'
import { shown } from './main.ts'
import { isTask, Task } from './task.ts'
import type { Future, Runner } from './types.ts'

/** How many links of a chain, and how many other waits, a message spells out. */
const LINKS = 8

/** A task or main that waits, and for what. */
interface Waiting {
  readonly who: Runner
  readonly on: Future<unknown>
}

/**
 * The report of a loop in which nothing can resume.
 *
 * @param waits main's wait first, if there is one
 * @param cause the unhandled failures: one of them is often the reason
 */
export function deadlock(
  waits: readonly Waiting[],
  cause: UnhandledError | undefined,
): DeadlockError {
  return new DeadlockError({ ...reportOf(waits, true), cause })
}

/**
 * The report of a loop whose clean-ups do not end by themselves: as they are now, before they are cut short.
 *
 * @param tasks those that have not ended, by creation
 * @param waits the waits of those that wait
 * @param limits the limits that the closing has reached; undefined if nothing can resume
 * @returns the error, once it is known what else went wrong
 */
export function unended(
  tasks: readonly Task<unknown>[],
  waits: readonly Waiting[],
  limits: string | undefined,
): (cause: UnhandledError | undefined) => DeadlockError | CloseLimitError {
  const report = reportOf(waits, limits === undefined)
  if (limits === undefined) return (cause) => new DeadlockError({ ...report, cause })
  const on = new Map(waits.map((wait) => [wait.who, wait.on]))
  const lines = formatLines(tasks, (task) => {
    const what = on.get(task)
    return what === undefined ? `${task} could resume` : `${task} waits for ${blocked(what)}`
  })
  const whose = tasks.length === 1 ? 'a clean-up' : `${tasks.length} clean-ups`
  const message = `${whose} had not ended within ${limits}, and ${tasks.length === 1 ? 'was' : 'were'} cut short: pass close() other limits, or let them end:${lines}`
  return (cause) => new CloseLimitError(tasks, { ...report, cause, message })
}

/**
 * The report of a run that has reached a limit, while its tasks may be able to resume (L20).
 *
 * @param waits main's wait first, if it waits
 * @param reached what the message begins with
 */
export function limitReached(
  limits: RunLimits,
  waits: readonly Waiting[],
  cause: UnhandledError | undefined,
  reached: string,
): RunLimitError {
  const report = reportOf(waits, false)
  return new RunLimitError(limits, { ...report, cause, message: `${reached}: ${report.message}` })
}

/** @param stuck whether nothing can resume */
function reportOf(waits: readonly Waiting[], stuck: boolean): Omit<Report, 'cause'> {
  const graph = new Graph(waits, stuck)
  const [first] = waits
  // A main that can resume is not among the waiters of its loop.
  const begins = first !== undefined && (stuck || !isTask(first.who))
  const chain = begins ? graph.chainFrom(first) : []
  const named = new Set(chain.map(({ who }) => who))
  const others = waits.filter(({ who }) => !named.has(who))
  const also = others.length === 0 ? '' : `\nAlso waiting:${formatLines(others, waitOf, LINKS)}`
  return {
    message: `${graph.sentence(chain)}${also}`,
    waits: waits.map(({ on, who }) => ({ who: shown(who), on, heldBy: graph.holdersOf(on) })),
    cycles: graph.cycles().map((cycle) => cycle.map(shown)),
  }
}

function waitOf({ on, who }: Waiting): string {
  return `${shown(who)} waits for ${blocked(on)}`
}

/** A future, and the tasks or mains that would settle it. */
function blocked(on: Future<unknown>): string {
  const blocker = on.blocker()
  if (blocker === undefined || on instanceof Task) return String(on)
  const { by, verb = 'held by', what } = blocker
  return by.length === 0 || verb === '' ? what : `${what}, ${verb} ${formatList(by.map(shown))}`
}

/** Which task or main waits for which. */
class Graph {
  readonly #waits: readonly Waiting[]
  readonly #main: Waiting | undefined
  /** Whether nothing can resume. */
  readonly #stuck: boolean
  /** The waits of the holders of something, by the list of holders, which many waiters share. */
  readonly #known = new Map<readonly Runner[], readonly Waiting[]>()
  readonly #shown = new Map<readonly Runner[], Wait['heldBy']>()

  constructor(waits: readonly Waiting[], stuck: boolean) {
    this.#waits = waits
    this.#stuck = stuck
    this.#main = waits.find(({ who }) => !isTask(who))
  }

  /** The holders of what is waited for, if that is no task: one list for all of its waiters. */
  holdersOf(on: Future<unknown>): Wait['heldBy'] {
    const by = on instanceof Task ? undefined : on.blocker()?.by
    if (by === undefined) return []
    const shared = this.#shown.get(by) ?? by.map(shown)
    this.#shown.set(by, shared)
    return shared
  }

  /** The waits from one to the next, up to one that no task in particular can end, or to where they close a cycle. */
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

  /** The waits of the tasks that a wait is for, as far as they wait themselves, in their order. */
  #waitingFor({ on }: Waiting): readonly Waiting[] {
    const by = on.blocker()?.by ?? []
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
    const task = isTask(who) ? who : who.task
    if (task === undefined) return who === this.#main?.who ? this.#main : undefined
    // A running task has at most requested its wait.
    const on = task.loop.running === task ? undefined : task.awaiting
    return on?.done() === false ? { who: task, on } : undefined
  }

  sentence(chain: readonly Waiting[]): string {
    const [first] = chain
    const last = chain.at(-1)
    if (first === undefined || last === undefined)
      return this.#stuck ? 'nothing can resume' : 'main can resume'
    const links = chain.map((wait, index) => link(wait, chain[index + 1]))
    const dropped = links.length - LINKS
    const chosen =
      dropped <= 0
        ? links
        : [
            ...links.slice(0, LINKS - 1),
            `… ${dropped} more …, which waits for `,
            ...links.slice(-1),
          ]
    const said = `${shown(first.who)} waits for ${chosen.join('')}`
    const next = this.#next(last)
    if (next !== undefined) {
      return `${said}: ${wayOut(chain.slice(chain.findIndex(({ who }) => who === next.who)))}`
    }
    if (last.on instanceof Task) {
      return last.on.loop === last.who.loop
        ? `${said}, which can resume`
        : `${said}, of another loop: let that loop run`
    }
    const blocker = last.on.blocker()
    if (blocker !== undefined) return `${said}: ${blocker.remedy()}`
    const whose = this.#stuck ? 'which nothing is left to settle' : 'which is pending'
    return `${said}, ${whose}: call its setResult or setError`
  }

  /** Cycles of waits: every member of any is in one of these. */
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
  const blockers = cycle.flatMap(({ on }) => (on instanceof Task ? [] : (on.blocker() ?? [])))
  const optional = blockers.find(({ oneIsEnough }) => oneIsEnough === true)
  if (optional !== undefined) return `deadlock cycle: ${optional.remedy()}, or cancel one of them`
  const said = 'deadlock cycle'
  if (blockers.every(({ verb }) => verb !== undefined)) {
    return `${said}: cancel one of them, or let it wait for something else`
  }
  return cycle.length === 1
    ? `${said}: let it release what it holds before it acquires again`
    : `${said}: let one of them release what it holds, or acquire in one order everywhere`
}

/** What a task waits for, up to the next in the chain. */
function link({ on }: Waiting, next: Waiting | undefined): string {
  const what = blocked(on)
  if (next === undefined) return what
  const { by = [], verb } = (on instanceof Task ? undefined : on.blocker()) ?? {}
  return by.length > 1 || verb === ''
    ? `${what}; ${shown(next.who)} waits for `
    : `${what}, which waits for `
}
