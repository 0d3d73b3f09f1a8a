/** Waiting for something to become true that is guarded by a lock. */

import { scoped, InvalidStateError, runner, type Coroutine, type Runner } from '../core/index.ts'
import { Line } from './line.ts'
import { Lock } from './lock.ts'
import { kindOf, Primitive, requireInteger } from './primitive.ts'
import { Turn } from './turn.ts'

/**
 * A lock, and a line of those who let go of it until somebody who holds it notifies them.
 *
 * @example
 * ```ts
 * import { Condition, Loop, type Coroutine } from 'looplaw'
 *
 * const changed = new Condition()
 * let stock = 0
 * function* supply(): Coroutine<void> {
 *   yield* changed.hold(function* () {
 *     stock = 3
 *     changed.notifyAll()
 *   })
 * }
 * function* main(): Coroutine<number> {
 *   return yield* changed.hold(function* () {
 *     loop.spawn(supply())
 *     yield* changed.waitFor(() => stock > 0)
 *     return stock
 *   })
 * }
 * const loop = new Loop()
 * console.log(loop.run(main())) // 3
 * ```
 *
 * Clauses Y1 to Y3, Y7, Y12, C11.
 */
export class Condition extends Primitive {
  /** What guards it, and is held whenever one of its methods is called or has returned. */
  readonly lock: Lock
  /** Who has not been notified, in the order of asking. Who has been stands in the lock's line. */
  readonly #line = new Line<void>(() => ({
    what: this.what,
    by: [],
    remedy: () => `let somebody who holds ${this.lock.what} call notify()`,
  }))

  /**
   * @param lock what guards it, and may guard other conditions too; a new lock if it is left out
   * @param name what messages and traces call it; it need not be unique
   * @throws `TypeError` if the lock is no `Lock`, or the name no string
   */
  constructor(lock?: Lock, name?: string) {
    super('Condition', name)
    if (lock !== undefined && !(lock instanceof Lock)) {
      throw new TypeError(`a Condition's lock is a Lock, not ${kindOf(lock)}`)
    }
    this.lock = lock ?? new Lock(name)
  }

  /** Acquires its lock, as {@link Lock.acquire} does. */
  acquire(): Coroutine<void> {
    return this.lock.acquire()
  }

  /** Releases its lock, as {@link Lock.release} does. */
  release(): void {
    this.lock.release()
  }

  /** Runs a body with its lock held, as {@link Lock.hold} does. */
  hold<T>(body: () => Coroutine<T>): Coroutine<T> {
    return this.lock.hold(body)
  }

  /**
   * Gives up the lock, waits until it is notified, and has the lock again when it ends, also when it is
   * closed. A notification that is not had is passed on to the next.
   *
   * @throws `InvalidStateError` unless the one who waits holds the lock; `BadYieldError` outside a
   *   coroutine
   */
  wait(): Coroutine<void> {
    return scoped(this.#wait())
  }

  /**
   * Waits, and waits again whenever it is notified, until the predicate gives true. If it does at once,
   * gives up the turn once, and keeps the lock.
   *
   * @param predicate is waitRequest with the lock held
   * @throws what the predicate throws, and as {@link Condition.wait} does; `TypeError` at once if it is
   *   no function, and when it gives neither true nor false
   */
  waitFor(predicate: () => boolean): Coroutine<void> {
    if (typeof predicate !== 'function') {
      throw new TypeError(
        `waitFor takes a function, like waitFor(() => size > 0), not ${kindOf(predicate)}`,
      )
    }
    return this.#waitFor(predicate)
  }

  /**
   * Lets the first who wait go on, in their order: they stand in line for the lock from now on.
   *
   * @param count how many, at most: an integer, 0 or more
   * @throws `InvalidStateError` unless the one who calls holds the lock; `RangeError` if the count is no
   *   such integer, `TypeError` if it is no number
   */
  notify(count = 1): void {
    this.#refuseUnlessHeld(runner(), 'notify')
    requireInteger('the count of notify', count, 0)
    this.#handOn(count)
  }

  /**
   * Lets all who wait go on, as {@link Condition.notify} does.
   *
   * @throws `InvalidStateError` unless the one who calls holds the lock
   */
  notifyAll(): void {
    this.#refuseUnlessHeld(runner(), 'notifyAll')
    this.#handOn(this.#line.length)
  }

  *#wait(): Coroutine<void> {
    const who = this.asker('wait')
    this.#refuseUnlessHeld(who, 'wait')
    const turn = this.#line.append(new Turn(this, who, undefined))
    this.lock.handOn()
    let had = false
    try {
      yield* turn
      had = true
    } finally {
      if (!had) yield* this.#discard(turn)
    }
  }

  *#waitFor(predicate: () => boolean): Coroutine<void> {
    this.#refuseUnlessHeld(this.asker('waitFor'), 'waitFor')
    if (answer(predicate)) {
      yield
      return
    }
    do yield* this.wait()
    while (!answer(predicate))
  }

  /** Y3, Y7: who does not wait any more has the lock again, whether it was notified or not. */
  *#discard(turn: Turn<void>): Coroutine<void> {
    if (turn.line === this.#line) {
      turn.leave()
      yield* this.lock.regain(turn.who)
      return
    }
    this.#handOn(1)
    if (!turn.done()) yield* turn
  }

  #handOn(count: number): void {
    for (let left = count; left > 0; left -= 1) {
      const turn = this.#line.take()
      if (turn === undefined) return
      this.lock.lineUp(turn)
    }
  }

  #refuseUnlessHeld(who: Runner | undefined, method: string): void {
    if (this.lock.isHeldBy(who)) return
    const { heldBy: by, what } = this.lock
    throw new InvalidStateError(
      `${method}() of ${this.what} needs ${what}, which is held by ${by}: acquire that first`,
    )
  }
}

/** A promise or a generator would pass for true. */
function answer(predicate: () => boolean): boolean {
  const given: unknown = predicate()
  if (typeof given === 'boolean') return given
  throw new TypeError(`a predicate gives true or false at once, not ${kindOf(given)}`)
}
