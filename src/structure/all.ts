/** All of several. */

import { Failure, type Coroutine } from '../core/index.ts'
import { combine, type Awaitable, type Kind, type Result } from './combinator.ts'

/**
 * Waits for all, and gives their results in the order in which the items were given. It fails as soon as
 * the first of them fails, with that error; then the coroutines that it was given are cancelled, and have
 * ended before the error is thrown.
 *
 * @param items futures, which are only awaited, and coroutines, of which it makes tasks
 * @throws the error of the item that fails first; `SelfAwaitError`, `CoroutineReusedError`,
 *   `LoopClosedError`; at once, for other items, `NotACoroutineError` and `TypeError`
 *
 * @example
 * ```ts
 * import { all, Future, Loop, sleep } from 'looplaw'
 *
 * const answer = new Future<number>()
 * const loop = new Loop()
 * loop.run((function* () {
 *   answer.setResult(42)
 *   const [number, text] = yield* all([answer, (function* () { yield* sleep(10); return 'ten' })()])
 *   console.log(number, text, loop.now()) // 42 ten 10
 * })())
 * ```
 *
 * Clauses S5, S9, S10.
 */
export function all<const Items extends readonly Awaitable<unknown>[]>(
  items: Items,
): Coroutine<{ -readonly [Index in keyof Items]: Result<Items[Index]> }>
export function all<Item extends Awaitable<unknown>>(
  items: Iterable<Item>,
): Coroutine<Result<Item>[]>
export function all(items: Iterable<Awaitable<unknown>>): Coroutine<unknown[]> {
  return combine(kind, items)
}

const kind: Kind<unknown[]> = {
  name: 'all',
  vacuous: true,
  rule(count) {
    let left = count
    return ({ state }) => {
      left -= 1
      return left === 0 || state instanceof Failure
    }
  },
  taken: (items, decider) => (decider?.state instanceof Failure ? [decider] : items),
  outcome(items, decider) {
    // Throws, if that is what decided.
    decider?.result()
    return items.map((item) => item.result())
  },
}
