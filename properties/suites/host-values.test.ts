/** Signals, callbacks, thenables and streams of the host itself. Clauses H8 to H11. */

import { EventEmitter, getEventListeners, on } from 'node:events'
import { readFile } from 'node:fs'
import { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import {
  all,
  CancelledError,
  external,
  Future,
  Loop,
  Queue,
  QueueClosedError,
  race,
  sleep,
  timeout,
  TimeoutError,
  type Coroutine,
} from '../../src/index.ts'
import {
  fromAsyncIterable,
  fromCallback,
  fromPromise,
  fromSignal,
  thenable,
  toAsyncDisposable,
  toAsyncIterable,
  toSignal,
} from '../../src/host/index.ts'

describe('signals', () => {
  test('an abort decides a race, and the loser cleans up before the reason is thrown', async () => {
    const controller = new AbortController()
    const log: string[] = []
    const work = function* (): Coroutine<void> {
      try {
        yield* sleep(60_000)
      } finally {
        yield* sleep(1)
        log.push('cleaned up')
      }
    }
    const run = new Loop().runAsync(race([work(), fromSignal(controller.signal)]))
    setTimeout(() => controller.abort('the user left'), 1)
    await expect(run).rejects.toBe('the user left')
    expect(log).toEqual(['cleaned up'])
  })

  test('a signal that outlives a thousand waiters has one listener', async () => {
    const { signal } = new AbortController()
    await new Loop().runAsync(
      (function* () {
        for (let left = 1_000; left > 0; left -= 1) {
          yield* race([fromPromise(Promise.resolve()), fromSignal(signal)])
        }
      })(),
    )
    expect(getEventListeners(signal, 'abort')).toHaveLength(1)
  })

  test('nothing else settles it', () => {
    const future = fromSignal(new AbortController().signal)
    expect(future.cancel()).toBe(false)
    // @ts-expect-error it has no values.
    expect(() => future.setResult(1)).toThrow('settled by that alone')
    expect(() => future.setError(new Error('mine'))).toThrow('settled by that alone')
    expect(future.done()).toBe(false)
  })

  test('a task that is cancelled aborts what it was the signal of, even by what listens', async () => {
    const loop = new Loop()
    const task = loop.spawn(sleep(60_000), 'worker')
    const other = new Future<string>('other')
    toSignal(task).addEventListener('abort', () => {
      other.setResult('settled within')
      loop.spawn(sleep(0))
    })
    const request = delay(60_000, 'late', { signal: toSignal(task) })
    const main = function* (): Coroutine<unknown> {
      task.cancel('enough')
      try {
        yield* fromPromise(request)
      } catch (error) {
        return [error instanceof Error && error.cause, yield* other]
      }
      return undefined
    }
    expect(await loop.runAsync(main())).toEqual([expect.any(CancelledError), 'settled within'])
    expect(toSignal(task).reason).toBeInstanceOf(CancelledError)
  })

  test('a signal of a signal has its reason', () => {
    const controller = new AbortController()
    const signal = toSignal(fromSignal(controller.signal))
    const reason = { a: 'reason' }
    controller.abort(reason)
    expect(signal.reason).toBe(reason)
    const done = new Future<void>('done')
    done.setResult()
    expect(toSignal(done).reason).toMatchObject({ name: 'AbortError' })
  })

  test.each([42, undefined, new AbortController(), { aborted: false }])(
    'fromSignal refuses %s, and toSignal what is no future',
    (given) => {
      // @ts-expect-error they are mistakes, and do not type-check.
      expect(() => fromSignal(given)).toThrow('fromSignal takes is an AbortSignal, not')
      // @ts-expect-error they are mistakes, and do not type-check.
      expect(() => toSignal(given)).toThrow('toSignal takes a future, not')
    },
  )
})

describe('callbacks', () => {
  test('what Node calls back with is the value or the very error', async () => {
    const loop = new Loop()
    const text = function* (path: string): Coroutine<string> {
      return yield* fromCallback<string>((callback) => readFile(path, 'utf8', callback))
    }
    expect(await loop.runAsync(text('package.json'))).toContain('looplaw')
    await expect(loop.runAsync(text('nowhere'))).rejects.toMatchObject({ code: 'ENOENT' })
  })

  test('what comes after a cancellation comes to nothing, unless it is an error', async () => {
    const loop = new Loop()
    const lost = vi.fn<(error: unknown) => void>()
    vi.stubGlobal('reportError', lost)
    const calls: ((error?: unknown) => void)[] = []
    const asks = (): Future<void> => fromCallback((callback) => void calls.push(callback))
    const main = timeout(1, all([asks(), asks()]))
    await expect(loop.runAsync(main)).rejects.toThrow(TimeoutError)
    const fault = new Error('fault')
    calls[0]?.()
    calls[1]?.(fault)
    calls[1]?.()
    await delay(5)
    vi.unstubAllGlobals()
    expect(lost.mock.calls).toEqual([[fault]])
  })

  test('what is thrown after the first call is not swallowed', () => {
    const fault = new Error('after its callback')
    const begin = (callback: () => void): never => {
      callback()
      throw fault
    }
    expect(() => fromCallback(begin)).toThrow(fault)
    // @ts-expect-error it is a mistake, and does not type-check.
    expect(() => fromCallback(Promise.resolve())).toThrow('fromCallback takes a function')
  })
})

describe('thenables', () => {
  test('await takes one, of a task that a loop drives', async () => {
    const loop = new Loop()
    const task = loop.spawn(
      (function* () {
        yield* sleep(1)
        return 42
      })(),
    )
    const run = loop.runAsync(sleep(3))
    expect(await thenable(task)).toBe(42)
    expect(await Promise.all([thenable(task), thenable(task).then(String)])).toEqual([42, '42'])
    await run
    // @ts-expect-error it is a mistake, and does not type-check.
    expect(() => thenable(Promise.resolve())).toThrow('thenable takes a future')
  })

  test('a rejection that nothing handles is reported, once', async () => {
    const lost = vi.fn<(error: unknown) => void>()
    vi.stubGlobal('reportError', lost)
    const fault = new Error('fault')
    const future = external<number>('answer')
    const promise = thenable(future).then((value) => value + 1)
    future.setError(fault)
    await delay(5)
    await expect(promise).rejects.toBe(fault)
    vi.unstubAllGlobals()
    expect(lost.mock.calls).toEqual([[fault]])
  })
})

describe('streams', () => {
  test('a slow consumer slows the producer down', async () => {
    const loop = new Loop()
    const queue = new Queue<number>({ capacity: 2 })
    let made = 0
    async function* numbers(): AsyncGenerator<number> {
      while (made < 10) yield (made += 1)
    }
    const main = function* (): Coroutine<number[]> {
      loop.spawn(fromAsyncIterable(numbers(), queue))
      const taken: number[] = []
      for (;;) {
        yield* sleep(1)
        expect(made - taken.length).toBeLessThanOrEqual(3)
        try {
          taken.push(yield* queue.take())
        } catch (error) {
          if (error instanceof QueueClosedError) return taken
          throw error
        }
      }
    }
    expect(await loop.runAsync(main())).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  })

  test('an event that never comes keeps nothing waiting', async () => {
    const emitter = new EventEmitter()
    const queue = new Queue<unknown>()
    const run = new Loop().runAsync(timeout(5, fromAsyncIterable(on(emitter, 'data'), queue)))
    emitter.emit('data', 1)
    await expect(run).rejects.toThrow(TimeoutError)
    expect(queue.takeNow()).toEqual([1])
    expect([queue.closed, emitter.listenerCount('data')]).toEqual([true, 0])
  })

  test('a stream of Node is destroyed when its reader is cancelled, and its error is thrown', async () => {
    const stream = Readable.from(['a', 'b'])
    const run = new Loop().runAsync(
      timeout(5, fromAsyncIterable(stream, new Queue({ capacity: 0 }))),
    )
    await expect(run).rejects.toThrow(TimeoutError)
    expect(stream.destroyed).toBe(true)
    const fault = new Error('the disk is gone')
    async function* failing(): AsyncGenerator<number> {
      yield 1
      throw fault
    }
    const queue = new Queue<number>()
    await expect(new Loop().runAsync(fromAsyncIterable(failing(), queue))).rejects.toBe(fault)
    expect([queue.takeNow(), queue.closed]).toEqual([1, true])
  })

  test('what main is about to receive is not reported, however late its run is called back', async () => {
    const reported: unknown[] = []
    const listen = (reason: unknown): void => void reported.push(reason)
    process.on('unhandledRejection', listen)
    const later = (turn: () => void, ms: number): (() => void) => {
      const timer = setTimeout(turn, Math.min(ms, 1_000) + 30)
      return () => clearTimeout(timer)
    }
    const driver = {
      now: () => performance.now(),
      soon: (turn: () => void) => void later(turn, 0),
      later,
    }
    const fault = new Error('the disk is gone')
    function* main(): Coroutine<void> {
      yield* fromPromise(Promise.reject(fault))
    }
    await expect(new Loop().runAsync(main(), { driver })).rejects.toBe(fault)
    await new Promise((resolve) => setTimeout(resolve, 20))
    process.off('unhandledRejection', listen)
    expect(reported).toEqual([])
  })

  test('what the host stops taking stays in the queue', async () => {
    const loop = new Loop()
    const queue = new Queue<number>()
    for (const item of [1, 2, 3]) queue.putNow(item)
    const taken: number[] = []
    const consume = async (): Promise<void> => {
      for await (const item of toAsyncIterable(queue, loop)) {
        taken.push(item)
        if (item === 2) break
      }
    }
    await loop.runAsync(all([fromPromise(consume())]))
    expect([taken, queue.takeNow(), queue.size]).toEqual([[1, 2], 3, 0])
    await loop.runAsync(sleep(1))
    expect(loop.pending).toEqual([])
  })

  test('several nexts are served in order, and each that comes after the end is over', async () => {
    const loop = new Loop()
    const queue = new Queue<number>({ capacity: 0 })
    const items = toAsyncIterable(queue, loop)
    const asked = Promise.all([items.next(), items.next(), items.next(), items.next()])
    await loop.runAsync(
      (function* () {
        yield* queue.put(1)
        yield* queue.put(2)
        queue.close()
        yield* fromPromise(asked)
      })(),
    )
    const end = { done: true, value: undefined }
    expect(await asked).toEqual([{ done: false, value: 1 }, { done: false, value: 2 }, end, end])
    expect(await items.next()).toEqual(end)
  })

  test('what is no iterable or no queue is refused', () => {
    // @ts-expect-error it is a mistake, and does not type-check.
    expect(() => fromAsyncIterable([1], new Queue())).toThrow('takes an async iterable')
    // @ts-expect-error it is a mistake, and does not type-check.
    expect(() => fromAsyncIterable(Readable.from([]), [])).toThrow('takes a queue')
    // @ts-expect-error it is a mistake, and does not type-check.
    expect(() => toAsyncIterable([], new Loop())).toThrow('takes a queue')
    // @ts-expect-error it is a mistake, and does not type-check.
    expect(() => toAsyncIterable(new Queue(), {})).toThrow('takes a loop')
  })
})

describe('disposal', () => {
  test('waits for the clean-up of a task, and hands on what that throws', async () => {
    const loop = new Loop()
    const fault = new Error('the disk is full')
    const log: string[] = []
    const work = function* (fails: boolean): Coroutine<void> {
      try {
        yield* sleep(60_000)
      } finally {
        yield* sleep(1)
        log.push('cleaned up')
        // oxlint-disable-next-line no-unsafe-finally -- it is what is tested
        if (fails) throw fault
      }
    }
    const [good, bad] = [loop.spawn(work(false)), loop.spawn(work(true))]
    const dispose = async (): Promise<void> => {
      await toAsyncDisposable(good)[Symbol.asyncDispose]()
      expect(log).toEqual(['cleaned up'])
      await toAsyncDisposable(good)[Symbol.asyncDispose]()
      await expect(toAsyncDisposable(bad)[Symbol.asyncDispose]()).rejects.toBe(fault)
    }
    await loop.runAsync(
      (function* () {
        yield
        yield* fromPromise(dispose())
      })(),
    )
    expect(log).toHaveLength(2)
    // @ts-expect-error it is a mistake, and does not type-check.
    expect(() => toAsyncDisposable(sleep(1))).toThrow('toAsyncDisposable takes a task')
  })
})
