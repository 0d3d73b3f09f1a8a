/** Items on their way from the tasks that produce them to the tasks that consume them. */

import {
  areRivals,
  Change,
  kindOf,
  racerOf,
  type Coroutine,
  type Notifications,
  type Racer,
  type Runner,
} from '../core/index.ts'
import { QueueClosedError, QueueEmptyError, QueueFullError } from './errors.ts'
import { Items, RacingEntry, type Entry } from './items.ts'
import { Primitive, requireInteger } from './primitive.ts'
import { Waiter, WaitQueue } from './waitQueue.ts'

/** The options of a {@link Queue}. Clause Y9. */
export interface QueueOptions {
  /**
   * How many items it has room for: an integer, 0 or more, or Infinity, the default. With 0, each item
   * is handed over from its `put` to a `take` directly.
   */
  readonly capacity?: number
  /** What messages and traces call it; it need not be unique. */
  readonly name?: string
}

/**
 * Items, taken in the order in which they were put in.
 *
 * @typeParam T what an item is
 *
 * @example
 * ```ts
 * import { Loop, Queue, QueueClosedError, type Coroutine } from 'looplaw'
 *
 * const numbers = new Queue<number>({ capacity: 2, name: 'numbers' })
 * function* make(): Coroutine<void> {
 *   for (let number = 1; number <= 4; number += 1) yield* numbers.put(number)
 *   numbers.close()
 * }
 * function* main(): Coroutine<number> {
 *   let sum = 0
 *   try {
 *     for (;;) sum += yield* numbers.take()
 *   } catch (error) {
 *     if (!(error instanceof QueueClosedError)) throw error
 *     return sum
 *   }
 * }
 * const loop = new Loop()
 * loop.spawn(make())
 * console.log(loop.run(main())) // 10
 * ```
 *
 * Clauses Y1 to Y3, Y9 to Y11.
 */
