/** Groups and combinators where programs that are plain data do not reach: bad input, large numbers, races. */

import { describe, expect, test } from 'vitest'
import {
  all,
  allSettled,
  any,
  CancelledError,
  CoroutineReusedError,
  DeadlockError,
  Future,
  group,
  InvalidStateError,
  Loop,
  LoopClosedError,
  NotACoroutineError,
  race,
  SelfAwaitError,
  shield,
  sleep,
  Task,
  timeout,
  TimeoutError,
  UnhandledError,
  type Awaitable,
  type Coroutine,
  type Group,
} from '../../src/index.ts'
import { withoutStacks } from '../stacks.ts'
import { after, forever, heapUsed, raise, thrownBy, waitFor, works, wrong } from './coroutines.ts'

function* failsAfter(ms: number, error: unknown = new Error(`after ${ms}`)): Coroutine<never> {
  yield* sleep(ms)
  throw error
}

/** Waits until it is closed, and then notes it, first giving up the turn so many times. */
function* guarded(log: string[], name: string, turns = 0): Coroutine<void> {
  try {
    yield* forever()
  } finally {
    for (let turn = 0; turn < turns; turn += 1) yield
    log.push(name)
  }
}

/** The errors of the AggregateError that `work` throws. */
function errorsOf(work: () => unknown): unknown[] {
  const error = thrownBy(work)
  if (error instanceof AggregateError && !(error instanceof UnhandledError)) return error.errors
  throw error
}

/** What main gives, of a loop of its own. */
function run<T>(main: Coroutine<T>): T {
  return new Loop().run(main)
}

const combinators: readonly [
  string,
  (items: Iterable<Awaitable<unknown>>) => Coroutine<unknown>,
][] = [
  ['all', (items) => all(items)],
  ['allSettled', (items) => allSettled(items)],
  ['any', (items) => any(items)],
  ['race', (items) => race(items)],
]

describe.each(combinators)('bad input of %s', (name, combine) => {
  test.each([
    ['null', null],
    ['undefined', undefined],
    ['a number', 5],
    ['text', 'abc'],
    ['a coroutine', works()],
    ['a future', new Future()],
    ['a function', works],
    ['an object', {}],
    [
      'a generator of futures',
      (function* () {
        yield new Future()
      })(),
    ],
    ['a promise', Promise.resolve([])],
  ])('%s is no list of items: a TypeError at once that says what is', (_what, items) => {
    const error = thrownBy(() => combine(wrong(items)))
    expect(error).toBeInstanceOf(TypeError)
    expect(String(error)).toContain(`${name} takes an array`)
  })

  test.each([
    ['null', null, /null/u],
    ['a number', 5, /5/u],
    ['a symbol', Symbol('s'), /Symbol\(s\)/u],
    ['a promise', Promise.resolve(1), /promise/u],
    ['an async function', async () => {}, /function/u],
    ['an async generator', (async function* () {})(), /generator/u],
    ['a generator function', works, /call it/u],
    ['a hole', Array.from({ length: 1 })[0], /undefined/u],
    ['an array', [], /generator/u],
  ])('%s is no item: refused at once, and the others are not touched', (_what, item, hint) => {
    const [coroutine, future] = [works(), new Future()]
    const error = thrownBy(() => combine([future, coroutine, wrong(item)]))
    expect(error).toBeInstanceOf(NotACoroutineError)
    expect(String(error)).toMatch(hint)
    expect(run(coroutine)).toBe('works')
  })

  test('an iterable that throws throws at once what it throws, and nothing was begun', () => {
    const error = new Error('broken')
    const coroutine = works()
    const broken = {
      *[Symbol.iterator](): Generator<Awaitable<unknown>> {
        yield coroutine
        throw error
      },
    }
    expect(thrownBy(() => combine(broken))).toBe(error)
    expect(run(coroutine)).toBe('works')
  })

  test('S10: the same coroutine twice, or one of another task, is refused, and what was begun is ended', () => {
    const loop = new Loop()
    const log: string[] = []
    const [twice, taken] = [works(), works()]
    loop.spawn(taken)
    for (const items of [
      [guarded(log, 'a'), twice, twice],
      [guarded(log, 'b'), taken],
    ]) {
      expect(thrownBy(() => loop.run(combine(items)))).toBeInstanceOf(CoroutineReusedError)
    }
    expect(loop.pending).toHaveLength(0)
    // They had not begun.
    expect(log).toEqual([])
  })

  test('a combinator is a coroutine like any other, and is run once', () => {
    const coroutine = combine([works()])
    run(coroutine)
    expect(() => run(coroutine)).toThrow(CoroutineReusedError)
  })

  test('one that waits for itself gets SelfAwaitError at that point, and nothing was begun', () => {
    const loop = new Loop()
    let caught: unknown
    function* main(): Coroutine<string> {
      const other = works()
      expect(thrownBy(() => [...wrong<Iterable<unknown>>(combine([self, other]))])).toBeInstanceOf(
        SelfAwaitError,
      )
      try {
        yield* combine([other, self])
      } catch (error) {
        caught = error
      }
      return yield* other
    }
    const self: Task<string> = loop.spawn(main())
    expect(loop.run(waitFor(self))).toBe('works')
    expect(caught).toBeInstanceOf(SelfAwaitError)
  })

  test('S10: what it has begun when its loop is closed is closed with it', () => {
    const loop = new Loop()
    const log: string[] = []
    const task = loop.spawn(combine([guarded(log, 'a', 2), guarded(log, 'b')]))
    loop.runStep()
    loop.close()
    expect([log, task.cancelled()]).toEqual([['b', 'a'], true])
  })

  test('L14: a clean-up of a loop that is closed can begin something, and wait for it', () => {
    const loop = new Loop()
    const log: unknown[] = []
    function* body(): Coroutine<void> {
      try {
        yield* forever()
      } finally {
        yield* combine([after(5, 'late'), after(9, 'later')])
        log.push(loop.now())
        yield
        log.push('cleaned up')
      }
    }
    const task = loop.spawn(body())
    loop.runStep()
    loop.close()
    const patient = name === 'all' || name === 'allSettled'
    expect([log, task.cancelled()]).toEqual([[patient ? 9 : 5, 'cleaned up'], true])
    expect(thrownBy(() => loop.spawn(works()))).toBeInstanceOf(LoopClosedError)
  })
})

