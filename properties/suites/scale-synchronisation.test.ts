/** Many waiters, permits and items: the right order, nothing lost, and no quadratic time. */

import { describe, expect, test } from 'vitest'
import {
  Barrier,
  Condition,
  Lock,
  Loop,
  Queue,
  Semaphore,
  type Coroutine,
} from '../../src/index.ts'
import { runWith } from './coroutines.ts'

const many = 100_000

describe('locks', () => {
  test('Y1, Y3: of a million waiters one in the middle is cancelled, and the others keep their order', () => {
    const size = 1_000_000
    const lock = new Lock()
    const loop = new Loop()
    const order = new Int32Array(size)
    let acquired = 0
    function* waiter(index: number): Coroutine<void> {
      yield* lock.acquire()
      order[acquired] = index
      acquired += 1
      lock.release()
    }
    loop.run(
      (function* () {
        yield* lock.acquire()
        const tasks = Array.from({ length: size }, (_, index) => loop.spawn(waiter(index)))
        yield
        expect(loop.pending).toHaveLength(size)
        tasks[size / 2]?.cancel()
        yield
        expect(loop.pending).toHaveLength(size - 1)
        lock.release()
        yield
      })(),
    )
    expect(acquired).toBe(size - 1)
    expect(
      order.slice(0, acquired).every((index, at) => index === (at < size / 2 ? at : at + 1)),
    ).toBe(true)
    expect(lock.locked()).toBe(false)
  })

  test('Y3: of a hundred thousand waiters that are all cancelled, none is left', () => {
    const lock = new Lock()
    runWith(function* (loop) {
      yield* lock.acquire()
      const tasks = Array.from({ length: many }, () => loop.spawn(lock.acquire()))
      yield
      for (const task of tasks.toReversed()) task.cancel()
      yield
      lock.release()
      expect(lock.locked()).toBe(false)
      yield* lock.acquire()
    })
  })
})

test('Y5: a hundred thousand permits of one holder take no quadratic time', () => {
  runWith(function* () {
    const pool = new Semaphore(many)
    for (let permits = 0; permits < many; permits += 1) yield* pool.acquire()
    expect(pool.holders).toHaveLength(many)
    for (let permits = 0; permits < many; permits += 1) pool.release()
    expect(pool.free).toBe(many)
  })
})

test('Y7: a hundred thousand waiters that are notified at once acquire the lock one after the other', () => {
  let resumed = 0
  runWith(function* (loop) {
    const changed = new Condition()
    for (let tasks = 0; tasks < many; tasks += 1) {
      loop.spawn(
        changed.hold(function* () {
          yield* changed.wait()
          resumed += 1
        }),
      )
    }
    yield
    yield* changed.hold(function* () {
      changed.notifyAll()
      yield
      expect(resumed).toBe(0)
    })
    yield
    expect(changed.lock.locked()).toBe(false)
  })
  expect(resumed).toBe(many)
})

test('Y8: a barrier counts its waiters, and lets a hundred thousand pass', () => {
  runWith(function* (loop) {
    const start = new Barrier(many)
    const tasks = Array.from({ length: many - 1 }, () => loop.spawn(start.wait()))
    yield
    expect(start.waiting).toBe(many - 1)
    expect(yield* start.wait()).toBe(many - 1)
    expect(start.waiting).toBe(0)
    expect(tasks.every((task, place) => task.result() === place)).toBe(true)
  })
})

describe('queues', () => {
  test.each([
    ['the order in which they were taken', 1],
    ['reverse', -1],
  ])('Y3, Y9: items that come back in %s are in their places again', (_order, direction) => {
    runWith(function* (loop) {
      const items = new Queue<number>()
      const handed = Array.from({ length: many / 2 }, () => loop.spawn(items.take()))
      yield
      for (let item = 0; item < many; item += 1) items.putNow(item)
      const taken = Array.from({ length: many / 4 }, () => items.takeNow())
      expect(taken[0]).toBe(many / 2)
      // Y3: each item comes back when its taker is cancelled.
      for (const task of direction < 0 ? handed.toReversed() : handed) task.cancel()
      const rest = Array.from({ length: items.size }, () => items.takeNow())
      expect(rest).toHaveLength((many * 3) / 4)
      expect(rest.every((item, at) => item === (at < many / 2 ? at : at + many / 4))).toBe(true)
    })
  })

  test('Y9: a million items go through a queue in order', () => {
    const items = new Queue<number>()
    for (let item = 0; item < 1_000_000; item += 1) items.putNow(item)
    for (let item = 0; item < 1_000_000; item += 1) {
      if (items.takeNow() !== item) throw new Error(`item ${item} is not in its place`)
    }
    expect(items.size).toBe(0)
  })
})
