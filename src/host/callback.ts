/** Callbacks of Node's shape. */

import { kindOf, type Future } from '../core/index.ts'
import { External } from './external.ts'
import { reportUnlessHandled } from './unhandled.ts'

/** Called once: with an error, or with `null` or `undefined` and the value. Clause H9. */
export type Callback<T> = (error?: unknown, value?: T) => void

/**
 * A future of what a function passes to its callback, whose first argument is an error or nothing. Only the first call
 * counts. If the future is cancelled, what the function has begun is left alone; to have that aborted, use
 * `fromPromise((signal) => …)`.
 *
 * @typeParam T the type of its value
 * @param begin called at once with the callback; if it throws, the future fails with that
 * @throws `TypeError` if it is not a function
 *
 * @example
 * ```ts
 * import { Loop } from 'looplaw'
 * import { fromCallback } from 'looplaw/host'
 * import { stat, type Stats } from 'node:fs'
 *
 * const loop = new Loop()
 * function* main() {
 *   const { size } = yield* fromCallback<Stats>((callback) => stat('package.json', callback))
 *   return size > 0
 * }
 * console.log(await loop.runAsync(main())) // true
 * ```
 *
 * Clause H9.
 */
export function fromCallback<T = void>(begin: (callback: Callback<T>) => void): Future<T> {
  if (typeof begin !== 'function') {
    throw new TypeError(
      `fromCallback takes a function, like fromCallback((callback) => stat(path, callback)), not ${kindOf(begin)}`,
    )
  }
  const given = new External<T>('callback')
  // Without an error, the value is what the function says that it is.
  const future: Future<unknown> = given
  const fail = (error: unknown): void => {
    future.setError(error)
    reportUnlessHandled(future)
  }
  try {
    begin((error, value) => {
      if (future.done()) return
      if (error === undefined || error === null) future.setResult(value)
      else fail(error)
    })
  } catch (error) {
    if (future.done()) throw error
    fail(error)
  }
  return given
}
