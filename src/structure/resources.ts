/// <reference lib="esnext.disposable" preserve="true" />
/** What a coroutine has acquired, and what releases it. */

import {
  claim,
  count,
  describe,
  formatLines,
  Future,
  InvalidStateError,
  isCoroutine,
  kindOf,
  notACoroutine,
  scoped,
  uninterruptible as toItsEnd,
  type Coroutine,
} from '../core/index.ts'
import type { Awaitable } from './combinator.ts'
import { uninterruptible } from './uninterruptible.ts'

/** What a clean-up returns: a coroutine, which is run to its end, a future, which is awaited, or nothing. Clause S12. */
export type CleanUp = Coroutine<unknown> | Future<unknown> | void

/**
 * Registers clean-ups, which run when the body of {@link resources} has been left. Its methods work when they are taken
 * out of it, too. Clauses S12, S13.
 */
export interface Resources {
  /**
   * Acquires something, and registers what releases it. Nothing is closed between the two: a task that is cancelled
   * meanwhile has acquired it, and releases it.
   *
   * @param item a coroutine, which is run in place, to its end, unless something around it is to be closed already; or
   *   a future, which is awaited
   * @param release receives the result when the body has been left
   * @returns the result
   * @throws what the coroutine throws, or the error of the future: then nothing is registered; at once
   *   `InvalidStateError` once the body has been left, `NotACoroutineError`, `CoroutineReusedError`, `TypeError`
   */
  acquire<T>(this: void, item: Awaitable<T>, release: (value: T) => CleanUp): Coroutine<T>

  /**
   * Registers a clean-up: a generator function, or any function that returns nothing, or a future. Where it returns a
   * promise or a function, `NotACoroutineError` is among the errors.
   *
   * @throws `InvalidStateError` once the body has been left; `TypeError` for anything but a function
   */
  defer(this: void, cleanUp: () => CleanUp): void

  /**
   * Registers the `[Symbol.dispose]()` of an object, as `using` does. For one that has `[Symbol.asyncDispose]()` alone,
   * register `defer(() => fromPromise(object[Symbol.asyncDispose]()))`, with `fromPromise` of `looplaw/host`.
   *
   * @param disposable null and undefined have nothing to dispose of
   * @returns the object
   * @throws `InvalidStateError` once the body has been left; `TypeError` for what cannot be disposed of
   */
  use<T extends Disposable | null | undefined>(this: void, disposable: T): T
}

/**
 * Runs its body in place. When that has been left, by its end, by an error, or because it was closed, every clean-up
 * that it has registered runs: the last one first, each to its end, even if others throw. So what is acquired in the
 * middle of a body is released there, however far the body has come.
 *
 * @param body is run at once, and receives what registers clean-ups
 * @returns what the body returns
 * @throws what the body or a clean-up throws, as it is; `AggregateError` if several do, in that order; `TypeError` at
 *   once if the body is no function
 *
 * @example
 * ```ts
 * import { Loop, resources, sleep, type Coroutine } from 'looplaw'
 *
 * function* open(name: string): Coroutine<string> {
 *   yield* sleep(10)
 *   return name
 * }
 * function* close(name: string): Coroutine<void> {
 *   yield* sleep(10)
 *   console.log(name, 'is closed')
 * }
 * new Loop().run(resources(function* (r) {
 *   const file = yield* r.acquire(open('a file'), close)
 *   r.defer(() => console.log(file, 'is flushed'))
 *   console.log(file, 'is open')
 * }))
 * // prints: a file is open
 * // prints: a file is flushed
 * // prints: a file is closed
 * ```
 *
 * Clauses S12, S13, C11, C12.
 */
export function resources<T>(body: (resources: Resources) => Coroutine<T>): Coroutine<T> {
  if (typeof body !== 'function') {
    throw new TypeError('resources takes a generator function: resources(function* (r) { … })')
  }
  // C11: every clean-up has run before what is around it is closed.
  return scoped(govern(body))
}

/** S12: the clean-ups run in a shelter, so that they run to their end. */
function* govern<T>(body: (resources: Resources) => Coroutine<T>): Coroutine<T> {
  const cleanUps = new CleanUps()
  try {
    const coroutine = body(cleanUps.registering())
    claim(coroutine)
    return yield* coroutine
  } catch (error) {
    cleanUps.errors.push(error)
    throw error
  } finally {
    try {
      yield* toItsEnd(cleanUps.run())
    } finally {
      // C15: whether or not the clean-ups were cut short.
      throwAll(cleanUps.errors)
    }
  }
}

