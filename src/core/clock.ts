/** What time it is for a loop, and what a loop must know of those who wait for a time. */

/**
 * Tells a loop what time it is. The time of {@link VirtualClock} stands still until the loop has nothing
 * else to do, and then jumps.
 *
 * Clauses D3, D4.
 */
export interface Clock {
  /** Milliseconds since some beginning. What goes backwards stands still for the loop. */
  now(): number
  /**
   * Nothing can happen before `time`, in the milliseconds of `now`: goes there. Afterwards `now` is not
   * before it.
   */
  advanceTo(time: number): void
}

/**
 * A clock that never waits: hours pass in microseconds, always alike. Every loop that is given no other
 * clock has one of its own.
 *
 * @example
 * ```ts
 * import { Loop, sleep, VirtualClock } from 'looplaw'
 *
 * const loop = new Loop({ clock: new VirtualClock(1_000) })
 * loop.run(sleep(3_600_000))
 * console.log(loop.now()) // 3601000
 * ```
 *
 * Clauses D3, D4.
 */
export class VirtualClock implements Clock {
  #now: number

  /**
   * @param start what time it is at first, in milliseconds
   * @throws `RangeError` if that is no finite number
   */
  constructor(start: number = 0) {
    this.#now = finite(start)
  }

  now(): number {
    return this.#now
  }

  /**
   * Lets time pass, up to `time` in milliseconds.
   *
   * @throws `RangeError` if that is no finite number, or before now: the clock stays as it is
   */
  advanceTo(time: number): void {
    if (finite(time) < this.#now) {
      throw new RangeError(`the clock stands at ${this.#now} ms and cannot go back to ${time} ms`)
    }
    this.#now = time
  }
}

function finite(time: number): number {
  if (Number.isFinite(time)) return time
  throw new RangeError(`a time is a finite number of milliseconds, not ${String(time)}`)
}

/** Those who wait for a time, as a loop needs to know them. */
export interface Alarms {
  /** The earliest time for which somebody waits, in milliseconds; undefined if nobody does. */
  next(): number | undefined
  /** Wakes everybody whose time has come. */
  ring(now: number): void
}

/** The time of one loop. */
export class Time {
  readonly clock: Clock
  /** Undefined until somebody waits for a time. */
  alarms: Alarms | undefined = undefined
  /** The latest that the clock has said. */
  #now = Number.NEGATIVE_INFINITY

  constructor(clock: Clock) {
    this.clock = clock
  }

  /** D4: never less than before. */
  now(): number {
    const now = this.clock.now()
    if (!Number.isFinite(now)) {
      throw new TypeError(`a clock's now() is a finite number of milliseconds, not ${String(now)}`)
    }
    if (now > this.#now) this.#now = now
    return this.#now
  }

  /** Whether somebody waits for a time. */
  get awaited(): boolean {
    return this.alarms?.next() !== undefined
  }

  /**
   * D3: goes to the earliest time for which somebody waits.
   *
   * @returns whether it was still to come
   * @throws `RangeError` if the clock does not go there
   */
  advance(): boolean {
    const time = this.alarms?.next()
    if (time === undefined || time <= this.now()) return false
    this.clock.advanceTo(time)
    if (this.now() < time)
      throw new RangeError(`a clock did not advance to ${time} ms, as it was told`)
    return true
  }

  /** Wakes everybody whose time has come. */
  ring(): void {
    this.alarms?.ring(this.now())
  }
}
