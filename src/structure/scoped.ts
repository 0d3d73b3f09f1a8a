/** A delegate that is closed as a whole. */

import { claim, scoped as closedAsAWhole, type Coroutine } from '../core/index.ts'

/**
 * Runs a coroutine in place, as `yield*` alone does, and has it closed as a whole: if its clean-up suspends, the code
 * around it does not resume afterwards, but is closed too. A plain `yield*` follows JavaScript there, whose delegators
 * resume.
 *
 * @param coroutine it belongs to this call alone
 * @returns what the coroutine returns
 * @throws what the coroutine throws; at once `NotACoroutineError`, `CoroutineReusedError`
 *
 * @example
 * ```ts
 * import { Loop, scoped, sleep, type Coroutine } from 'looplaw'
 *
 * const loop = new Loop()
 * function* job(): Coroutine<void> {
 *   try { yield* sleep(1_000) } finally { yield* sleep(10) }
 * }
 * function* work(): Coroutine<void> {
 *   for (;;) yield* scoped(job()) // with yield* job() it would run on after cancel()
 * }
 * loop.run((function* () {
 *   const worker = loop.spawn(work())
 *   yield* sleep(5)
 *   worker.cancel()
 *   yield* sleep(20)
 *   console.log(worker.cancelled(), loop.now()) // true 25
 * })())
 * ```
 *
 * Clauses C11, C12.
 */
export function scoped<T>(coroutine: Coroutine<T>): Coroutine<T> {
  claim(coroutine)
  return closedAsAWhole(coroutine)
}
