/** Joins, discards, priorities and read-write locks, where a game does not lead: mistakes, reports, races. Y15 to Y18. */

import { describe, expect, test } from 'vitest'
import {
  AbandonedError,
  Loop,
  Queue,
  race,
  ReadWriteLock,
  sleep,
  timeout,
  type Coroutine,
} from '../../src/index.ts'

describe('a queue', () => {
  test('a join in vain is a deadlock that says what to call', () => {
    const queue = new Queue<number>({ name: 'jobs' })
    queue.putNow(1)
    expect(() => new Loop().run(queue.join())).toThrow(
      "main waits for the items of Queue 'jobs': take each, and call taskDone() when it is done with",
    )
    expect(() => queue.join().next()).toThrow('write yield* queue.join() there')
    expect(() => queue.taskDone()).toThrow("taken from Queue 'jobs' is done with already")
  })

  test('a join that is out of time leaves nothing behind', () => {
    const queue = new Queue<number>()
    queue.putNow(1)
    const loop = new Loop()
    expect(() => loop.run(timeout(5, queue.join()))).toThrow('timed out after 5 ms')
    expect([queue.takeNow(), queue.undone]).toEqual([1, 1])
    queue.taskDone()
    expect(loop.run(queue.join())).toBe(undefined)
  })

  test('a race commits what is discarded, as what is taken', () => {
    const queue = new Queue<string>()
    const other = new Queue<string>()
    const loop = new Loop()
    const log: unknown[] = []
    const main = function* (): Coroutine<void> {
      const racing = loop.spawn(race([queue.put('a'), other.take()]))
      yield
      log.push(queue.discard(), other.size)
      other.putNow('b')
      yield* racing
    }
    loop.run(main())
    expect(log).toEqual([['a'], 0])
    expect([queue.size, other.takeNow(), queue.undone]).toEqual([0, 'b', 0])
  })

  test.each([
    [() => Number.NaN, 'is a number, not NaN'],
    [() => '1', "is a number, not '1'"],
    [() => undefined, 'is a number, not undefined'],
    [
      () => {
        throw new Error('no priority')
      },
      'no priority',
    ],
  ])('a priority that is none, by %s, puts nothing in', (priority, message) => {
    // @ts-expect-error they are mistakes, and do not type-check.
    const queue = new Queue<number>({ priority, capacity: 1 })
    expect(() => queue.putNow(1)).toThrow(message)
    expect(() => new Loop().run(queue.put(1))).toThrow(message)
    expect([queue.size, queue.undone]).toEqual([0, 0])
    // @ts-expect-error it is a mistake, and does not type-check.
    expect(() => new Queue({ priority: 1 })).toThrow('the priority of a Queue is a function')
  })

  test('a thousand items of ten priorities leave sorted, in the order of their puts', () => {
    const queue = new Queue<{ rank: number; at: number }>({ priority: ({ rank }) => rank })
    const items = Array.from({ length: 1_000 }, (_, at) => ({ rank: (at * 7) % 10, at }))
    for (const item of items) queue.putNow(item)
    const due = items.toSorted((one, other) => one.rank - other.rank || one.at - other.at)
    expect(Array.from({ length: 500 }, () => queue.takeNow())).toEqual(due.slice(0, 500))
    expect(queue.discard()).toEqual(due.slice(500))
    expect(queue.undone).toBe(500)
  })
})

describe('a read-write lock', () => {
  test('a reader that wants to write waits for itself', () => {
    const lock = new ReadWriteLock('table')
    const upgrades = function* (): Coroutine<void> {
      yield* lock.read.acquire()
      yield* lock.write.acquire()
    }
    expect(() => new Loop().run(upgrades())).toThrow(
      "main waits for ReadWriteLock 'table', to write, held by main",
    )
  })

  test('a holder that has ended abandons it, on either side', () => {
    for (const side of ['read', 'write'] as const) {
      const lock = new ReadWriteLock('table')
      const loop = new Loop()
      loop.run(lock[side].acquire())
      expect(() => loop.run(lock.write.acquire())).toThrow(AbandonedError)
    }
  })

  test('a writer that gives up lets in the readers behind it', () => {
    const lock = new ReadWriteLock()
    const loop = new Loop()
    const log: string[] = []
    const main = function* (): Coroutine<void> {
      yield* lock.read.acquire()
      const writer = loop.spawn(
        lock.write.hold(function* () {
          log.push('writes')
        }),
      )
      loop.spawn(
        lock.read.hold(function* () {
          log.push('reads')
        }),
      )
      yield
      expect([lock.read.tryAcquire(), lock.write.tryAcquire()]).toEqual([false, false])
      writer.cancel()
      yield* sleep(1)
      expect(lock.readers).toEqual(['main'])
      lock.read.release()
      expect(lock.write.tryAcquire()).toBe(true)
      expect([lock.readers, lock.writer]).toEqual([[], 'main'])
      expect(() => lock.read.release()).toThrow('is held by the caller to write: release that side')
      lock.write.release()
      expect(lock.writer).toBe(undefined)
    }
    loop.run(main())
    expect(log).toEqual(['reads'])
  })

  test('it is shown by its name, and refuses what is none', () => {
    expect(String(new ReadWriteLock('table'))).toBe("<ReadWriteLock name='table'>")
    expect(JSON.stringify([new ReadWriteLock()])).toBe('["<ReadWriteLock>"]')
    // @ts-expect-error it is a mistake, and does not type-check.
    expect(() => new ReadWriteLock(1)).toThrow('the name of a ReadWriteLock is a string, not 1')
    expect(() => new ReadWriteLock().read.release()).toThrow('is not held by the caller')
    // @ts-expect-error it is a mistake, and does not type-check.
    expect(() => new ReadWriteLock().read.hold(1)).toThrow('hold takes a generator function')
    expect(() => new ReadWriteLock().write.tryAcquire()).toThrow('call tryAcquire() in a coroutine')
  })
})
