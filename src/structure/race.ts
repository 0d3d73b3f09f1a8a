/** The first outcome. */

import type { Coroutine } from '../core/index.ts'
import { combine, type Awaitable, type Kind, type Result } from './combinator.ts'

/**
 * Waits for the first item that settles, and returns its result or throws its error. Before that, it
 * cancels the tasks of its coroutines that have not ended, and waits until they have. Each of them begins
 * in any case; what a loser has received by then, such as an item of a queue, is dropped with it. An empty
 * race never settles.
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
 * Clauses S7, S9, S10.
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
  // S7: the first item decides, whatever its outcome.
  rule: () => () => true,
  relevant: (_items, decider) => (decider === undefined ? [] : [decider]),
  outcome: (_items, decider) => decider?.result(),
}
