/** So many that go on together. */

import type { Coroutine } from '../core/index.ts'
import { Line } from './line.ts'
import { Primitive, requireInteger } from './primitive.ts'
import { Turn } from './turn.ts'

/**
 * Lets those who wait pass when there are enough of them, then closes again for the next so many.
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
  /** Who waits, in the order of arrival; fewer than there are parties. */
  #line = new Line<number>(() => ({
    what: this.what,
    by: [],
    remedy: () => `let ${this.parties - this.waiting} more call its wait()`,
  }))

  /**
   * @param parties how many pass together: an integer, 1 or more
   * @param name what messages and traces call it; it need not be unique
   * @throws `RangeError` if that is no such integer, `TypeError` if it is no number, or the name no
   *   string
   */
  constructor(parties: number, name?: string) {
    super('Barrier', name)
    requireInteger(`the number of parties of ${this.what}`, parties, 1)
    this.parties = parties
  }

  /** How many wait. */
  get waiting(): number {
    return this.#line.length
  }

  /**
   * Waits until as many wait as there are parties; the last gives up the turn once.
   *
   * @returns its place in the order of arrival, from 0
   * @throws `BadYieldError` outside a coroutine
   */
  *wait(): Coroutine<number> {
    const who = this.asker('wait')
    if (this.waiting + 1 < this.parties) {
      const turn = this.#line.append(new Turn(this, who, undefined))
      try {
        return yield* turn
      } finally {
        turn.leave()
      }
    }
    this.#open()
    yield
    return this.parties - 1
  }

  #open(): void {
    const waiting = this.#line
    this.#line = waiting.renewed()
    let place = 0
    for (const turn of waiting.drain()) {
      turn.serve(place)
      place += 1
    }
  }
}
