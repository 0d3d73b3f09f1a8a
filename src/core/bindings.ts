/** What a coroutine runs with: the values of contexts (T13), which what it spawns inherits (T14). */

import { finish, next, raise } from './coroutine.ts'
import type { Method } from './passing.ts'
import { current, type Bindings } from './suspension.ts'
import type { Coroutine } from './types.ts'

/**
 * Stands around a coroutine, and has its values stand while it runs: in its steps as in its clean-up, and in nothing
 * else. An iterator, not a generator, so that a wait of the coroutine passes through as it is.
 */
class Bound<T> implements Iterator<undefined, T, undefined> {
  readonly #coroutine: Coroutine<T>
  readonly #bindings: Bindings

  constructor(coroutine: Coroutine<T>, bindings: Bindings) {
    this.#coroutine = coroutine
    this.#bindings = bindings
  }

  [Symbol.iterator](): Iterator<undefined, T, undefined> {
    return this
  }

  next(): IteratorResult<undefined, T> {
    return this.#resume(next, undefined)
  }

  throw(error: unknown): IteratorResult<undefined, T> {
    return this.#resume(raise, error)
  }

  return(): IteratorResult<undefined, T> {
    return this.#resume(finish, undefined)
  }

  #resume<A>(how: Method<A>, argument: A): IteratorResult<undefined, T> {
    const { bindings } = current
    current.bindings = this.#bindings
    try {
      return how.call(this.#coroutine, argument)
    } finally {
      current.bindings = bindings
    }
  }
}

/** Runs a coroutine in place, with one value that is another, or one more. */
export function* bind<T>(coroutine: Coroutine<T>, context: object, value: unknown): Coroutine<T> {
  // A copy, as Node makes one: values that are replaced are not kept, however often that happens.
  return yield* new Bound(coroutine, new Map(current.bindings).set(context, value))
}

/** T13: what a context is bound to in what is running; undefined if it is not, and has its default. */
export function bindingOf(context: object): unknown {
  return current.bindings?.get(context)
}

/** Its first resumption leaves the coroutine alone: from then on, to close this is to close that (C4, T8). */
class Inheriting<T> extends Bound<T> {
  #ready = false

  override next(): IteratorResult<undefined, T> {
    if (this.#ready) return super.next()
    this.#ready = true
    return READY
  }
}

const READY: IteratorYieldResult<undefined> = { done: false, value: undefined }

function* inheriting<T>(bound: Inheriting<T>): Coroutine<T> {
  return yield* bound
}

/**
 * T14: what to run in place of a coroutine, so that it has the values that the caller has now. That is the coroutine
 * itself where no context has a value: so a task without one costs a comparison when it is created, and nothing later.
 * A task that inherits keeps 270 bytes more, and takes 20 ns more a step.
 */
export function inherit<T>(coroutine: Coroutine<T>): Coroutine<T> {
  const { bindings } = current
  if (bindings === undefined) return coroutine
  const inherited = inheriting(new Inheriting(coroutine, bindings))
  next.call(inherited, undefined)
  return inherited
}
