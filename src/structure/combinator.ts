/** What all combinators have in common: they spawn their coroutines, await their items, and clean up. */

import {
  scoped,
  Future,
  isCoroutine,
  Loop,
  notACoroutine,
  runner,
  SelfAwaitError,
  type Coroutine,
  type Task,
} from '../core/index.ts'
import { ended, Join, type Rule } from './join.ts'

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
  /** The items whose outcomes it uses: they are handled, while the failure of any other remains unhandled. */
  readonly relevant: (
    items: readonly Future<unknown>[],
    decider: Future<unknown> | undefined,
  ) => readonly Future<unknown>[]
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

function* together<T>(
  { name, outcome, relevant, rule, vacuous }: Kind<T>,
  given: readonly Awaitable<unknown>[],
): Coroutine<T> {
  const self = given.find((item) => item === runner())
  if (self instanceof Future) {
    throw new SelfAwaitError(`${self} would wait for itself in ${name}: leave it out`)
  }
  const owned: Task<unknown>[] = []
  let join: Join | undefined
  let used: readonly Future<unknown>[] = []
  try {
    const items = spawned(given, owned)
    join = new Join(name, items, rule(items.length), true)
    // S9: a combinator suspends at least once.
    if (join.decider !== undefined || (vacuous && items.length === 0)) yield
    else yield* join
    used = relevant(items, join.decider)
  } finally {
    // S10: the other items are awaited no longer, and the tasks that began here end here.
    join?.leave(used)
    for (const task of owned) task.cancel(`its ${name} is over`)
    try {
      yield* ended(name, owned)
    } finally {
      // L10: if it is closed meanwhile, it has handled none of these failures.
      join?.release(used)
    }
  }
  return outcome(used, join?.decider)
}

/** The futures of the items; tasks that are spawned for coroutines are added to `owned`. */
function spawned(given: readonly Awaitable<unknown>[], owned: Task<unknown>[]): Future<unknown>[] {
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