describe('lists', () => {
  test('of nothing: all and allSettled give nothing, any has no result, race waits for ever', () => {
    expect([run(all([])), run(allSettled([]))]).toEqual([[], []])
    expect(errorsOf(() => run(any([])))).toEqual([])
    const endless = thrownBy(() => run(race([])))
    expect(endless).toBeInstanceOf(DeadlockError)
    expect(String(endless)).toContain('race([]): an empty race never settles; give it')
    const task = new Loop().spawn(race([]))
    task.loop.runStep()
    task.cancel()
    task.loop.runStep()
    expect(task.cancelled()).toBe(true)
  })

  test('F4: an empty list and one of settled futures suspend all the same', () => {
    const done = new Future<number>()
    done.setResult(1)
    for (const combine of [all, allSettled, any, race]) {
      const loop = new Loop()
      const task = loop.spawn(combine([done]))
      task.step()
      expect(task.done()).toBe(false)
      loop.runStep()
      expect(task.done()).toBe(true)
    }
  })

  test('the same future many times counts as often, and is waited for once', () => {
    const loop = new Loop()
    const [gate, never] = [new Future<number>('gate'), new Future<number>()]
    const tasks = [
      loop.spawn(all([gate, gate, gate])),
      loop.spawn(race([never, gate, never, gate])),
      loop.spawn(any([never, gate, gate])),
      loop.spawn(allSettled([gate, gate])),
    ]
    loop.runStep()
    gate.setResult(7)
    loop.runStep()
    const settled = { status: 'fulfilled', value: 7 }
    expect(tasks.map((task) => task.result())).toEqual([[7, 7, 7], 7, 7, [settled, settled]])
  })

  test('any iterable will do, and is read once, when it is given', () => {
    const items = new Set([works(), works()])
    const coroutine = all(items)
    items.clear()
    expect(run(coroutine)).toEqual(['works', 'works'])
    const array: Awaitable<string>[] = [works()]
    const fromArray = all(array)
    array.push(forever())
    expect(run(fromArray)).toEqual(['works'])
  })

  test('any value is a result: undefined, null, false, an error, a promise', () => {
    const values = [undefined, null, false, Number.NaN, new Error('value'), Promise.resolve()]
    const given = (): Coroutine<unknown>[] => values.map((value) => after(1, value))
    expect(run(all(given()))).toEqual(values)
    expect(run(any(given()))).toBeUndefined()
    expect(run(race(given()))).toBeUndefined()
  })

  test.each([undefined, null, 0, ''])('%s is an error like any other', (thrown) => {
    function* fails(): Coroutine<never> {
      yield
      throw thrown
    }
    expect(run(allSettled([fails()]))).toEqual([{ status: 'rejected', reason: thrown }])
    expect(thrownBy(() => run(all([fails()])))).toBe(thrown)
    expect(thrownBy(() => run(race([fails()])))).toBe(thrown)
    expect(errorsOf(() => run(any([fails()])))).toEqual([thrown])
    expect(errorsOf(() => run(group(() => fails())))).toEqual([thrown])
  })

  test('S8: any gives the errors in the order of the items, however they failed', () => {
    const errors = errorsOf(() => run(any([30, 10, 20].map((ms) => failsAfter(ms, ms)))))
    expect(errors).toEqual([30, 10, 20])
  })

  test('S5: all throws the error of the one that failed first, whatever its place', () => {
    const loop = new Loop()
    const error = thrownBy(() => loop.run(all([failsAfter(9), after(1, 1), failsAfter(5, 'five')])))
    expect([error, loop.now(), loop.pending.length]).toEqual(['five', 5, 0])
  })
})

