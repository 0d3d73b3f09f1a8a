/** How a coroutine is closed: by `return()`, so that its `finally` blocks run and no `catch` does (C5). */

import { finish, next, raise } from './coroutine.ts'
import { current, waitRequest } from './suspension.ts'
import type { Coroutine, Runner, Scope } from './types.ts'

/** What a clean-up suspends with when it is over and what is around it is to be closed: "close me again". */
const closeAgain: IteratorYieldResult<undefined> = { done: false, value: undefined }

/**
 * Stands around a coroutine that runs within another, and can close it there. It is an iterator, not a
 * generator, so that a wait of the coroutine passes through as it is.
 *
 * JavaScript closes a delegate together with its delegators only as long as the delegate does not suspend in its
 * clean-up: then they would continue after their `yield*`. Here closing continues outward when the clean-up is
 * over (C11).
 */
export class CloseScope<T> implements Iterator<undefined, T, undefined>, Scope {
  readonly outer: Scope | undefined = current.scope
  readonly #coroutine: Coroutine<T>
  /** What to do first when it is closed, from within or from outside. */
  readonly #onClose: () => void
  /** Requested: its next resumption closes it. Closing: it cleans up, and is not disturbed again. */
  #phase: 'open' | 'requested' | 'closing' | 'over'
  /** Whether what is around it is being closed too. */
  #outward = false
  #owner: Runner | undefined = undefined
  #suspended = false
  /** Whether it has suspended to wait, and not by a `yield` alone. */
  #waits = false

  constructor(
    coroutine: Coroutine<T>,
    onClose: () => void = () => {},
    phase: 'open' | 'closing' = 'open',
  ) {
    this.#coroutine = coroutine
    this.#onClose = onClose
    this.#phase = phase
  }

  /** The task or main that ran it last, in whose coroutine it stands. */
  get owner(): Runner | undefined {
    return this.#owner
  }

  /** Whether it has suspended at all. */
  get suspended(): boolean {
    return this.#suspended
  }

  /** Whether it is closed, or will be when it is resumed. */
  get closed(): boolean {
    return this.#phase === 'requested' || this.#phase === 'closing' || this.#outward
  }

  get cleaning(): boolean {
    return this.#phase === 'closing'
  }

  /** Whether what is around it is being closed, and it with that. */
  get outward(): boolean {
    return this.#outward
  }

  /** Has the next resumption close it. */
  close(): void {
    if (this.#phase === 'open') this.#phase = 'requested'
  }

  [Symbol.iterator](): Iterator<undefined, T, undefined> {
    return this
  }

  next(): IteratorResult<undefined, T> {
    const close = this.#phase === 'requested'
    if (close) this.#begin()
    this.#owner = current.loop?.running
    try {
      return this.#passed(this.#run(close ? finish : next))
    } catch (error) {
      return this.#failed(error)
    }
  }

  throw(error: unknown): IteratorResult<undefined, T> {
    try {
      return this.#passed(this.#run(raise, error))
    } catch (thrown) {
      return this.#failed(thrown)
    }
  }

  /** What is around it is being closed. */
  return(): IteratorResult<undefined, T> {
    // It has been closed and has cleaned up: JavaScript continues with what is around it.
    if (this.#phase === 'over') return finish.call(this.#coroutine, undefined)
    this.#outward = true
    // It is not disturbed: it yields again, or repeats the wait that was withdrawn from it.
    const cleaning = this.#phase === 'closing'
    if (cleaning && !this.#waits) return { done: false, value: undefined }
    if (!cleaning) this.#begin()
    this.#owner = current.loop?.running
    try {
      const resume = cleaning ? next : finish
      const resumption = this.#passed(this.#run(resume))
      return resumption === closeAgain ? finish.call(this.#coroutine, undefined) : resumption
    } catch (error) {
      return this.#failed(error)
    }
  }

  /** Resumes its coroutine, in which it is the innermost scope. */
  #run(how: typeof finish, value?: unknown): IteratorResult<undefined, T> {
    const { scope } = current
    current.scope = this
    try {
      return how.call(this.#coroutine, value)
    } finally {
      current.scope = scope
    }
  }

  #begin(): void {
    this.#phase = 'closing'
    this.#onClose()
  }

  #passed(resumption: IteratorResult<undefined, T>): IteratorResult<undefined, T> {
    let last = resumption
    // A scope within is over: what is around that is for this one, which is closing, to close.
    while (last === closeAgain && this.#phase === 'closing') {
      last = this.#run(finish)
    }
    if (last.done !== true) {
      this.#waits = last === waitRequest
      // A mistake is thrown back into it at that point, and is no suspension.
      this.#suspended ||= last.value === undefined
      return last
    }
    this.#phase = 'over'
    return this.#outward ? closeAgain : last
  }

  #failed(error: unknown): never {
    this.#phase = 'over'
    throw error
  }
}

/** The innermost scope of the caller. */
export function innermostScope(): Scope | undefined {
  return current.scope
}

/** C11: whether it is in a clean-up within a scope that is to be closed, or within any: that is not cut short. */
export function isCleaningUp(innermost: Scope | undefined, within: Scope | undefined): boolean {
  for (let scope = innermost; scope !== undefined && scope !== within; scope = scope.outer) {
    if (scope.cleaning) return true
  }
  return false
}

/**
 * Replaces the coroutine of a task from its next step on: that step closes it, and its clean-up
 * may suspend like any coroutine. A coroutine that never started ends without having run (C4).
 *
 * @returns what `outcome` returns, whatever the clean-up returns
 * @throws what the clean-up throws (C6)
 */
export function* closing<T>(coroutine: Coroutine<unknown>, outcome: () => T): Coroutine<T> {
  const scope = new CloseScope(coroutine)
  scope.close()
  yield* scope
  return outcome()
}

/** Whether a coroutine is one that closes another. */
export function isClosing(coroutine: Coroutine<unknown>): boolean {
  return Object.getPrototypeOf(coroutine) === closing.prototype
}

/** Runs a coroutine in place, closed as a whole: closing continues outward when its clean-up is over (C11). */
export function* scoped<T>(coroutine: Coroutine<T>): Coroutine<T> {
  return yield* new CloseScope<T>(coroutine)
}

/** Runs a clean-up in place, to its end: closing waits for that (C11). */
export function* cleanUp<T>(coroutine: Coroutine<T>): Coroutine<T> {
  return yield* new CloseScope<T>(coroutine, undefined, 'closing')
}
