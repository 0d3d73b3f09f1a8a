/** The wait queue of a primitive: first come, first served (Y1). */

import {
  Change,
  Failure,
  InternalFuture,
  presettle,
  settle,
  settleWithin,
  success,
  type Blocker,
  type Notifications,
  type Runner,
} from '../core/index.ts'
import type { Primitive } from './primitive.ts'

/**
 * A list through the waiters themselves, linked both ways, so that each change of it costs O(1):
 *
 *        #first                                #last
 *           ▼                                    ▼
 *      ┌─────────┐ behind  ┌─────────┐ behind ┌─────────┐ behind
 *      │ waiter  │────────▶│ waiter  │───────▶│ waiter  │────────▶ undefined
 *      │         │◀────────│         │◀───────│         │
 *      └─────────┘   ahead └─────────┘  ahead └─────────┘
 *
 *      take() takes the first,                append() adds a last,
 *      whose `ahead` is undefined             remove() takes any of them
 *
 * @typeParam W what its waiters are
 */
export class WaitQueue<W extends Waiter<unknown>> {
  /** What a deadlock report says of its waiters. */
  readonly blocker: () => Blocker
  /** The next to be served. */
  #first: W | undefined = undefined
  /** The latest; undefined exactly if there is no first. */
  #last: W | undefined = undefined
  #length = 0

  constructor(blocker: () => Blocker) {
    this.blocker = blocker
  }

  /** How many waiters are in it. */
  get length(): number {
    return this.#length
  }

  /** The next to be served. */
  get first(): W | undefined {
    return this.#first
  }

  /** Adds a waiter that is in no queue, as the last. */
  append(waiter: W): W {
    const last = this.#last
    waiter.queue = this
    waiter.ahead = last
    if (last === undefined) this.#first = waiter
    else last.behind = waiter
    this.#last = waiter
    this.#length += 1
    return waiter
  }

  /** Y1: takes out the first, which has waited longest. */
  take(): W | undefined {
    const waiter = this.#first
    if (waiter !== undefined) this.remove(waiter)
    return waiter
  }

  /** Takes out any of its waiters. */
  remove(waiter: W): void {
    const { ahead, behind } = waiter
    if (ahead === undefined) this.#first = behind
    else ahead.behind = behind
    if (behind === undefined) this.#last = ahead
    else behind.ahead = ahead
    waiter.queue = undefined
    waiter.ahead = undefined
    waiter.behind = undefined
    this.#length -= 1
  }

  /** Takes out the first of those that fit. */
  takeIf(fits: (waiter: W) => boolean): W | undefined {
    for (const waiter of this) {
      if (!fits(waiter)) continue
      this.remove(waiter)
      return waiter
    }
    return undefined
  }

  /** Its waiters, in the order in which they are served. */
  *[Symbol.iterator](): Generator<W, void, undefined> {
    for (let waiter = this.#first; waiter !== undefined; waiter = waiter.behind) yield waiter
  }

  /** Takes out one waiter after the other, until none is left. */
  *drain(): Generator<W, void, undefined> {
    for (let waiter = this.take(); waiter !== undefined; waiter = this.take()) yield waiter
  }
}

/**
 * One wait for a primitive: an internal future of what the primitive hands over, which the primitive
 * alone settles. Its name is that of the primitive.
 *
 * A wait that is closed is given up before: in the moment in which its task is cancelled, or in which a group or a
 * timeout around it ends it. Its task is closed at its next step, and until then others are served (Y3).
 *
 * @typeParam T what is handed over
 * @typeParam P what hands it over
 */
export class Waiter<T, P extends Primitive = Primitive> extends InternalFuture<T> {
  /** The task or main that waits, and receives what is handed over. */
  readonly who: Runner
  readonly primitive: P
  /** Whether it has received the outcome, or has given up; then nothing is given back any more. */
  over = false
  /** The queue that it is in: undefined before, and again once it was taken out. `WaitQueue` alone writes it. */
  queue: WaitQueue<this> | undefined = undefined
  /** Its neighbour that is served before it. `WaitQueue` alone writes it. */
  ahead: this | undefined = undefined
  /** Its neighbour that is served after it. `WaitQueue` alone writes it. */
  behind: this | undefined = undefined

  constructor(primitive: P, who: Runner) {
    super(primitive.name ?? primitive.kind)
    this.primitive = primitive
    this.who = who
  }

  /**
   * How many permits it waits for, of what has permits. On the prototype, since a field would cost each waiter 8 bytes,
   * and `instanceof` 8 ns.
   */
  get permits(): number {
    return 1
  }

  /** Y2: what is available is reserved for it at once, and received one step later. */
  reserve(value: T): this {
    presettle(this, success(value))
    return this
  }

  /**
   * Hands over, once it was taken out of its queue.
   *
   * @param notifications those of the change that this is part of, if it is
   */
  serve(value: T, notifications?: Notifications): void {
    if (notifications === undefined) settle(this, success(value))
    else settleWithin(this, success(value), notifications)
  }

  /** Ends the wait with an error, once it was taken out of its queue. */
  refuse(error: Error, notifications: Notifications): void {
    settleWithin(this, new Failure(error), notifications)
  }

  override next(): IteratorResult<undefined, T> {
    const resumption = super.next()
    if (resumption.done === true) this.over = true
    return resumption
  }

  override return(value: T): IteratorResult<undefined, T> {
    const resumption = super.return(value)
    // Where it is not the library that closes its caller, nothing has said so before.
    const change = new Change()
    if (!this.over) this.giveUp(change)
    change.complete()
    return resumption
  }

  override withdrawn(notifications: Notifications): void {
    if (!this.over) this.giveUp(notifications)
  }

  // No private method: V8 would run a constructor of its own for it, 10 ns a wait.
  protected giveUp(notifications: Notifications): void {
    this.over = true
    this.giveBack(notifications)
  }

  /** Y3: leaves the wait queue; what it was handed, and has not received, passes on. */
  protected giveBack(_notifications: Notifications): void {
    this.leave()
  }

  /** Leaves the queue. Returns whether it was still in one. */
  leave(): boolean {
    if (this.queue === undefined) return false
    this.queue.remove(this)
    return true
  }

  /** C15. */
  override abandon(): void {
    this.leave()
  }

  override blocker(): Blocker | undefined {
    return this.queue?.blocker()
  }

  /** `<Wait of Lock 'db'>`. */
  override toString(): string {
    return `<Wait of ${this.primitive.what}>`
  }
}
