/** The time of the host. */

import { finite, type Clock } from '../core/index.ts'
import { milliseconds } from './machine.ts'

/**
 * A clock that passes by itself, as the time of the host does. Under `runAsync`, a loop that was created without a clock
 * has one. Under `run`, which cannot let the host run, a sleep blocks the thread until it is over.
 *
 * @example
 * ```ts
 * import { Loop, sleep } from 'looplaw'
 * import { SystemClock } from 'looplaw/host'
 *
 * const loop = new Loop({ clock: new SystemClock() })
 * loop.run(sleep(5))
 * console.log(loop.now() >= 5) // true
 * ```
 *
 * Clause H4.
 */
export class SystemClock implements Clock {
  readonly #origin: number

  /**
   * @param start the time now, in milliseconds
   * @throws `RangeError` if that is no finite number
   */
  constructor(start: number = 0) {
    this.#origin = milliseconds() - finite(start)
  }

  now(): number {
    return milliseconds() - this.#origin
  }

  /**
   * Blocks the thread until then.
   *
   * @throws `TypeError` where the host forbids that, as browsers do outside of workers: use `runAsync` there
   */
  advanceTo(time: number): void {
    const cell = new Int32Array(new SharedArrayBuffer(4))
    for (let ms = time - this.now(); ms > 0; ms = time - this.now()) Atomics.wait(cell, 0, 0, ms)
  }
}
