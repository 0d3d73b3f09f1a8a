/** The wait queue of a primitive: first come, first served (Y1). */

import {
  Failure,
  settle,
  InternalFuture,
  success,
  type Blocker,
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
export class WaitQueue<W extends Waiter<unknown, unknown>> {
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

  /** Takes out one waiter after the other, until none is left. */
  *drain(): Generator<W, void, undefined> {
    for (let waiter = this.take(); waiter !== undefined; waiter = this.take()) yield waiter
  }

  /**
   * An empty queue that replaces this one before this one is drained. An observer is notified of each
   * waiter that is served, and may add another meanwhile: that one belongs to the next round (O2).
   */
  renewed(): WaitQueue<W> {
    return new WaitQueue(this.blocker)
  }
}

/**
 * One wait for a primitive: an internal future of what the primitive hands over, which the primitive
 * alone settles. Its name is that of the primitive.
 *
 * @typeParam T what is handed over
 * @typeParam Payload what the primitive keeps with it; a subclass for that takes 8 ns more a wait
 */
export class Waiter<T, Payload = undefined> extends InternalFuture<T> {
  /** The task or main that waits, and receives what is handed over. */
  readonly who: Runner
  readonly primitive: Primitive
  /** Of a queue: the item that a `put` brings, or the entry that a `take` was handed. `Queue` alone writes it. */
  payload: Payload
  /** The queue that it is in: undefined before, and again once it was taken out. `WaitQueue` alone writes it. */
  queue: WaitQueue<this> | undefined = undefined
  /** Its neighbour that is served before it. `WaitQueue` alone writes it. */
  ahead: this | undefined = undefined
  /** Its neighbour that is served after it. `WaitQueue` alone writes it. */
  behind: this | undefined = undefined

  constructor(primitive: Primitive, who: Runner, payload: Payload) {
    super(primitive.name ?? primitive.kind)
    this.primitive = primitive
    this.who = who
    this.payload = payload
  }

  /** Hands over, once it was taken out of its queue. */
  serve(value: T): void {
    settle(this, success(value))
  }

  /** Ends the wait with an error, once it was taken out of its queue. */
  refuse(error: Error): void {
    settle(this, new Failure(error))
  }

  /** Y3: a caller that is closed leaves the queue. Returns whether it was still in one. */
  leave(): boolean {
    if (this.queue === undefined) return false
    this.queue.remove(this)
    return true
  }

  /** Y3: the same for a task that a closed loop abandons. */
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
