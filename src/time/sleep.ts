/** Waiting for time to pass. */

import { Loop, type Coroutine } from '../core/index.ts'
import { duration, timersOf } from './timers.ts'

/**
 * Suspends until that much time of the loop has passed. Under a {@link VirtualClock}, the default, time
 * jumps as soon as nothing else can run: hours pass in microseconds.
 *
 * @param ms milliseconds; `0` suspends once, as `yield` does, and `Infinity` waits until it is closed
 * @throws at once `RangeError` for NaN and a negative number, `TypeError` for anything but a number
 *
 * @example
 * ```ts
 * import { Loop, sleep } from 'looplaw'
 *
 * const loop = new Loop()
 * loop.run(sleep(3_600_000))
 * console.log(loop.now()) // 3600000
 * ```
 *
 * Clauses D1 to D3, D6.
 */
export function sleep(ms: number): Coroutine<void> {
  return rest(duration(ms))
}

function* rest(ms: number): Coroutine<void> {
  // D1: no timer, which would wake it in a later tick.
  if (ms === 0) {
    yield
    return
  }
  const timers = timersOf(Loop.getCurrentLoop())
  const timer = timers.add(ms, 'sleep')
  try {
    yield* timer
  } finally {
    // D3: no time passes for a sleep that was closed.
    timers.drop(timer)
  }
}
