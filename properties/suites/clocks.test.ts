/** Clocks of the host and odd durations: what JSON cannot write, and time that passes where no session can make it. */

import { describe, expect, test } from 'vitest'
import {
  allSettled,
  DeadlockError,
  Future,
  Loop,
  race,
  SelfAwaitError,
  sleep,
  Task,
  timeout,
  UnhandledError,
  VirtualClock,
  type Clock,
  type Coroutine,
} from '../../src/index.ts'
import { after, failsAfter, forever, slow, thrownBy, waitFor, works, wrong } from './coroutines.ts'

/** A clock that shows these times, one after another, and then the last for ever. */
function shows(...times: unknown[]): Clock {
  let asked = 0
  return {
    now() {
      asked = Math.min(asked + 1, times.length)
      return wrong(times[asked - 1])
    },
    advanceTo() {},
  }
}

describe('durations', () => {
  test('D1: 0 and -0 suspend once, and no time passes', () => {
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

  test('D6: Infinity never ends, time does not jump to it, and a deadlock names it', () => {
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

  test('L14: a clean-up that sleeps for ever is a deadlock of close(), after the others have ended', () => {
    const loop = new Loop()
    loop.spawn(slow([], Number.POSITIVE_INFINITY))
    loop.spawn(slow([], 7))
    loop.runStep()
    expect(String(thrownBy(() => loop.close()))).toContain('sleep(Infinity)')
    expect(loop.now()).toBe(7)
  })
})

describe('a timeout of a future', () => {
  /** What happens to a future that a task awaits, in a timeout made so. */
  function events(limit: (future: Future<number>) => Coroutine<number>, act: Act): string[] {
    const log: string[] = []
    const loop = new Loop({
      observer: {
        tick: (tick) => log.push(`tick ${tick}`),
        scheduled: (task) => log.push(`scheduled ${task}`),
        stepped: (who) => log.push(`stepped ${who}`),
        parked: (who, on) => log.push(`parked ${who} on ${on}`),
        woken: (who, by) => log.push(`woken ${who} by ${by}`),
        settled: (future) => log.push(`settled ${future}`),
        cancelled: (task) => log.push(`cancelled ${task}`),
        advanced: (now) => log.push(`advanced ${now}`),
      },
    })
    const answer = new Future<number>('answer')
    function* main(): Coroutine<void> {
      const waits = loop.spawn(limit(answer), 'waits')
      const beside = loop.spawn(waitFor(answer), 'beside')
      yield* sleep(5)
      act(answer, waits)
      yield* sleep(10)
      if (!answer.done()) answer.setResult(7)
      for (const end of yield* allSettled([waits, beside, answer])) {
        log.push(end.status === 'fulfilled' ? `has ${end.value}` : String(end.reason))
      }
    }
    loop.run(main())
    return log
  }
  type Act = (future: Future<number>, task: Task<number>) => void
  const acts: readonly (readonly [string, Act, string])[] = [
    ['has a result in time', (future) => future.setResult(1), 'has 1'],
    ['fails in time', (future) => future.setError(new Error('no answer')), 'Error: no answer'],
    ['is cancelled in time', (future) => future.cancel(), 'CancelledError'],
    ['is too late', () => {}, 'TimeoutError: timed out after 10 ms'],
    ['a task awaits that is cancelled', (_future, task) => task.cancel(), 'CancelledError'],
  ]

  test.each(acts)(
    'D5, C9: one that %s is awaited as it is by a coroutine',
    (_when, act, outcome) => {
      const log = events((future) => timeout(10, future), act)
      expect(log).toEqual(events((future) => timeout(10, waitFor(future)), act))
      expect(log.some((line) => line.startsWith(outcome))).toBe(true)
    },
  )

  test('D5, L10: the failure of a task that comes too late is reported', () => {
    const loop = new Loop()
    const task = loop.spawn(failsAfter(20), 'late')
    const main = (function* (): Coroutine<string> {
      const outcome = yield* allSettled([timeout(10, task)])
      yield* sleep(20)
      return outcome[0].status
    })()
    expect(String(thrownBy(() => loop.run(main)))).toContain('late')
  })

  test('T10: a task that awaits itself within a limit receives a SelfAwaitError', () => {
    const loop = new Loop()
    const tasks: Task<unknown>[] = []
    const task = loop.spawn(
      (function* (): Coroutine<unknown> {
        return yield* timeout(10, tasks[0] ?? works())
      })(),
    )
    tasks.push(task)
    loop.runStep()
    expect(thrownBy(() => task.result())).toBeInstanceOf(SelfAwaitError)
  })
})

describe('a virtual clock', () => {
  test('does not go back, and the host may advance it', () => {
    const clock = new VirtualClock()
    const loop = new Loop({ clock })
    const task = loop.spawn(after(10, 'ten'))
    loop.runStep()
    clock.advanceTo(25)
    expect(() => clock.advanceTo(24)).toThrow(RangeError)
    loop.runStep()
    expect([task.done(), loop.now()]).toEqual([true, 25])
  })

  test('D3: runStep() wakes the sleepers that are due, and lets no time pass', () => {
    const clock = new VirtualClock()
    const loop = new Loop({ clock })
    const sleeper = loop.spawn(sleep(1))
    for (let steps = 0; steps < 5; steps += 1) loop.runStep()
    expect([sleeper.done(), loop.now()]).toEqual([false, 0])
    clock.advanceTo(1)
    loop.runStep()
    expect(sleeper.done()).toBe(true)
  })

  test('D3: a loop takes the time from its own clock, not from that of another loop', () => {
    const loop = new Loop()
    const advances: number[] = []
    const watched = new Loop({ observer: { advanced: (now) => advances.push(now) } })
    watched.run(race([sleep(8), sleep(6)]))
    expect([advances, watched.now(), loop.now()]).toEqual([[6], 6, 0])
  })

  test('after CPython, test_nested_timeouts_concurrent, test_nested_timeouts_loop_busy: time passes within a step', () => {
    const clock = new VirtualClock()
    const loop = new Loop({ clock })
    const log: string[] = []
    function* busy(): Coroutine<void> {
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
})

describe('a clock of the host', () => {
  test('D4: one that goes backwards stands still for its loop', () => {
    const loop = new Loop({ clock: shows(10, 20, 15, 5, -1e9, 30) })
    const seen = Array.from({ length: 7 }, () => loop.now())
    expect(seen).toEqual([10, 20, 20, 20, 20, 30, 30])
  })

  test.each([Number.NaN, undefined, '5', null])(
    'D4: one that shows %s is reported at once, and leaves the loop as it was',
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

  test('D3: one that does not advance when it should is reported, and the run can be resumed', () => {
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

  test('L10: close() with one that stands still loses no failure', () => {
    const loop = new Loop({ clock: shows(0) })
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

  test('D2: one that overshoots wakes every sleeper that is due, in the order of their deadlines', () => {
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

  test('D3: one that runs by itself is asked for the time, and not advanced, while a task can resume', () => {
    let time = 0
    let advanced = 0
    const loop = new Loop({
      clock: {
        now: () => (time += 1),
        advanceTo() {
          advanced += 1
        },
      },
      discipline: 'snapshot',
    })
    function* main(): Coroutine<boolean> {
      const task = loop.spawn(after(50, 'done'))
      while (!task.done()) yield
      return task.result() === 'done'
    }
    expect([loop.run(main()), advanced]).toEqual([true, 0])
  })
})

describe('a clock of two loops', () => {
  test('L18: time that passes for one has passed for the other, whose timers are due at its next runStep()', () => {
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

  test('L18: a run wakes what is due since another loop has advanced the clock, in order of deadline, in its first tick', () => {
    const clock = new VirtualClock()
    const [one, other] = [new Loop({ clock }), new Loop({ clock })]
    const log: string[] = []
    function* wakes(ms: number): Coroutine<void> {
      yield* sleep(ms)
      log.push(`${ms} at ${other.now()} in tick ${other.tick}`)
    }
    for (const ms of [30, 10, 70]) other.spawn(wakes(ms))
    other.runStep()
    one.run(sleep(50))
    expect([log, other.pending.length]).toEqual([[], 3])
    other.run(sleep(5))
    expect(log).toEqual(['10 at 50 in tick 1', '30 at 50 in tick 1'])
    expect([one.now(), other.now()]).toEqual([55, 55])
    other.run(sleep(20))
    expect(log.at(-1)).toBe('70 at 70 in tick 2')
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
