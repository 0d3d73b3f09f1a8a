/** A number of tasks that meet, and continue together. */

import type { Coroutine } from '../core/index.ts'
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
  #waiters = new WaitQueue<Waiter<number>>(() => ({
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
      const waiter = this.#waiters.append(new Waiter(this, who, undefined))
      try {
        return yield* waiter
      } finally {
        waiter.leave()
      }
    }
    this.#open()
    // Y2: the last to arrive resumes after the others, who are in the ready queue before it.
    yield
    return this.parties - 1
  }

  /** Y8: lets everything that waits pass, and is closed again before the first of them is served. */
  #open(): void {
    const waiting = this.#waiters
    this.#waiters = waiting.renewed()
    let place = 0
    for (const waiter of waiting.drain()) {
      waiter.serve(place)
      place += 1
    }
  }
}
