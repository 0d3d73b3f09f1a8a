/** The results of all items. */

import { Failure, type Coroutine } from '../core/index.ts'
import { combine, hasResult, type Awaitable, type Kind, type Result } from './combinator.ts'

/**
 * Waits until every item has a result, and returns the results in the order of the items. When an item
 * fails, the tasks of its coroutines are cancelled in that moment, and it throws that error when they have
 * ended. If a future among the items has failed already, no coroutine runs.
 *
 * @param items futures, which are only awaited, and coroutines, each of which is spawned as a task
 * @returns the results, in the order of the items
 * @throws the error of the first item that fails; `SelfAwaitError`, `CoroutineReusedError`,
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
  selects: false,
  succeeds: (decider) => decider === undefined || hasResult(decider),
  // S5: the first failure decides, or the last result.
  rule(count) {
    let left = count
    return ({ state }) => {
      left -= 1
      return left === 0 || state instanceof Failure
    }
  },
  relevant: (items, decider) => (decider?.state instanceof Failure ? [decider] : items),
  outcome(items, decider) {
    // Throws if a failure has decided.
    decider?.result()
    return items.map((item) => item.result())
  },
}
