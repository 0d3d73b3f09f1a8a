/** How a coroutine is closed: by `return()`, so that its `finally` blocks run and no `catch` does. */

import { finish, next, raise, type Coroutine } from './coroutine.ts'
import { asked, current } from './current.ts'
import type { Main } from './main.ts'
import type { Task } from './task.ts'

/** What a clean-up suspends with when it is over, and closing is to go on around it: "close me again". */
const closeAgain: IteratorYieldResult<undefined> = { done: false, value: undefined }

/**
 * Stands around a coroutine that runs within another, and can close it there. It is an iterator, not a
 * generator, so that what the coroutine waits for passes through as it is.
 *
 * JavaScript closes a delegate together with those who delegate to it only as long as the delegate does
 * not suspend in its clean-up: then they would go on after their `yield*`. Here closing goes on outward
 * when the clean-up is over (C11).
 */
export class Enclosure<T> implements Iterator<undefined, T, undefined> {
  readonly #coroutine: Coroutine<T>
  /** What is to be done first when it is closed, from within or from outside. */
  readonly #onClose: () => void
  /** Asked: its next resumption closes it. Closing: it cleans up, and is not disturbed again. */
  #phase: 'open' | 'asked' | 'closing' | 'over'
  /** Whether what is around it is being closed too. */
  #outward = false
  #owner: Task<unknown> | Main<unknown> | undefined = undefined
  #suspended = false
  /** Whether it has suspended to wait, and not to give up its turn. */
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

  /** Who ran it last: it stands in the coroutine of this task or main. */
  get owner(): Task<unknown> | Main<unknown> | undefined {
    return this.#owner
  }

  /** Whether it has suspended at all. */
  get suspended(): boolean {
    return this.#suspended
  }

  /** Whether it is closed, or will be when it is resumed. */
  get closed(): boolean {
    return this.#phase === 'asked' || this.#phase === 'closing' || this.#outward
  }

  /** Whether what is around it is being closed, and it with that. */
  get outward(): boolean {
    return this.#outward
  }

  /** Has the next resumption close it. */
  close(): void {
    if (this.#phase === 'open') this.#phase = 'asked'
  }

  [Symbol.iterator](): Iterator<undefined, T, undefined> {
    return this
  }

  next(): IteratorResult<undefined, T> {
    const close = this.#phase === 'asked'
    if (close) this.#begin()
    this.#owner = current.loop?.running
    try {
      return this.#passed((close ? finish : next).call(this.#coroutine, undefined))
    } catch (error) {
      return this.#failed(error)
    }
  }

  throw(error: unknown): IteratorResult<undefined, T> {
    try {
      return this.#passed(raise.call(this.#coroutine, error))
    } catch (thrown) {
      return this.#failed(thrown)
    }
  }

  /** What is around it is being closed. */
  return(): IteratorResult<undefined, T> {
    // It has been closed and has cleaned up: JavaScript goes on with those around it.
    if (this.#phase === 'over') return finish.call(this.#coroutine, undefined)
    this.#outward = true
    // It is not disturbed: it gives up its turn again, or asks again for what was withdrawn from it.
    const cleaning = this.#phase === 'closing'
    if (cleaning && !this.#waits) return { done: false, value: undefined }
    if (!cleaning) this.#begin()
    this.#owner = current.loop?.running
    try {
      const resume = cleaning ? next : finish
      const resumption = this.#passed(resume.call(this.#coroutine, undefined))
      return resumption === closeAgain ? finish.call(this.#coroutine, undefined) : resumption
    } catch (error) {
      return this.#failed(error)
    }
  }

  #begin(): void {
    this.#phase = 'closing'
    this.#onClose()
  }

  #passed(resumption: IteratorResult<undefined, T>): IteratorResult<undefined, T> {
    let last = resumption
    // One within is over: it is for the one who closes to close what is around that.
    while (last === closeAgain && this.#phase === 'closing') {
      last = finish.call(this.#coroutine, undefined)
    }
    if (last.done !== true) {
      this.#waits = last === asked
      // A mistake is thrown back at it there and then, and is no suspension.
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

/**
 * Stands in for the coroutine of a task from its next step on: that step closes it, and its clean-up
 * may suspend like any coroutine. A coroutine that never started ends without having run.
 *
 * @returns what `outcome` gives, whatever the clean-up returns
 * @throws what the clean-up throws
 */
export function* closing<T>(coroutine: Coroutine<unknown>, outcome: () => T): Coroutine<T> {
  const enclosure = new Enclosure(coroutine)
  enclosure.close()
  yield* enclosure
  return outcome()
}

/** Whether a coroutine is one that closes another. */
export function isClosing(coroutine: Coroutine<unknown>): boolean {
  return Object.getPrototypeOf(coroutine) === closing.prototype
}

/** Runs a coroutine in place; closing goes on outward only when its clean-up is over (C11). */
export function* enclose<T>(coroutine: Coroutine<T>): Coroutine<T> {
  return yield* new Enclosure<T>(coroutine)
}

/** Runs a clean-up in place, to its end: closing waits for that (C11). */
export function* cleanUp<T>(coroutine: Coroutine<T>): Coroutine<T> {
  return yield* new Enclosure<T>(coroutine, undefined, 'closing')
}
