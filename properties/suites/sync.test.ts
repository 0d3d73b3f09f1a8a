/** What is shared and waited for in line: messages, bad input, large numbers, and what CPython tests. */

import { describe, expect, test } from 'vitest'
import {
  BadYieldError,
  Barrier,
  CancelledError,
  Condition,
  DeadlockError,
  Event,
  Future,
  InvalidStateError,
  Lock,
  Loop,
  LoopStoppedError,
  NotACoroutineError,
  Queue,
  QueueClosedError,
  QueueEmptyError,
  QueueFullError,
  Semaphore,
  type Coroutine,
} from '../../src/index.ts'
import { thrownBy, wrong } from './coroutines.ts'

/** Runs a main that may spawn; each of its bare yields lets everybody else go as far as they can. */
function run<T>(main: (loop: Loop) => Coroutine<T>): T {
  const loop = new Loop()
  return loop.run(main(loop))
}

describe('names', () => {
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

  test('O1: an observer is notified of a wait by the name of its primitive, or by its class', () => {
    const told: unknown[] = []
    const loop = new Loop({ observer: { parked: (_who, on) => told.push(on.name, String(on)) } })
    for (const lock of [new Lock('db'), new Lock()]) {
      for (let tasks = 0; tasks < 2; tasks += 1) loop.spawn(lock.acquire())
    }
    loop.runStep()
    expect(told).toEqual(['db', "<Wait of Lock 'db'>", 'Lock', '<Wait of a Lock>'])
  })

  test('Y1, C1: an observer cannot settle or cancel the wait of another', () => {
    const lock = new Lock('db')
    const said: unknown[] = []
    const loop = new Loop({
      observer: {
        parked(_who, on) {
          for (const act of [() => on.setResult(undefined), () => on.setError(1)]) {
            said.push(String(thrownBy(act)))
          }
          said.push(on.cancel())
        },
      },
    })
    for (let tasks = 0; tasks < 2; tasks += 1) loop.spawn(lock.acquire())
    loop.runStep()
    const refusal = expect.stringMatching(/<Wait of Lock 'db'> .*: cancel the task/u)
    expect(said).toEqual([refusal, refusal, false])
    expect(loop.pending).toHaveLength(1)
  })
})

