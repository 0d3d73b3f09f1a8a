/** The timers of a loop, and the durations that they take. */

import TinyQueue from 'tinyqueue'
import {
  requireDuration,
  settle,
  InternalFuture,
  success,
  type Alarms,
  type Loop,
  type Blocker,
} from '../core/index.ts'

/** An internal future that settles at a moment in the time of its loop. */
export class Timer extends InternalFuture<void> {
  /** In milliseconds of the loop's clock. */
  readonly deadline: number
  /** Counts the timers of its loop, in the order of their creation. */
  readonly number: number
  /** Whether it has no waiter any more, so that no time passes for it. `Timers` alone writes it. */
  dropped = false

  constructor(what: string, deadline: number, number: number) {
    super(what)
    this.deadline = deadline
    this.number = number
  }

  override toString(): string {
    return `<Timer of ${this.name} at ${this.deadline} ms>`
  }

  /** @internal D6: only a timer that never settles can be part of a deadlock; L20: any, where a run ends. */
  override blocker(): Blocker {
    const { deadline, name } = this
    if (deadline !== Infinity) {
      return { what: `${name} until ${deadline} ms`, by: [], remedy: () => 'let more time pass' }
    }
    return {
      what: `${name}(Infinity)`,
      by: [],
      remedy: () => 'cancel the task that waits for it, or close the loop',
    }
  }
}

/** The timers of one loop. */
export class Timers implements Alarms {
  readonly #loop: Loop
  /** A heap of the pending timers, the earliest first, and of dropped ones. */
  #queue = new TinyQueue<Timer>([], earlier)
  /** How many timers were created. */
  #made = 0
  /** How many in the heap were dropped: it is rebuilt when they are most of it, so each costs O(1). */
  #dropped = 0

  constructor(loop: Loop) {
    this.#loop = loop
  }

  /** Creates a timer that is due in `ms` milliseconds, or never if that is `Infinity`. */
  add(ms: number, what: string): Timer {
    this.#made += 1
    const timer = new Timer(what, this.#loop.now() + ms, this.#made)
    if (timer.deadline !== Number.POSITIVE_INFINITY) this.#queue.push(timer)
    return timer
  }

  /** D3: a timer that is not waited for any more does not let time advance. */
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

  /** The earliest deadline. */
  next(): number | undefined {
    return this.#first()?.deadline
  }

  /** D2: settles the timers that are due, each of which wakes its waiter. */
  ring(now: number): void {
    for (let first = this.#first(); first !== undefined; first = this.#first()) {
      if (first.deadline > now) return
      this.#queue.pop()
      settle(first, success(undefined))
    }
  }

  /** The earliest timer that was not dropped. */
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

/** D2: by deadline, and in the order of creation where that is the same. */
function earlier(one: Timer, other: Timer): number {
  return one.deadline - other.deadline || one.number - other.number
}

/**
 * The timers of a loop, created when they are first needed. The loop keeps them itself: with a weak map,
 * V8's collections of young objects take ten times as long once some loops have had timers.
 */
export function timersOf(loop: Loop): Timers {
  const { alarms } = loop.time
  if (alarms instanceof Timers) return alarms
  const timers = new Timers(loop)
  loop.time.alarms = timers
  return timers
}

/**
 * D6: checks a duration, which may come from plain JavaScript.
 *
 * @throws `TypeError` for anything but a number, `RangeError` for NaN and a negative number
 */
export function duration(ms: number): number {
  requireDuration('a duration', ms)
  return ms
}
