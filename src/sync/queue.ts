/** Items on their way from the tasks that produce them to the tasks that consume them. */

import {
  areRivals,
  Change,
  InvalidStateError,
  racerOf,
  type Coroutine,
  type Notifications,
  type Racer,
  type Runner,
} from '../core/index.ts'
import { QueueClosedError, QueueEmptyError, QueueFullError } from './errors.ts'
import { Items, RacingEntry, type Entry } from './items.ts'
import { Primitive } from './primitive.ts'
import { checked, requireOptions, type QueueOptions } from './queueOptions.ts'
import { Waiter, WaitQueue } from './waitQueue.ts'

/**
 * Items, taken in the order in which they were put in, or of their priorities.
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
 * Clauses Y1 to Y3, Y9 to Y11, Y15 to Y17.
 */
export class Queue<T> extends Primitive {
  /** How many items it has room for. An item that comes back goes in again, even if the queue is full. */
  readonly capacity: number
  readonly #items: Items<T>
  readonly #rankOf: ((item: T) => number) | undefined
  /** Of a queue with priorities: that of the item of each `put` that waits. */
  readonly #ranks: WeakMap<Putter<T>, number> | undefined
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
  /** Those that wait until every item is done with. */
  readonly #joiners = new WaitQueue<Waiter<void>>(() => ({
    what: `the items of ${this.what}`,
    by: [],
    remedy: () => 'take each, and call taskDone() when it is done with',
  }))

  /**
   * @throws `RangeError` if the capacity is neither an integer, 0 or more, nor Infinity; `TypeError` if
   *   an option is of another type
   */
  constructor(options: QueueOptions<T> = {}) {
    const { name } = requireOptions(options)
    super('Queue', name)
    const { capacity, priority } = checked(options, this.what)
    this.capacity = capacity
    this.#rankOf = priority
    this.#ranks = priority && new WeakMap()
    this.#items = new Items(priority !== undefined)
  }

  /** How many items are in it, without those that wait for room. */
  get size(): number {
    return this.#items.size
  }

  /** How many items were put in and are not done with (Y15): those in it, and those that were taken. */
  get undone(): number {
    return this.#items.undone
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
    // Y17: before anything else is known, since it is a function of the caller's.
    const rank = this.#rankOf?.(item)
    if (this.#closed) yield* this.#refuse()
    const putter = new Putter(this, who, item)
    const racer = racerOf(who, PUT)
    putter.entry =
      racer === undefined ? this.#offer(item, rank) : this.#race(item, rank, who, racer)
    // Y2: a put suspends even if there is room.
    if (putter.entry !== undefined) yield* putter.reserve(undefined)
    else {
      if (rank !== undefined) this.#ranks?.set(putter, rank)
      yield* this.#putters.append(putter)
    }
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
    const rank = this.#rankOf?.(item)
    if (this.#closed) throw this.#closedError()
    if (this.#offer(item, rank) !== undefined) return
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

  /**
   * Waits until every item that was put in is done with: `taskDone()` was called for it, or it was discarded.
   *
   * @throws `BadYieldError` outside a coroutine
   */
  *join(): Coroutine<void> {
    const who = this.caller('join')
    // Y2: a join suspends even if there is nothing to wait for.
    if (this.undone === 0) yield
    else yield* this.#joiners.append(new Waiter<void>(this, who))
  }

  /**
   * One of the items that were taken is done with. When all are, every caller of `join` resumes, in FIFO order.
   *
   * @throws `InvalidStateError` if it was called as often as items were taken already
   */
  taskDone(): void {
    if (this.undone <= this.size) {
      throw new InvalidStateError(
        `every item that was taken from ${this.what} is done with already: call taskDone() once for each`,
      )
    }
    const change = new Change()
    this.#finish(1, change)
    change.complete()
  }

  /**
   * Takes out every item that is in it, as done with, and lets in those that wait for room. After `close()`, what a queue
   * still has to deliver is dropped so.
   *
   * @returns the items, in the order in which they would have been taken
   */
  discard(): T[] {
    const dropped: Entry<T>[] = []
    const change = new Change()
    const { entered } = this.#items
    // What enters in place of a put that loses its race was not in.
    const wasIn = ({ number }: Entry<T>): boolean => number <= entered
    for (let entry; (entry = this.#items.takeIf(wasIn)) !== undefined;) {
      // Y16; S11: it was in, whatever becomes of it.
      if (entry instanceof RacingEntry) racerOf(entry.putter, PUT)?.commit(change)
      dropped.push(entry)
    }
    this.#admit(change)
    this.#finish(dropped.length, change)
    change.complete()
    return dropped.map(({ item }) => item)
  }

  /** Y15: so many items are done with; if that were the last, the joiners resume. */
  #finish(count: number, notifications: Notifications): void {
    this.#items.finish(count)
    if (this.undone > 0) return
    for (const joiner of this.#joiners.drain()) joiner.serve(undefined, notifications)
  }

  /** Lets an item in, if a task waits for it or there is room: its entry then. */
  #offer(item: T, rank: number | undefined): Entry<T> | undefined {
    if (this.#takers.length === 0 && (this.#putters.length > 0 || !this.#hasRoom())) {
      return undefined
    }
    const entry = this.#items.entry(item, rank)
    this.enter(entry)
    return entry
  }

  /** S11: the same for a put that races: its item is not handed to a rival. */
  #race(item: T, rank: number | undefined, who: Runner, racer: Racer): Entry<T> | undefined {
    const taker = this.#takers.takeIf((one) => !areRivals(racer, racerOf(one.who, TAKE)))
    if (taker === undefined && (this.#putters.length > 0 || !this.#hasRoom())) return undefined
    const entry = this.#items.entry(item, rank, who)
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
    putter.entry = this.#items.entry(putter.item, this.#ranks?.get(putter))
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
    this.#items.reopen()
    const taker = this.#takers.take()
    if (taker === undefined) return this.#items.add(entry)
    taker.entry = entry
    taker.serve(entry.item, notifications)
  }

  /** @internal C14: a put is undone: its item goes out again. */
  withdraw(entry: Entry<T>, notifications: Notifications): void {
    this.#items.remove(entry)
    this.#admit(notifications)
    this.#finish(1, notifications)
  }

  /** Y9: while there is room, the items that wait for it enter, in FIFO order. */
  #admit(notifications?: Notifications): void {
    while (this.#hasRoom()) {
      const putter = this.#putters.take()
      if (putter === undefined) return
      const racer = racerOf(putter.who, PUT)
      const rank = this.#ranks?.get(putter)
      putter.entry = this.#items.entry(putter.item, rank, racer && putter.who)
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
