/** Observers that act, throw, or try to settle what is internal: at any event, nothing is lost and nothing is left open. */

import { describe, expect, test } from 'vitest'
import {
  all,
  allSettled,
  any,
  CancelledError,
  Future,
  group,
  InvalidStateError,
  Lock,
  Loop,
  race,
  shield,
  sleep,
  timeout,
  UnhandledError,
  type Coroutine,
  type Group,
  type Observer,
  type Task,
} from '../../src/index.ts'
import { after, errorsOf, forever, guarded, thrownBy, waitFor, works } from './coroutines.ts'

const kinds = [
  'tick',
  'spawned',
  'scheduled',
  'stepped',
  'parked',
  'woken',
  'cancelled',
  'settled',
  'advanced',
] as const

test.each([race, any])(
  'S10: when an observer is notified that an item has settled, the losers are cancelled',
  (select) => {
    const losers: Task<unknown>[] = []
    const cancelled: boolean[] = []
    const observer: Observer = {
      spawned: (task) => losers.push(task),
      settled: (future) => {
        // It has no effect on a task that was cancelled before (C1).
        if (future === losers[1]) cancelled.push(...losers.map((task) => task.cancel()))
      },
    }
    const winner = new Loop({ observer }).run(
      select([after(9, 'late'), after(5, 'first'), forever()]),
    )
    expect({ winner, cancelled }).toEqual({ winner: 'first', cancelled: [false, false, false] })
  },
)

test.each(kinds)('O2: an observer cancels any task at any event of the kind %s', (kind) => {
  // Each time a later event of this kind, until there is none, and each task of the program.
  for (const victim of [1, 2, 3, 4]) {
    for (let at = 1; at < 50; at += 1) {
      let seen = 0
      const act = (): void => {
        seen += 1
        if (seen === at) loop.pending.find(({ id }) => id === victim)?.cancel('observer')
      }
      const observer: Observer = { [kind]: act }
      const log: string[] = []
      const loop = new Loop({ observer, onUnhandled: () => {} })
      const gate = new Future<string>()
      function* opens(): Coroutine<void> {
        yield* sleep(3)
        gate.setResult('open')
      }
      const tasks = [loop.spawn(guarded(log, 'a', 2)), loop.spawn(waitFor(gate))]
      tasks.push(loop.spawn(opens()), loop.spawn(timeout(5, guarded(log, 'b', 1))))
      loop.run(sleep(9))
      tasks[0]?.cancel()
      loop.runStep()
      expect(tasks.every((task) => task.done() || task === tasks[1])).toBe(true)
      for (const task of tasks.filter((one) => one.cancelled())) {
        const error = task.error()
        expect(error instanceof CancelledError && error.task === task).toBe(true)
      }
      expect(log.filter((line) => line.endsWith('caught'))).toEqual([])
      expect(new Set(log).size).toBe(log.length)
      if (seen < at) break
    }
  }
})

test('O3: an observer that throws at any event changes nothing, and is reported', () => {
  // Four events of spawning, and twelve of the run.
  for (let at = 0; at < 16; at += 1) {
    let seen = 0
    const act = (): void => {
      seen += 1
      if (seen === at + 1) throw new Error('observer')
    }
    const loop = new Loop({
      observer: { tick: act, spawned: act, scheduled: act, stepped: act, settled: act },
    })
    loop.spawn(works())
    loop.spawn(works())
    let report: unknown
    let result: unknown
    try {
      result = loop.run(works())
    } catch (error) {
      report = error
    }
    const threw = seen > at
    expect(result).toBe(threw ? undefined : 'works')
    expect(report instanceof UnhandledError && report.errors.length === 1).toBe(threw)
    expect(seen).toBeLessThanOrEqual(at + 1)
    expect(loop.pending).toHaveLength(0)
    expect(loop.run(works())).toBe('works')
  }
})

describe('internal futures', () => {
  /** What an observer is notified of that tasks wait for. */
  function watching(): { readonly loop: Loop; readonly seen: Future<unknown>[] } {
    const seen: Future<unknown>[] = []
    return { loop: new Loop({ observer: { parked: (_who, on) => seen.push(on) } }), seen }
  }

  test('Y1: a waiter of a lock can be neither settled nor cancelled through the future that an observer sees', () => {
    const lock = new Lock('db')
    const outcomes: unknown[] = []
    const cancels: boolean[] = []
    const loop = new Loop({
      discipline: 'snapshot',
      observer: {
        parked(_who, on) {
          for (const act of [() => on.setResult(undefined), () => on.setError(1)]) {
            outcomes.push(thrownBy(act))
          }
          cancels.push(on.cancel())
        },
      },
    })
    for (let tasks = 0; tasks < 2; tasks += 1) loop.spawn(lock.acquire())
    loop.runStep()
    expect(outcomes).toHaveLength(2)
    for (const error of outcomes) {
      expect(error).toBeInstanceOf(InvalidStateError)
      expect(String(error)).toMatch(/<Wait of Lock 'db'> .*: cancel the task/u)
    }
    // C1.
    expect(cancels).toEqual([false])
    expect(loop.pending).toHaveLength(2)
  })

  test('D1: nor can a sleeper be woken through its timer', () => {
    const { loop, seen } = watching()
    const sleeper = loop.spawn(after(10, 'slept'))
    loop.runStep()
    expect(seen).toHaveLength(1)
    for (const timer of seen) {
      expect(timer.cancel()).toBe(false)
      expect(() => timer.setResult(1)).toThrow(InvalidStateError)
      expect(() => timer.setError(1)).toThrow(InvalidStateError)
    }
    expect([loop.run(waitFor(sleeper)), loop.now()]).toEqual(['slept', 10])
  })
})

