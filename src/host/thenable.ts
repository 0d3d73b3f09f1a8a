/** A promise in front of a future: Promises/A+, on futures alone. */

import { Future, kindOf } from '../core/index.ts'
import { whenSettled } from './listen.ts'
import { reportUnlessHandled } from './unhandled.ts'

/** What Promises/A+ asks for: https://promisesaplus.com, whose sections the comments name. */
class Thenable<T> implements PromiseLike<T> {
  readonly #future: Future<unknown>

  constructor(future: Future<T>) {
    this.#future = future
  }

  // oxlint-disable-next-line unicorn/no-thenable -- it is one
  then<R = T, E = never>(
    onFulfilled?: ((value: T) => R | PromiseLike<R>) | null,
    onRejected?: ((reason: unknown) => E | PromiseLike<E>) | null,
  ): PromiseLike<R | E> {
    const promise = new Thenable(new Future<R | E>('then'))
    // 2.2.4: not before the stack holds code of the host alone; with the AsyncLocalStorage of now.
    void new Promise<void>((resolve) => whenSettled(this.#future, resolve)).then(() =>
      this.#react(promise, onFulfilled, onRejected),
    )
    return promise
  }

  #react(next: Thenable<unknown>, onFulfilled: unknown, onRejected: unknown): void {
    let handler = onFulfilled
    let outcome: unknown
    try {
      outcome = this.#future.result()
    } catch (error) {
      // 2.2.7.4
      if (typeof onRejected !== 'function') {
        next.#reject(error)
        return
      }
      handler = onRejected
      outcome = error
    }
    try {
      // 2.2.7.3 and 2.2.7.1
      next.#resolve(typeof handler === 'function' ? handler(outcome) : outcome)
    } catch (error) {
      next.#reject(error)
    }
  }

  /** 2.3, the promise resolution procedure: it becomes what a thenable becomes. */
  #resolve(value: unknown): void {
    if (value === this) {
      this.#reject(new TypeError('a promise cannot be resolved with itself'))
      return
    }
    let decided = false
    const once = (decide: (given: unknown) => void) => (given: unknown) => {
      if (decided) return
      decided = true
      decide(given)
    }
    try {
      const then = thenOf(value)
      if (typeof then !== 'function') this.#future.setResult(value)
      else {
        const resolve = once((given) => this.#resolve(given))
        Reflect.apply(then, value, [resolve, once((reason) => this.#reject(reason))])
      }
    } catch (error) {
      once((reason) => this.#reject(reason))(error)
    }
  }

  #reject(reason: unknown): void {
    this.#future.setError(reason)
    reportUnlessHandled(this.#future)
  }
}

/** Its `then`, if it has one; read once (2.3.3.1). */
function thenOf(value: unknown): unknown {
  const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function'
  return isObject && 'then' in value ? value.then : undefined
}

/**
 * A promise of the outcome of a future, as Promises/A+ states it, made of futures: `await` takes it, and so does
 * whatever takes a promise. Its callbacks are called by the host, as microtasks. Without them a failure is not handled.
 *
 * @param future a future or a task
 * @throws `TypeError` for anything else
 *
 * @example
 * ```ts
 * import { Future } from 'looplaw'
 * import { thenable } from 'looplaw/host'
 *
 * const answer = new Future<number>('answer')
 * const doubled = thenable(answer).then((value) => 2 * value)
 * answer.setResult(21)
 * console.log(await doubled) // 42
 * ```
 *
 * Clause H10.
 */
export function thenable<T>(future: Future<T>): PromiseLike<T> {
  if (!(future instanceof Future)) {
    throw new TypeError(
      `thenable takes a future, not ${kindOf(future)}: spawn a coroutine, and pass its task`,
    )
  }
  return new Thenable(future)
}
