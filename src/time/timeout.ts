/** A time limit. */

import {
  claim,
  CloseScope,
  Future,
  InternalFuture,
  Interruption,
  Loop,
  presettle,
  scoped,
  subscribe,
  success,
  type Coroutine,
} from '../core/index.ts'
import { duration, timersOf } from './timers.ts'

/**
 * {@link timeout} has closed its coroutine, because the time limit had passed.
 *
 * Clause D5.
 */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError'
  /** The limit, in milliseconds. */
  readonly ms: number

  constructor(ms: number) {
    super(`timed out after ${ms} ms`)
    this.ms = ms
  }
}

/**
 * Runs a coroutine in place, with a time limit. When the limit has passed, the coroutine is closed: its
 * `finally` blocks run to their end, however long that takes, and then `TimeoutError` is thrown here. A future
 * is only awaited: when the limit has passed, it is as it was.
 *
 * @param ms milliseconds; `Infinity` is no limit
 * @param item a coroutine, which cannot be given to anything else, or a future
 * @returns what the coroutine returns, or the result of the future
 * @throws what the coroutine throws, or the error of the future; `TimeoutError`; at once `RangeError` for NaN and a negative number,
 *   `TypeError` for anything but a number, `NotACoroutineError`, `CoroutineReusedError`
 *
 * @example
 * ```ts
 * import { Loop, sleep, timeout, TimeoutError } from 'looplaw'
 *
 * const loop = new Loop()
 * loop.run((function* () {
 *   try {
 *     yield* timeout(1_000, sleep(5_000))
 *   } catch (error) {
 *     console.log(error instanceof TimeoutError, loop.now()) // true 1000
 *   }
 * })())
 * ```
 *
 * Clauses D5, D6, C11.
 */
export function timeout<T>(ms: number, item: Future<T> | Coroutine<T>): Coroutine<T> {
  const limit = duration(ms)
  const coroutine = item instanceof Future ? outcomeOf(item) : item
  claim(coroutine)
  // C12: what it throws while it is closed from outside passes every `catch` around it.
  return scoped(within(limit, coroutine))
}

function* outcomeOf<T>(future: Future<T>): Coroutine<T> {
  return yield* future
}

/** The suspension of a timeout that has its result already (C14). */
class Returning extends InternalFuture<void> {
  constructor() {
    super('timeout')
    presettle(this, success(undefined))
  }

  override hasHappened(): boolean {
    return true
  }
}

/** D5: at its deadline the timer closes the coroutine, wherever that waits. */
function* within<T>(ms: number, coroutine: Coroutine<T>): Coroutine<T> {
  const timers = timersOf(Loop.getCurrentLoop())
  const timer = timers.add(ms, 'timeout')
  // C11: the clean-up of the coroutine runs to its end, even if it suspends.
  const enclosure = new CloseScope(coroutine, () => timers.drop(timer))
  subscribe(new Interruption(enclosure, 'lenient'), timer)
  let value
  try {
    value = yield* enclosure
  } catch (error) {
    timers.drop(timer)
    // What may wait always suspends. If it is closed there, the error is thrown nevertheless, so none is lost.
    try {
      if (!enclosure.suspended) yield
    } finally {
      // oxlint-disable-next-line no-unsafe-finally
      throw error
    }
  } finally {
    timers.drop(timer)
  }
  if (enclosure.cut) throw new TimeoutError(ms)
  if (!enclosure.suspended) yield* new Returning()
  return value
}
