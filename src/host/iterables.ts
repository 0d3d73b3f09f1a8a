/** Streams of the host, both ways: async iterables, and queues. */

import { kindOf, Loop, type Coroutine, type Signal, type Task } from '../core/index.ts'
import { Queue, QueueClosedError } from '../sync/index.ts'
import { external } from './external.ts'
import { whenSettled } from './listen.ts'
import { fromPromise } from './promise.ts'

/** An `AsyncIterable`, or what returns other promises than the host's. Clause H11. */
export interface AsyncSource<T> {
  [Symbol.asyncIterator](): {
    next(): PromiseLike<IteratorResult<T, unknown>>
    return?(value?: undefined): PromiseLike<unknown>
  }
}

/** Its iterator. */
type Source<T> = ReturnType<AsyncSource<T>[typeof Symbol.asyncIterator]>

/**
 * A coroutine that puts each item of an async iterable into a queue, waiting while that is full, and closes the queue
 * when there are no more. If it is closed meanwhile, it returns the iterator, and ends once that has ended.
 *
 * @throws what the iterable throws, with the queue closed; `TypeError` for anything but an async iterable and a queue
 *
 * @example
 * ```ts
 * import { Loop, Queue } from 'looplaw'
 * import { fromAsyncIterable } from 'looplaw/host'
 * import { Readable } from 'node:stream'
 *
 * const loop = new Loop()
 * const lines = new Queue<string>({ capacity: 1 })
 * function* main() {
 *   loop.spawn(fromAsyncIterable(Readable.from(['a', 'b']), lines))
 *   return [yield* lines.take(), yield* lines.take()].join()
 * }
 * console.log(await loop.runAsync(main())) // a,b
 * ```
 *
 * Clause H11.
 */
export function fromAsyncIterable<T>(iterable: AsyncSource<T>, queue: Queue<T>): Coroutine<void> {
  if (typeof iterable !== 'object' || iterable === null || !(Symbol.asyncIterator in iterable)) {
    throw new TypeError(`fromAsyncIterable takes an async iterable, not ${kindOf(iterable)}`)
  }
  requireQueue('fromAsyncIterable', queue)
  return feeding(iterable, queue)
}

function* feeding<T>(iterable: AsyncSource<T>, queue: Queue<T>): Coroutine<void> {
  const iterator = opened(iterable, queue)
  let ended: PromiseLike<unknown> | undefined
  const end = (): PromiseLike<unknown> => (ended ??= returned(iterator))
  const next = (signal: Signal): PromiseLike<IteratorResult<T, unknown>> => {
    // An iterator that waits is woken by its return; the clean-up awaits that, and its error.
    signal.addEventListener('abort', () => void end().then(undefined, () => {}))
    return iterator.next()
  }
  // As in a `for await`, an iterator that is done, or has failed, is not returned.
  let over = false
  try {
    for (;;) {
      const result = yield* step(next, () => (over = true))
      if (result.done === true) return
      yield* queue.put(result.value)
    }
  } finally {
    queue.close()
    if (!over) yield* fromPromise(end)
  }
}

/** Its iterator; a queue that nothing will be put into is closed. */
function opened<T>(iterable: AsyncSource<T>, queue: Queue<T>): Source<T> {
  try {
    return iterable[Symbol.asyncIterator]()
  } catch (error) {
    queue.close()
    throw error
  }
}

/** Returns an iterator. What that throws at once, it rejects with: it may be in a callback of the host. */
function returned(iterator: Source<unknown>): PromiseLike<unknown> {
  try {
    return iterator.return?.() ?? Promise.resolve()
  } catch (error) {
    return Promise.reject(error)
  }
}

/** Awaits what is next; calls back if that is the end, or fails. */
function* step<T>(
  next: (signal: Signal) => PromiseLike<IteratorResult<T, unknown>>,
  ends: () => void,
): Coroutine<IteratorResult<T, unknown>> {
  try {
    const result = yield* fromPromise(next)
    if (result.done === true) ends()
    return result
  } catch (error) {
    ends()
    throw error
  }
}

/**
 * An async iterable of the items of a queue, in the order in which they are taken; it ends when the queue is closed and
 * empty. Each `next()` takes one item, which nothing else receives; a task takes it, which is stepped while a
 * run is driven. What is in the queue when the host stops iterating stays there.
 *
 * @param queue whose items they are
 * @param loop the loop that takes them; let its main await what iterates
 * @throws `TypeError` for anything but a queue and a loop
 *
 * @example
 * ```ts
 * import { Loop, Queue } from 'looplaw'
 * import { fromPromise, toAsyncIterable } from 'looplaw/host'
 *
 * const loop = new Loop()
 * const numbers = new Queue<number>({ capacity: 1 })
 * async function print() {
 *   for await (const number of toAsyncIterable(numbers, loop)) console.log(number)
 * }
 * await loop.runAsync((function* () {
 *   const printing = fromPromise(print())
 *   for (let number = 1; number <= 3; number += 1) yield* numbers.put(number)
 *   numbers.close()
 *   yield* printing
 * })())
 * // prints: 1
 * // prints: 2
 * // prints: 3
 * ```
 *
 * Clause H11.
 */
export function toAsyncIterable<T>(queue: Queue<T>, loop: Loop): AsyncIterableIterator<T> {
  requireQueue('toAsyncIterable', queue)
  if (!(loop instanceof Loop)) {
    throw new TypeError(`toAsyncIterable takes a loop, not ${kindOf(loop)}: it spawns what takes`)
  }
  return new Items(queue, loop)
}

const END: IteratorReturnResult<undefined> = { done: true, value: undefined }

/** The items of a queue, of which a task takes as many as were asked for. */
class Items<T> implements AsyncIterableIterator<T> {
  readonly #queue: Queue<T>
  readonly #taker: Task<void>
  /** Resolve the promises of next(), the oldest first. */
  readonly #requests: ((result: IteratorResult<T>) => void)[] = []
  /** Whether the host has returned it. */
  #over = false
  /** H2: while the host asks for nothing, the task waits for the outside, and a put is in no deadlock. */
  #request = external('next() of toAsyncIterable')

  constructor(queue: Queue<T>, loop: Loop) {
    this.#queue = queue
    this.#taker = loop.spawn(this.#takes(), 'toAsyncIterable')
    // However it ends, and even if it never begins.
    whenSettled(this.#taker, () => {
      this.#request.cancel()
      this.#end()
    })
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  next(): Promise<IteratorResult<T>> {
    if (this.#over || this.#taker.done()) return Promise.resolve(END)
    return new Promise((resolve) => {
      this.#requests.push(resolve)
      if (!this.#request.done()) this.#request.setResult()
    })
  }

  /** What was not yet received stays in the queue. */
  return(): Promise<IteratorResult<T>> {
    this.#over = true
    this.#taker.cancel('the host has stopped iterating')
    this.#end()
    return Promise.resolve(END)
  }

  *#takes(): Coroutine<void> {
    try {
      for (;;) {
        while (this.#requests.length === 0) {
          yield* this.#request
          this.#request = external(this.#request.name)
        }
        const value = yield* this.#queue.take()
        this.#requests.shift()?.({ done: false, value })
      }
    } catch (error) {
      if (!(error instanceof QueueClosedError)) throw error
    }
  }

  #end(): void {
    for (const resolve of this.#requests.splice(0)) resolve(END)
  }
}

function requireQueue(what: string, given: unknown): void {
  if (!(given instanceof Queue)) throw new TypeError(`${what} takes a queue, not ${kindOf(given)}`)
}
