/** Time where programs that are plain data do not reach: odd durations, odd clocks, large numbers. */

import { describe, expect, test, vi } from 'vitest'
import {
  all,
  CancelledError,
  CoroutineReusedError,
  DeadlockError,
  Future,
  group,
  InvalidStateError,
  Loop,
  NotACoroutineError,
  race,
  sleep,
  Task,
  timeout,
  TimeoutError,
  UnhandledError,
  VirtualClock,
  type Clock,
  type Coroutine,
} from '../../src/index.ts'
import { after, forever, heapUsed, raise, thrownBy, waitFor, works, wrong } from './coroutines.ts'

/** Waits for ever; its clean-up takes that long. */
function* slow(log: string[], ms: number): Coroutine<void> {
  try {
    yield* forever()
  } finally {
    yield* sleep(ms)
    log.push('cleaned up')
  }
}

/** A clock that says what it is told to say, one after another, and then the last for ever. */
function says(...times: unknown[]): Clock {
  let said = 0
  return {
    now() {
      said = Math.min(said + 1, times.length)
      return wrong(times[said - 1])
    },
    advanceTo() {},
  }
}

describe('durations (D6)', () => {
  test.each([Number.NaN, -1, -Number.MIN_VALUE, Number.NEGATIVE_INFINITY])(
    '%d is refused at once with a RangeError, and a coroutine that was given with it is not taken',
    (ms) => {
      const coroutine = works()
      expect(thrownBy(() => sleep(ms))).toBeInstanceOf(RangeError)
      expect(thrownBy(() => timeout(ms, coroutine))).toBeInstanceOf(RangeError)
      expect(new Loop().run(coroutine)).toBe('works')
    },
  )

  test.each([
    ["'5'", '5'],
    ['null', null],
    ['undefined', undefined],
    ['5n', 5n],
    ['a symbol', Symbol('s')],
    ['an array', [5]],
    ['a date', new Date(5)],
    ['an object without prototype', Object.create(null)],
  ])('%s is refused at once with a TypeError', (_what, ms) => {
    expect(thrownBy(() => sleep(wrong(ms)))).toBeInstanceOf(TypeError)
    expect(thrownBy(() => timeout(wrong(ms), works()))).toBeInstanceOf(TypeError)
  })

  test('an object that cannot be printed is no duration either, and that is what is said', () => {
    const odd = {
      toString(): string {
        throw new Error('no')
      },
    }
    expect(thrownBy(() => sleep(wrong(odd)))).toBeInstanceOf(TypeError)
  })

  test('D1: 0 and -0 give up the turn once, and no time passes', () => {
    for (const ms of [0, -0]) {
      const loop = new Loop()
      const log: string[] = []
      function* logs(name: string, wait: () => Coroutine<void>): Coroutine<void> {
        yield* wait()
        log.push(name)
      }
      loop.spawn(logs('slept', () => sleep(ms)))
      loop.spawn(
        logs('yielded', function* () {
          yield
        }),
      )
      loop.runStep()
      expect([log, loop.now()]).toEqual([['slept', 'yielded'], 0])
    }
  })

  test.each([1e-9, Number.MIN_VALUE, 0.1, 1, 2 ** 31, 1e300, Number.MAX_VALUE])(
    'D1: %d ms pass, and no more',
    (ms) => {
      const loop = new Loop()
      loop.run(sleep(ms))
      expect(loop.now()).toBe(ms)
      expect(loop.run(timeout(ms, works()))).toBe('works')
      expect(loop.now()).toBe(ms)
    },
  )

  test('D2: a millisecond that is lost beside a large number is over at once, in its order', () => {
    const loop = new Loop({ clock: new VirtualClock(2 ** 60) })
    const log: string[] = []
    for (const name of ['a', 'b']) {
      loop.spawn(
        (function* () {
          yield* sleep(name === 'a' ? 1 : 1e-9)
          log.push(name)
        })(),
      )
    }
    loop.run(sleep(1))
    expect([log, loop.now()]).toEqual([['a', 'b'], 2 ** 60])
  })

  test('D6: Infinity never ends, is in no jump, and is told in a deadlock', () => {
    const loop = new Loop()
    const sleeper = loop.spawn(sleep(Number.POSITIVE_INFINITY))
    expect(loop.run(timeout(Number.POSITIVE_INFINITY, after(5, 'five')))).toBe('five')
    const report = thrownBy(() => loop.run(waitFor(sleeper)))
    expect(report).toBeInstanceOf(DeadlockError)
    expect(String(report)).toContain('sleep(Infinity)')
    sleeper.cancel()
    loop.close()
    expect([sleeper.cancelled(), loop.now()]).toEqual([true, 5])
  })

  test.each([
    ['a generator function', works],
    ['a promise', Promise.resolve()],
    ['a future', new Future()],
    ['a number', 5],
    ['nothing', undefined],
  ])('timeout refuses %s as a coroutine at once', (_what, given) => {
    expect(thrownBy(() => timeout(5, wrong(given)))).toBeInstanceOf(NotACoroutineError)
  })

  test('timeout takes a coroutine for itself', () => {
    const coroutine = works()
    const limited = timeout(5, coroutine)
    for (const again of [() => timeout(5, coroutine), () => new Loop().run(coroutine)]) {
      expect(thrownBy(again)).toBeInstanceOf(CoroutineReusedError)
    }
    expect(new Loop().run(limited)).toBe('works')
    expect(thrownBy(() => new Loop().run(limited))).toBeInstanceOf(CoroutineReusedError)
  })
})

