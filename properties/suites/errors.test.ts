/** What errors hold and say: reasons of any kind, thrown values of any kind, and messages that name who and what. */

import { describe, expect, test } from 'vitest'
import {
  AbandonedError,
  all,
  allSettled,
  any,
  Barrier,
  CancelledError,
  Condition,
  DeadlockError,
  Event,
  Future,
  group,
  InvalidStateError,
  Lock,
  Loop,
  Queue,
  QueueClosedError,
  QueueEmptyError,
  QueueFullError,
  race,
  RunLimitError,
  Semaphore,
  sleep,
  timeout,
  TimeoutError,
  UnhandledError,
  type Coroutine,
} from '../../src/index.ts'
import {
  errorsOf,
  failsAfter,
  forever,
  run,
  runWith,
  thrownBy,
  waitFor,
  works,
} from './coroutines.ts'

const unprintable = {
  toString(): string {
    throw new Error('no')
  },
}

describe('cancellations', () => {
  test.each([
    ['undefined', undefined, /was cancelled$/u],
    ['null', null, /was cancelled: null$/u],
    ['a symbol', Symbol('why'), /was cancelled: Symbol\(why\)$/u],
    ['an error', new Error('why'), /was cancelled: Error: why$/u],
    ['a number', -0, /was cancelled: 0$/u],
    ['an object that cannot be printed', unprintable, /was cancelled: something/u],
    ['an object without prototype', Object.create(null), /was cancelled: something/u],
    ['a very long text', 'x'.repeat(1_000_000), /was cancelled: x{200}…$/u],
  ])('C8: %s is a reason, and CancelledError holds it as it is', (_what, reason: unknown, said) => {
    const loop = new Loop()
    const task = loop.spawn(forever(), 'sleeper')
    const future = new Future('letter')
    for (const one of [task, future]) expect(one.cancel(reason)).toBe(true)
    loop.runStep()
    for (const one of [task, future]) {
      const error = one.error()
      if (!(error instanceof CancelledError)) throw error ?? new Error('it has a result')
      expect(error.message).toMatch(said)
      expect(error.future).toBe(one)
      expect(error.task).toBe(one === task ? task : undefined)
      expect(Object.is(error.reason, reason)).toBe(true)
      expect(error.name).toBe('CancelledError')
    }
  })

  test('C8: the error of a cancelled task can be the cause of another', () => {
    const loop = new Loop()
    const inner = loop.spawn(forever())
    function* main(): Coroutine<void> {
      inner.cancel('msg')
      try {
        yield* inner
      } catch (cause) {
        throw new Error('cancelled', { cause })
      }
    }
    expect(thrownBy(() => loop.run(main()))).toMatchObject({ cause: { reason: 'msg' } })
  })
})

describe('failures', () => {
  test.each([undefined, null, 0, '', 'text'])(
    'T5: %s can be thrown, awaited and caught',
    (thrown) => {
      const loop = new Loop()
      function* fails(): Coroutine<void> {
        throw thrown
      }
      function* main(): Coroutine<unknown> {
        try {
          yield* loop.spawn(fails())
        } catch (error) {
          return ['caught', error]
        }
        return 'nothing'
      }
      expect(loop.run(main())).toEqual(['caught', thrown])
    },
  )

  test.each([undefined, null, 0, ''])(
    'S2, S5 to S8: %s is an error of an item or child like any other',
    (thrown) => {
      function* fails(): Coroutine<never> {
        yield
        throw thrown
      }
      expect(run(allSettled([fails()]))).toEqual([{ status: 'rejected', reason: thrown }])
      expect(thrownBy(() => run(all([fails()])))).toBe(thrown)
      expect(thrownBy(() => run(race([fails()])))).toBe(thrown)
      expect(errorsOf(() => run(any([fails()])))).toEqual([thrown])
      expect(errorsOf(() => run(group(() => fails())))).toEqual([thrown])
    },
  )

  test('D5: a TimeoutError that the body throws is passed on as it is', () => {
    const mine = new TimeoutError(7)
    expect(thrownBy(() => run(timeout(10, failsAfter(1, mine))))).toBe(mine)
    expect(thrownBy(() => run(timeout(10, timeout(5, forever()))))).toMatchObject({ ms: 5 })
  })

  test('L10: an error that cannot be printed is reported all the same', () => {
    const loop = new Loop()
    function* fails(): Coroutine<void> {
      throw unprintable
    }
    loop.spawn(fails(), 'odd')
    const report = thrownBy(() => loop.run(works()))
    expect(report).toBeInstanceOf(UnhandledError)
    expect(String(report)).toContain("<Task name='odd' id='0x1'>")
  })

  test('L10: a report holds the tasks that failed, and their errors, as they are', () => {
    const loop = new Loop()
    const error = new Error('boom')
    const task = loop.spawn(failsAfter(0, error))
    const report = thrownBy(() => loop.run(works()))
    if (!(report instanceof UnhandledError)) throw report
    expect(report.tasks).toHaveLength(1)
    expect(report.tasks[0]).toBe(task)
    expect(report.errors).toHaveLength(1)
    expect(report.errors[0]).toBe(error)
  })
})

