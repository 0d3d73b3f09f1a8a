/** The time of a loop, and what the loop must know of the timers that wait for a time. */

/**
 * Where a loop reads the time. The time of {@link VirtualClock} stands still until the loop has nothing
 * else to do, and then jumps.
 *
 * Clauses D3, D4.
 */
export interface Clock {
  /** Milliseconds since some beginning. If it goes backwards, time stands still for the loop. */
  now(): number
  /**
   * Nothing can happen before `time`, in the milliseconds of `now`: goes there. Afterwards `now` is not
   * before it.
   */
  advanceTo(time: number): void
}

/**
 * A clock that never waits: hours pass in microseconds, always alike. The default: every loop that is created
 * without a clock has one of its own.
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
   * @param start the time at first, in milliseconds
   * @throws `RangeError` if that is no finite number
   */
  constructor(start: number = 0) {
    this.#now = finite(start)
  }

  now(): number {
    return this.#now
  }

  /**
   * Advances to `time`, in milliseconds.
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

/** @throws `RangeError` if a time is no finite number */
export function finite(time: number): number {
  if (Number.isFinite(time)) return time
  throw new RangeError(`a time is a finite number of milliseconds, not ${String(time)}`)
}

/** What waits for a time, as a loop needs to know it. */
export interface Alarms {
  /** The earliest deadline, in milliseconds; undefined if there is none. */
  next(): number | undefined
  /** Wakes the waiters of every deadline that has passed. */
  ring(now: number): void
}

/** The time of one loop. */
export class Time {
  /** Its own if it was given none. Written by runAsync alone, and only then (H4). */
  clock: Clock
  /** Whether it was given its clock. */
  readonly given: boolean
  /** Undefined until something waits for a time. Written by the room of time. */
  alarms: Alarms | undefined = undefined
  /** The latest time that was read. */
  #now = Number.NEGATIVE_INFINITY

  constructor(clock: Clock | undefined) {
    this.given = clock !== undefined
    this.clock = clock ?? new VirtualClock()
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

  /** Whether something waits for a time. */
  get awaited(): boolean {
    return this.alarms?.next() !== undefined
  }

  /** H3: whether it stands still until the loop advances it. */
  get jumps(): boolean {
    return this.clock instanceof VirtualClock
  }

  /** Whether a deadline has come. */
  get due(): boolean {
    const next = this.alarms?.next()
    return next !== undefined && next <= this.now()
  }

  /** The earliest deadline. */
  get next(): number {
    return this.alarms?.next() ?? Infinity
  }

  /**
   * D3: advances to the earliest deadline.
   *
   * @returns whether that was still to come
   * @throws `RangeError` if the clock does not advance to it
   */
  advance(): boolean {
    const time = this.alarms?.next()
    if (time === undefined || time <= this.now()) return false
    this.clock.advanceTo(time)
    if (this.now() < time)
      throw new RangeError(
        `advanceTo(${time}) left the clock at an earlier time: have now() return at least that`,
      )
    return true
  }

  /** Wakes the waiters of every deadline that has passed. */
  ring(): void {
    this.alarms?.ring(this.now())
  }
}
