/** Which generators are coroutines, and how one of them is taken and resumed. */

import { CoroutineReusedError, NotACoroutineError } from './errors.ts'
import { isGenerator, isObject, kindOf } from './inspect.ts'
import { resuming, type Method } from './passing.ts'
import type { Coroutine } from './types.ts'

interface Methods {
  readonly next: Method<undefined>
  readonly return: Method<unknown>
  readonly throw: Method<unknown>
}

/**
 * The generators of each generator function have a hidden class of their own in V8, so `coroutine.next()`
 * turns megamorphic in a loop with many kinds of tasks (46 ns against 35): looked up once, it does not.
 */
const methods: Methods = Object.getPrototypeOf(Object.getPrototypeOf((function* () {})()))

/**
 * What every generator is an instance of. Testing for its tag instead has V8 compile for the hidden classes
 * of the generators that came before, and start again with every new kind of task.
 */
function AnyGenerator(): void {}
AnyGenerator.prototype = methods

export const next: Method<undefined> = resuming(methods.next)
export const finish: Method<unknown> = resuming(methods.return)
export const raise: Method<unknown> = resuming(methods.throw)

/**
 * Takes a coroutine for one task or run. The mark of a coroutine that is taken is that it is not extensible:
 * that costs 40 ns and no memory, where a `WeakSet` costs 1,200 ns and 34 bytes (T8).
 *
 * @throws `NotACoroutineError`, `CoroutineReusedError`
 */
export function claim(coroutine: Coroutine<unknown>): void {
  const given: unknown = coroutine
  if (!isCoroutine(given)) throw notACoroutine(given)
  if (!Object.isExtensible(given)) {
    throw new CoroutineReusedError(
      'this coroutine belongs to another task or run: call its generator function again for a new one',
    )
  }
  Object.preventExtensions(given)
}

/** Whether it can be run as a coroutine: it is a generator, perhaps of another realm. */
export function isCoroutine(given: unknown): given is Coroutine<unknown> {
  return isObject(given) && (given instanceof AnyGenerator || isGenerator(given))
}

/** What to throw where a coroutine is expected and something else was passed (T9). */
export function notACoroutine(given: unknown): NotACoroutineError {
  return new NotACoroutineError(`a coroutine is expected, not ${kindOf(given)}${advice(given)}`)
}

function advice(given: unknown): string {
  if (typeof given === 'function') return ': call it, and pass what it returns'
  if (!isObject(given)) return ''
  return 'then' in given
    ? ": write function* and yield* instead of async and await, or pass fromPromise(promise), of 'looplaw/host'"
    : ': write function*, and pass the generator that it returns'
}

/** A coroutine that does nothing in three steps. */
export function* idle(): Coroutine<void> {
  yield
  yield
}
