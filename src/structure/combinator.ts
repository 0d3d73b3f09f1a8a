/** What all combinators have in common. */

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
 * What a combinator can be given. A future, or a task, is only awaited. A coroutine is made a task of,
 * which belongs to the combinator.
 *
 * Clause S10.
 */
export type Awaitable<T> = Future<T> | Coroutine<T>

/** What an item of a combinator gives when it has a result. Clauses S5, S7, S8. */
export type Result<Item> = Item extends Awaitable<infer T> ? T : never

/** What sets one combinator apart from another. */
export interface Kind<T> {
  readonly name: 'all' | 'allSettled' | 'any' | 'race'
  /** What decides, among so many items. */
  readonly rule: (count: number) => Rule
  /** Whether nothing is needed to decide if there are no items. */
  readonly vacuous: boolean
  /** Those of its items of which it takes the outcome: the one that decided, or all of them. */
  readonly taken: (
    items: readonly Future<unknown>[],
    decider: Future<unknown> | undefined,
  ) => readonly Future<unknown>[]
  /** What it gives, from what it takes and the one that decided. Throws what it fails with. */
  readonly outcome: (taken: readonly Future<unknown>[], decider: Future<unknown> | undefined) => T
}

/**
 * The coroutine of a combinator.
 *
 * @throws `TypeError`, `NotACoroutineError` at once, if something else is given
 */
export function combine<T>(kind: Kind<T>, given: Iterable<unknown>): Coroutine<T> {
  return scoped(together(kind, checked(kind.name, given)))
}

function* together<T>(
  { name, outcome, rule, taken, vacuous }: Kind<T>,
  given: readonly Awaitable<unknown>[],
): Coroutine<T> {
  const self = given.find((item) => item === runner())
  if (self instanceof Future) {
    throw new SelfAwaitError(`${self} would wait for itself in ${name}: leave it out`)
  }
  const owned: Task<unknown>[] = []
  let join: Join | undefined
  let kept: readonly Future<unknown>[] = []
  try {
    const items = spawned(given, owned)
    join = new Join(name, items, rule(items.length), true)
    if (join.decider !== undefined || (vacuous && items.length === 0)) yield
    else yield* join
    kept = taken(items, join.decider)
  } finally {
    // S10: the others are waited for no longer, and what was begun here ends here.
    join?.leave(kept)
    for (const task of owned) task.cancel(`its ${name} is over`)
    try {
      yield* ended(name, owned)
    } finally {
      // L10: closed by now, it takes no outcome, and a failure is nobody's again.
      join?.release(kept)
    }
  }
  return outcome(kept, join?.decider)
}

/** The futures of the items; the tasks that are made of coroutines are added to `owned`. */
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
  // A coroutine can be iterated too, and that would run it.
  const list: unknown = isCoroutine(given) || given instanceof Future ? undefined : given
  if (typeof list !== 'object' || list === null || !(Symbol.iterator in list)) {
    throw new TypeError(`${name} takes an array of futures, tasks and coroutines`)
  }
  return Array.from(given, (item) => {
    if (item instanceof Future || isCoroutine(item)) return item
    throw notACoroutine(item)
  })
}