describe('abandoned locks', () => {
  test('Y13: the error names the lock, its holder, and the remedy', () => {
    const lock = new Lock('db')
    const error = thrownBy(() =>
      runWith(function* (loop) {
        yield* loop.spawn(lock.acquire(), 'Ada')
        yield* lock.hold(works)
      }),
    )
    expect(error).toBeInstanceOf(AbandonedError)
    expect(String(error)).toBe(
      "AbandonedError: Lock 'db' is held by <Task name='Ada' id='0x1'>, which has ended without releasing it: use hold(), which always releases",
    )
  })

  test('Y13: a holder of several permits is named once, and a main that has ended is named', () => {
    const loop = new Loop()
    const pool = new Semaphore(3)
    loop.run(
      (function* () {
        yield* pool.acquire()
        yield* pool.acquire()
        yield* loop.spawn(pool.acquire(), 'Ada')
      })(),
    )
    expect(String(thrownBy(() => loop.run(pool.acquire())))).toBe(
      "AbandonedError: a Semaphore is held by main and <Task name='Ada' id='0x1'>, which have ended without releasing it: use hold(), which always releases",
    )
  })

  test.each([1, 7, 100])(
    'Y13: with %i locks, each waiter receives an error of its own',
    (count) => {
      const loop = new Loop()
      const locks = Array.from({ length: count }, (_, at) => new Lock(`lock ${at}`))
      function* keeps(lock: Lock): Coroutine<void> {
        yield* lock.acquire()
        yield
        yield
      }
      function* main(): Coroutine<unknown[]> {
        for (const lock of locks) loop.spawn(keeps(lock))
        yield
        const waiters = locks.flatMap((lock) => [
          loop.spawn(lock.acquire()),
          loop.spawn(lock.acquire()),
        ])
        return (yield* allSettled(waiters)).map((one) => 'reason' in one && one.reason)
      }
      const errors = loop.run(main())
      expect(new Set(errors).size).toBe(2 * count)
      for (const error of errors) expect(error).toBeInstanceOf(AbandonedError)
    },
  )
})

describe('limits', () => {
  test('L20: the error holds the limits, the waits and the cycles, and its message names them', () => {
    const loop = new Loop({ name: 'io' })
    const [one, other] = [new Lock('one'), new Lock('other')]
    function* both(first: Lock, second: Lock): Coroutine<void> {
      yield* first.acquire()
      yield
      yield* second.acquire()
    }
    function* beats(): Coroutine<void> {
      for (;;) yield* sleep(1_000)
    }
    function* main(): Coroutine<void> {
      loop.spawn(failsAfter(0), 'lost')
      loop.spawn(beats(), 'heart')
      loop.spawn(both(other, one), 'Bob')
      yield* loop.spawn(both(one, other), 'Ada')
    }
    const error = thrownBy(() => loop.run(main(), { ms: 5_000 }))
    expect.assert(error instanceof RunLimitError)
    expect([error.ms, error.ticks, loop.now()]).toEqual([5_000, undefined, 5_000])
    expect(error.waits.map(({ who }) => String(who))).toEqual([
      'main',
      "<Task name='heart' id='0x2'>",
      "<Task name='Bob' id='0x3'>",
      "<Task name='Ada' id='0x4'>",
    ])
    expect(error.cycles).toHaveLength(1)
    expect(error.cause).toBeInstanceOf(UnhandledError)
    expect(error.message).toMatch(
      /^<Loop name='io'> has reached its limit of 5000 ms in tick \d+: run main again.*main waits for <Task name='Ada'.*deadlock cycle.*\nAlso waiting:\n.*'heart'.* waits for sleep until 6000 ms$/u,
    )
  })

  test.each([
    [0, /main can resume$/u],
    [1, /main waits for <Task name='busy' id='0x1'>, which can resume$/u],
  ])('L20: after %i ticks the message says what can resume', (ticks, message) => {
    const loop = new Loop({ discipline: 'snapshot' })
    function* main(): Coroutine<unknown> {
      return yield* loop.spawn(forever(), 'busy')
    }
    const error = thrownBy(() => loop.run(main(), { ticks }))
    expect(error).toBeInstanceOf(RunLimitError)
    expect(String(error)).toMatch(message)
  })

  test('L20: with a clock that advances by itself, a run ends before the first tick after its limit', () => {
    let now = 0
    const loop = new Loop({ clock: { now: () => (now += 1), advanceTo() {} } })
    function* busy(): Coroutine<void> {
      for (;;) yield
    }
    const error = thrownBy(() => loop.run(busy(), { ms: 20 }))
    expect(error).toBeInstanceOf(RunLimitError)
    expect(now).toBeLessThan(40)
  })
})

