/** What runs to its end, whatever is closed around it. */

import { claim, isToBeClosed, uninterruptible as toItsEnd, type Coroutine } from '../core/index.ts'

/**
 * Runs a coroutine in place, to its end: while it runs, nothing around it is closed. A cancellation, a deadline or the
 * failure of a group waits until it has returned or thrown; the code around it receives that, and is closed where it
 * suspends next. So a `finally` can finish what it has begun, and what a coroutine has acquired reaches the `try` that
 * releases it.
 *
 * @param coroutine it belongs to this call alone; if something around it is to be closed already, it never runs
 * @returns what the coroutine returns
 * @throws what the coroutine throws; at once `NotACoroutineError`, `CoroutineReusedError`
 *
 * @example
 * ```ts
 * import { Loop, sleep, uninterruptible, type Coroutine } from 'looplaw'
 *
 * const loop = new Loop()
 * function* write(): Coroutine<void> {
 *   yield* sleep(10)
 *   console.log('written at', loop.now())
 * }
 * loop.run((function* () {
 *   const task = loop.spawn((function* () { yield* uninterruptible(write()) })())
 *   yield* sleep(5)
 *   task.cancel()
 *   yield* sleep(10) // prints: written at 10
 * })())
 * ```
 *
 * Clause C13.
 */
export function uninterruptible<T>(coroutine: Coroutine<T>): Coroutine<T> {
  claim(coroutine)
  return shelter(coroutine)
}

function* shelter<T>(coroutine: Coroutine<T>): Coroutine<T> {
  // Otherwise one shelter after the other could put off the end for ever.
  if (isToBeClosed()) yield
  return yield* toItsEnd(coroutine)
}