describe('bad input', () => {
  const lock = new Lock('db')

  test.each([
    ['Event', (name: string) => new Event(name)],
    ['Lock', (name: string) => new Lock(name)],
    ['Semaphore', (name: string) => new Semaphore(1, name)],
    ['Condition', (name: string) => new Condition(lock, name)],
    ['Barrier', (name: string) => new Barrier(1, name)],
    ['Queue', (name: string) => new Queue({ name })],
  ])('the name of an object of class %s that is no string is refused', (kind, make) => {
    for (const name of [7, null, {}, Symbol('name')]) {
      const error = thrownBy(() => make(wrong(name)))
      expect(error).toBeInstanceOf(TypeError)
      expect(String(error)).toMatch(new RegExp(`the name of an? ${kind} is a string, not`, 'u'))
    }
  })

  test.each([
    ['count', 0, (given: number) => new Semaphore(given)],
    ['number of parties', 1, (given: number) => new Barrier(given)],
    ['capacity', 0, (given: number) => new Queue({ capacity: given })],
  ])('a %s that is no integer, or less than %i, is refused', (what, least, make) => {
    for (const given of [Number.NaN, -Infinity, least - 1, least + 0.5]) {
      const error = thrownBy(() => make(given))
      expect(error).toBeInstanceOf(RangeError)
      expect(String(error)).toMatch(
        new RegExp(`the ${what} of an? \\w+ is an integer, ${least} or more, not ${given}`, 'u'),
      )
    }
    for (const given of ['3', null, 3n, {}]) {
      expect(thrownBy(() => make(wrong(given)))).toBeInstanceOf(TypeError)
    }
  })

  test('Y9: an infinite capacity is none to be refused, an infinite count or number of parties is', () => {
    expect(new Queue({ capacity: Infinity }).capacity).toBe(new Queue().capacity)
    expect(() => new Semaphore(Infinity)).toThrow(RangeError)
    expect(() => new Barrier(Infinity)).toThrow(RangeError)
  })

  test('options that are no object, and a lock that is none, are refused', () => {
    for (const given of [null, 3, 'jobs']) {
      expect(() => new Queue(wrong(given))).toThrow(/^a Queue is given an object of options/u)
      expect(() => new Condition(wrong(given))).toThrow(/^a Condition's lock is a Lock, not/u)
    }
  })

  test('Y12: a body that is no function is refused at once, one that makes no coroutine when it is called', () => {
    for (const held of [lock, new Semaphore(1), new Condition()]) {
      for (const body of [undefined, 3, (function* () {})()]) {
        expect(() => held.hold(wrong(body))).toThrow(/^hold takes a generator function/u)
      }
      for (const body of [async () => {}, () => 7, () => [].values()]) {
        const error = thrownBy(() => run(() => held.hold(wrong(body))))
        expect(error).toBeInstanceOf(NotACoroutineError)
        expect(String(error)).toContain('a coroutine is expected, not')
      }
    }
    expect(lock.locked()).toBe(false)
  })

  test('Y2: what waits is refused outside a coroutine, and says where to write it', () => {
    for (const [ask, hint] of [
      [() => lock.acquire(), 'write yield* lock.acquire() there'],
      [() => lock.hold(function* () {}), 'write yield* lock.hold() there'],
      [() => new Semaphore(1).acquire(), 'write yield* semaphore.acquire() there'],
      [() => new Event().wait(), 'write yield* event.wait() there'],
      [() => new Condition().wait(), 'write yield* condition.wait() there'],
      [() => new Condition().waitFor(() => true), 'write yield* condition.waitFor() there'],
      [() => new Barrier(1).wait(), 'write yield* barrier.wait() there'],
      [() => new Queue().put(1), 'write yield* queue.put() there'],
      [() => new Queue().take(), 'write yield* queue.take() there'],
    ] as const) {
      const error = thrownBy(() => ask().next())
      expect(error).toBeInstanceOf(BadYieldError)
      expect(String(error)).toContain(hint)
    }
    expect(lock.locked()).toBe(false)
  })
})

describe('locks', () => {
  test('Y4: who releases what it does not hold is told who holds it', () => {
    run(function* (loop) {
      const lock = new Lock('db')
      expect(() => lock.release()).toThrow("Lock 'db' is not held")
      const task = loop.spawn(lock.acquire(), 'a')
      yield
      expect(lock.holder).toBe(task)
      const error = thrownBy(() => lock.release())
      expect(error).toBeInstanceOf(InvalidStateError)
      expect(String(error)).toContain(
        "Lock 'db' is held by <Task name='a' id='0x1'>: only its holder can release it",
      )
    })
  })

  test('Y4: the host holds nothing, and can release nothing', () => {
    const lock = new Lock()
    run(() => lock.acquire())
    expect(lock.holder).toBe('main')
    expect(() => lock.release()).toThrow('a Lock is held by main: only its holder')
  })

  test('Y12: a body that releases its lock itself gets InvalidStateError when it ends', () => {
    const lock = new Lock('db')
    const error = thrownBy(() =>
      run(() =>
        lock.hold(function* () {
          lock.release()
        }),
      ),
    )
    expect(error).toBeInstanceOf(InvalidStateError)
  })

  test('Y12: hold gives what its body gives, throws what it throws, and releases', () => {
    const lock = new Lock()
    run(function* () {
      expect(
        yield* lock.hold(function* () {
          expect(lock.holder).toBe('main')
          return 7
        }),
      ).toBe(7)
      const thrown = new Error('no')
      try {
        yield* lock.hold(function* () {
          throw thrown
        })
      } catch (error) {
        expect(error).toBe(thrown)
      }
      expect(lock.locked()).toBe(false)
    })
  })

  test('C11, Y12: a hold that is closed is released after its clean-up, and who stands around it does not go on', () => {
    run(function* (loop) {
      const lock = new Lock()
      const log: string[] = []
      function* body(): Coroutine<void> {
        try {
          yield* new Future<void>()
        } finally {
          yield
          yield
          log.push(lock.holder === task ? 'cleans up with the lock' : 'cleans up without')
        }
      }
      function* around(): Coroutine<void> {
        try {
          yield* lock.hold(body)
          log.push('goes on')
        } finally {
          log.push(lock.locked() ? 'still locked' : 'released')
        }
      }
      const task = loop.spawn(around())
      yield
      task.cancel()
      yield
      expect(log).toEqual(['cleans up with the lock', 'released'])
      expect(task.cancelled()).toBe(true)
    })
  })

  test('Y4, L14: a main that is closed with its loop is still the one who holds its locks', () => {
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

  test('L9: a deadlock by locks names who holds what, and the cycle', () => {
    const [a, b] = [new Lock('a'), new Lock('b')]
    const error = thrownBy(() =>
      run(function* (loop) {
        yield* a.acquire()
        const task = loop.spawn(
          b.hold(() => a.acquire()),
          'other',
        )
        yield
        yield* b.acquire()
        yield* task
      }),
    )
    if (!(error instanceof DeadlockError)) throw error
    expect(error.message).toContain("main waits for Lock 'b', held by <Task name='other' id='0x1'>")
    expect(error.message).toContain("Lock 'a', held by main")
    expect(error.message).toContain('let one of them release what it holds')
    expect(error.cycles.map((cycle) => cycle.map(String))).toEqual([
      ['main', "<Task name='other' id='0x1'>"],
    ])
  })

  test('L9: the holder of a lock who has ended is told so', () => {
    const lock = new Lock('db')
    const error = thrownBy(() =>
      run(function* (loop) {
        yield* loop.spawn(lock.acquire(), 'a')
        yield* lock.acquire()
      }),
    )
    expect(error).toBeInstanceOf(DeadlockError)
    expect(String(error)).toMatch(/<Task name='a' id='0x1'>.*ended.*use hold\(\)/u)
  })

  test('Y1, Y3: of a million in line, one that is cancelled in the middle is missed by nobody', () => {
    const many = 1_000_000
    const lock = new Lock()
    const loop = new Loop()
    const order = new Int32Array(many)
    let had = 0
    function* waiter(index: number): Coroutine<void> {
      yield* lock.acquire()
      order[had] = index
      had += 1
      lock.release()
    }
    loop.run(
      (function* () {
        yield* lock.acquire()
        const tasks = Array.from({ length: many }, (_, index) => loop.spawn(waiter(index)))
        yield
        expect(loop.pending).toHaveLength(many)
        tasks[many / 2]?.cancel()
        yield
        expect(loop.pending).toHaveLength(many - 1)
        lock.release()
        yield
      })(),
    )
    expect(had).toBe(many - 1)
    expect(order.slice(0, had).every((index, at) => index === (at < many / 2 ? at : at + 1))).toBe(
      true,
    )
    expect(lock.locked()).toBe(false)
  })

  test('Y3: of a hundred thousand in line who are all cancelled, none is left', () => {
    const lock = new Lock()
    run(function* (loop) {
      yield* lock.acquire()
      const tasks = Array.from({ length: 100_000 }, () => loop.spawn(lock.acquire()))
      yield
      for (const task of tasks.toReversed()) task.cancel()
      yield
      lock.release()
      expect(lock.locked()).toBe(false)
      yield* lock.acquire()
    })
  })
})

describe('semaphores', () => {
  test('Y5: only who holds a permit can release one, and is told who does', () => {
    run(function* (loop) {
      const pool = new Semaphore(3, 'pool')
      expect(() => pool.release()).toThrow("Semaphore 'pool' is not held")
      const a = loop.spawn(pool.acquire(), 'a')
      const b = loop.spawn(pool.acquire(), 'b')
      yield
      expect(pool.holders.map(String)).toEqual([String(a), String(b)])
      expect(() => pool.release()).toThrow(
        "is held by <Task name='a' id='0x1'> and <Task name='b' id='0x2'>: only a holder can release it",
      )
      yield* pool.acquire()
      expect(pool.holders.map(String)).toEqual([String(a), String(b), 'main'])
      expect(pool.free).toBe(0)
      pool.release()
      expect(pool.free).toBe(1)
    })
  })

  test('Y5: who holds several permits releases one after the other, the oldest first', () => {
    run(function* (loop) {
      const pool = new Semaphore(3)
      yield* pool.acquire()
      const task = loop.spawn(pool.acquire())
      yield
      yield* pool.acquire()
      expect(pool.holders.map(String)).toEqual(['main', String(task), 'main'])
      pool.release()
      expect(pool.holders.map(String)).toEqual([String(task), 'main'])
      pool.release()
      expect(() => pool.release()).toThrow(InvalidStateError)
      expect(pool.free).toBe(2)
    })
  })

  test('Y5: a hundred thousand permits of one holder take no quadratic time', () => {
    run(function* () {
      const pool = new Semaphore(100_000)
      for (let permits = 0; permits < 100_000; permits += 1) yield* pool.acquire()
      expect(pool.holders).toHaveLength(100_000)
      for (let permits = 0; permits < 100_000; permits += 1) pool.release()
      expect(pool.free).toBe(100_000)
    })
  })

  test('L9: a semaphore of none is told as what nobody holds', () => {
    const none = new Semaphore(0, 'none')
    const error = thrownBy(() => run(() => none.acquire()))
    expect(String(error)).toContain(
      "main waits for Semaphore 'none': create it with at least one permit",
    )
  })
})

describe('events, conditions and barriers', () => {
  test('Y6: an event that an observer clears in the midst wakes everybody who waited', () => {
    const ready = new Event('ready')
    const loop = new Loop({
      observer: {
        settled(future) {
          if (future.name === 'ready') ready.clear()
        },
      },
    })
    const tasks = Array.from({ length: 3 }, () => loop.spawn(ready.wait()))
    loop.run(
      (function* () {
        yield
        ready.set()
        yield
      })(),
    )
    expect(tasks.every((task) => task.done())).toBe(true)
    expect(ready.isSet()).toBe(false)
  })

  test('Y7: wait, waitFor, notify and notifyAll need the lock, and say who holds it', () => {
    run(function* (loop) {
      const changed = new Condition(new Lock('db'), 'changed')
      loop.spawn(changed.acquire(), 'a')
      yield
      const held = /of Condition 'changed' needs Lock 'db', which is held by <Task name='a'/u
      expect(() => changed.notify()).toThrow(held)
      expect(() => changed.notifyAll()).toThrow(held)
      expect(() => changed.wait().next()).toThrow(held)
      expect(() => changed.waitFor(() => true).next()).toThrow(held)
      expect(() => new Condition().notify()).toThrow('which is not held: acquire it first')
    })
  })

  test('Y7: a count that is no integer or negative, and a predicate that is none, are refused', () => {
    run(function* () {
      const changed = new Condition()
      yield* changed.acquire()
      for (const count of [-1, 0.5, Number.NaN, Infinity]) {
        expect(() => changed.notify(count)).toThrow(RangeError)
      }
      expect(() => changed.notify(wrong('1'))).toThrow(TypeError)
      expect(() => changed.waitFor(wrong(true))).toThrow(/^waitFor takes a function/u)
      for (const predicate of [async () => true, function* () {}, () => 1]) {
        const wait = changed.waitFor(wrong(predicate))
        expect(() => wait.next()).toThrow(/^a predicate returns true or false at once/u)
      }
      expect(changed.lock.holder).toBe('main')
    })
  })

  test('Y2, Y7: waitFor suspends once if its predicate gives true at once, and keeps the lock', () => {
    run(function* (loop) {
      const changed = new Condition()
      yield* changed.acquire()
      const before = loop.tick
      yield* changed.waitFor(() => true)
      expect(loop.tick).toBe(before + 1)
      expect(changed.lock.holder).toBe('main')
    })
  })

  test('Y7: a condition without a lock makes one of its name; several may share one', () => {
    expect(new Condition(undefined, 'changed').lock.name).toBe('changed')
    const lock = new Lock()
    expect(new Condition(lock).lock).toBe(new Condition(lock).lock)
  })

  test('Y7: a hundred thousand who are notified at once have the lock one after the other', () => {
    const many = 100_000
    let had = 0
    run(function* (loop) {
      const changed = new Condition()
      for (let tasks = 0; tasks < many; tasks += 1) {
        loop.spawn(
          changed.hold(function* () {
            yield* changed.wait()
            had += 1
          }),
        )
      }
      yield
      yield* changed.hold(function* () {
        changed.notifyAll()
        yield
        expect(had).toBe(0)
      })
      yield
      expect(changed.lock.locked()).toBe(false)
    })
    expect(had).toBe(many)
  })

  test('C11: who is cancelled while it waits goes no further before it has the lock again', () => {
    run(function* (loop) {
      const changed = new Condition()
      const log: string[] = []
      const task = loop.spawn(
        changed.hold(function* () {
          try {
            yield* changed.wait()
            log.push('went on')
          } finally {
            log.push(changed.lock.holder === task ? 'has the lock' : 'has it not')
          }
        }),
      )
      yield
      yield* changed.acquire()
      task.cancel()
      yield
      expect(log).toEqual([])
      changed.release()
      yield
      expect(log).toEqual(['has the lock'])
      expect(task.cancelled()).toBe(true)
      expect(changed.lock.locked()).toBe(false)
    })
  })

  test('L9: what an event, a condition, a barrier and a queue wait for is told', () => {
    const changed = new Condition(new Lock('db'), 'changed')
    for (const [wait, message] of [
      [() => new Event('ready').wait(), "main waits for Event 'ready': call its set()"],
      [
        () => changed.hold(() => changed.wait()),
        "main waits for Condition 'changed': acquire Lock 'db' and call notify()",
      ],
      [() => new Barrier(3).wait(), 'main waits for a Barrier: let 2 more call its wait()'],
      [() => new Queue({ name: 'jobs' }).take(), "main waits for Queue 'jobs': let a task put()"],
      [() => new Queue({ capacity: 0 }).put(1), 'main waits for a Queue: let a task take()'],
    ] as const) {
      const error = thrownBy(() => run<unknown>(wait))
      expect(error).toBeInstanceOf(DeadlockError)
      expect(String(error)).toContain(message)
    }
  })

  test('Y8: a barrier counts those who wait, and lets a hundred thousand pass', () => {
    const many = 100_000
    run(function* (loop) {
      const start = new Barrier(many)
      const tasks = Array.from({ length: many - 1 }, () => loop.spawn(start.wait()))
      yield
      expect(start.waiting).toBe(many - 1)
      expect(yield* start.wait()).toBe(many - 1)
      expect(start.waiting).toBe(0)
      expect(tasks.every((task, place) => task.result() === place)).toBe(true)
    })
  })
})

describe('queues', () => {
  test('Y10: where they would wait, putNow and takeNow say what to write', () => {
    const jobs = new Queue<number>({ capacity: 1, name: 'jobs' })
    const empty = thrownBy(() => jobs.takeNow())
    expect(empty).toBeInstanceOf(QueueEmptyError)
    expect(String(empty)).toBe(
      "QueueEmptyError: Queue 'jobs' is empty: wait for an item with yield* queue.take()",
    )
    jobs.putNow(1)
    const full = thrownBy(() => jobs.putNow(2))
    expect(full).toBeInstanceOf(QueueFullError)
    expect(String(full)).toContain("Queue 'jobs' is full, its capacity is 1: wait for room")
    expect(jobs.takeNow()).toBe(1)
    expect(jobs.size).toBe(0)
  })

  test('F2, Y9: undefined is an item like any other, also when it is handed back', () => {
    run(function* (loop) {
      const items = new Queue<undefined>()
      items.putNow(undefined)
      const task = loop.spawn(items.take())
      const other = loop.spawn(items.take())
      task.cancel()
      items.putNow(undefined)
      yield
      expect(other.done()).toBe(true)
      expect(items.size).toBe(1)
    })
  })

  test('Y11: closing a queue gives everybody who waits an error of its own', () => {
    run(function* (loop) {
      const jobs = new Queue<number>({ capacity: 1, name: 'jobs' })
      jobs.putNow(0)
      const putters = [loop.spawn(jobs.put(1)), loop.spawn(jobs.put(2))]
      yield
      jobs.close()
      jobs.close()
      yield
      const errors = putters.map((task) => task.error())
      expect(errors.every((error) => error instanceof QueueClosedError)).toBe(true)
      expect(new Set(errors).size).toBe(2)
      expect(String(errors[0])).toContain("Queue 'jobs' is closed")
      expect(jobs.closed).toBe(true)
      expect(() => jobs.putNow(3)).toThrow(QueueClosedError)
      expect(yield* jobs.take()).toBe(0)
      expect(() => jobs.takeNow()).toThrow(QueueClosedError)
    })
  })

  test.each([
    ['the order in which they were taken', 1],
    ['reverse', -1],
  ])('Y3, Y9: items that come back in %s stand in their places again', (_order, direction) => {
    const many = 100_000
    run(function* (loop) {
      const items = new Queue<number>()
      const handed = Array.from({ length: many / 2 }, () => loop.spawn(items.take()))
      yield
      // C3: they are closed in the order in which they are cancelled, and stand in line until then.
      if (direction < 0) for (const task of handed.toReversed()) task.cancel()
      for (let item = 0; item < many; item += 1) items.putNow(item)
      const taken = Array.from({ length: many / 4 }, () => items.takeNow())
      expect(taken[0]).toBe(many / 2)
      for (const task of handed) task.cancel()
      yield
      const rest = Array.from({ length: items.size }, () => items.takeNow())
      expect(rest).toHaveLength((many * 3) / 4)
      expect(rest.every((item, at) => item === (at < many / 2 ? at : at + many / 4))).toBe(true)
    })
  })

  test('Y9: a million items go through a queue in order', () => {
    const many = 1_000_000
    const items = new Queue<number>()
    for (let item = 0; item < many; item += 1) items.putNow(item)
    for (let item = 0; item < many; item += 1) {
      if (items.takeNow() !== item) throw new Error(`item ${item} is not in its place`)
    }
    expect(items.size).toBe(0)
  })
})

/** What CPython 3.13 tests in test_locks.py, in the words of this library. */
describe('as in test_locks.py', () => {
  test('LockTests.test_acquire', () => {
    run(function* (loop) {
      const lock = new Lock()
      const gates = [new Future<void>(), new Future<void>(), new Future<void>()]
      const result: number[] = []
      function* one(index: number): Coroutine<void> {
        yield* lock.acquire()
        result.push(index)
        yield* gates[index] ?? new Future<void>()
        lock.release()
      }
      yield* lock.acquire()
      for (const index of gates.keys()) loop.spawn(one(index))
      yield
      expect(result).toEqual([])
      lock.release()
      yield
      expect(result).toEqual([0])
      gates[0]?.setResult()
      yield
      expect(result).toEqual([0, 1])
      gates[1]?.setResult()
      yield
      expect(result).toEqual([0, 1, 2])
      gates[2]?.setResult()
      yield
      expect(lock.locked()).toBe(false)
    })
  })

  test('LockTests.test_acquire_cancel', () => {
    run(function* (loop) {
      const lock = new Lock()
      yield* lock.acquire()
      const task = loop.spawn(lock.acquire())
      yield
      task.cancel()
      yield
      expect(task.error()).toBeInstanceOf(CancelledError)
      lock.release()
      expect(lock.locked()).toBe(false)
    })
  })

  test('LockTests.test_cancel_race', () => {
    run(function* (loop) {
      const lock = new Lock()
      const blocker = new Future<void>()
      const a = loop.spawn(
        lock.hold(function* () {
          yield* blocker
        }),
      )
      yield
      const b = loop.spawn(lock.hold(function* () {}))
      const c = loop.spawn(lock.hold(function* () {}))
      yield
      blocker.setResult()
      b.cancel()
      yield
      expect(lock.locked()).toBe(false)
      expect([a.done(), b.cancelled(), c.done()]).toEqual([true, true, true])
      expect(c.cancelled()).toBe(false)
    })
  })

  test('LockTests.test_cancel_release_race', () => {
    run(function* (loop) {
      const lock = new Lock()
      let taken = 0
      function* take(): Coroutine<void> {
        yield* lock.acquire()
        taken += 1
      }
      yield* lock.acquire()
      const [first, second, third] = [loop.spawn(take()), loop.spawn(take()), loop.spawn(take())]
      yield
      first.cancel()
      lock.release()
      yield
      expect(taken).toBe(1)
      expect([first.cancelled(), second.done(), third.done()]).toEqual([true, true, false])
    })
  })

  test('LockTests.test_finished_waiter_cancelled', () => {
    run(function* (loop) {
      const lock = new Lock()
      yield* lock.acquire()
      const b = loop.spawn(lock.acquire())
      yield
      const c = loop.spawn(lock.acquire())
      lock.release()
      expect(lock.holder).toBe(b)
      b.cancel()
      yield
      expect(b.cancelled()).toBe(true)
      expect(lock.holder).toBe(c)
      yield* c
    })
  })

  test('EventTests.test_wait', () => {
    run(function* (loop) {
      const ready = new Event()
      const result: number[] = []
      function* one(index: number): Coroutine<void> {
        yield* ready.wait()
        result.push(index)
      }
      loop.spawn(one(1))
      loop.spawn(one(2))
      yield
      expect(result).toEqual([])
      loop.spawn(one(3))
      ready.set()
      yield
      // Not 3, 1, 2 as there: what is asked of a set event suspends too (Y2).
      expect(result).toEqual([1, 2, 3])
    })
  })

  test('EventTests.test_clear_with_waiters', () => {
    run(function* (loop) {
      const ready = new Event()
      const task = loop.spawn(ready.wait())
      yield
      ready.set()
      ready.clear()
      expect(ready.isSet()).toBe(false)
      ready.set()
      ready.set()
      yield
      expect(task.done()).toBe(true)
    })
  })

  test('ConditionTests.test_wait', () => {
    run(function* (loop) {
      const changed = new Condition()
      const result: number[] = []
      const gates = [new Future<void>(), new Future<void>(), new Future<void>()]
      function* one(index: number): Coroutine<void> {
        yield* changed.acquire()
        yield* changed.wait()
        result.push(index)
        yield* gates[index] ?? new Future<void>()
        if (index === 0) changed.notify(2)
        changed.release()
      }
      for (const index of gates.keys()) loop.spawn(one(index))
      yield
      expect(changed.lock.locked()).toBe(false)
      yield* changed.acquire()
      changed.notify()
      yield
      expect(result).toEqual([])
      changed.release()
      yield
      expect(result).toEqual([0])
      gates[0]?.setResult()
      yield
      expect(result).toEqual([0, 1])
      gates[1]?.setResult()
      yield
      expect(result).toEqual([0, 1, 2])
      expect(changed.lock.locked()).toBe(true)
    })
  })

  test('ConditionTests.test_wait_cancel_after_notify', () => {
    run(function* (loop) {
      const changed = new Condition()
      const task = loop.spawn(changed.hold(() => changed.wait()))
      yield
      yield* changed.acquire()
      changed.notify()
      yield
      task.cancel()
      yield
      expect(task.done()).toBe(false)
      changed.release()
      yield
      expect(task.cancelled()).toBe(true)
      expect(changed.lock.locked()).toBe(false)
    })
  })

  test('ConditionTests.test_wait_for', () => {
    run(function* (loop) {
      const changed = new Condition()
      let there = false
      const asked: boolean[] = []
      const task = loop.spawn(
        changed.hold(() =>
          changed.waitFor(() => {
            asked.push(there)
            return there
          }),
        ),
      )
      yield
      for (const value of [false, true]) {
        there = value
        yield* changed.hold(function* () {
          changed.notify()
        })
        yield
      }
      expect(asked).toEqual([false, false, true])
      expect(task.done()).toBe(true)
    })
  })

  test('ConditionTests.test_notify', () => {
    run(function* (loop) {
      const changed = new Condition()
      const result: number[] = []
      for (const index of [1, 2, 3]) {
        loop.spawn(
          changed.hold(function* () {
            yield* changed.wait()
            result.push(index)
          }),
        )
      }
      yield
      for (const [counts, expected] of [
        [[0], []],
        [[1], [1]],
        [
          [1, 2048],
          [1, 2, 3],
        ],
      ] as const) {
        yield* changed.hold(function* () {
          for (const count of counts) changed.notify(count)
        })
        yield
        expect(result).toEqual(expected)
      }
    })
  })

  test.each([
    ['test_cancelled_wakeup', 0],
    ['test_cancelled_wakeup_relock', 1],
  ])('ConditionTests.%s', (_name, ticks) => {
    run(function* (loop) {
      const changed = new Condition()
      let state = 0
      function* consumer(): Coroutine<void> {
        for (;;) {
          yield* changed.waitFor(() => state !== 0)
          if (state < 0) return
          state -= 1
          changed.notifyAll()
        }
      }
      const [first, second] = [
        loop.spawn(changed.hold(consumer)),
        loop.spawn(changed.hold(consumer)),
      ]
      yield
      yield* changed.hold(function* () {
        state += 1
        changed.notify(1)
        for (let tick = 0; tick < ticks; tick += 1) yield
        first.cancel()
        yield* changed.waitFor(() => state === 0)
        state = -1
        changed.notifyAll()
      })
      yield* second
      expect(first.cancelled()).toBe(true)
    })
  })

  test('SemaphoreTests.test_acquire_cancel_before_awoken', () => {
    run(function* (loop) {
      const one = new Semaphore(1)
      yield* one.acquire()
      const tasks = Array.from({ length: 4 }, () => loop.spawn(one.acquire()))
      yield
      tasks[0]?.cancel()
      tasks[1]?.cancel()
      one.release()
      yield
      expect(tasks.map((task) => task.done())).toEqual([true, true, true, false])
      expect(one.holders.map(String)).toEqual([String(tasks[2])])
    })
  })

  test('SemaphoreTests.test_acquire_no_hang', () => {
    run(function* (loop) {
      const one = new Semaphore(1)
      function* first(): Coroutine<void> {
        yield* one.hold(function* () {
          yield
        })
        second.cancel()
      }
      loop.spawn(first())
      const second = loop.spawn(
        one.hold(function* () {
          throw new Error('it has the permit')
        }),
      )
      yield
      expect(second.cancelled()).toBe(true)
      yield* one.acquire()
    })
  })

  test('SemaphoreTests.test_acquire_fifo_order', () => {
    run(function* (loop) {
      const one = new Semaphore(1)
      const result: string[] = []
      function* twice(name: string): Coroutine<void> {
        for (const time of [1, 2]) {
          yield* one.hold(function* () {
            result.push(`${name}_${time}`)
            yield
          })
        }
      }
      for (const name of ['a', 'b', 'c']) loop.spawn(twice(name))
      yield
      expect(result).toEqual(['a_1', 'b_1', 'c_1', 'a_2', 'b_2', 'c_2'])
    })
  })

  test('BarrierTests.test_filling_tasks_cancel_one', () => {
    run(function* (loop) {
      const start = new Barrier(3)
      const [first, second] = [loop.spawn(start.wait()), loop.spawn(start.wait())]
      yield
      expect(start.waiting).toBe(2)
      first.cancel()
      yield
      expect(start.waiting).toBe(1)
      const third = loop.spawn(start.wait())
      yield
      expect(yield* start.wait()).toBe(2)
      expect([yield* second, yield* third]).toEqual([0, 1])
      expect(start.waiting).toBe(0)
    })
  })

  test('BarrierTests.test_blocking_tasks_while_draining', () => {
    run(function* (loop) {
      const start = new Barrier(2)
      const places: [string, number][] = []
      function* twice(name: string): Coroutine<void> {
        for (let time = 0; time < 2; time += 1) places.push([name, yield* start.wait()])
      }
      loop.spawn(twice('a'))
      loop.spawn(twice('b'))
      yield
      expect(places).toEqual([
        ['a', 0],
        ['b', 1],
        ['a', 0],
        ['b', 1],
      ])
    })
  })
})

/** What CPython 3.13 tests in test_queues.py, in the words of this library. */
describe('as in test_queues.py', () => {
  test('QueueBasicTests.test_maxsize', () => {
    run(function* (loop) {
      const items = new Queue<number>({ capacity: 2 })
      const put: number[] = []
      loop.spawn(
        (function* () {
          for (const item of [0, 1, 2]) {
            yield* items.put(item)
            put.push(item)
          }
        })(),
      )
      yield
      expect(put).toEqual([0, 1])
      expect(items.takeNow()).toBe(0)
      yield
      expect(put).toEqual([0, 1, 2])
      expect([items.takeNow(), items.takeNow()]).toEqual([1, 2])
    })
  })

  test('QueueGetTests.test_get_cancelled_race', () => {
    run(function* (loop) {
      const items = new Queue<string>()
      const [first, second] = [loop.spawn(items.take()), loop.spawn(items.take())]
      yield
      first.cancel()
      items.putNow('a')
      yield
      expect(first.cancelled()).toBe(true)
      expect(second.result()).toBe('a')
    })
  })

  test('QueueGetTests.test_get_with_waiting_putters', () => {
    run(function* (loop) {
      const items = new Queue<string>({ capacity: 1 })
      loop.spawn(items.put('a'))
      loop.spawn(items.put('b'))
      yield
      expect([yield* items.take(), yield* items.take()]).toEqual(['a', 'b'])
    })
  })

  test('QueueGetTests.test_cancelled_getters_not_being_held_in_self_getters', () => {
    run(function* (loop) {
      const items = new Queue<string>({ capacity: 5 })
      const task = loop.spawn(items.take())
      yield
      task.cancel()
      yield
      items.putNow('a')
      expect(items.size).toBe(1)
    })
  })

  test('QueuePutTests.test_put_cancelled_race', () => {
    run(function* (loop) {
      const items = new Queue<string>({ capacity: 1 })
      const [a, b, c] = [
        loop.spawn(items.put('a')),
        loop.spawn(items.put('b')),
        loop.spawn(items.put('x')),
      ]
      yield
      expect([a.done(), b.done()]).toEqual([true, false])
      c.cancel()
      yield
      expect(c.cancelled()).toBe(true)
      expect([items.takeNow(), items.takeNow()]).toEqual(['a', 'b'])
      expect(items.size).toBe(0)
      yield* b
    })
  })

  test('QueuePutTests.test_why_are_putters_waiting', () => {
    run(function* (loop) {
      const items = new Queue<number>({ capacity: 2 })
      const tasks = [0, 1, 2, 3].map((item) => loop.spawn(items.put(item)))
      yield
      while (items.size > 0) items.takeNow()
      yield
      expect(tasks.every((task) => task.done())).toBe(true)
    })
  })

  test('QueuePutTests.test_cancelled_put_silence_value_error_exception', () => {
    run(function* (loop) {
      const items = new Queue<number>({ capacity: 1 })
      items.putNow(1)
      const task = loop.spawn(items.put(2))
      yield
      items.takeNow()
      task.cancel()
      yield
      expect(task.cancelled()).toBe(true)
      // It was in already, and stays (Y9).
      expect(items.takeNow()).toBe(2)
    })
  })

  test('QueueShutdownTests.test_shutdown_nonempty', () => {
    run(function* (loop) {
      const items = new Queue<string>({ capacity: 1 })
      items.putNow('data')
      const putter = loop.spawn(items.put('data2'))
      yield
      items.close()
      yield
      expect(putter.error()).toBeInstanceOf(QueueClosedError)
      expect(yield* items.take()).toBe('data')
      const late = loop.spawn(items.take())
      yield
      expect(late.error()).toBeInstanceOf(QueueClosedError)
    })
  })
})
