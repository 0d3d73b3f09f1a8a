/** A number of tasks that meet, and continue together. */

import { Change, type Coroutine } from '../core/index.ts'
import { Primitive, requireInteger } from './primitive.ts'
import { Waiter, WaitQueue } from './waitQueue.ts'

/**
 * Lets its waiters pass as soon as there are as many as its parties, then closes for the next round.
 *
 * @example
 * ```ts
 * import { Barrier, Loop, type Coroutine } from 'looplaw'
 *
 * const start = new Barrier(3, 'start')
 * const loop = new Loop()
 * const a = loop.spawn(start.wait())
 * const b = loop.spawn(start.wait())
 * function* main(): Coroutine<number[]> {
 *   const place = yield* start.wait()
 *   return [yield* a, yield* b, place]
 * }
 * console.log(loop.run(main())) // [ 0, 1, 2 ]
 * ```
 *
 * Clauses Y1 to Y3, Y8.
 */
export class Barrier extends Primitive {
  /** How many pass together. */
  readonly parties: number
  /** In the order of arrival; always fewer than the parties. */
  readonly #waiters = new WaitQueue<Arrival>(() => ({
    what: this.what,
    by: [],
    remedy: () => `let ${this.parties - this.waiting} more call its wait()`,
  }))

  /**
   * @param parties how many pass together: an integer, 1 or more
   * @param name what messages and traces call it; it need not be unique
   * @throws `RangeError` if that is no such integer, `TypeError` if it is not a number, or the name not a
   *   string
   */
  constructor(parties: number, name?: string) {
    super('Barrier', name)
    requireInteger(`the number of parties of ${this.what}`, parties, 1)
    this.parties = parties
  }

  /** How many waiters there are. */
  get waiting(): number {
    return this.#waiters.length
  }

  /**
   * Waits until there are as many waiters as parties; the last to arrive suspends once.
   *
   * @returns its place in the order of arrival, from 0
   * @throws `BadYieldError` outside a coroutine
   */
  *wait(): Coroutine<number> {
    const who = this.caller('wait')
    if (this.waiting + 1 < this.parties) {
      return yield* this.#waiters.append(new Arrival(this, who))
    }
    this.#open()
    // Y2: the last to arrive resumes after the others, who are in the ready queue before it.
    return yield* new Arrival(this, who).reserve(this.parties - 1)
  }

  /** Y8: lets everything that waits pass; it is ready for the next round then. */
  #open(): void {
    const notifications = new Change()
    let place = 0
    for (const waiter of this.#waiters.drain()) {
      waiter.serve(place, notifications)
      place += 1
    }
    // O2: no observer acts before all of them pass.
    notifications.complete()
  }
}

/** A task or main that has arrived. */
class Arrival extends Waiter<number> {
  /** C14: a barrier that has opened was passed. */
  override hasHappened(): boolean {
    return this.done()
  }
}
