/** What all combinators have in common: they spawn their coroutines, await their items, and clean up. */

import {
  Change,
  claim,
  scoped,
  Future,
  isCoroutine,
  Loop,
  notACoroutine,
  runner,
  presettle,
  SelfAwaitError,
  Success,
  success,
  type Coroutine,
  type Notifications,
  type Task,
} from '../core/index.ts'
import { ended, Join, settledDecider, type Rule } from './join.ts'

/**
 * An item of a combinator. A future, or a task, is only awaited. A coroutine is spawned as a task, which
 * the combinator owns.
 *
 * Clause S10.
 */
export type Awaitable<T> = Future<T> | Coroutine<T>

/** The type of the result of an item. Clauses S5, S7, S8. */
export type Result<Item> = Item extends Awaitable<infer T> ? T : never

/** What sets one combinator apart from another. */
export interface Kind<T> {
  readonly name: 'all' | 'allSettled' | 'any' | 'race'
  /** Returns the rule by which one of so many items decides. */
  readonly rule: (count: number) => Rule
  /** Whether it is decided at once if there are no items. */
  readonly vacuous: boolean
  /** S11: whether only one of the operations that it is given takes effect. */
  readonly selects: boolean
  /**
   * The items whose outcomes it uses, at the moment when it is decided: they are handled, while the failure of any
   * other remains unhandled.
   */
  readonly relevant: (
    items: readonly Future<unknown>[],
    decider: Future<unknown> | undefined,
  ) => readonly Future<unknown>[]
  /** Whether it returns, and does not throw. */
  readonly succeeds: (decider: Future<unknown> | undefined) => boolean
  /** What it returns, from the relevant items and the one that decided. Throws what it fails with. */
  readonly outcome: (
    relevant: readonly Future<unknown>[],
    decider: Future<unknown> | undefined,
  ) => T
}

/**
 * The coroutine of a combinator.
 *
 * @throws `TypeError`, `NotACoroutineError` at once, if something else is given
 */
export function combine<T>(kind: Kind<T>, given: Iterable<unknown>): Coroutine<T> {
  // C11: what it owns has ended before what is around it is closed.
  return scoped(together(kind, checked(kind.name, given)))
}

function* together<T>(kind: Kind<T>, given: readonly Awaitable<unknown>[]): Coroutine<T> {
  const { name, outcome, vacuous } = kind
  const self = given.find((item) => item === runner())
  if (self instanceof Future) {
    throw new SelfAwaitError(`${self} would wait for itself in ${name}: leave it out`)
  }
  const owned: Task<unknown>[] = []
  let join: Combination | undefined
  /** The items whose outcomes it uses, once it has resumed. */
  let used: readonly Future<unknown>[] | undefined
  try {
    join = new Combination(kind, given.length, futuresOf(given, kind, owned), owned)
    // S9: a combinator suspends at least once.
    if (join.decider !== undefined || (vacuous && given.length === 0)) join.decideAtOnce()
    yield* join
    used = join.used
  } finally {
    // S10: if it is closed before it is decided, the tasks that began here are cancelled here.
    if (used === undefined) join?.release()
    for (const task of owned) task.cancel(reason(name))
    try {
      yield* ended(name, owned)
    } finally {
      // L10: if it is closed meanwhile, it has handled none of these failures.
      join?.release()
    }
  }
  return outcome(used ?? [], join?.decider)
}

/** The wait of a combinator for its items. */
class Combination extends Join {
  readonly #kind: Kind<unknown>
  readonly #owned: readonly Task<unknown>[]
  /** The items whose outcomes it uses, once it is decided. This class alone writes it. */
  used: readonly Future<unknown>[] = []

  constructor(
    kind: Kind<unknown>,
    count: number,
    items: readonly Future<unknown>[],
    owned: readonly Task<unknown>[],
  ) {
    super(kind.name, items, kind.rule(count), true, kind.selects ? owned : [])
    this.#kind = kind
    this.#owned = owned
  }

  /** @internal C14: what it returns is received, even by a waiter that is closed. */
  override hasHappened(): boolean {
    return this.done() ? this.#kind.succeeds(this.decider) : this.committed !== undefined
  }

  /** @internal S11: the others are cancelled in that moment. */
  override commit(to: Future<unknown>, notifications: Notifications): void {
    if (this.decider !== undefined || this.committed !== undefined) return
    super.commit(to, notifications)
    const losers = this.#owned.filter((task) => task !== to)
    cancelAll(losers, this.#kind.name, notifications)
  }

  /** S10: the other items are awaited no longer, and the tasks that began here are cancelled. */
  protected override decided(notifications: Notifications): void {
    this.used = this.#kind.relevant(this.items, this.decider)
    this.keep(this.used)
    cancelAll(this.#owned, this.#kind.name, notifications)
  }

  /** @internal S10: its owner will be closed: the tasks that began here are cancelled in that moment. */
  override withdrawn(notifications: Notifications): void {
    if (this.done()) return
    this.release()
    cancelAll(this.#owned, this.#kind.name, notifications)
  }

  /** It was decided when it began: perhaps by an observer, which settled an item while coroutines were spawned. */
  decideAtOnce(): void {
    presettle(this, success(undefined))
    const change = new Change()
    this.decided(change)
    change.complete()
  }
}

/** Whether an item has a result. */
export function hasResult(item: Future<unknown> | undefined): boolean {
  return item?.state instanceof Success
}

/** Cancels the tasks of a combinator in the midst of a change. */
function cancelAll(
  owned: readonly Task<unknown>[],
  name: string,
  notifications: Notifications,
): void {
  for (const task of owned) task.cancelWithin(reason(name), notifications)
}

/** What the error of a cancelled loser says. */
function reason(name: string): string {
  return `its ${name} is over`
}

/**
 * S10: the futures of the items. Coroutines are spawned, and their tasks are added to `owned`; if the other items
 * decide already, they are only taken, so that they never run, here or elsewhere.
 */
function futuresOf(
  given: readonly Awaitable<unknown>[],
  { rule }: Kind<unknown>,
  owned: Task<unknown>[],
): Future<unknown>[] {
  const futures = given.filter((item) => item instanceof Future)
  if (futures.length === given.length) return futures
  if (settledDecider(futures, rule(given.length)) !== undefined) {
    for (const item of given) if (!(item instanceof Future)) claim(item)
    return futures
  }
  const loop = Loop.getCurrentLoop()
  return given.map((item) => {
    if (item instanceof Future) return item
    const task = loop.spawn(item)
    owned.push(task)
    return task
  })
}

function checked(name: string, given: Iterable<unknown>): Awaitable<unknown>[] {
  // A coroutine is iterable too, and iterating would run it.
  const list: unknown = isCoroutine(given) || given instanceof Future ? undefined : given
  if (typeof list !== 'object' || list === null || !(Symbol.iterator in list)) {
    throw new TypeError(`${name} takes an array of futures, tasks and coroutines`)
  }
  return Array.from(given, (item) => {
    if (item instanceof Future || isCoroutine(item)) return item
    throw notACoroutine(item)
  })
}
