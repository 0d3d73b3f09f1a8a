/** How a coroutine is closed: by `return()`, so that its `finally` blocks run and no `catch` does. */

import { finish, next, raise, type Coroutine } from './coroutine.ts'

/**
 * Stands in for a coroutine from its next step on: that step closes it, and its clean-up may suspend
 * like any coroutine. A coroutine that never started ends without having run.
 *
 * @returns what `outcome` gives, whatever the clean-up returns
 * @throws what the clean-up throws
 */
export function* closing<T>(coroutine: Coroutine<unknown>, outcome: () => T): Coroutine<T> {
  yield* new Closing(coroutine)
  return outcome()
}

/** An iterator, not a generator, so that what the clean-up waits for passes through as it is. */
class Closing implements Iterator<undefined, unknown, undefined> {
  readonly #coroutine: Coroutine<unknown>
  #closed = false

  constructor(coroutine: Coroutine<unknown>) {
    this.#coroutine = coroutine
  }

  [Symbol.iterator](): this {
    return this
  }

  next(): IteratorResult<undefined, unknown> {
    if (this.#closed) return next.call(this.#coroutine, undefined)
    this.#closed = true
    return finish.call(this.#coroutine, undefined)
  }

  throw(error: unknown): IteratorResult<undefined, unknown> {
    return raise.call(this.#coroutine, error)
  }
}