/** The clean-ups of one body. */
class CleanUps {
  /** In the order of registration; undefined once the body has been left. */
  #registered: (() => CleanUp)[] | undefined = []
  /** What the body and the clean-ups have thrown, in that order. */
  readonly errors: unknown[] = []

  /** Not the methods of a class: they work even when they are taken out of their object. */
  registering(): Resources {
    return {
      acquire: (item, release) => this.#acquire(item, release),
      defer: (cleanUp) => this.#defer(cleanUp),
      use: (disposable) => this.#use(disposable),
    }
  }

  /** S12: the last one first, whatever they throw. */
  *run(): Coroutine<void> {
    const left = this.#registered ?? []
    this.#registered = undefined
    for (let cleanUp = left.pop(); cleanUp !== undefined; cleanUp = left.pop()) {
      try {
        yield* completed(cleanUp)
      } catch (error) {
        this.errors.push(error)
      } finally {
        // Where it is cut short, the others begin nevertheless.
        // oxlint-disable-next-line no-unsafe-finally
        continue
      }
    }
  }

  #acquire<T>(item: Awaitable<T>, release: (value: T) => CleanUp): Coroutine<T> {
    this.#refuseIfOver()
    refuseUnlessFunction(release, 'acquire takes a function that releases what was acquired')
    if (!(item instanceof Future)) claim(item)
    return uninterruptible(this.#acquiring(item, release))
  }

  /** S13: no suspension lies between the result and its registration. */
  *#acquiring<T>(item: Awaitable<T>, release: (value: T) => CleanUp): Coroutine<T> {
    const value = yield* item
    const cleanUp = (): CleanUp => release(value)
    if (this.#registered !== undefined) {
      this.#registered.push(cleanUp)
      return value
    }
    const errors: unknown[] = []
    try {
      yield* completed(cleanUp)
    } catch (error) {
      errors.push(error)
    }
    const late = 'the body of these resources was left meanwhile: what was acquired is released'
    errors.push(new InvalidStateError(late))
    throwAll(errors)
    return value
  }

  #defer(cleanUp: () => CleanUp): void {
    refuseUnlessFunction(cleanUp, 'defer takes a function: defer(function* () { … })')
    this.#refuseIfOver().push(cleanUp)
  }

  #use<T extends Disposable | null | undefined>(disposable: T): T {
    if (disposable === null || disposable === undefined) return disposable
    const dispose = disposeOf(disposable)
    this.#defer(() => {
      dispose.call(disposable)
    })
    return disposable
  }

  /** S13. */
  #refuseIfOver(): (() => CleanUp)[] {
    if (this.#registered !== undefined) return this.#registered
    throw new InvalidStateError(
      'the body of these resources has been left: acquire and defer while it runs',
    )
  }
}

/** Runs one clean-up to its end. */
function* completed(cleanUp: () => CleanUp): Coroutine<void> {
  const given: unknown = cleanUp()
  if (given instanceof Future) {
    yield* given
  } else if (isCoroutine(given)) {
    claim(given)
    yield* given
  } else if (MISTAKES.has(kindOf(given))) {
    // Any other value is what the function happens to return.
    throw notACoroutine(given)
  }
}

/** What would have to be waited for, or called. */
const MISTAKES: ReadonlySet<string> = new Set(['a promise', 'a function'])

/** S12: throws the one error, as it is, or one for all of them. */
function throwAll(errors: readonly unknown[]): void {
  const [first] = errors
  if (errors.length === 1) throw first
  if (errors.length === 0) return
  throw new AggregateError(
    errors,
    `${count(errors.length, 'failure')} in resources:${formatLines(errors, describe)}`,
  )
}

function refuseUnlessFunction(given: unknown, message: string): void {
  if (typeof given !== 'function') throw new TypeError(`${message}, not ${kindOf(given)}`)
}

function disposeOf(given: unknown): () => void {
  const isObject = (typeof given === 'object' || typeof given === 'function') && given !== null
  if (isObject && Symbol.dispose in given) {
    const { [Symbol.dispose]: dispose } = given
    if (isMethod(dispose)) return dispose
  }
  const isAsync = isObject && Symbol.asyncDispose in given
  throw new TypeError(
    isAsync
      ? "use takes a Disposable, and this object has [Symbol.asyncDispose]() alone, which returns a promise: register defer(() => fromPromise(object[Symbol.asyncDispose]())), with fromPromise of 'looplaw/host'"
      : `use takes a Disposable, not ${kindOf(given)}: register what cleans up with defer`,
  )
}

function isMethod(given: unknown): given is () => void {
  return typeof given === 'function'
}
