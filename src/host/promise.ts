/** Promises, both ways. */

import { CancelledError, Future, kindOf, scoped, type Coroutine } from '../core/index.ts'
import { External } from './external.ts'
import { whenSettled } from './listen.ts'
import { controller, type HostSignal } from './machine.ts'
import { reportUnlessHandled } from './unhandled.ts'

/**
 * A future of what a promise is settled with, the very same value or error. If it is cancelled, the promise is left as
 * it is: something else may use it.
 *
 * @param promise a promise, or anything with a `then`
 * @throws `TypeError` for anything else
 *
 * @example
 * ```ts
 * import { Loop } from 'looplaw'
 * import { fromPromise } from 'looplaw/host'
 *
 * const loop = new Loop()
 * function* main() {
 *   return yield* fromPromise(Promise.resolve(42))
 * }
 * console.log(await loop.runAsync(main())) // 42
 * ```
 *
 * Clause H7.
 */
export function fromPromise<T>(promise: PromiseLike<T>): Future<T>
/**
 * A coroutine that calls a function for a promise, and awaits that. If the coroutine is closed meanwhile, because it
 * was cancelled or its time is over, the signal is aborted; it ends once the promise has settled.
 *
 * @param begin returns a promise; it is called at the first step of the coroutine
 * @throws `TypeError` for anything but a function or a promise
 *
 * @example
 * ```ts
 * import { Loop, timeout, TimeoutError } from 'looplaw'
 * import { fromPromise } from 'looplaw/host'
 * import { setTimeout as delay } from 'node:timers/promises'
 *
 * const loop = new Loop()
 * function* main() {
 *   yield* timeout(5, fromPromise((signal) => delay(60_000, 'late', { signal })))
 * }
 * console.log(await loop.runAsync(main()).catch((error) => error instanceof TimeoutError)) // true
 * ```
 *
 * Clause H7.
 */
export function fromPromise<T>(begin: (signal: HostSignal) => PromiseLike<T>): Coroutine<T>
export function fromPromise<T>(
  given: PromiseLike<T> | ((signal: HostSignal) => PromiseLike<T>),
): Future<T> | Coroutine<T> {
  // C11: it ends as a whole, although it waits while it is closed.
  if (typeof given === 'function') return scoped(crossing(given))
  requirePromise('fromPromise takes a promise, or a function that returns one', given)
  return adopted(given, new External<T>('promise'))
}

/** A future of a promise that belongs to one waiter. */
class Crossing<T> extends External<T> {
  /** @internal C14: a promise that has settled cannot be undone. */
  override hasHappened(): boolean {
    return this.done()
  }
}

function* crossing<T>(begin: (signal: HostSignal) => PromiseLike<T>): Coroutine<T> {
  const { abort, signal } = abortable()
  const promise = begin(signal)
  requirePromise('fromPromise takes a function that returns a promise', promise)
  const future = adopted(promise, new Crossing<T>('promise'))
  try {
    return yield* future
  } finally {
    if (!future.done()) {
      const reason = new CancelledError(future, 'what waits for it is closed')
      abort(reason)
      yield* endOf(future, reason)
    }
  }
}

function abortable(): { readonly signal: HostSignal; readonly abort: (reason: unknown) => void } {
  const own = controller()
  return { signal: own.signal, abort: (reason) => own.abort(reason) }
}

/** Waits until it has settled. What it was aborted with is no failure of the clean-up; anything else is (C12). */
function* endOf(future: Future<unknown>, reason: unknown): Coroutine<void> {
  try {
    yield* future
  } catch (error) {
    if (error !== reason && !isAbort(error)) throw error
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError'
}

function requirePromise(what: string, given: unknown): void {
  if (typeof given === 'object' && given !== null && 'then' in given) {
    if (typeof given.then === 'function') return
    throw new TypeError(`${what}, not an object whose then is ${kindOf(given.then)}`)
  }
  throw new TypeError(`${what}, not ${kindOf(given)}`)
}

function adopted<T>(promise: PromiseLike<T>, future: External<T>): Future<T> {
  promise.then(
    (value) => {
      if (!future.done()) future.setResult(value)
    },
    (error: unknown) => {
      if (future.done()) return
      future.setError(error)
      reportUnlessHandled(future)
    },
  )
  return future
}

/**
 * A promise of the outcome of a future: it is resolved with the very value, or rejected with the very error; if the
 * future is cancelled, with its `CancelledError`. That handles a failure, as an await does; from here on it is the
 * promise's.
 *
 * @param future a future or a task
 * @throws `TypeError` for anything else
 *
 * @example
 * ```ts
 * import { Loop, sleep } from 'looplaw'
 * import { toPromise } from 'looplaw/host'
 *
 * const loop = new Loop()
 * const task = loop.spawn((function* () { yield* sleep(5); return 42 })())
 * void loop.runAsync(sleep(10))
 * console.log(await toPromise(task)) // 42
 * ```
 *
 * Clause H7.
 */
export function toPromise<T>(future: Future<T>): Promise<T> {
  if (!(future instanceof Future)) {
    throw new TypeError(
      `toPromise takes a future, not ${kindOf(future)}: spawn a coroutine, and pass its task`,
    )
  }
  return new Promise((resolve, reject) => {
    whenSettled(future, () => {
      try {
        resolve(future.result())
      } catch (error) {
        reject(error)
      }
    })
  })
}
