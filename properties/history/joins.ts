/** What combinators wait for and what decides them, as far as the script is certain. */

import type { Ending, Event } from '../../spec/event.ts'
import type { History } from './history.ts'
import type { Trial } from '../trial.ts'
import { commitsOf, type Commits } from './commits.ts'
import { failedWith } from './endings.ts'
import { scriptOf, type Script } from './script.ts'

type Kind = 'all' | 'allSettled' | 'race' | 'any'

/** A combinator that a coroutine waits for. */
export interface Join {
  readonly who: string
  readonly kind: Kind
  /**
   * Its items, in order, including the tasks that it spawned; undefined if they are not certain. Once it is committed,
   * those that had ended by then, and the one to which it is.
   */
  items: readonly string[] | undefined
  /** The tasks that it spawned. */
  readonly owned: readonly string[]
  /** Whether it was given coroutines, and futures that had decided it when it began. */
  readonly early: boolean
  /** The items that have settled, in that order; first those that had before it began. */
  readonly ended: string[]
  /** The operation to which it is committed: that cannot be undone any more, so it alone decides. */
  committed: string | undefined
  /** How often its waiter was stepped since. */
  steps: number
  /** How often it has suspended: because it was decided from the start, or to wait. */
  waits: number
  /** It was rejected at once, and has no waiter. */
  readonly refused: boolean
  readonly since: number
}

/** Follows a log along with its history. */
export class Joins {
  readonly #script: Script
  readonly #log: Trial['log']
  readonly #commits: Commits
  /** By waiter. */
  readonly open = new Map<string, Join>()

  constructor(trial: Trial) {
    this.#script = scriptOf(trial)
    this.#log = trial.log
    this.#commits = commitsOf(trial)
  }

  /** Whether a race may be committed to a task, now or later. */
  mayCommit(task: string): boolean {
    return this.#commits.at.has(task) || this.#commits.unsure.has(task)
  }

  /** Whether a coroutine waits for a race that is committed, or may be. */
  mayHaveHappened(who: string): boolean {
    const join = this.open.get(who)
    if (join === undefined || join.refused) return false
    return join.committed !== undefined || join.owned.some((task) => this.#commits.unsure.has(task))
  }

  follow(event: Event, before: History, index: number): void {
    if (event.event === 'asks' && isKind(event.what)) {
      this.open.set(event.who, this.#join(event.who, event.what, before, index))
    } else if (event.event === 'has' && isKind(event.what)) this.open.delete(event.who)
    if (event.event === 'stepped') {
      const join = this.open.get(before.voice(event.who))
      if (join !== undefined) {
        join.steps += 1
        if (join.waits === 0) join.waits = 1
      }
    }
    if (event.event === 'parked') {
      const join = this.open.get(before.voice(event.who))
      // L14: a main that is closed with its loop waits on.
      if (join !== undefined && join.waits <= join.steps) join.waits += 1
    }
    if (this.#commits.at.size + this.#commits.unsure.size > 0) this.#commit(before, index)
    const ended = endedBy(event, before)
    if (ended === undefined) return
    for (const { ended: order, items } of this.open.values())
      if (items?.includes(ended) === true && !order.includes(ended)) order.push(ended)
  }

  /** S11: an operation that cannot be undone any more decides a race that was not decided before. */
  #commit({ settled }: History, index: number): void {
    const { at, unsure } = this.#commits
    for (const join of this.open.values()) {
      const { ended, items, kind, owned, since } = join
      if (items === undefined || (kind !== 'race' && kind !== 'any')) continue
      if (index > since && owned.some((task) => unsure.has(task))) join.items = undefined
      const racer = owned.find((task) => at.get(task) === index)
      if (racer === undefined || join.committed !== undefined) continue
      if (decider(join, (item) => settled.get(item)) !== undefined) continue
      join.committed = racer
      join.items = items.filter((item) => item === racer || ended.includes(item))
    }
  }

  #join(who: string, kind: Kind, before: History, index: number): Join {
    const { futures, settled, tasks } = before
    const statement = this.#script.at(index)
    const owned = this.#script.ownedAt(index)
    const next = this.#log[index + 1]
    // T10: what waits for itself is refused, which no event shows if its error passes outward (C12).
    const itself = statement !== undefined && 'items' in statement && statement.items.includes(who)
    const refused = itself || (next?.event === 'has' && next.who === who && next.what === kind)
    const committed = undefined
    const rest = { early: false, steps: 0, waits: 0, since: index, refused, committed }
    const base = { who, kind, owned, ...rest }
    const unsure = { ...base, items: undefined, ended: [] }
    if (statement === undefined || !('items' in statement)) return unsure
    const mine = [...owned]
    const items = statement.items.flatMap((item) => {
      if (typeof item !== 'string') return mine.splice(0, 1)
      return futures.has(item) || tasks.has(item) ? [item] : []
    })
    const ended = items.filter((item) => settled.has(item))
    const missing = coroutines(statement) - owned.length
    const join = { ...base, items, ended }
    // S10: if it was decided by others, it spawned none.
    const known = items.filter((item) => !owned.includes(item))
    const pending = statement.items.filter((item) => typeof item !== 'string').map(() => '')
    const open = { ...join, items: [...known, ...pending] }
    const early = pending.length > 0 && decider(open, (item) => settled.get(item)) !== undefined
    return early || missing === 0 ? { ...join, early } : unsure
  }
}

/**
 * The item that decides, given the outcomes of those that have settled; undefined while none does. It is `''` if
 * all of them decide together, or if there are no items.
 */
export function decider(
  { committed, ended, items = [], kind }: Join,
  endingOf: (item: string) => Ending | undefined,
): string | undefined {
  const all = items.every((item) => ended.includes(item)) ? '' : undefined
  if (committed !== undefined && !ended.includes(committed)) return undefined
  if (kind === 'race') return committed ?? ended[0]
  if (kind === 'allSettled') return all
  const decides = kind === 'all' ? 'error' : 'value'
  return ended.find((item) => decides in (endingOf(item) ?? {})) ?? all
}

/** Whether the outcome of each of these is known. */
export function allKnown(items: readonly string[], { settled }: History): boolean {
  return items.every((item) => settled.get(item) !== undefined)
}

/** Whether a combinator was rejected at once. */
export function isRefused(ending: Ending): boolean {
  return failedWith(ending, 'SelfAwaitError') || failedWith(ending, 'LoopClosedError')
}

function isKind(what: string): what is Kind {
  return what === 'all' || what === 'allSettled' || what === 'race' || what === 'any'
}

function coroutines({ items }: { readonly items: readonly unknown[] }): number {
  return items.filter((item) => typeof item !== 'string').length
}

/** The future or task of which an event is the first to show that it has settled. */
function endedBy(event: Event, { futures, settled }: History): string | undefined {
  if (event.event === 'settled') return event.future
  if (event.event === 'woken' && !settled.has(event.by)) return event.by
  if (event.event !== 'called' || !futures.has(event.of) || 'error' in event.ending)
    return undefined
  const { call, ending, of } = event
  if (call === 'setResult' || call === 'setError') return of
  return call === 'cancel' && 'value' in ending && ending.value === true ? of : undefined
}
