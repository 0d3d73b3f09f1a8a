/** A limit to how long something may take. */

import { claim, CloseScope, Interruption, Loop, subscribe, type Coroutine } from '../core/index.ts'
import { duration, timersOf } from './timers.ts'

/**
 * What {@link timeout} throws when its time is over.
 *
 * Clause D5.
 */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError'
  /** The limit, in milliseconds. */
  readonly ms: number

  constructor(ms: number) {
    super(`it took longer than ${ms} ms`)
    this.ms = ms
  }
}

/**
 * Runs a coroutine in place, within a limit of time. If the time is over first, the coroutine is closed:
 * its `finally` blocks run, to their end, and then `TimeoutError` is thrown here.
 *
 * @param ms milliseconds; with `Infinity` there is no limit
 * @param coroutine it belongs to this call alone
 * @returns what the coroutine returns
 * @throws what the coroutine throws; `TimeoutError`; at once `RangeError` for NaN and what is below zero,
 *   `TypeError`, `NotACoroutineError`, `CoroutineReusedError`
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
export function timeout<T>(ms: number, coroutine: Coroutine<T>): Coroutine<T> {
  const limit = duration(ms)
  claim(coroutine)
  return within(limit, coroutine)
}

function* within<T>(ms: number, coroutine: Coroutine<T>): Coroutine<T> {
  const timers = timersOf(Loop.getCurrentLoop())
  const timer = timers.add(ms, 'timeout')
  const enclosure = new CloseScope(coroutine, () => timers.drop(timer))
  subscribe(new Interruption(enclosure), timer)
  let value
  try {
    value = yield* enclosure
  } catch (error) {
    timers.drop(timer)
    // What can wait suspends, always. Closed there, it fails with the error all the same: none is lost.
    try {
      if (!enclosure.suspended) yield
    } finally {
      // oxlint-disable-next-line no-unsafe-finally
      throw error
    }
  } finally {
    timers.drop(timer)
  }
  if (timer.done()) throw new TimeoutError(ms)
  if (!enclosure.suspended) yield
  return value
}
