/** A number of tasks that meet, and continue together. */

import { Change, racerOf, type Coroutine } from '../core/index.ts'
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
  /** In the order of arrival; of those that count, always fewer than the parties. */
  readonly #waiters: WaitQueue<Arrival> = new WaitQueue(() => ({
    what: this.what,
    by: [],
    remedy: () => `let ${this.parties - counted(this.#waiters).length} more call its wait()`,
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
    const last = new Arrival(this, who)
    const all = this.waiting + 1 < this.parties ? [] : counted([...this.#waiters, last])
    if (all.length < this.parties) return yield* this.#waiters.append(last)
    this.#open(all)
    // Y2: the last to arrive resumes after the others, who are in the ready queue before it.
    return yield* last.reserve(this.parties - 1)
  }

  /** Y8: lets everything that waits pass; it is ready for the next round then. The last of all has only arrived. */
  #open(all: readonly Arrival[]): void {
    const notifications = new Change()
    for (const [place, waiter] of all.entries())
      if (waiter.leave()) waiter.serve(place, notifications)
    // S11: those that do not count are cancelled, and leave.
    for (const { who } of all) racerOf(who, WAIT)?.commit(notifications)
    // O2: no observer acts before all of them pass.
    notifications.complete()
  }
}

/** What all coroutines of the method have in common. */
const WAIT: object = Barrier.prototype.wait.prototype

/** S11: of those that race with each other, only the first counts. */
function counted(arrivals: Iterable<Arrival>): readonly Arrival[] {
  const races = new Set<object>()
  return Array.from(arrivals).filter(({ who }) => {
    const race = racerOf(who, WAIT)?.race
    const isFirst = race === undefined || !races.has(race)
    if (race !== undefined) races.add(race)
    return isFirst
  })
}

/** A task or main that has arrived. */
class Arrival extends Waiter<number> {
  /** C14: a barrier that has opened was passed. */
  override hasHappened(): boolean {
    return this.done()
  }
}