describe('deadlocks', () => {
  test('L9: a deadlock by locks names the holders, and the cycle', () => {
    const [a, b] = [new Lock('a'), new Lock('b')]
    const error = thrownBy(() =>
      runWith(function* (loop) {
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

  test('L9: a holder that has ended, beside one that has not, is named as such', () => {
    const pool = new Semaphore(2, 'pool')
    const error = thrownBy(() =>
      runWith(function* (loop) {
        yield* loop.spawn(pool.acquire(), 'a')
        yield* pool.acquire()
        yield* pool.acquire()
      }),
    )
    expect(error).toBeInstanceOf(DeadlockError)
    expect(String(error)).toMatch(/<Task name='a' id='0x1'> and main.*ended.*use hold\(\)/u)
  })

  test('L9: the report of a waiter of a condition names the holder of its abandoned lock', () => {
    const changed = new Condition(new Lock('db'), 'changed')
    const error = thrownBy(() =>
      runWith(function* (loop) {
        const waiter = loop.spawn(
          changed.hold(() => changed.wait()),
          'waiter',
        )
        yield
        yield* loop.spawn(changed.acquire(), 'a')
        yield* waiter
      }),
    )
    expect(error).toBeInstanceOf(DeadlockError)
    expect(String(error)).toMatch(/'changed': Lock 'db' is held by <Task name='a' .*has ended/u)
  })

  test('L9: what each primitive waits for is named, with what would end the wait', () => {
    const changed = new Condition(new Lock('db'), 'changed')
    for (const [wait, message] of [
      [() => new Event('ready').wait(), /main waits for Event 'ready'.*set\(\)/u],
      [
        () => changed.hold(() => changed.wait()),
        /main waits for Condition 'changed'.*Lock 'db'.*notify\(\)/u,
      ],
      [() => new Barrier(3).wait(), /main waits for a Barrier.*2.*wait\(\)/u],
      [() => new Queue({ name: 'jobs' }).take(), /main waits for Queue 'jobs'.*put\(\)/u],
      [() => new Queue({ capacity: 0 }).put(1), /main waits for a Queue.*take\(\)/u],
    ] as const) {
      const error = thrownBy(() => run<unknown>(wait()))
      expect(error).toBeInstanceOf(DeadlockError)
      expect(String(error)).toMatch(message)
    }
  })

  test('L9: the waits of an error hold the task and the future, as they are', () => {
    const loop = new Loop()
    const never = new Future<void>('never')
    const task = loop.spawn(waitFor(never))
    loop.runStep()
    const error = thrownBy(() => loop.run(waitFor(task)))
    if (!(error instanceof DeadlockError)) throw error
    const wait = error.waits.find(({ who }) => who === task)
    expect(wait?.on).toBe(never)
  })
})

describe('primitives', () => {
  test('Y4: a release by another than the holder names the holder, if there is one', () => {
    runWith(function* (loop) {
      const lock = new Lock('db')
      const free = thrownBy(() => lock.release())
      expect(free).toBeInstanceOf(InvalidStateError)
      expect(String(free)).toMatch(/Lock 'db' is (?!.*(?:Task|main))/u)
      const task = loop.spawn(lock.acquire(), 'a')
      yield
      expect(lock.holder).toBe(task)
      const error = thrownBy(() => lock.release())
      expect(error).toBeInstanceOf(InvalidStateError)
      expect(String(error)).toMatch(
        /Lock 'db' is held by <Task name='a' id='0x1'>: only its holder can release it/u,
      )
    })
  })

  test('Y4: the host holds nothing, and can release nothing', () => {
    const lock = new Lock()
    run(lock.acquire())
    expect(lock.holder).toBe('main')
    expect(() => lock.release()).toThrow('a Lock is held by main: only its holder')
  })

  test('Y5: a release without a permit names the holders of one', () => {
    runWith(function* (loop) {
      const pool = new Semaphore(3, 'pool')
      const free = thrownBy(() => pool.release())
      expect(free).toBeInstanceOf(InvalidStateError)
      expect(String(free)).toMatch(/Semaphore 'pool' is (?!.*(?:Task|main))/u)
      loop.spawn(pool.acquire(), 'a')
      loop.spawn(pool.acquire(), 'b')
      yield
      expect(() => pool.release()).toThrow(
        /is held by <Task name='a' id='0x1'> and <Task name='b' id='0x2'>: only a holder can release it/u,
      )
    })
  })

  test('Y7: wait, waitFor, notify and notifyAll need the lock, and name its holder', () => {
    runWith(function* (loop) {
      const changed = new Condition(new Lock('db'), 'changed')
      loop.spawn(changed.acquire(), 'a')
      yield
      const held = /of Condition 'changed' needs Lock 'db', which is held by <Task name='a'/u
      expect(() => changed.notify()).toThrow(held)
      expect(() => changed.notifyAll()).toThrow(held)
      expect(() => changed.wait().next()).toThrow(held)
      expect(() => changed.waitFor(() => true).next()).toThrow(held)
      expect(() => new Condition().notify()).toThrow(/acquire (?:that|it) first/u)
    })
  })

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
  })

  test('Y10: tryAcquire outside a coroutine says where it can be called', () => {
    const db = new Lock('db')
    expect(() => db.tryAcquire()).toThrow(
      "Lock 'db' is held by a task or by main: call tryAcquire() in a coroutine",
    )
    expect(db.locked()).toBe(false)
  })

  test('Y14: a number of permits that cannot be free is refused, and says how many there are', () => {
    const pool = new Semaphore(3, 'pool')
    const asks = "acquire() of Semaphore 'pool' asks for 4 permits, and it has 3 permits"
    expect(() => pool.acquire(4)).toThrow(asks)
    expect(() => new Semaphore(0).acquire()).toThrow('asks for a permit, and it has 0 permits')
    for (const permits of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])
      for (const call of ['acquire', 'tryAcquire', 'release'] as const)
        expect(() => pool[call](permits)).toThrow(RangeError)
    // @ts-expect-error it is a mistake, and does not type-check.
    expect(() => pool.acquire('2')).toThrow(TypeError)
    // @ts-expect-error it is a mistake, and does not type-check.
    expect(() => pool.hold(2)).toThrow('hold takes a generator function')
    expect(() => pool.hold(4, function* () {})).toThrow(RangeError)
    expect(pool.free).toBe(3)
  })

  test('Y14: as many permits as there can be are acquired at once, in one step', () => {
    const loop = new Loop()
    const pool = new Semaphore(Number.MAX_SAFE_INTEGER, 'pool')
    function* main(): Coroutine<void> {
      yield* pool.acquire(Number.MAX_SAFE_INTEGER)
      expect([pool.free, pool.holders]).toEqual([0, ['main']])
      pool.release(1)
      expect(() => pool.release(pool.count)).toThrow('but with fewer than')
      pool.release(pool.count - 1)
    }
    loop.run(main())
    expect(pool.free).toBe(pool.count)
  })

  test('Y14, L9: a deadlock says for how many permits a task waits', () => {
    const pool = new Semaphore(3, 'pool')
    function* main(): Coroutine<void> {
      yield* pool.acquire(2)
      yield* pool.acquire(2)
    }
    expect(() => new Loop().run(main())).toThrow("main waits for 2 permits of Semaphore 'pool'")
  })

  test('Y11: a closed queue is named in the error of its waiters', () => {
    const jobs = new Queue<number>({ name: 'jobs' })
    jobs.close()
    const error = thrownBy(() => run(jobs.take()))
    expect(error).toBeInstanceOf(QueueClosedError)
    expect(String(error)).toContain("Queue 'jobs' is closed")
  })
})