export class Queue<T> extends Primitive {
  /** How many items it has room for. An item that comes back goes in again, even if the queue is full. */
  readonly capacity: number
  readonly #items = new Items<T>()
  #closed = false
  /** Empty while there is room. */
  readonly #putters = new WaitQueue<Putter<T>>(() => ({
    what: this.what,
    by: [],
    remedy: () => 'let a task take() from it, for it is full',
  }))
  /** Empty while there is an item that they may take (S11). */
  readonly #takers = new WaitQueue<Taker<T>>(() => ({
    what: this.what,
    by: [],
    remedy: () => 'let a task put() an item into it, or close() it',
  }))

  /**
   * @throws `RangeError` if the capacity is neither an integer, 0 or more, nor Infinity; `TypeError` if
   *   an option is of another type
   */
  constructor(options: QueueOptions = {}) {
    if (typeof options !== 'object' || options === null) {
      throw new TypeError(
        `a Queue is given an object of options, like { capacity: 8 }, not ${kindOf(options)}`,
      )
    }
    const { capacity = Infinity, name } = options
    super('Queue', name)
    if (capacity !== Infinity) requireInteger(`the capacity of ${this.what}`, capacity, 0)
    this.capacity = capacity
  }

  /** How many items are in it, without those that wait for room. */
  get size(): number {
    return this.#items.size
  }

  /** Whether it was closed. */
  get closed(): boolean {
    return this.#closed
  }

  /**
   * Puts an item in. Waits until there is room and every earlier item is in; if there is room, the item
   * is in at once, and the caller suspends once. If its caller is closed before it resumes, the item is taken
   * out again, unless it was handed over already: then the caller resumes first (C14).
   *
   * @throws `QueueClosedError` if the queue is closed, one step later, or while it waits; at once
   *   `BadYieldError` outside a coroutine
   */
  *put(item: T): Coroutine<void> {
    const who = this.caller('put')
    if (this.#closed) yield* this.#refuse()
    const putter = new Putter(this, who, item)
    const racer = racerOf(who, PUT)
    putter.entry = racer === undefined ? this.#offer(item) : this.#race(item, who, racer)
    // Y2: a put suspends even if there is room.
    if (putter.entry === undefined) yield* this.#putters.append(putter)
    else yield* putter.reserve(undefined)
  }

  /**
   * Takes the oldest item. Waits until there is one and every earlier caller has received its own; if
   * there is one, it is reserved at once and received one step later. An item that its caller has not
   * yet received when it is closed goes to the next waiter, or back to its place.
   *
   * @throws `QueueClosedError` if the queue is closed and empty, one step later, or while it waits; at
   *   once `BadYieldError` outside a coroutine
   */
  *take(): Coroutine<T> {
    const who = this.caller('take')
    const entry = this.#poll(racerOf(who, TAKE))
    if (entry === undefined && this.#closed) return yield* this.#refuse()
    const taker = new Taker<T>(this, who)
    if (entry === undefined) return yield* this.#takers.append(taker)
    // Y2: a take suspends even if there is an item, which is reserved from here on.
    taker.entry = entry
    return yield* taker.reserve(entry.item)
  }

  /**
   * Puts an item in without waiting (Y10); from anywhere, the host included.
   *
   * @throws `QueueFullError` where `put` would wait, `QueueClosedError` if the queue is closed; the item
   *   is not in
   */
  putNow(item: T): void {
    if (this.#closed) throw this.#closedError()
    if (this.#offer(item) !== undefined) return
    const hint = 'wait for room with yield* queue.put(item)'
    throw new QueueFullError(`${this.what} is full, its capacity is ${this.capacity}: ${hint}`)
  }

  /**
   * Takes the oldest item without waiting (Y10); from anywhere, the host included.
   *
   * @throws `QueueEmptyError` where `take` would wait, `QueueClosedError` if the queue is closed and
   *   empty
   */
  takeNow(): T {
    const entry = this.#poll()
    if (entry !== undefined) return entry.item
    if (this.#closed) throw this.#closedError()
    throw new QueueEmptyError(`${this.what} is empty: wait for an item with yield* queue.take()`)
  }

  /**
   * Closes it: nothing more can be put in, and what is in it can still be taken. Every waiter receives a
   * `QueueClosedError`: first those of `put`, then those of `take`, each in FIFO order. Closing a closed
   * queue does nothing.
   */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    const notifications = new Change()
    // Y11, O2: no call waits any more when an observer is notified of the first.
    for (const putter of this.#putters.drain()) putter.refuse(this.#closedError(), notifications)
    for (const taker of this.#takers.drain()) taker.refuse(this.#closedError(), notifications)
    notifications.complete()
  }

  /** Lets an item in, if a task waits for it or there is room: its entry then. */
  #offer(item: T): Entry<T> | undefined {
    if (this.#takers.length === 0 && (this.#putters.length > 0 || !this.#hasRoom())) {
      return undefined
    }
    const entry = this.#items.entry(item)
    this.enter(entry)
    return entry
  }

  /** S11: the same for a put that races: its item is not handed to a rival. */
  #race(item: T, who: Runner, racer: Racer): Entry<T> | undefined {
    const taker = this.#takers.takeIf((one) => !areRivals(racer, racerOf(one.who, TAKE)))
    if (taker === undefined && (this.#putters.length > 0 || !this.#hasRoom())) return undefined
    const entry = this.#items.entry(item, who)
    if (taker === undefined) this.#items.add(entry)
    else {
      taker.entry = entry
      handOver(taker, item, racer)
    }
    return entry
  }

  /**
   * Takes an entry out of the queue or, if there is none, from the first of `put` that waits.
   *
   * @param racer what takes, if it races: it receives nothing of a rival (S11)
   */
  #poll(racer?: Racer): Entry<T> | undefined {
    const entry =
      racer === undefined ? this.#items.take() : this.#items.takeIf((one) => !isOf(racer, one))
    if (entry !== undefined) {
      if (entry instanceof RacingEntry) this.#handOver(entry)
      else this.#admit()
      return entry
    }
    const putter =
      racer === undefined
        ? this.#putters.take()
        : this.#putters.takeIf((one) => !areRivals(racer, racerOf(one.who, PUT)))
    if (putter === undefined) return undefined
    putter.entry = this.#items.entry(putter.item)
    handOver(putter, undefined, racerOf(putter.who, PUT))
    return putter.entry
  }

  /** S11: what is taken of a put that races, and has not returned yet, commits the race. */
  #handOver({ putter }: RacingEntry<T>): void {
    const change = new Change()
    racerOf(putter, PUT)?.commit(change)
    this.#admit(change)
    change.complete()
  }

  /** @internal Y1, Y3: an entry that is new, or that was not received, goes to the first waiter, or to its place. */
  enter(entry: Entry<T>, notifications?: Notifications): void {
    const taker = this.#takers.take()
    if (taker === undefined) {
      this.#items.add(entry)
      return
    }
    taker.entry = entry
    taker.serve(entry.item, notifications)
  }

  /** @internal C14: a put is undone: its item goes out again. */
  withdraw(entry: Entry<T>, notifications: Notifications): void {
    this.#items.remove(entry)
    this.#admit(notifications)
  }

  /** Y9: while there is room, the items that wait for it enter, in FIFO order. */
  #admit(notifications?: Notifications): void {
    while (this.#hasRoom()) {
      const putter = this.#putters.take()
      if (putter === undefined) return
      const racer = racerOf(putter.who, PUT)
      putter.entry = this.#items.entry(putter.item, racer && putter.who)
      this.#items.add(putter.entry)
      putter.serve(undefined, notifications)
    }
  }

  /** Y2: a call suspends even if it is refused, or a loop that tries again would let nothing else step. */
  *#refuse(): Coroutine<never> {
    const error = this.#closedError()
    yield
    throw error
  }

  #hasRoom(): boolean {
    return this.#items.size < this.capacity
  }

  #closedError(): QueueClosedError {
    return new QueueClosedError(
      `${this.what} is closed: nothing more can be put into it, and only what is left can be taken`,
    )
  }
}

