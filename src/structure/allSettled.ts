/** The outcomes of all items. */

import { Failure, type Coroutine, type Future } from '../core/index.ts'
import { combine, type Awaitable, type Kind, type Result } from './combinator.ts'
import { countdown } from './join.ts'

/** The outcome of an item of {@link allSettled}, in the form of `Promise.allSettled`. Clause S6. */
export type Settlement<T> =
  | { readonly status: 'fulfilled'; readonly value: T }
  | { readonly status: 'rejected'; readonly reason: unknown }

/**
 * Waits until every item has settled, and returns their outcomes in the order of the items. A cancelled
 * item is `'rejected'` with a `CancelledError`.
 *
 * @param items futures, which are only awaited, and coroutines, each of which is spawned as a task
 * @returns the outcomes, in the order of the items
 * @throws `SelfAwaitError`, `CoroutineReusedError`, `LoopClosedError`; at once, for other items,
 *   `NotACoroutineError` and `TypeError`
 *
 * @example
 * ```ts
 * import { allSettled, Loop } from 'looplaw'
 *
 * function* fails() { yield; throw new Error('no') }
 * const [one] = new Loop().run(allSettled([fails()]))
 * console.log(one?.status) // rejected
 * ```
 *
 * Clauses S6, S9, S10.
 */
export function allSettled<const Items extends readonly Awaitable<unknown>[]>(
  items: Items,
): Coroutine<{ -readonly [Index in keyof Items]: Settlement<Result<Items[Index]>> }>
export function allSettled<Item extends Awaitable<unknown>>(
  items: Iterable<Item>,
): Coroutine<Settlement<Result<Item>>[]>
export function allSettled(items: Iterable<Awaitable<unknown>>): Coroutine<Settlement<unknown>[]> {
  return combine(kind, items)
}

const kind: Kind<Settlement<unknown>[]> = {
  name: 'allSettled',
  vacuous: true,
  selects: false,
  succeeds: () => true,
  // S6: the last item decides, whatever its outcome.
  rule: countdown,
  relevant: (items) => items,
  outcome: (items) => items.map(settlement),
}

function settlement(item: Future<unknown>): Settlement<unknown> {
  if (item.state instanceof Failure) return { status: 'rejected', reason: item.error() }
  return { status: 'fulfilled', value: item.result() }
}
