/** Those who wait for a time, by deadline, and by creation if that is the same. */

import TinyQueue from 'tinyqueue'
import {
  describe,
  settle,
  InternalFuture,
  success,
  type Alarms,
  type Loop,
  type Blocker,
} from '../core/index.ts'

/** A moment in the time of a loop; settled when it has come. */
export class Timer extends InternalFuture<void> {
  /** In milliseconds of the loop's clock. */
  readonly deadline: number
  /** Counts the timers of its loop, in the order of creation. */
  readonly number: number
  /** Whether nobody waits for it any more; then it is in the way of nothing. */
  dropped = false

  constructor(what: string, deadline: number, number: number) {
    super(what)
    this.deadline = deadline
    this.number = number
  }

  override toString(): string {
    return `<Timer of ${this.name} at ${this.deadline} ms>`
  }

  /** @internal Only one that never comes is ever in the way. */
  override blocker(): Blocker {
    return {
      what: `${this.name}(${this.deadline})`,
      by: [],
      remedy: () => 'cancel who waits for it, or close the loop',
    }
  }
}

/** The timers of one loop. */
export class Timers implements Alarms {
  readonly #loop: Loop
  #queue = new TinyQueue<Timer>([], earlier)
  #made = 0
  /** How many in the queue were dropped: it is rebuilt when they are the most, so dropping is O(1). */
  #dropped = 0

  constructor(loop: Loop) {
    this.#loop = loop
  }

  /** A timer that is due in `ms` milliseconds; one of `Infinity` never is. */
  add(ms: number, what: string): Timer {
    this.#made += 1
    const timer = new Timer(what, this.#loop.now() + ms, this.#made)
    if (timer.deadline !== Number.POSITIVE_INFINITY) this.#queue.push(timer)
    return timer
  }

  /** Nobody waits for it any more, if anybody still did: no time passes for its sake. */
  drop(timer: Timer): void {
    if (timer.dropped || timer.done() || timer.deadline === Number.POSITIVE_INFINITY) return
    timer.dropped = true
    this.#dropped += 1
    if (this.#dropped < 64 || this.#dropped * 2 < this.#queue.length) return
    this.#queue = new TinyQueue(
      this.#queue.data.filter((one) => !one.dropped),
      earlier,
    )
    this.#dropped = 0
  }

  next(): number | undefined {
    return this.#first()?.deadline
  }

  ring(now: number): void {
    for (let first = this.#first(); first !== undefined; first = this.#first()) {
      if (first.deadline > now) return
      this.#queue.pop()
      settle(first, success(undefined))
    }
  }

  /** The earliest for which somebody waits. */
  #first(): Timer | undefined {
    let first = this.#queue.peek()
    while (first?.dropped === true) {
      this.#queue.pop()
      this.#dropped -= 1
      first = this.#queue.peek()
    }
    return first
  }
}

function earlier(one: Timer, other: Timer): number {
  return one.deadline - other.deadline || one.number - other.number
}

/**
 * The timers of a loop, which has none until somebody asks for them. It keeps them itself: a weak map has
 * V8 take ten times as long for its small collections, once some loops had timers.
 */
export function timersOf(loop: Loop): Timers {
  const { alarms } = loop.time
  if (alarms instanceof Timers) return alarms
  const timers = new Timers(loop)
  loop.time.alarms = timers
  return timers
}

/**
 * A duration, which may come from where nobody checked its type.
 *
 * @throws `TypeError`, `RangeError` (D6)
 */
export function duration(ms: number): number {
  if (typeof ms !== 'number') {
    throw new TypeError(
      `a duration is a number of milliseconds, not ${typeof ms === 'string' ? `'${String(ms)}'` : describe(ms)}`,
    )
  }
  if (ms >= 0) return ms
  throw new RangeError(`a duration is a number of milliseconds, zero or more, not ${ms}`)
}
