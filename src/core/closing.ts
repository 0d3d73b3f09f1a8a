/** How a coroutine is closed: by `return()`, so that its `finally` blocks run and no `catch` does (C5). */

import { finish, next, raise, type Method } from './coroutine.ts'
import { count, describe, formatLines } from './inspect.ts'
import { current, waitRequest } from './suspension.ts'
import type { Coroutine, Runner, Scope } from './types.ts'

/**
 * What a scope suspends with when its clean-up is over and what is around it is to be closed: "close me again".
 * It carries the errors of the clean-up past every `catch` on the way, to what closes (C12).
 */
class CloseAgain implements IteratorYieldResult<undefined> {
  readonly done = false
  readonly value = undefined
  readonly errors: readonly unknown[]

  constructor(errors: readonly unknown[]) {
    this.errors = errors
  }
}

const closeAgain = new CloseAgain([])

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
  /** What was thrown in it while it was closed, or ended it, in that order. */
  readonly #errors: unknown[] = []

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

  /** What was thrown in it: several only if it was closed. */
  get errors(): readonly unknown[] {
    return this.#errors
  }

  get cleaning(): boolean {
    return this.#phase === 'closing'
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
    return close ? this.#resume(finish, undefined) : this.#resume(next, undefined)
  }

  throw(error: unknown): IteratorResult<undefined, T> {
    return this.#resume(raise, error)
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
    const resumption = cleaning ? this.#resume(next, undefined) : this.#resume(finish, undefined)
    return resumption === closeAgain ? finish.call(this.#coroutine, undefined) : resumption
  }

  #begin(): void {
    this.#phase = 'closing'
    this.#onClose()
  }

  /**
   * Resumes the coroutine in one of three ways, in which it is the innermost scope, and closes it further when a scope
   * in it is over.
   */
  #resume<A>(how: Method<A>, argument: A): IteratorResult<undefined, T> {
    const { scope } = current
    current.scope = this
    let last: IteratorResult<undefined, T>
    try {
      last = how.call(this.#coroutine, argument)
      while (this.#phase === 'closing' && last instanceof CloseAgain) {
        this.#errors.push(...last.errors)
        last = finish.call(this.#coroutine, undefined)
      }
    } catch (error) {
      this.#phase = 'over'
      this.#errors.push(error)
      return this.#outward ? new CloseAgain(this.#errors) : throwAll(this.#errors)
    } finally {
      current.scope = scope
    }
    if (last.done !== true) {
      this.#waits = last === waitRequest
      // A mistake is thrown back into it at that point, and is no suspension.
      this.#suspended ||= last.value === undefined
      return last
    }
    this.#phase = 'over'
    if (this.#errors.length === 0) return this.#outward ? closeAgain : last
    return this.#outward ? new CloseAgain(this.#errors) : throwAll(this.#errors)
  }
}

/** C12: throws the one error, as it is, or one for all of them. */
function throwAll(errors: readonly unknown[]): never {
  const [first] = errors
  if (errors.length === 1) throw first
  throw new AggregateError(
    errors,
    `${count(errors.length, 'failure')} of clean-ups:${formatLines(errors, describe)}`,
  )
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
 * @throws what the clean-up throws (C6), or one error for all that was thrown (C12)
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