describe('what decided, and was never given', () => {
  function* throws(error: unknown): Coroutine<never> {
    throw error
  }

  test.each(['drain', 'snapshot'] as const)(
    'L10: under %s, a failure is reported if who was to get it is closed while losers clean up',
    (discipline) => {
      const lost = new Error('lost')
      const loop = new Loop({ discipline })
      function* slow(): Coroutine<void> {
        try {
          yield* sleep(9)
        } finally {
          yield* sleep(9)
        }
      }
      const task = loop.spawn(race([throws(lost), slow()]))
      function* main(): Coroutine<void> {
        yield* sleep(1)
        task.cancel()
        yield* allSettled([task])
      }
      expect(thrownBy(() => loop.run(main()))).toMatchObject({ errors: [lost] })
    },
  )

  test('L10: an error that a timeout has in hand when it is closed comes out', () => {
    const lost = new Error('lost')
    const loop = new Loop({ discipline: 'snapshot' })
    const task = loop.spawn(timeout(5, throws(lost)))
    loop.runStep()
    task.cancel()
    loop.runStep()
    expect([task.cancelled(), task.error()]).toEqual([false, lost])
  })
})

describe('large numbers', () => {
  const size = 100_000

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

  test('one future that loses a hundred thousand races, one after another, keeps no watch of them', () => {
    const loop = new Loop()
    const never = new Future<string>()
    function* main(): Coroutine<void> {
      for (let races = 0; races < size; races += 1) yield* race([never, works()])
    }
    const before = heapUsed()
    loop.spawn(main())
    loop.runStep()
    // A watch that stayed would be 100 bytes and more: 10 MB in all.
    expect(heapUsed() - before).toBeLessThan(5e6)
    expect(loop.pending).toHaveLength(0)
  })

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

  test('a hundred thousand children that all fail are told with a short message', () => {
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

  test('a group that spawns a hundred thousand children, one after another, keeps none that ended', () => {
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
})

describe('groups', () => {
  test.each([
    ['null', null],
    ['a coroutine', works()],
    ['text', 'body'],
    ['nothing', undefined],
  ])('%s is no body: a TypeError at once', (_what, body) => {
    expect(thrownBy(() => group(wrong(body)))).toBeInstanceOf(TypeError)
  })

  test.each([
    ['an async function', async () => 1],
    ['a function of a number', () => 5],
    ['a function of a generator function', () => works],
  ])(
    '%s is a body that makes no coroutine: the group fails with NotACoroutineError',
    (_what, body) => {
      const [error] = errorsOf(() => run(group(wrong(body))))
      expect(error).toBeInstanceOf(NotACoroutineError)
    },
  )

  test('a body that is a coroutine of another task is refused, and so is a child that is no coroutine', () => {
    const taken = works()
    run(taken)
    expect(errorsOf(() => run(group(() => taken)))[0]).toBeInstanceOf(CoroutineReusedError)
    function* body(g: Group): Coroutine<string> {
      const child = g.spawn(works())
      expect(() => g.spawn(wrong(works))).toThrow(NotACoroutineError)
      expect(() => g.spawn(taken)).toThrow(CoroutineReusedError)
      expect(() => g.spawn(works(), wrong(5))).toThrow(TypeError)
      return yield* child
    }
    expect(run(group(body))).toBe('works')
  })

  test('S2: a body that throws at once, before or after it has spawned, ends what it has spawned', () => {
    for (const children of [0, 3]) {
      const loop = new Loop()
      const error = new Error('body')
      const log: string[] = []
      // No generator: it throws when it is called.
      const body = (g: Group): Coroutine<void> => {
        for (let child = 0; child < children; child += 1) g.spawn(guarded(log, 'child'))
        throw error
      }
      expect(errorsOf(() => loop.run(group(body)))).toEqual([error])
      expect([log, loop.pending.length]).toEqual([[], 0])
    }
  })

  test('S2: the errors are in the order of failure: children, body and clean-ups', () => {
    const loop = new Loop()
    function* messy(ms: number): Coroutine<void> {
      try {
        yield* forever()
      } finally {
        yield* sleep(ms)
        raise(`clean-up ${ms}`)
      }
    }
    function* body(g: Group): Coroutine<void> {
      g.spawn(messy(20))
      g.spawn(messy(10))
      g.spawn(failsAfter(1, 'first'))
      g.spawn(failsAfter(1, 'second'))
      yield* messy(15)
    }
    const errors = errorsOf(() => loop.run(group(body)))
    expect(errors).toEqual(['first', 'second', 'clean-up 10', 'clean-up 15', 'clean-up 20'])
    expect([loop.now(), loop.pending.length]).toEqual([21, 0])
  })

  test('S4: nobody spawns into a group that is ending or has ended, from wherever', () => {
    const loop = new Loop()
    const refused: unknown[] = []
    let handle: Group | undefined
    const spawns = (): void => {
      const coroutine = works()
      refused.push(thrownBy(() => handle?.spawn(coroutine)))
      // It was not taken.
      loop.spawn(coroutine)
    }
    function* late(): Coroutine<void> {
      try {
        yield* forever()
      } finally {
        spawns()
      }
    }
    function* body(g: Group): Coroutine<void> {
      handle = g
      g.spawn(late())
      g.spawn(failsAfter(1, 'end'))
      yield* late()
    }
    expect(errorsOf(() => loop.run(group(body)))).toEqual(['end'])
    spawns()
    expect(refused).toHaveLength(3)
    for (const error of refused) expect(error).toBeInstanceOf(InvalidStateError)
  })

  test('S4: a child that is spawned by the last child, or by the host, still counts', () => {
    const loop = new Loop()
    let handle: Group | undefined
    const log: string[] = []
    function* child(g: Group, left: number): Coroutine<void> {
      yield* sleep(1)
      log.push(`${left}`)
      if (left > 0) g.spawn(child(g, left - 1))
    }
    const task = loop.spawn(
      group(function* (g) {
        handle = g
        g.spawn(child(g, 3))
      }),
    )
    loop.runStep()
    handle?.spawn(after(10, 'host'))
    loop.run(waitFor(task))
    expect([log, loop.now()]).toEqual([['3', '2', '1', '0'], 10])
  })

  test('O2: a child that an observer steps to its end while it is being spawned has ended', () => {
    let handle: Group | undefined
    let armed = false
    const loop: Loop = new Loop({
      observer: {
        scheduled(task) {
          if (!armed) return
          armed = false
          task.step()
        },
      },
    })
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
    armed = true
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

  test('O2: nor does one get lost that fails there', () => {
    let handle: Group | undefined
    let armed = false
    const loop: Loop = new Loop({
      observer: {
        scheduled(task) {
          if (armed) task.step()
          armed = false
        },
      },
    })
    const task = loop.spawn(
      group(function* (g) {
        handle = g
        yield* forever()
      }),
    )
    loop.runStep()
    armed = true
    handle?.spawn(
      (function* () {
        throw 'early'
      })(),
    )
    expect(errorsOf(() => loop.run(waitFor(task)))).toEqual(['early'])
  })

  test('S4: nor does one outlive its group whose owner an observer has cancelled and stepped meanwhile', () => {
    let handle: Group | undefined
    let armed = false
    const loop: Loop = new Loop({
      observer: {
        scheduled() {
          if (!armed) return
          armed = false
          owner.cancel()
          loop.runStep()
        },
      },
    })
    const owner: Task<void> = loop.spawn(
      group(function* (g) {
        handle = g
        yield* forever()
      }),
    )
    loop.runStep()
    armed = true
    try {
      handle?.spawn(forever())
    } catch (error) {
      if (!(error instanceof InvalidStateError)) throw error
    }
    loop.runStep()
    expect([owner.cancelled(), loop.pending.length]).toEqual([true, 0])
  })

  describe.each(['drain', 'snapshot'] as const)('O2: under %s, at every event', (discipline) => {
    const kinds = 'tick spawned scheduled stepped parked woken cancelled settled advanced'.split(
      ' ',
    )
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
          let told = 0
          const tell = (): void => {
            told += 1
            if (told === at) act(loop, gate)
          }
          const observer = Object.fromEntries(kinds.map((kind) => [kind, tell]))
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
          events = told
        }
      },
    )
  })

  test('S3: what fails after its owner was cancelled is not lost', () => {
    const loop = new Loop()
    const log: string[] = []
    function* body(g: Group): Coroutine<void> {
      g.spawn(
        (function* () {
          try {
            yield* forever()
          } finally {
            raise('clean-up')
          }
        })(),
      )
      g.spawn(guarded(log, 'child', 3))
      yield* guarded(log, 'body')
    }
    const task = loop.spawn(group(body))
    loop.runStep()
    task.cancel()
    loop.runStep()
    expect([log, task.cancelled()]).toEqual([['body', 'child'], false])
    expect(errorsOf(() => task.result())).toEqual(['clean-up'])
  })

  test('S2: a main that waits is woken by a child that fails, and cleans up with turns and time', () => {
    const loop = new Loop()
    const log: string[] = []
    function* main(): Coroutine<string> {
      try {
        yield* group(function* (g) {
          g.spawn(failsAfter(5, 'child'))
          try {
            yield* forever()
          } finally {
            yield* sleep(5)
            yield
            log.push('body')
          }
        })
      } catch (error) {
        if (error instanceof AggregateError) log.push(...error.errors)
      }
      return yield* works()
    }
    expect([loop.run(main()), loop.now(), log]).toEqual(['works', 10, ['body', 'child']])
  })

  test('S2: a group in a group: the inner fails, and its error is one of the outer', () => {
    function* inner(): Coroutine<void> {
      yield* group(function* (g) {
        g.spawn(failsAfter(1, 'inner'))
      })
    }
    const [error, ...others] = errorsOf(() => run(group(inner)))
    expect([error instanceof AggregateError && error.errors, others]).toEqual([['inner'], []])
  })

  test('a group whose child waits for its owner is a deadlock with a cycle, which can be cancelled', () => {
    const loop = new Loop()
    const owner: Task<void> = loop.spawn(
      group(function* (g) {
        g.spawn(waitFor(owner), 'child')
      }),
      'owner',
    )
    const report = thrownBy(() => loop.run(waitFor(owner)))
    if (!(report instanceof DeadlockError)) throw report
    expect(report.cycles[0]?.map(String)).toEqual([
      "<Task name='owner' id='0x1'>",
      "<Task name='child' id='0x2'>",
    ])
    owner.cancel()
    loop.runStep()
    expect(owner.cancelled()).toBe(true)
  })

  test('a child can be cancelled on its own, and that is no failure of the group', () => {
    function* main(): Coroutine<boolean> {
      const child = yield* group(function* (g) {
        const sleeper = g.spawn(forever())
        yield
        sleeper.cancel()
        return sleeper
      })
      return child.cancelled()
    }
    expect(run(main())).toBe(true)
  })

  test('S2: but a child that awaits what was cancelled, and does not catch it, fails', () => {
    const future = new Future<void>()
    const errors = errorsOf(() =>
      run(
        group(function* (g) {
          g.spawn(waitFor(future))
          yield
          future.cancel('gone')
          yield* forever()
        }),
      ),
    )
    expect(errors[0]).toBe(future.error())
    expect(errors[0]).toBeInstanceOf(CancelledError)
  })
})

describe('combinators and those around them', () => {
  test('S10: the losers of a race are cleaned up before it ends, however long that takes', () => {
    const loop = new Loop()
    const log: string[] = []
    function* loser(): Coroutine<void> {
      try {
        yield* forever()
      } finally {
        yield* sleep(10)
        log.push(`loser ${loop.now()}`)
      }
    }
    function* main(): Coroutine<string> {
      const winner = yield* race([loser(), after(5, 'winner')])
      log.push(`winner ${loop.now()}`)
      return String(winner)
    }
    expect(loop.run(main())).toBe('winner')
    expect(log).toEqual(['loser 15', 'winner 15'])
  })

  test.each([
    ['all', () => all([failsAfter(5, 'first'), messy('loser')]), 'first'],
    ['race', () => race([after(5, 'first'), messy('loser')]), undefined],
    ['any', () => any([after(5, 'first'), messy('loser')]), undefined],
  ] as const)('L10: a loser of %s whose clean-up fails is reported', (_name, combine, thrown) => {
    const reports: UnhandledError[] = []
    const loop = new Loop({ onUnhandled: (error) => reports.push(error) })
    let got: unknown
    try {
      loop.run<unknown>(combine())
    } catch (error) {
      got = error
    }
    expect(got).toBe(thrown)
    expect(reports.map(({ errors }) => errors)).toEqual([['loser']])
  })

  function* messy(error: string): Coroutine<void> {
    try {
      yield* forever()
    } finally {
      yield
      raise(error)
    }
  }

  test('S10: a future that loses is left alone, with all who wait for it', () => {
    const loop = new Loop()
    const slow = loop.spawn(after(10, 'slow'))
    const other = loop.spawn(waitFor(slow))
    expect(loop.run(race([slow, after(5, 'fast')]))).toBe('fast')
    expect([slow.done(), slow.cancelled()]).toEqual([false, false])
    expect(loop.run(waitFor(other))).toBe('slow')
  })

  test('S9: who watches a future and who awaits it wake in the order in which they began', () => {
    const loop = new Loop()
    const gate = new Future<string>('gate')
    const log: string[] = []
    function* logs(name: string, wait: () => Coroutine<unknown>): Coroutine<void> {
      yield* wait()
      log.push(name)
    }
    const waits: readonly (() => Coroutine<unknown>)[] = [
      () => waitFor(gate),
      () => race([new Future(), gate]),
      () => waitFor(gate),
      () => all([gate, gate]),
      () => shield(gate),
      () => allSettled([gate]),
      () => timeout(9, waitFor(gate)),
      () => any([gate, new Future()]),
      () => group(() => waitFor(gate)),
      () => waitFor(gate),
    ]
    const tasks = waits.map((wait, index) => loop.spawn(logs(`${index}`, wait)))
    loop.runStep()
    // One leaves, and others come, also from elsewhere.
    tasks[2]?.cancel()
    loop.spawn(logs('late', () => waitFor(gate)))
    loop.runStep()
    gate.setResult('open')
    const done = loop.scheduled.length
    loop.runStep()
    expect(done).toBe(10)
    // A group has its turn at its end.
    expect(log).toEqual(['0', '1', '3', '4', '5', '6', '7', '9', 'late', '8'])
  })

  test('a race in a race in an all, with owned coroutines at each level, is cancelled as a whole', () => {
    const loop = new Loop()
    const log: string[] = []
    const task = loop.spawn(
      all([
        guarded(log, 'a', 3),
        race([guarded(log, 'b', 2), race([guarded(log, 'c', 1), guarded(log, 'd')])]),
      ]),
    )
    for (let steps = 0; steps < 3; steps += 1) loop.runStep()
    task.cancel()
    loop.runStep()
    expect([task.cancelled(), loop.pending.length]).toEqual([true, 0])
    expect(log.toSorted()).toEqual(['a', 'b', 'c', 'd'])
  })

  test('an item that is cancelled from outside: all throws it, race gives it, any passes over it', () => {
    const cases: readonly [() => Coroutine<unknown>, (error: unknown) => boolean][] = [
      [() => all([victim, forever()]), (error) => error === victim.error()],
      [() => race([victim, forever()]), (error) => error === victim.error()],
      [
        () => any([victim]),
        (error) => error instanceof AggregateError && error.errors[0] === victim.error(),
      ],
    ]
    let victim: Task<string> = new Loop().spawn(works())
    for (const [combine, expected] of cases) {
      const loop = new Loop()
      victim = loop.spawn(forever())
      const task = loop.spawn(combine())
      loop.runStep()
      victim.cancel()
      expect(expected(thrownBy(() => loop.run(waitFor(task))))).toBe(true)
    }
  })

  test('C10: a shielded coroutine goes on when who waits is cancelled, and its failure is reported', () => {
    const loop = new Loop()
    const log: string[] = []
    function* saves(): Coroutine<void> {
      yield* sleep(10)
      log.push('saved')
      throw 'disk full'
    }
    const task = loop.spawn(timeout(5, shield(saves())))
    expect(thrownBy(() => loop.run(waitFor(task)))).toBeInstanceOf(TimeoutError)
    expect(thrownBy(() => loop.run(sleep(10)))).toMatchObject({ errors: ['disk full'] })
    expect(log).toEqual(['saved'])
  })

  test.each([
    ['null', null],
    ['a promise', Promise.resolve()],
    ['a generator function', works],
    ['a list', [works()]],
  ])('shield refuses %s at once', (_what, item) => {
    expect(() => shield(wrong<Future<unknown>>(item))).toThrow(NotACoroutineError)
  })
})

describe('after CPython, test_taskgroups.py', () => {
  /** Runs a coroutine as a task that is cancelled at some time; what its awaiter gets. */
  function cancelledAt(
    ms: number,
    coroutine: Coroutine<unknown>,
    loop = new Loop(),
  ): [unknown, Task<unknown>] {
    const task = loop.spawn(coroutine)
    function* main(): Coroutine<unknown> {
      yield* sleep(ms)
      expect([task.done(), task.cancel('test')]).toEqual([false, true])
      return yield* task
    }
    const error = thrownBy(() => loop.run(main()))
    expect(loop.pending).toHaveLength(0)
    return [error, task]
  }

  /** Sleeps, and counts when that is cut short. */
  function* counted(counts: { cut: number }, by = 1): Coroutine<void> {
    let whole = false
    try {
      yield* sleep(10_000)
      whole = true
    } finally {
      if (!whole) counts.cut += by
    }
  }

  test('test_taskgroup_01, test_taskgroup_02', () => {
    for (const between of [0, 150]) {
      const [one, two] = run(
        group(function* (g) {
          const first = g.spawn(after(100, 42))
          yield* sleep(between)
          return [first, g.spawn(after(200, 11))] as const
        }),
      )
      expect([one.result(), two.result()]).toEqual([42, 11])
    }
  })

  test('test_taskgroup_03', () => {
    const [one, two] = run(
      group(function* (g) {
        const first = g.spawn(after(1_000, 42))
        yield* sleep(150)
        first.cancel()
        return [first, g.spawn(after(200, 11))] as const
      }),
    )
    expect([one.cancelled(), two.result()]).toEqual([true, 11])
  })

  test('test_taskgroup_04, test_cancel_children_on_child_error', () => {
    const counts = { cut: 0 }
    let past = false
    function* main(): Coroutine<void> {
      yield* group(function* (g) {
        for (let failing = 0; failing < 3; failing += 1) g.spawn(failsAfter(100, 'zero'))
        g.spawn(counted(counts))
        yield* counted(counts, 10)
      })
      past = true
    }
    expect(errorsOf(() => run(main()))).toEqual(['zero', 'zero', 'zero'])
    expect([counts.cut, past]).toEqual([11, false])
  })

  test('test_cancellation, test_taskgroup_07, test_taskgroup_17', () => {
    for (const inBody of [false, true]) {
      const counts = { cut: 0 }
      const [error] = cancelledAt(
        100,
        group(function* (g) {
          for (let children = 0; children < 5; children += 1) g.spawn(counted(counts))
          if (inBody) yield* counted(counts, 10)
        }),
      )
      expect(error).toMatchObject({ name: 'CancelledError', reason: 'test' })
      expect(counts.cut).toBe(inBody ? 15 : 5)
    }
  })

  test('test_cancellation_in_body, test_taskgroup_08: cancelled when its children have failed, it fails with that', () => {
    const [error, task] = cancelledAt(
      100,
      group(function* (g) {
        for (let children = 0; children < 5; children += 1) g.spawn(failsAfter(100, 'zero'))
        yield* sleep(10_000)
      }),
      // Here main has its turn between the failures and the owner of the group.
      new Loop({ discipline: 'snapshot' }),
    )
    const zeros = ['zero', 'zero', 'zero', 'zero', 'zero']
    expect([error instanceof AggregateError && error.errors, task.cancelled()]).toEqual([
      zeros,
      false,
    ])
  })

  test('test_taskgroup_09, test_taskgroup_10', () => {
    for (const ms of [0, 100]) {
      const children: Task<number>[] = []
      const errors = errorsOf(() =>
        run(
          group(function* (g) {
            children.push(g.spawn(after(1_000, 42)), g.spawn(after(2_000, 11)))
            if (ms > 0) yield* sleep(ms)
            throw 'zero'
          }),
        ),
      )
      expect(errors).toEqual(['zero'])
      expect(children.map((child) => child.cancelled())).toEqual([true, true])
    }
  })

  test('test_taskgroup_11, test_taskgroup_12: cancelled before anybody fails', () => {
    const [error] = cancelledAt(
      50,
      group(function* (outer) {
        outer.spawn(sleep(10_000))
        yield* group(function* (inner) {
          for (let children = 0; children < 5; children += 1) inner.spawn(failsAfter(100))
          yield* sleep(10_000)
        })
      }),
    )
    expect(error).toBeInstanceOf(CancelledError)
  })

  test('test_taskgroup_13: a child of the outer group fails, and the inner one is cancelled', () => {
    const errors = errorsOf(() =>
      run(
        group(function* (outer) {
          outer.spawn(failsAfter(100, 'outer'))
          yield* group(function* (inner) {
            inner.spawn(failsAfter(10_000, 'inner'))
          })
        }),
      ),
    )
    expect(errors).toEqual(['outer'])
  })

  test('test_taskgroup_14: a child of the inner group fails, and its AggregateError is the error of the outer', () => {
    const [error, ...others] = errorsOf(() =>
      run(
        group(function* (outer) {
          outer.spawn(failsAfter(10_000, 'outer'))
          yield* group(function* (inner) {
            inner.spawn(failsAfter(100, 'inner'))
          })
        }),
      ),
    )
    expect([error instanceof AggregateError && error.errors, others]).toEqual([['inner'], []])
  })

  test('test_taskgroup_15, test_taskgroup_16: here children are cancelled before the body is cleaned up', () => {
    for (const wrapped of [false, true]) {
      const main = group(function* (g) {
        g.spawn(failsAfter(300, 'soon'))
        try {
          yield* sleep(10_000)
        } finally {
          yield* sleep(500)
        }
      })
      const [error, task] = cancelledAt(100, wrapped ? all([main]) : main)
      expect([error instanceof CancelledError, task.cancelled()]).toEqual([true, true])
    }
  })

  test('test_taskgroup_18', () => {
    const [error, task] = cancelledAt(
      100,
      group(function* () {
        try {
          yield* sleep(10_000)
        } finally {
          raise('mine')
        }
      }),
    )
    expect([error instanceof AggregateError && error.errors, task.cancelled()]).toEqual([
      ['mine'],
      false,
    ])
  })

  test('test_taskgroup_19, …_20, …_20a, …_21a, test_taskgroup_context_manager_exit_raises', () => {
    const errors = errorsOf(() =>
      run(
        group(function* (g) {
          g.spawn(failsAfter(100, 'zero'))
          try {
            yield* sleep(10_000)
          } finally {
            raise('mine')
          }
        }),
      ),
    )
    expect(errors).toEqual(['zero', 'mine'])
  })

  test('test_taskgroup_22', () => {
    const [error, task] = cancelledAt(
      50,
      group(function* (g) {
        g.spawn(after(1_000, 42))
        g.spawn(after(2_000, 11))
      }),
    )
    expect([error instanceof CancelledError, task.cancelled()]).toEqual([true, true])
  })

  test('test_taskgroup_23, test_taskgroup_24', () => {
    const loop = new Loop()
    loop.run(
      group(function* (g) {
        for (let count = 0; count < 10; count += 1) {
          yield* sleep(100)
          g.spawn(sleep(300))
          expect(loop.pending.length).toBeLessThan(5)
        }
        yield* sleep(1_350)
        expect(loop.pending).toHaveLength(0)
        g.spawn(
          (function* () {
            yield* sleep(100)
            g.spawn(sleep(100))
            g.spawn(sleep(200))
          })(),
        )
      }),
    )
    expect(loop.now()).toBe(2_650)
  })

  test('test_taskgroup_25: a hydra, and Hercules', () => {
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

  test('test_taskgroup_task_name', () => {
    run(
      group(function* (g) {
        expect(g.spawn(works(), 'yolo').name).toBe('yolo')
      }),
    )
  })

  test('test_taskgroup_no_create_task_after_failure, test_taskgroup_finished', () => {
    const refused = works()
    let handle: Group | undefined
    const main = group(function* (g) {
      handle = g
      g.spawn(failsAfter(1, 'zero'))
      g.spawn(
        (function* () {
          try {
            yield* sleep(1_000)
          } finally {
            expect(() => g.spawn(refused)).toThrow(InvalidStateError)
          }
        })(),
      )
    })
    expect(errorsOf(() => run(main))).toEqual(['zero'])
    expect(() => handle?.spawn(refused)).toThrow(InvalidStateError)
    expect(run(refused)).toBe('works')
  })

  test('test_taskgroup_already_entered, test_taskgroup_double_enter: here a group is run once, as any coroutine', () => {
    const loop = new Loop()
    const main = group(() => works())
    loop.spawn(main)
    expect(() => loop.spawn(main)).toThrow(CoroutineReusedError)
  })
})

describe('after CPython, test_tasks.py: shield and gather', () => {
  test('test_shield_result, test_shield_shortcut, test_shield_exception', () => {
    const error = new Error('expected')
    const [result, failure] = [new Future<number>(), new Future<number>()]
    result.setResult(42)
    failure.setError(error)
    expect(run(shield(result))).toBe(42)
    expect(thrownBy(() => run(shield(failure)))).toBe(error)
  })

  test('test_shield_cancel_inner: here the one who waits fails with it', () => {
    const loop = new Loop()
    const inner = new Future<number>()
    const outer = loop.spawn(shield(inner))
    loop.runStep()
    inner.cancel()
    loop.runStep()
    expect([outer.error(), outer.cancelled()]).toEqual([inner.error(), false])
  })

  test('test_shield_cancel_outer, test_shield_effect', () => {
    const loop = new Loop()
    const waiter = new Future<void>()
    let proof = 0
    function* inner(): Coroutine<void> {
      yield* waiter
      proof += 1
    }
    function* outer(): Coroutine<void> {
      yield* shield(inner())
      proof += 100
    }
    const task = loop.spawn(outer())
    loop.runStep()
    task.cancel()
    loop.runStep()
    expect([task.cancelled(), loop.pending.length]).toEqual([true, 1])
    waiter.setResult()
    loop.runStep()
    expect(proof).toBe(1)
  })

  test('test_shield_gather, test_gather_shield', () => {
    for (const wrap of [
      (items: Future<number>[]) => shield(all(items)),
      (items: Future<number>[]) => all(items.map((item) => shield(item))),
    ]) {
      const loop = new Loop()
      const children = [new Future<number>(), new Future<number>()]
      const outer = loop.spawn(wrap(children))
      loop.runStep()
      outer.cancel()
      loop.runStep()
      expect([outer.cancelled(), ...children.map((child) => child.done())]).toEqual([
        true,
        false,
        false,
      ])
      for (const child of children) child.setResult(1)
      loop.runStep()
      expect(loop.pending).toHaveLength(0)
    }
  })

  test('test_cancel_gather_1: here one who is to be handed a result can still be cancelled', () => {
    const loop = new Loop()
    const future = new Future<number>()
    const gather = loop.spawn(all([future]))
    loop.runStep()
    future.setResult(42)
    expect(gather.cancel()).toBe(true)
    loop.runStep()
    expect(gather.cancelled()).toBe(true)
  })

  test('test_cancel_gather_2', () => {
    for (const reason of [undefined, null, 'my message', 5]) {
      const loop = new Loop()
      function* body(): Coroutine<void> {
        for (;;) yield* allSettled([sleep(50)])
      }
      const task = loop.spawn(body())
      function* main(): Coroutine<void> {
        yield* sleep(200)
        task.cancel(reason)
        yield* task
      }
      expect(thrownBy(() => loop.run(main()))).toMatchObject({ reason })
    }
  })

  test('test_one_exception, test_one_cancellation', () => {
    for (const end of [
      (future: Future<number>) => future.setError('zero'),
      (future: Future<number>) => future.cancel(),
    ]) {
      const loop = new Loop()
      const futures = Array.from({ length: 5 }, () => new Future<number>())
      const gather = loop.spawn(all(futures))
      loop.runStep()
      const [one, two, three] = futures
      one?.setResult(1)
      if (two !== undefined) end(two)
      loop.runStep()
      expect([gather.done(), gather.cancelled()]).toEqual([true, false])
      expect(gather.error()).toBe(two?.error())
      // Does nothing.
      three?.setResult(3)
      loop.runStep()
    }
  })

  test('test_return_exceptions, test_result_exception_one_cancellation', () => {
    const loop = new Loop()
    const futures = Array.from({ length: 4 }, () => new Future<number>())
    const gather = loop.spawn(allSettled(futures))
    loop.runStep()
    const [one, two, three, four] = futures
    two?.setResult(1)
    three?.setError('zero')
    one?.setResult(3)
    loop.runStep()
    expect(gather.done()).toBe(false)
    four?.cancel()
    loop.runStep()
    expect(gather.result()).toEqual([
      { status: 'fulfilled', value: 3 },
      { status: 'fulfilled', value: 1 },
      { status: 'rejected', reason: 'zero' },
      { status: 'rejected', reason: four?.error() },
    ])
  })

  test('test_duplicate_coroutines: here a coroutine belongs to one, and a task can be given twice', () => {
    const loop = new Loop()
    const coroutine = works()
    const task = loop.spawn(works())
    expect(loop.run(all([task, task]))).toEqual(['works', 'works'])
    expect(() => loop.run(all([coroutine, coroutine]))).toThrow(CoroutineReusedError)
  })

  test('test_cancellation_broadcast: here what is only awaited is not cancelled, and what is owned is', () => {
    const loop = new Loop()
    const waiter = new Future<void>()
    const child = loop.spawn(waitFor(waiter))
    const outer = loop.spawn(all([child, waitFor(waiter)]))
    loop.runStep()
    const owned = loop.pending.at(-1)
    expect(outer.cancel()).toBe(true)
    loop.runStep()
    expect([outer, owned, child].map((task) => task?.cancelled())).toEqual([true, true, false])
    expect(waiter.done()).toBe(false)
  })

  test('test_exception_marking: here the failure of the second, which nobody got, is reported if it is owned', () => {
    const reports: unknown[] = []
    const loop = new Loop({ onUnhandled: ({ errors }) => reports.push(errors) })
    const gate = new Future<void>()
    function* inner(error: string): Coroutine<void> {
      yield* gate
      throw error
    }
    const outer = loop.spawn(all([inner('a'), inner('b')]))
    loop.runStep()
    gate.setResult()
    loop.runStep()
    expect(outer.error()).toBe('a')
    loop.run(works())
    expect(reports).toEqual([['b']])
  })
})
