/** The first of several that has a result. */

import { Failure, type Coroutine } from '../core/index.ts'
import { combine, type Awaitable, type Kind, type Result } from './combinator.ts'

/**
 * Waits for the first that has a result, and gives it. Errors are passed over, until there is nothing else.
 * The coroutines that it was given and that have not ended are cancelled, and have ended before it does.
 *
 * @param items futures, which are only awaited, and coroutines, of which it makes tasks
 * @throws `AggregateError` with the errors of all, in the order of the items, when every one has failed;
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
 * Clauses S8 to S10.
 */
export function any<Item extends Awaitable<unknown>>(items: Iterable<Item>): Coroutine<Result<Item>>
export function any(items: Iterable<Awaitable<unknown>>): Coroutine<unknown> {
  return combine(kind, items)
}

const kind: Kind<unknown> = {
  name: 'any',
  vacuous: true,
  rule(count) {
    let left = count
    return ({ state }) => {
      left -= 1
      return left === 0 || !(state instanceof Failure)
    }
  },
  taken: (items, decider) =>
    items.filter((item) => item === decider || item.state instanceof Failure),
  outcome(items, decider) {
    // To pass over an error is to have looked at it.
    const errors = items.flatMap((item) => (item.state instanceof Failure ? [item.error()] : []))
    if (decider !== undefined && !(decider.state instanceof Failure)) return decider.result()
    throw new AggregateError(errors, `none of ${errors.length} has a result`)
  },
}
