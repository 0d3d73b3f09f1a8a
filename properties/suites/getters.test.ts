/** What objects say of themselves: names, holders, and what is free, waiting or closed. */

import { expect, test } from 'vitest'
import {
  Barrier,
  Condition,
  Event,
  Lock,
  Loop,
  LoopStoppedError,
  Queue,
  Semaphore,
} from '../../src/index.ts'
import { runWith } from './coroutines.ts'

test('a primitive prints its class, and its name if it has one', () => {
  expect(
    [
      new Event('ready'),
      new Lock('db'),
      new Semaphore(2, 'pool'),
      new Condition(new Lock(), 'changed'),
      new Barrier(2, 'start'),
      new Queue({ name: 'jobs' }),
      new Lock(),
    ].map(String),
  ).toEqual([
    "<Event name='ready'>",
    "<Lock name='db'>",
    "<Semaphore name='pool'>",
    "<Condition name='changed'>",
    "<Barrier name='start'>",
    "<Queue name='jobs'>",
    '<Lock>',
  ])
})

test('O1: a notification names the primitive that a task waits for, or its class', () => {
  const names: unknown[] = []
  const loop = new Loop({ observer: { parked: (_who, on) => names.push(on.name, String(on)) } })
  for (const lock of [new Lock('db'), new Lock()]) {
    for (let tasks = 0; tasks < 2; tasks += 1) loop.spawn(lock.acquire())
  }
  loop.runStep()
  expect(names).toEqual(['db', "<Wait of Lock 'db'>", 'Lock', '<Wait of a Lock>'])
})

test('Y4: a lock names its holder, a task or main, while its body runs and no longer', () => {
  const lock = new Lock()
  runWith(function* (loop) {
    const task = loop.spawn(lock.acquire(), 'a')
    yield
    expect(lock.locked()).toBe(true)
    expect(lock.holder).toBe(task)
  })
  const held = new Lock()
  runWith(() =>
    held.hold(function* () {
      expect(held.holder).toBe('main')
    }),
  )
  expect([held.locked(), held.holder]).toEqual([false, undefined])
})

test('Y3: a lock that is handed over is held by the waiter that has not yet received it', () => {
  runWith(function* (loop) {
    const lock = new Lock()
    yield* lock.acquire()
    const [first, second] = [loop.spawn(lock.acquire()), loop.spawn(lock.acquire())]
    yield
    lock.release()
    expect(lock.holder).toBe(first)
    first.cancel()
    yield
    expect(lock.holder).toBe(second)
  })
})

test('Y4, L14: a main that is closed with its loop holds its locks until then', () => {
  const [lock, pool] = [new Lock(), new Semaphore(1)]
  const loop = new Loop()
  const main = lock.hold(() =>
    pool.hold(function* () {
      loop.stop()
      yield
    }),
  )
  expect(() => loop.run(main)).toThrow(LoopStoppedError)
  expect([lock.holder, ...pool.holders]).toEqual(['main', 'main'])
  loop.close()
  expect([lock.holder, pool.free]).toEqual([undefined, 1])
})

test('Y5: a semaphore names the holder of each permit, oldest first, and releases that first', () => {
  runWith(function* (loop) {
    const pool = new Semaphore(3)
    yield* pool.acquire()
    const task = loop.spawn(pool.acquire())
    yield
    yield* pool.acquire()
    expect(pool.holders.map(String)).toEqual(['main', String(task), 'main'])
    expect(pool.free).toBe(0)
    pool.release()
    expect(pool.holders.map(String)).toEqual([String(task), 'main'])
    pool.release()
    expect(pool.free).toBe(2)
  })
})

test('Y6: an event that is set and cleared is not set', () => {
  const ready = new Event()
  ready.set()
  expect(ready.isSet()).toBe(true)
  ready.clear()
  expect(ready.isSet()).toBe(false)
})

test('Y7: a condition without a lock creates one of its name; several may share one', () => {
  expect(new Condition(undefined, 'changed').lock.name).toBe('changed')
  const lock = new Lock()
  expect(new Condition(lock).lock).toBe(new Condition(lock).lock)
})

test('Y8: a barrier counts its waiters, and no cancelled one', () => {
  runWith(function* (loop) {
    const start = new Barrier(3)
    const [first] = [loop.spawn(start.wait()), loop.spawn(start.wait())]
    yield
    expect(start.waiting).toBe(2)
    first.cancel()
    yield
    expect(start.waiting).toBe(1)
  })
})

test('Y9, Y11: a queue says how many items are in it, how many it takes, and whether it is closed', () => {
  const jobs = new Queue<number>({ capacity: 2 })
  expect([jobs.size, jobs.capacity, jobs.closed]).toEqual([0, 2, false])
  jobs.putNow(1)
  jobs.close()
  expect([jobs.size, jobs.closed]).toEqual([1, true])
  expect(new Queue({ capacity: Infinity }).capacity).toBe(new Queue().capacity)
})
