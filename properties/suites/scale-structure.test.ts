/** Many children, items and timers: the right order, a stack that holds, memory that is freed, and no quadratic time. */

import { describe, expect, test, vi } from 'vitest'
import {
  all,
  DeadlockError,
  Future,
  group,
  Loop,
  race,
  sleep,
  timeout,
  type Coroutine,
  type Group,
} from '../../src/index.ts'
import { withoutStacks } from '../stacks.ts'
import {
  errorsOf,
  failsAfter,
  forever,
  guarded,
  heapUsed,
  run,
  slow,
  thrownBy,
  works,
} from './coroutines.ts'

const size = 100_000

describe('combinators', () => {
  test('a race of a hundred thousand futures, won by one in the middle, leaves them without waiters', () => {
    const loop = new Loop()
    const futures = Array.from({ length: size }, () => new Future<number>())
    loop.spawn(
      (function* () {
        futures[size / 2]?.setResult(7)
      })(),
    )
    expect(loop.run(race(futures))).toBe(7)
    for (const [index, future] of futures.entries()) if (!future.done()) future.setResult(index)
    expect(loop.run(all(futures))).toHaveLength(size)
  })

  test('a hundred thousand races on one future', () => {
    const loop = new Loop()
    const gate = new Future<number>()
    for (let races = 0; races < size; races += 1) loop.spawn(race([new Future<number>(), gate]))
    loop.runStep()
    gate.setResult(1)
    withoutStacks(() => loop.runStep())
    expect(loop.pending).toHaveLength(0)
  })

  test('a future that loses a hundred thousand races, one after another, keeps nothing of them', () => {
    const loop = new Loop()
    const never = new Future<string>()
    function* main(): Coroutine<void> {
      for (let races = 0; races < size; races += 1) yield* race([never, works()])
    }
    const before = heapUsed()
    loop.spawn(main())
    loop.runStep()
    // A subscription that stayed would be 100 bytes and more: 10 MB in all.
    expect(heapUsed() - before).toBeLessThan(5e6)
    expect(loop.pending).toHaveLength(0)
  })
})

describe('groups', () => {
  test('a hundred thousand children in a group, of which the last fails', () => {
    const loop = new Loop()
    const error = new Error('last')
    let closed = 0
    function* child(): Coroutine<void> {
      try {
        yield* forever()
      } finally {
        closed += 1
      }
    }
    function* body(g: Group): Coroutine<void> {
      for (let children = 1; children < size; children += 1) g.spawn(child())
      g.spawn(failsAfter(1, error))
    }
    expect(withoutStacks(() => errorsOf(() => loop.run(group(body))))).toEqual([error])
    expect([closed, loop.pending.length]).toEqual([size - 1, 0])
  })

  test('a hundred thousand children that all fail are in one error with a short message', () => {
    function* body(g: Group): Coroutine<void> {
      for (let children = 0; children < size; children += 1) g.spawn(failsAfter(1, children))
    }
    const error = thrownBy(() => run(group(body)))
    if (!(error instanceof AggregateError)) throw error
    expect(error.errors).toHaveLength(size)
    expect(error.errors.every((one, index) => one === index)).toBe(true)
    expect(error.message.length).toBeLessThan(2_000)
    expect(error.message).toMatch(/^100000 failures in a group/u)
  })

  test('a group that spawns a hundred thousand children, one after another, keeps no ended child', () => {
    const loop = new Loop()
    const before = heapUsed()
    let grown = 0
    function* body(g: Group): Coroutine<void> {
      for (let children = 0; children < size; children += 1) yield* g.spawn(works())
      grown = heapUsed() - before
    }
    loop.spawn(group(body))
    loop.runStep()
    expect(grown).toBeLessThan(5e6)
    expect(loop.pending).toHaveLength(0)
  })

  /** Groups within groups, each with a child that notes its end. */
  function* nested(depth: number, log: string[]): Coroutine<void> {
    if (depth === 0) yield* forever()
    yield* group(function* (g) {
      g.spawn(guarded(log, `${depth}`, 1))
      yield* nested(depth - 1, log)
    })
    log.push('after')
  }

  test('S3: groups three hundred deep are cancelled from the innermost outward', () => {
    const loop = new Loop()
    const log: string[] = []
    const task = loop.spawn(nested(300, log))
    loop.runStep()
    task.cancel()
    loop.runStep()
    expect([task.cancelled(), loop.pending.length, log.length]).toEqual([true, 0, 300])
    expect(new Set(log).size).toBe(300)
  })

  test('S4: groups so deep that the stack ends fail, and leave no child behind', () => {
    const loop = new Loop({ onUnhandled: () => {} })
    const task = loop.spawn(nested(100_000, []))
    loop.runStep()
    expect([task.done(), task.error() === undefined]).toEqual([true, false])
    expect(loop.pending).toHaveLength(0)
  })

  test('a tower of ten thousand tasks, each with a group of its own, is cancelled at its bottom and at its top', () => {
    function* level(height: number): Coroutine<void> {
      if (height === 0) yield* forever()
      else
        yield* group(function* (g) {
          g.spawn(level(height - 1))
        })
    }
    for (const ends of ['bottom', 'top'] as const) {
      const loop = new Loop()
      const task = loop.spawn(level(10_000))
      loop.runStep()
      if (ends === 'top') task.cancel()
      else loop.pending.at(-1)?.cancel()
      loop.runStep()
      expect([task.cancelled(), task.done()]).toEqual([ends === 'top', true])
      expect(loop.pending).toHaveLength(0)
    }
  })

  test('after CPython, test_taskgroup_25: a hydra grows two heads for each, until Hercules fails the group', () => {
    let hydras = 0
    function* hydra(g: Group): Coroutine<void> {
      hydras += 1
      yield* sleep(10)
      g.spawn(hydra(g))
      g.spawn(hydra(g))
    }
    function* hercules(): Coroutine<void> {
      // oxlint-disable-next-line no-unmodified-loop-condition -- the hydras do.
      while (hydras < 10) yield* sleep(15)
      throw 'slain'
    }
    const loop = new Loop()
    const errors = errorsOf(() =>
      loop.run(
        group(function* (g) {
          g.spawn(hydra(g))
          g.spawn(hercules())
        }),
      ),
    )
    expect([errors, hydras >= 10, loop.pending.length]).toEqual([['slain'], true, 0])
  })
})