describe('large numbers', () => {
  /** Numbers from 0 to below, in an order that is always alike. */
  function* shuffled(size: number, below: number): Generator<number> {
    let seed = 1
    for (let number = 0; number < size; number += 1) {
      seed = (seed * 48_271) % 2_147_483_647
      yield seed % below
    }
  }

  test('D2: a hundred thousand sleepers in random order wake by deadline, and then by creation', () => {
    const loop = new Loop()
    const size = 100_000
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
    const size = 50_000
    const sleeps = [...shuffled(size, 1_000_000)].map((ms) => sleep(ms + 2))
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

  test('an hour of a thousand who wake every second, on the second', () => {
    const loop = new Loop()
    let woken = 0
    function* worker(): Coroutine<void> {
      for (let second = 1; second <= 60; second += 1) {
        yield* sleep(60_000)
        if (loop.now() === second * 60_000) woken += 1
      }
    }
    for (let workers = 0; workers < 1_000; workers += 1) loop.spawn(worker())
    loop.run(sleep(3_600_000))
    expect([woken, loop.now(), loop.pending.length]).toEqual([60_000, 3_600_000, 0])
  })

  test('L14: closing a thousand tasks, each with a clean-up that ends at a time of its own, is linear', () => {
    const loop = new Loop()
    const size = 1_000
    const log: string[] = []
    for (let ms = 1; ms <= size; ms += 1) loop.spawn(slow(log, ms))
    loop.runStep()
    const asked = vi.spyOn(Future.prototype, 'done')
    loop.close()
    const times = asked.mock.calls.length
    asked.mockRestore()
    expect([log.length, loop.now()]).toEqual([size, size])
    // To look through all tasks whenever time passes would be half a million.
    expect(times).toBeLessThan(100 * size)
  })

  test('D5: timeouts two hundred deep, all over at one time: the outermost is what is thrown', () => {
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

describe('clocks', () => {
  test.each([
    ['no object', 5],
    ['null', null],
    ['an object without methods', {}],
    ['one that cannot advance', { now: () => 0 }],
    ['one that says no time', { advanceTo() {} }],
  ])('a loop refuses %s as its clock', (_what, clock) => {
    const error = thrownBy(() => new Loop({ clock: wrong(clock) }))
    expect(error).toBeInstanceOf(TypeError)
    expect(String(error)).toContain('clock')
  })

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, '5', null])(
    'a virtual clock refuses %s',
    (time) => {
      const clock = new VirtualClock(7)
      expect(() => new VirtualClock(wrong(time))).toThrow(RangeError)
      expect(() => clock.advanceTo(wrong(time))).toThrow(RangeError)
      expect(clock.now()).toBe(7)
    },
  )

  test('a virtual clock does not go back, and the host may move it on', () => {
    const clock = new VirtualClock()
    const loop = new Loop({ clock })
    const task = loop.spawn(after(10, 'ten'))
    loop.runStep()
    clock.advanceTo(25)
    expect(() => clock.advanceTo(24)).toThrow(RangeError)
    loop.runStep()
    expect([task.done(), loop.now()]).toEqual([true, 25])
  })

  test('D4: a clock that goes backwards stands still for its loop', () => {
    const loop = new Loop({ clock: says(10, 20, 15, 5, -1e9, 30) })
    const seen = Array.from({ length: 7 }, () => loop.now())
    expect(seen).toEqual([10, 20, 20, 20, 20, 30, 30])
  })

  test.each([Number.NaN, undefined, '5', null])(
    'D4: a clock that says %s is told of at once, and the loop is as it was',
    (time) => {
      let broken = true
      const loop = new Loop({
        clock: { now: () => (broken ? wrong(time) : 7), advanceTo() {} },
      })
      expect(thrownBy(() => loop.now())).toBeInstanceOf(TypeError)
      broken = false
      expect([loop.now(), loop.run(works())]).toEqual([7, 'works'])
    },
  )

  test('D3: a clock that stands still when it is told to advance is told of, and the run can go on', () => {
    let time = 0
    let stuck = true
    const loop = new Loop({
      clock: {
        now: () => time,
        advanceTo(to) {
          if (!stuck) time = to
        },
      },
    })
    const main = after(5, 'five')
    expect(thrownBy(() => loop.run(main))).toBeInstanceOf(RangeError)
    stuck = false
    expect([loop.run(main), loop.now()]).toEqual(['five', 5])
  })

  test('L10: close() with a clock that stands still loses no failure', () => {
    const loop = new Loop({ clock: says(0) })
    const error = new Error('boom')
    loop.spawn(
      (function* () {
        throw error
      })(),
    )
    loop.spawn(slow([], 5))
    loop.runStep()
    const reports: unknown[] = []
    const collect = (thrown: unknown): void => {
      reports.push(thrown)
      if (thrown instanceof UnhandledError) reports.push(...thrown.errors)
      if (thrown instanceof Error && thrown.cause !== undefined) collect(thrown.cause)
    }
    collect(thrownBy(() => loop.close()))
    expect(reports).toContain(error)
    expect(loop.pending).toHaveLength(0)
  })

  test('a clock that overshoots wakes everybody who is due, in the order of their deadlines', () => {
    let time = 0
    const loop = new Loop({
      clock: {
        now: () => time,
        advanceTo(to) {
          time = to + 100
        },
      },
    })
    const log: string[] = []
    for (const ms of [30, 10, 20, 500]) {
      loop.spawn(
        (function* () {
          yield* sleep(ms)
          log.push(`${ms} at ${loop.now()}`)
        })(),
      )
    }
    loop.run(sleep(40))
    expect(log).toEqual(['10 at 110', '20 at 110', '30 at 110'])
  })

  test('a clock that runs by itself is asked, and not told, while somebody can go on', () => {
    let time = 0
    const loop = new Loop({
      clock: {
        now: () => (time += 1),
        advanceTo() {
          throw new Error('nobody was to tell it')
        },
      },
      discipline: 'snapshot',
    })
    function* main(): Coroutine<boolean> {
      const task = loop.spawn(after(50, 'done'))
      while (!task.done()) yield
      return task.result() === 'done'
    }
    expect(loop.run(main())).toBe(true)
  })

  test('two loops with one clock: time that passes for one has passed for the other', () => {
    const clock = new VirtualClock()
    const [one, other] = [new Loop({ clock }), new Loop({ clock })]
    const log: string[] = []
    for (const ms of [30, 5, 20]) {
      other.spawn(
        (function* () {
          yield* sleep(ms)
          log.push(`${ms} at ${other.now()}`)
        })(),
      )
    }
    other.runStep()
    one.run(sleep(20))
    expect([log, other.now()]).toEqual([[], 20])
    other.runStep()
    expect(log).toEqual(['5 at 20', '20 at 20'])
    other.run(sleep(10))
    expect([log.at(-1), one.now()]).toEqual(['30 at 30', 30])
  })

  test('a loop that runs in the step of another, with the same clock, takes its time along', () => {
    const clock = new VirtualClock()
    const [outer, inner] = [new Loop({ clock }), new Loop({ clock })]
    function* main(): Coroutine<string> {
      const task = outer.spawn(timeout(10, forever()))
      yield
      inner.run(sleep(50))
      yield
      return String(task.error())
    }
    expect(outer.run(main())).toContain('TimeoutError')
    expect(outer.now()).toBe(50)
  })

  test('L18: a loop has a clock of its own, unless it is given one', () => {
    const [one, other] = [new Loop(), new Loop({ clock: new VirtualClock(-5) })]
    one.run(sleep(10))
    expect([one.now(), other.now(), new Loop().now()]).toEqual([10, -5, 0])
    other.run(sleep(10))
    expect(other.now()).toBe(5)
  })
})

describe('when time passes', () => {
  test('D3: time stands still while somebody can go on, in either discipline', () => {
    for (const discipline of ['drain', 'snapshot'] as const) {
      const loop = new Loop({ discipline })
      const sleeper = loop.spawn(sleep(1))
      function* main(): Coroutine<boolean> {
        for (let turns = 0; turns < 100; turns += 1) yield
        return sleeper.done()
      }
      expect([loop.run(main()), loop.now()]).toEqual([false, 0])
    }
  })

  test('D3: runStep() wakes who is due, and lets no time pass', () => {
    const clock = new VirtualClock()
    const loop = new Loop({ clock })
    const sleeper = loop.spawn(sleep(1))
    for (let steps = 0; steps < 5; steps += 1) loop.runStep()
    expect([sleeper.done(), loop.now()]).toEqual([false, 0])
    clock.advanceTo(1)
    loop.runStep()
    expect(sleeper.done()).toBe(true)
  })

  test('D3: it jumps to no deadline of those who were cancelled or whose timeout is not over', () => {
    const loop = new Loop()
    const told: number[] = []
    const watched = new Loop({ observer: { advanced: (now) => told.push(now) } })
    const gone = watched.spawn(sleep(3))
    watched.spawn(timeout(4, after(2, 'in time')))
    function* main(): Coroutine<void> {
      yield* sleep(1)
      gone.cancel()
      yield* race([sleep(8), sleep(6)])
    }
    watched.run(main())
    expect([told, watched.now(), loop.now()]).toEqual([[1, 2, 7], 7, 0])
  })

  test('L14: sleeps in clean-ups take their time when a loop is closed, and others are not waited for', () => {
    const loop = new Loop()
    const log: string[] = []
    loop.spawn(slow(log, 30))
    loop.spawn(timeout(1_000, slow(log, 10)))
    loop.spawn(sleep(5_000))
    function* main(): Coroutine<void> {
      yield* slow(log, 20)
    }
    const ticks = loop.ticks(main())
    ticks.next()
    loop.close()
    expect([log.length, loop.now(), loop.pending.length]).toEqual([3, 30, 0])
  })

  test('L14: a clean-up that sleeps for ever is told as a deadlock by close()', () => {
    const loop = new Loop()
    loop.spawn(slow([], Number.POSITIVE_INFINITY))
    loop.spawn(slow([], 7))
    loop.runStep()
    expect(String(thrownBy(() => loop.close()))).toContain('sleep(Infinity)')
    expect(loop.now()).toBe(7)
  })

  test('a timeout in a clean-up ends what the clean-up waits for', () => {
    const loop = new Loop()
    const log: string[] = []
    function* body(): Coroutine<void> {
      try {
        yield* forever()
      } finally {
        try {
          yield* timeout(5, forever())
        } catch (error) {
          log.push(String(error))
        }
      }
    }
    loop.spawn(body())
    loop.runStep()
    loop.close()
    expect([log, loop.now()]).toEqual([['TimeoutError: timed out after 5 ms'], 5])
  })

  test('a sleeper whose timer is in the hands of an observer cannot be woken by it', () => {
    const seen: Future<unknown>[] = []
    const loop = new Loop({ observer: { parked: (_who, on) => seen.push(on) } })
    const sleeper = loop.spawn(after(10, 'slept'))
    loop.runStep()
    for (const timer of seen) {
      expect(timer.cancel()).toBe(false)
      expect(() => timer.setResult(1)).toThrow(InvalidStateError)
      expect(() => timer.setError(1)).toThrow(InvalidStateError)
    }
    expect(seen).toHaveLength(1)
    expect([loop.run(waitFor(sleeper)), loop.now()]).toEqual(['slept', 10])
  })
})

describe('timeouts', () => {
  test('D5: timeout(0) lets its body do what it can in this tick, and no more', () => {
    const loop = new Loop()
    expect(
      loop.run(
        timeout(
          0,
          (function* () {
            return 'at once'
          })(),
        ),
      ),
    ).toBe('at once')
    const quick = loop.spawn(timeout(0, works()))
    expect(loop.run(waitFor(quick))).toBe('works')
    const waits = loop.spawn(timeout(0, after(1, 'late')))
    expect(thrownBy(() => loop.run(waitFor(waits)))).toMatchObject({ name: 'TimeoutError', ms: 0 })
    expect(loop.now()).toBe(0)
  })

  test('D5: a body that is to be handed its result when its time is over is too late', () => {
    const loop = new Loop()
    const gate = new Future<string>()
    const task = loop.spawn(timeout(10, waitFor(gate)))
    function* opens(): Coroutine<void> {
      yield* sleep(10)
      gate.setResult('open')
    }
    loop.spawn(opens())
    expect(thrownBy(() => loop.run(waitFor(task)))).toBeInstanceOf(TimeoutError)
    expect(gate.result()).toBe('open')
  })

  test('D2: a sleep that was begun before a timeout with the same deadline is over before it', () => {
    function* body(): Coroutine<string> {
      const sleeper = loop.spawn(after(10, 'slept'))
      yield
      return yield* timeout(10, waitFor(sleeper))
    }
    const loop = new Loop()
    const task = loop.spawn(body())
    const error = thrownBy(() => loop.run(waitFor(task)))
    // Its sleeper was woken, but had to take a turn to end.
    expect(error).toBeInstanceOf(TimeoutError)
    expect(loop.pending).toHaveLength(0)
  })

  test('D5: a body that catches everything is closed all the same', () => {
    const loop = new Loop()
    const log: string[] = []
    function* stubborn(): Coroutine<string> {
      for (;;) {
        try {
          yield* sleep(100)
        } catch {
          log.push('caught')
        } finally {
          yield* sleep(5)
          log.push(`cleaned up at ${loop.now()}`)
        }
      }
    }
    const error = thrownBy(() => loop.run(timeout(10, stubborn())))
    expect(error).toBeInstanceOf(TimeoutError)
    expect([log, loop.now()]).toEqual([['cleaned up at 15'], 15])
  })

  test('D5: the error of a clean-up comes instead of TimeoutError, and a result of it does not', () => {
    function* body(finish: () => void): Coroutine<string> {
      try {
        return yield* forever()
      } finally {
        finish()
        yield
        // oxlint-disable-next-line no-unsafe-finally -- that is the attack.
        return 'alive'
      }
    }
    const throws = (): never => {
      throw new Error('clean-up')
    }
    expect(thrownBy(() => new Loop().run(timeout(1, body(throws))))).toMatchObject({
      message: 'clean-up',
    })
    expect(
      thrownBy(() =>
        new Loop().run(
          timeout(
            1,
            body(() => {}),
          ),
        ),
      ),
    ).toBeInstanceOf(TimeoutError)
  })

  test('D5: a TimeoutError of another timeout, or of the body, is passed on as it is', () => {
    const loop = new Loop()
    const mine = new TimeoutError(7)
    function* throws(): Coroutine<never> {
      yield* sleep(1)
      throw mine
    }
    expect(thrownBy(() => loop.run(timeout(10, throws())))).toBe(mine)
    const inner = thrownBy(() => loop.run(timeout(10, timeout(5, forever()))))
    expect(inner).toMatchObject({ ms: 5 })
    expect(loop.now()).toBe(6)
  })

  test('D5: a task in a timeout that is cancelled when the time is over is cancelled', () => {
    const loop = new Loop()
    const log: string[] = []
    const task = loop.spawn(timeout(10, slow(log, 5)))
    loop.run(sleep(12))
    expect([task.cancel('too late'), task.done()]).toEqual([true, false])
    loop.run(sleep(10))
    expect([log, task.cancelled()]).toEqual([['cleaned up'], true])
    expect(task.error()).toBeInstanceOf(CancelledError)
  })

  test('a timeout of a main that is stopped goes on with it', () => {
    const loop = new Loop()
    function* body(): Coroutine<never> {
      loop.stop()
      return yield* forever()
    }
    const main = timeout(10, body())
    expect(thrownBy(() => loop.run(main))).toMatchObject({ name: 'LoopStoppedError' })
    loop.run(sleep(50))
    expect(thrownBy(() => loop.run(main))).toBeInstanceOf(TimeoutError)
    expect(loop.now()).toBe(50)
  })

  test('a timeout that is over when nobody runs its main closes it in its next turn', () => {
    const loop = new Loop()
    const log: string[] = []
    const ticks = loop.ticks(timeout(10, slow(log, 5)))
    ticks.next()
    ticks.return(wrong(undefined))
    loop.run(sleep(20))
    expect([log, loop.pending.length]).toEqual([[], 0])
    loop.close()
    expect([log, loop.now()]).toEqual([['cleaned up'], 25])
  })
})

describe('after CPython, test_timeouts.py', () => {
  /** That main throws TimeoutError, and what time it is then. */
  function timesOut(main: Coroutine<unknown>): number {
    const loop = new Loop()
    expect(thrownBy(() => loop.run(main))).toBeInstanceOf(TimeoutError)
    expect(loop.pending).toHaveLength(0)
    return loop.now()
  }

  test('test_timeout_basic, test_timeout_at_basic', () => {
    expect(timesOut(timeout(10, sleep(10_000)))).toBe(10)
  })

  test('test_nested_timeouts: only the outermost of one deadline throws', () => {
    const log: string[] = []
    function* body(): Coroutine<void> {
      try {
        yield* timeout(10, sleep(10_000))
      } catch {
        log.push('caught')
      } finally {
        log.push('closed')
      }
    }
    expect([timesOut(timeout(10, body())), log]).toEqual([10, ['closed']])
  })

  test('test_waiter_cancelled: here a finally sees it', () => {
    const log: string[] = []
    function* body(): Coroutine<void> {
      try {
        yield* sleep(10_000)
      } finally {
        log.push('closed')
      }
    }
    expect([timesOut(timeout(10, body())), log]).toEqual([10, ['closed']])
  })

  test('test_timeout_not_called, test_timeout_disabled', () => {
    for (const ms of [10_000, Number.POSITIVE_INFINITY]) {
      const loop = new Loop()
      loop.run(timeout(ms, sleep(10)))
      expect(loop.now()).toBe(10)
    }
  })

  test('test_timeout_zero', () => {
    expect(timesOut(timeout(0, sleep(10_000)))).toBe(0)
  })

  test('test_timeout_zero_sleep_zero: a main takes a tick for that', () => {
    expect(timesOut(timeout(0, sleep(0)))).toBe(0)
  })

  test('test_timeout_in_the_past_sleep_zero: here that is refused', () => {
    expect(() => timeout(-11, sleep(0))).toThrow(RangeError)
  })

  test('test_foreign_exception_passed, test_foreign_exception_on_timeout', () => {
    const error = new Error('key')
    function* fails(): Coroutine<void> {
      throw error
    }
    function* crash(): Coroutine<void> {
      try {
        yield* sleep(1_000)
      } finally {
        raise(error)
      }
    }
    for (const body of [fails, crash]) {
      const loop = new Loop()
      expect(thrownBy(() => loop.run(timeout(10, body())))).toBe(error)
    }
  })

  test('test_foreign_cancel_doesnt_timeout_if_not_expired', () => {
    const loop = new Loop()
    function* body(): Coroutine<void> {
      task.cancel()
      yield* sleep(10_000)
    }
    const task: Task<void> = loop.spawn(timeout(10, body()))
    expect(thrownBy(() => loop.run(waitFor(task)))).toBe(task.error())
    expect([task.cancelled(), loop.now()]).toEqual([true, 0])
  })

  test('test_outer_task_is_not_cancelled', () => {
    const loop = new Loop()
    function* outer(): Coroutine<string> {
      try {
        yield* timeout(1, sleep(10_000))
      } catch {
        return 'timed out'
      }
      return 'slept'
    }
    const task = loop.spawn(outer())
    expect([loop.run(waitFor(task)), task.cancelled()]).toEqual(['timed out', false])
  })

  test('test_nested_timeouts_concurrent, test_nested_timeouts_loop_busy', () => {
    const clock = new VirtualClock()
    const loop = new Loop({ clock })
    const log: string[] = []
    function* busy(): Coroutine<void> {
      // Time passes while it computes.
      clock.advanceTo(clock.now() + 100)
      yield* sleep(1_000)
    }
    function* body(inner: number): Coroutine<void> {
      try {
        yield* timeout(inner, busy())
      } catch {
        log.push('inner')
      }
      yield* sleep(10_000)
    }
    expect(thrownBy(() => loop.run(timeout(2, body(150))))).toMatchObject({ ms: 2 })
    expect(thrownBy(() => loop.run(timeout(100, body(10))))).toMatchObject({ ms: 100 })
    expect(thrownBy(() => loop.run(timeout(200, body(110))))).toMatchObject({ ms: 200 })
    expect([log, loop.now()]).toEqual([['inner'], 400])
  })

  test('test_nested_timeout_in_finally', () => {
    const log: string[] = []
    function* body(): Coroutine<void> {
      try {
        yield* sleep(1_000)
      } finally {
        try {
          yield* timeout(10, sleep(10_000))
        } catch (error) {
          log.push(String(error))
        }
      }
    }
    expect([timesOut(timeout(20, body())), log.length]).toEqual([30, 1])
  })

  test('test_timeout_after_cancellation, test_cancel_in_timeout_after_cancellation', () => {
    const loop = new Loop()
    const log: string[] = []
    function* body(): Coroutine<void> {
      try {
        task.cancel()
        yield* sleep(1_000)
      } finally {
        try {
          yield* timeout(0, sleep(1_000))
        } catch (error) {
          log.push(String(error), String(task.cancel()))
        }
      }
    }
    const task: Task<void> = loop.spawn(body())
    loop.run(sleep(1))
    expect(log).toEqual(['TimeoutError: timed out after 0 ms', 'false'])
    expect(task.cancelled()).toBe(true)
  })

  test('test_timeout_already_entered, test_timeout_double_enter: here a timeout is run once, as any coroutine', () => {
    const loop = new Loop()
    const limited = timeout(10, works())
    loop.run(limited)
    expect(() => loop.run(limited)).toThrow(CoroutineReusedError)
  })

  test('a timeout around a group and around all that is owned ends them whole', () => {
    const log: string[] = []
    const loop = new Loop()
    const main = group(function* (g) {
      g.spawn(slow(log, 3))
      yield* all([slow(log, 5), timeout(2, slow(log, 1))])
    })
    expect(thrownBy(() => loop.run(timeout(1, main)))).toMatchObject({ ms: 1 })
    expect([log.length, loop.now(), loop.pending.length]).toEqual([3, 6, 0])
  })
})
