/** The first outcome. */

import type { Coroutine } from '../core/index.ts'
import { combine, hasResult, type Awaitable, type Kind, type Result } from './combinator.ts'

/**
 * Waits for the first item that settles, and returns its result or throws its error. In that moment the
 * tasks of its other coroutines are cancelled, and it waits until they have ended. If a future among the items is
 * settled already, no coroutine runs. An empty race never settles.
 *
 * It is a select: of the operations that it is given, as in `race([one.take(), other.put(item)])`, exactly one takes
 * effect. What cannot be undone, an item that is handed over or a barrier that opens, decides before it returns.
 *
 * @param items futures, which are only awaited, and coroutines, each of which is spawned as a task
 * @returns the result of the item that settles first
 * @throws the error of that item; `SelfAwaitError`, `CoroutineReusedError`,
 *   `LoopClosedError`; at once, for other items, `NotACoroutineError` and `TypeError`
 *
 * @example
 * ```ts
 * import { Loop, race, sleep, type Coroutine } from 'looplaw'
 *
 * function* after(ms: number): Coroutine<number> {
 *   yield* sleep(ms)
 *   return ms
 * }
 * console.log(new Loop().run(race([after(20), after(10)]))) // 10
 * ```
 *
 * Clauses S7, S9 to S11.
 */
export function race<Item extends Awaitable<unknown>>(
  items: Iterable<Item>,
): Coroutine<Result<Item>>
export function race(items: Iterable<Awaitable<unknown>>): Coroutine<unknown> {
  return combine(kind, items)
}

const kind: Kind<unknown> = {
  name: 'race',
  vacuous: false,
  selects: true,
  succeeds: hasResult,
  // S7: the first item decides, whatever its outcome.
  rule: () => () => true,
  relevant: (_items, decider) => (decider === undefined ? [] : [decider]),
  outcome: (_items, decider) => decider?.result(),
}