describe('timers', () => {
  /** Numbers from 0 to below, in an order that is always alike. */
  function* shuffled(count: number, below: number): Generator<number> {
    let seed = 1
    for (let number = 0; number < count; number += 1) {
      seed = (seed * 48_271) % 2_147_483_647
      yield seed % below
    }
  }

  test('D2: a hundred thousand sleepers in random order wake by deadline, and then by creation', () => {
    const loop = new Loop()
    let disorder = 0
    let woken = 0
    let last: readonly [number, number] = [0, 0]
    function* sleeper(ms: number, number: number): Coroutine<void> {
      yield* sleep(ms)
      if (loop.now() !== ms || ms < last[0] || (ms === last[0] && number < last[1])) disorder += 1
      last = [ms, number]
      woken += 1
    }
    let number = 0
    for (const ms of shuffled(size, 1_000)) loop.spawn(sleeper(ms + 1, (number += 1)))
    loop.run(sleep(1_001))
    expect([woken, disorder, loop.tick]).toEqual([size, 0, 1_002])
  })

  test('fifty thousand sleeps in one race are dropped when the first is over, and no time passes for them', () => {
    const loop = new Loop()
    const sleeps = [...shuffled(50_000, 1_000_000)].map((ms) => sleep(ms + 2))
    loop.run(race([...sleeps, sleep(1)]))
    expect([loop.now(), loop.pending.length]).toEqual([1, 0])
    expect(thrownBy(() => loop.run(forever()))).toBeInstanceOf(DeadlockError)
    expect(loop.now()).toBe(1)
  })

  test('a million timeouts that are not over take no time, and leave nothing behind', () => {
    const loop = new Loop()
    function* body(): Coroutine<void> {
      for (let times = 0; times < 1_000_000; times += 1) yield* timeout(1e9, works())
    }
    const task = loop.spawn(body())
    const before = heapUsed()
    loop.runStep()
    expect(task.done()).toBe(true)
    // Kept, each would be 100 bytes and more.
    expect(heapUsed() - before).toBeLessThan(20e6)
    expect(thrownBy(() => loop.run(forever()))).toBeInstanceOf(DeadlockError)
    expect(loop.now()).toBe(0)
  })

  test('an hour of a thousand workers that wake every minute, on the minute', () => {
    const loop = new Loop()
    let woken = 0
    function* worker(): Coroutine<void> {
      for (let minute = 1; minute <= 60; minute += 1) {
        yield* sleep(60_000)
        if (loop.now() === minute * 60_000) woken += 1
      }
    }
    for (let workers = 0; workers < 1_000; workers += 1) loop.spawn(worker())
    loop.run(sleep(3_600_000))
    expect([woken, loop.now(), loop.pending.length]).toEqual([60_000, 3_600_000, 0])
  })

  test('L14: closing a thousand tasks, each with a clean-up that ends at a time of its own, is linear', () => {
    const loop = new Loop()
    const tasks = 1_000
    const log: string[] = []
    for (let ms = 1; ms <= tasks; ms += 1) loop.spawn(slow(log, ms))
    loop.runStep()
    const asked = vi.spyOn(Future.prototype, 'done')
    loop.close()
    const times = asked.mock.calls.length
    asked.mockRestore()
    expect([log.length, loop.now()]).toEqual([tasks, tasks])
    // To go through all tasks whenever time passes would be half a million.
    expect(times).toBeLessThan(100 * tasks)
  })

  test('D5: timeouts two hundred deep, all over at one time: the error of the outermost is thrown', () => {
    const loop = new Loop()
    const log: string[] = []
    function* nested(depth: number): Coroutine<void> {
      if (depth === 0) return yield* slow(log, 5)
      yield* timeout(10 + (depth === 200 ? -1 : 0), nested(depth - 1))
      log.push('after')
      return undefined
    }
    expect(thrownBy(() => loop.run(nested(200)))).toMatchObject({ name: 'TimeoutError', ms: 9 })
    expect([log, loop.now()]).toEqual([['cleaned up'], 14])
  })
})
