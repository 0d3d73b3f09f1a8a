/** What calls a loop back that runs in real time. */

import { kindOf, type Clock, type Driver } from '../core/index.ts'
import { machine, milliseconds, missing } from './machine.ts'

/** The longest time that a timer of a host takes; a longer one would be over at once. */
const LONGEST = 2 ** 31 - 1

/** Calls back after so much time, and perhaps before: the loop waits on then. */
function later(turn: () => void, ms: number): () => void {
  if (ms === Infinity) return () => {}
  if (machine.setTimeout === undefined) throw missing('setTimeout', 'pass a driver of your own')
  // Rounded up: a timer that is early by less than 1 ms would be set again at once.
  const timer = machine.setTimeout(turn, Math.min(Math.ceil(ms), LONGEST))
  return () => machine.clearTimeout?.(timer)
}

/**
 * Calls back by `setImmediate`, after Node has polled for events. The default where there is `setImmediate`.
 *
 * @throws `TypeError` if the host has none
 *
 * Clause H4.
 */
export function nodeDriver(): Driver {
  if (machine.setImmediate === undefined) throw missing('setImmediate', 'use channelDriver()')
  return { now: milliseconds, soon: (turn) => void machine.setImmediate?.(turn), later }
}

/**
 * Calls back by a `MessageChannel`, which a browser serves between its own tasks, without the 4 ms that it adds to timers.
 * The default of browsers.
 *
 * @throws `TypeError` if the host has none
 *
 * Clause H4.
 */
export function channelDriver(): Driver {
  const { MessageChannel } = machine
  if (MessageChannel === undefined)
    throw missing('MessageChannel', 'use frameDriver(), or a driver of your own')
  return {
    now: milliseconds,
    soon(turn) {
      // One for each call: an open one would keep Node alive.
      const { port1, port2 } = new MessageChannel()
      port1.addEventListener('message', () => {
        port1.close()
        turn()
      })
      port1.start()
      port2.postMessage(undefined)
    },
    later,
  }
}

/**
 * Calls back by `requestAnimationFrame`: one slice in each frame. For a loop that draws.
 *
 * @throws `TypeError` if the host has none
 *
 * Clause H4.
 */
export function frameDriver(): Driver {
  if (machine.requestAnimationFrame === undefined) {
    throw missing('requestAnimationFrame', 'use nodeDriver(), or a driver of your own')
  }
  return { now: milliseconds, soon: (turn) => void machine.requestAnimationFrame?.(turn), later }
}

/** What a host is found to have. */
export function defaultDriver(): Driver {
  return machine.setImmediate === undefined ? channelDriver() : nodeDriver()
}

/**
 * Calls back by hand, and a time that stands still until it is advanced: for tests, which see just what a slice does. It is
 * a clock too: a loop that has it as its clock is in the same time.
 *
 * @example
 * ```ts
 * import { Loop, sleep } from 'looplaw'
 * import { HandDriver } from 'looplaw/host'
 *
 * const driver = new HandDriver()
 * const loop = new Loop({ clock: driver })
 * void loop.runAsync(sleep(1_000), { driver })
 * driver.advance(999)
 * console.log(driver.turn()) // false
 * driver.advance(1)
 * console.log(driver.turn()) // true
 * ```
 *
 * Clause H4.
 */
export class HandDriver implements Driver, Clock {
  #now = 0
  readonly #turns: (() => void)[] = []
  readonly #timers = new Set<Timer>()

  now(): number {
    return this.#now
  }

  soon(turn: () => void): void {
    this.#turns.push(turn)
  }

  later(turn: () => void, ms: number): () => void {
    const timer: Timer = { at: this.#now + ms, turn }
    this.#timers.add(timer)
    return () => void this.#timers.delete(timer)
  }

  /**
   * Lets so many milliseconds pass.
   *
   * @throws `TypeError` if that is no number, `RangeError` if it is not finite, or below 0
   */
  advance(ms: number): void {
    if (typeof ms !== 'number') {
      throw new TypeError(`a HandDriver advances by a number of milliseconds, not ${kindOf(ms)}`)
    }
    if (!Number.isFinite(ms) || ms < 0) {
      throw new RangeError(
        `a HandDriver advances by a finite number of milliseconds, 0 or more, not ${String(ms)}`,
      )
    }
    this.advanceTo(this.#now + ms)
  }

  /** Lets time pass up to then; a time that has passed already is left alone, as by {@link Clock.advanceTo}. */
  advanceTo(time: number): void {
    if (time > this.#now) this.#now = time
  }

  /**
   * Calls back whatever is due, in the order in which that was asked for. What is undone by then is not called, and after
   * a call that throws, the others are due still.
   *
   * @returns whether there was one
   * @throws what is called throws
   */
  turn(): boolean {
    const due = [...this.#timers].filter(({ at }) => at <= this.#now)
    const { length } = this.#turns
    for (let left = length; left > 0; left -= 1) this.#turns.shift()?.()
    for (const timer of due) if (this.#timers.delete(timer)) timer.turn()
    return length + due.length > 0
  }
}

interface Timer {
  readonly at: number
  readonly turn: () => void
}
