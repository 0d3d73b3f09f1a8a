/** Waiting until something becomes true that a lock guards. */

import {
  Change,
  formatList,
  InvalidStateError,
  kindOf,
  runner,
  scoped,
  shown,
  type Coroutine,
  type Notifications,
  type Runner,
} from '../core/index.ts'
import { AbandonedError } from './errors.ts'
import { Lock } from './lock.ts'
import { Primitive, requireInteger } from './primitive.ts'
import { Waiter, WaitQueue } from './waitQueue.ts'

/**
 * A lock, and a wait queue of tasks that have released it until a holder of the lock notifies them.
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
 * Clauses Y1 to Y3, Y7, Y12, Y13, C11.
 */
export class Condition extends Primitive {
  /** The lock that guards it: the caller of each of its methods holds it, before and after. */
  readonly lock: Lock
  /** Waiters that were not notified yet; a notified one waits for the lock. */
  readonly #waiters = new WaitQueue<Notifiable>(() => ({
    what: this.what,
    by: [],
    remedy: () =>
      this.lock.isAbandoned()
        ? this.lock.abandonment().message
        : `acquire ${this.lock.what} and call notify()`,
  }))
  /** How many waiters there have been. */
  #arrived = 0

  /**
   * @param lock what guards it, and may guard other conditions too; a new lock if it is left out
   * @param name what messages and traces call it; it need not be unique
   * @throws `TypeError` if the lock is not a `Lock`, or the name not a string
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
   * Releases the lock, waits until it is notified, and acquires the lock again, even when it is closed.
   * A notification that it has not yet received then goes to the next waiter.
   *
   * @throws `InvalidStateError` unless the caller holds the lock; `AbandonedError` if it was notified, and the holder
   *   of the lock has ended without releasing it: then the caller does not hold the lock; `BadYieldError` outside a
   *   coroutine
   */
  wait(): Coroutine<void> {
    // C11: to acquire the lock again may take steps, before what is around the wait is closed.
    return scoped(this.#wait())
  }

  /**
   * Waits, as {@link Condition.wait} does, until the predicate returns true when it is asked again after
   * a notification. If it returns true at once, suspends once and keeps the lock.
   *
   * @param predicate called with the lock held
   * @throws what the predicate throws, and what {@link Condition.wait} throws; `TypeError` at once if it is
   *   not a function, and when it returns neither true nor false
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
   * Notifies the first waiters, in FIFO order: they wait for the lock from now on.
   *
   * @param count how many, at most: an integer, 0 or more
   * @throws `InvalidStateError` unless the caller holds the lock; `RangeError` if the count is no such
   *   integer, `TypeError` if it is not a number
   */
  notify(count = 1): void {
    this.#requireLock(runner(), 'notify')
    requireInteger('the count of notify', count, 0)
    this.#wake(count)
  }

  /**
   * Notifies all waiters, as {@link Condition.notify} does.
   *
   * @throws `InvalidStateError` unless the caller holds the lock
   */
  notifyAll(): void {
    this.#requireLock(runner(), 'notifyAll')
    this.#wake(this.#waiters.length)
  }

  *#wait(): Coroutine<void> {
    const who = this.caller('wait')
    this.#requireLock(who, 'wait')
    this.#arrived += 1
    const waiter = this.#waiters.append(new Notifiable(this, who, this.#arrived))
    this.lock.handOff(who)
    let closed = true
    try {
      yield* waiter
      closed = false
    } catch (error) {
      // Y13: the lock cannot be acquired again.
      closed = false
      throw error
    } finally {
      if (closed) yield* this.#reacquire(waiter)
    }
  }

  *#waitFor(predicate: () => boolean): Coroutine<void> {
    this.#requireLock(this.caller('waitFor'), 'waitFor')
    // Y2: a wait suspends even if there is nothing to wait for.
    if (isTrue(predicate)) {
      yield
      return
    }
    do yield* this.wait()
    while (!isTrue(predicate))
  }

  /** Y7: a wait that is closed acquires the lock again. If it was notified, it waits for that already, or holds it. */
  *#reacquire(waiter: Notifiable): Coroutine<void> {
    try {
      if (waiter.notification === undefined) yield* this.lock.reacquire(waiter.who)
      else if (!waiter.done()) yield* waiter
    } catch (error) {
      // Y13: it is closed without the lock.
      if (!(error instanceof AbandonedError)) throw error
    }
  }

  /** Y7: the notifier holds the lock, so that the first waiters now wait for that. */
  #wake(count: number): void {
    const notifications = new Change()
    for (let left = count; left > 0 && this.passOn(this.#arrived, notifications); left -= 1);
    notifications.complete()
  }

  /**
   * @internal Y7: notifies the first waiter, if it is one of those that had arrived when the notification was sent.
   * Returns whether it did.
   */
  passOn(notification: number, notifications: Notifications): boolean {
    const { first } = this.#waiters
    if (first === undefined || first.number > notification) return false
    first.leave()
    first.notification = notification
    if (!this.lock.enqueue(first)) first.refuse(this.lock.abandonment(), notifications)
    return true
  }

  /** Y7: without the lock, what the caller has seen may have changed before it waits or notifies. */
  #requireLock(who: Runner | undefined, method: string): void {
    const { holding, what } = this.lock
    if (who !== undefined && this.lock.isHeldBy(who)) return
    const state = holding.length === 0 ? 'not held' : `held by ${formatList(holding.map(shown))}`
    throw new InvalidStateError(
      `${method}() of ${this.what} needs ${what}, which is ${state}: acquire it first`,
    )
  }
}

/** A wait for a condition. */
class Notifiable extends Waiter<void, Condition> {
  /** Counts the waiters of the condition, in the order in which they began. */
  readonly number: number
  /** How many of them had begun when the notification was sent that it received. `Condition` alone writes it. */
  notification: number | undefined = undefined

  constructor(condition: Condition, who: Runner, number: number) {
    super(condition, who)
    this.number = number
  }

  /** Y3: another acts on its notification; it keeps its place in the wait queue of the lock, which it acquires again. */
  protected override giveBack(notifications: Notifications): void {
    if (this.notification === undefined) this.leave()
    else this.primitive.passOn(this.notification, notifications)
  }
}

/** Asks the predicate; a promise or a generator would pass for true. */
function isTrue(predicate: () => boolean): boolean {
  const answer: unknown = predicate()
  if (typeof answer === 'boolean') return answer
  throw new TypeError(`a predicate returns true or false at once, not ${kindOf(answer)}`)
}
