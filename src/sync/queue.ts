/** Items from those who make them to those who use them. */

import type { Coroutine } from '../core/index.ts'
import { QueueClosedError, QueueEmptyError, QueueFullError } from './errors.ts'
import { Items, type Entry } from './items.ts'
import { Line } from './line.ts'
import { kindOf, Primitive, requireInteger } from './primitive.ts'
import { Turn } from './turn.ts'

/** What a queue can be given. Clause Y9. */
export interface QueueOptions {
  /**
   * How many items it has room for: an integer, 0 or more, or Infinity, which it is if left out. With
   * 0, each item goes from who puts it straight to who takes it.
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
  /** How many items it has room for. One that is handed back goes in again, also if it is full. */
  readonly capacity: number
  readonly #items = new Items<T>()
  #closed = false
  /** Who waits for room with an item, in the order of asking; nobody while there is room. */
  #putters = new Line<void, T>(() => ({
    what: this.what,
    by: [],
    remedy: () => 'let somebody take() from it, for it is full',
  }))
  /** Who waits for an item, in the order of asking; nobody while there is one. */
  #takers = new Line<T, Entry<T> | undefined>(() => ({
    what: this.what,
    by: [],
    remedy: () => 'let somebody put() something into it, or close() it',
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

  /** How many items are in it, those of who waits to put not included. */
  get size(): number {
    return this.#items.size
  }

  /** Whether it was closed. */
  get closed(): boolean {
    return this.#closed
  }

  /**
   * Puts an item in. Waits until there is room and everybody who waitRequest before has put in theirs; if
   * there is room, the item is in at once, and the turn is given up once. An item that is in stays in
   * when who put it is closed.
   *
   * @throws `QueueClosedError` if the queue is closed, or while it waits; `BadYieldError` outside a
   *   coroutine
   */
  *put(item: T): Coroutine<void> {
    const who = this.asker('put')
    if (this.#offer(item)) {
      yield
      return
    }
    const turn = this.#putters.append(new Turn(this, who, item))
    try {
      yield* turn
    } finally {
      turn.leave()
    }
  }

  /**
   * Takes the oldest item. Waits until there is one and everybody who waitRequest before has one; if there is
   * one, it is taken at once, and had after one turn. An item that is not had because who takes it is
   * closed goes to the next who waits, or back to its place.
   *
   * @throws `QueueClosedError` if the queue is closed and empty, or closed while it waits;
   *   `BadYieldError` outside a coroutine
   */
  *take(): Coroutine<T> {
    const who = this.asker('take')
    const entry = this.#poll()
    if (entry === undefined) return yield* this.#await(new Turn(this, who, undefined))
    let had = false
    try {
      yield
      had = true
    } finally {
      if (!had) this.#enter(entry)
    }
    return entry.item
  }

  /**
   * Puts an item in without waiting; from anywhere, the host included.
   *
   * @throws `QueueFullError` where `put` would wait, `QueueClosedError` if the queue is closed; the item
   *   is not in
   */
  putNow(item: T): void {
    if (this.#offer(item)) return
    const hint = 'wait for room with yield* queue.put(item)'
    throw new QueueFullError(`${this.what} is full, its capacity is ${this.capacity}: ${hint}`)
  }

  /**
   * Takes the oldest item without waiting; from anywhere, the host included.
   *
   * @throws `QueueEmptyError` where `take` would wait, `QueueClosedError` if the queue is closed and
   *   empty
   */
  takeNow(): T {
    const entry = this.#poll()
    if (entry !== undefined) return entry.item
    throw new QueueEmptyError(`${this.what} is empty: wait for an item with yield* queue.take()`)
  }

  /**
   * Closes it: what is in it can still be taken, nothing more can be put. Everybody who waits gets a
   * `QueueClosedError`, those who put first, each in their order. Closing it again does nothing.
   */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    const putters = this.#putters
    const takers = this.#takers
    this.#putters = putters.renewed()
    this.#takers = takers.renewed()
    for (const turn of putters.drain()) turn.refuse(this.#closedError())
    for (const turn of takers.drain()) turn.refuse(this.#closedError())
  }

  /** Lets an item in, if there is somebody to take it or room for it. */
  #offer(item: T): boolean {
    if (this.#closed) throw this.#closedError()
    if (this.#takers.length === 0 && (this.#putters.length > 0 || !this.#hasRoom())) return false
    this.#enter(this.#items.entry(item))
    return true
  }

  /** Takes an entry, if there is one, or somebody who waits to put one. */
  #poll(): Entry<T> | undefined {
    const entry = this.#items.take()
    if (entry !== undefined) {
      this.#admit()
      return entry
    }
    const putter = this.#putters.take()
    if (putter === undefined) {
      if (this.#closed) throw this.#closedError()
      return undefined
    }
    const handed = this.#items.entry(putter.carried)
    putter.serve()
    return handed
  }

  /** Y1, Y3: an entry that is new, or was not had, goes to the first who waits, or to its place. */
  #enter(entry: Entry<T>): void {
    const taker = this.#takers.take()
    if (taker === undefined) {
      this.#items.add(entry)
      return
    }
    taker.carried = entry
    taker.serve(entry.item)
  }

  /** Y9: lets in who waits to put, while there is room. */
  #admit(): void {
    while (this.#hasRoom()) {
      const putter = this.#putters.take()
      if (putter === undefined) return
      this.#items.add(this.#items.entry(putter.carried))
      putter.serve()
    }
  }

  *#await(turn: Turn<T, Entry<T> | undefined>): Coroutine<T> {
    this.#takers.append(turn)
    let had = false
    try {
      const item = yield* turn
      had = true
      return item
    } finally {
      if (!had) turn.leave()
      if (!had && turn.carried !== undefined) this.#enter(turn.carried)
    }
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