describe('spawning into a group', () => {
  /** A loop whose observer acts once, at the next event of scheduling after it is armed. */
  function armed(act: (task: Task<unknown>) => void): {
    readonly loop: Loop
    readonly arm: () => void
  } {
    let ready = false
    const loop = new Loop({
      observer: {
        scheduled(task) {
          if (!ready) return
          ready = false
          act(task)
        },
      },
    })
    return {
      loop,
      arm: () => {
        ready = true
      },
    }
  }

  test('O2: a child that an observer steps to its end while it is being spawned has ended', () => {
    let handle: Group | undefined
    const { arm, loop } = armed((task) => task.step())
    function* main(): Coroutine<string> {
      yield* group(function* (g) {
        handle = g
        yield
        yield
      })
      return 'ended'
    }
    const ticks = loop.ticks(main())
    ticks.next()
    arm()
    const child = handle?.spawn(
      (function* () {
        return 7
      })(),
    )
    expect([child?.done(), child?.result()]).toEqual([true, 7])
    let tick = ticks.next()
    while (tick.done !== true) tick = ticks.next()
    expect(tick.value).toBe('ended')
  })

  test('O2: a child that fails there fails its group', () => {
    let handle: Group | undefined
    const { arm, loop } = armed((task) => task.step())
    const task = loop.spawn(
      group(function* (g) {
        handle = g
        yield* forever()
      }),
    )
    loop.runStep()
    arm()
    handle?.spawn(
      (function* () {
        throw 'early'
      })(),
    )
    expect(errorsOf(() => loop.run(waitFor(task)))).toEqual(['early'])
  })

  test('S4: a child does not outlive its group, even if an observer cancels and steps the owner meanwhile', () => {
    let handle: Group | undefined
    const { arm, loop } = armed(() => {
      owner.cancel()
      loop.runStep()
    })
    const owner: Task<void> = loop.spawn(
      group(function* (g) {
        handle = g
        yield* forever()
      }),
    )
    loop.runStep()
    arm()
    try {
      handle?.spawn(forever())
    } catch (error) {
      if (!(error instanceof InvalidStateError)) throw error
    }
    loop.runStep()
    expect([owner.cancelled(), loop.pending.length]).toEqual([true, 0])
  })
})

describe.each(['drain', 'snapshot'] as const)('O2: under %s, at every event', (discipline) => {
  const acts: readonly (readonly [string, (loop: Loop, gate: Future<number>) => void])[] = [
    ['settles', (_loop, gate) => !gate.done() && gate.setResult(1)],
    ['fails', (_loop, gate) => !gate.done() && gate.setError('gate')],
    ['cancels', (_loop, gate) => gate.cancel()],
    ['spawns', (loop) => loop.spawn(after(1, 'guest'))],
    ...Array.from({ length: 9 }, (_, at) => {
      return [`cancels ${at + 1}`, cancels(at + 1)] as const
    }),
  ]

  function cancels(victim: number) {
    return (loop: Loop): unknown => loop.pending.find(({ id }) => id === victim)?.cancel()
  }

  /** Notes in `open` that it runs, until its clean-up is over. */
  function* noted(
    open: Set<string>,
    name: string,
    wait: () => Coroutine<unknown>,
  ): Coroutine<void> {
    open.add(name)
    try {
      yield* wait()
    } finally {
      try {
        yield
      } finally {
        open.delete(name)
      }
    }
  }

  function* family(open: Set<string>, gate: Future<number>): Coroutine<void> {
    const one = (name: string, wait: () => Coroutine<unknown>) => noted(open, name, wait)
    yield* group(function* (g) {
      g.spawn(one('child', () => sleep(5)))
      g.spawn(one('racing', () => race([one('racer', () => sleep(3)), gate])))
      g.spawn(
        one('limited', () =>
          timeout(
            4,
            one('limit', () => shield(gate)),
          ),
        ),
      )
      yield* one('body', () => all([one('item', () => sleep(2)), gate, allSettled([gate])]))
    })
  }

  test.each(acts)(
    'an observer that %s leaves nothing open when the group is left',
    (_what, act) => {
      let events = 1
      for (let at = 1; at <= events; at += 1) {
        const [open, gate, left] = [new Set<string>(), new Future<number>(), new Set<string>()]
        let seen = 0
        const notice = (): void => {
          seen += 1
          if (seen === at) act(loop, gate)
        }
        const observer = Object.fromEntries(kinds.map((kind) => [kind, notice]))
        const loop: Loop = new Loop({ discipline, observer, onUnhandled: () => {} })
        function* owner(): Coroutine<void> {
          try {
            yield* family(open, gate)
          } finally {
            for (const name of open) left.add(name)
          }
        }
        const task = loop.spawn(owner())
        loop.run(sleep(20))
        loop.close()
        expect([task.done(), [...left], [...open]]).toEqual([true, [], []])
        events = seen
      }
    },
  )
})
