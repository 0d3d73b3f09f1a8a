/** The first result. */

import { Failure, type Coroutine } from '../core/index.ts'
import { combine, hasResult, type Awaitable, type Kind, type Result } from './combinator.ts'

/**
 * Waits for the first item that has a result, and returns that; failures are passed over. In that moment
 * the tasks of its other coroutines are cancelled, and it waits until they have ended. If a future among the
 * items has a result already, no coroutine runs. It is a select, as `race` is.
 *
 * @param items futures, which are only awaited, and coroutines, each of which is spawned as a task
 * @returns the result of the first item that has one
 * @throws `AggregateError` with the error of every item, in their order, when all have failed;
 *   `SelfAwaitError`, `CoroutineReusedError`, `LoopClosedError`; at once, for other items,
 *   `NotACoroutineError` and `TypeError`
 *
 * @example
 * ```ts
 * import { any, Loop, type Coroutine } from 'looplaw'
 *
 * function* fails(): Coroutine<string> { throw new Error('no') }
 * function* works(): Coroutine<string> { yield; return 'yes' }
 * console.log(new Loop().run(any([fails(), works()]))) // yes
 * ```
 *
 * Clauses S8 to S11.
 */
export function any<Item extends Awaitable<unknown>>(items: Iterable<Item>): Coroutine<Result<Item>>
export function any(items: Iterable<Awaitable<unknown>>): Coroutine<unknown> {
  return combine(kind, items)
}

const kind: Kind<unknown> = {
  name: 'any',
  vacuous: true,
  selects: true,
  succeeds: hasResult,
  // S8: the first result decides, or the last failure.
  rule(count) {
    let left = count
    return ({ state }) => {
      left -= 1
      return left === 0 || !(state instanceof Failure)
    }
  },
  relevant: (items, decider) =>
    items.filter((item) => item === decider || item.state instanceof Failure),
  outcome(items, decider) {
    // A failure that is passed over is handled.
    const errors = items.flatMap((item) => (item.state instanceof Failure ? [item.error()] : []))
    if (decider !== undefined && !(decider.state instanceof Failure)) return decider.result()
    throw new AggregateError(errors, `none of ${errors.length} has a result`)
  },
}