/** What all coroutines of a method have in common. */
const PUT: object = Queue.prototype.put.prototype
const TAKE: object = Queue.prototype.take.prototype

/** Serves a waiter. S11: if it is an item of a put that races, that commits the race in the same change. */
function handOver<V>(to: Waiter<V>, value: V, putter: Racer | undefined): void {
  if (putter === undefined) return to.serve(value)
  const change = new Change()
  to.serve(value, change)
  putter.commit(change)
  change.complete()
}

/** Whether an item is of a put of the same race. */
function isOf(racer: Racer, entry: Entry<unknown>): boolean {
  return entry instanceof RacingEntry && areRivals(racer, racerOf(entry.putter, PUT))
}

/** A `put` that has not returned yet, with its item. */
class Putter<T> extends Waiter<void, Queue<T>> {
  readonly item: T
  /** Its item in the queue, once it is in. `Queue` alone writes it. */
  entry: Entry<T> | undefined = undefined

  constructor(queue: Queue<T>, who: Runner, item: T) {
    super(queue, who)
    this.item = item
  }

  /** C14: its item was handed over. */
  override hasHappened(): boolean {
    return this.entry !== undefined && !this.entry.inside
  }

  protected override giveBack(notifications: Notifications): void {
    this.leave()
    if (this.entry?.inside === true) this.primitive.withdraw(this.entry, notifications)
  }
}

/** A `take` that has not received its item yet. */
class Taker<T> extends Waiter<T, Queue<T>> {
  /** What it was handed: if it does not receive that, it goes back by its number. `Queue` alone writes it. */
  entry: Entry<T> | undefined = undefined

  protected override giveBack(notifications: Notifications): void {
    this.leave()
    if (this.entry !== undefined) this.primitive.enter(this.entry, notifications)
  }
}
