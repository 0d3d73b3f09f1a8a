/** The first of several. */

import type { Coroutine } from '../core/index.ts'
import { combine, type Awaitable, type Kind, type Result } from './combinator.ts'

/**
 * Waits for whichever is settled first, and gives its result or throws its error. The coroutines that it
 * was given and that have not ended are cancelled, and have ended before it does. They are begun in any case, and
 * what one of them has got by then, like an item of a queue, is dropped with it. Of nothing it waits until it is
 * closed.
 *
 * @param items futures, which are only awaited, and coroutines, of which it makes tasks
 * @throws the error of the item that is settled first; `SelfAwaitError`, `CoroutineReusedError`,
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
  rule: () => () => true,
  taken: (_items, decider) => (decider === undefined ? [] : [decider]),
  outcome: (_items, decider) => decider?.result(),
}
