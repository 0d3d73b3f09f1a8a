/** Wrong types and values, which plain data cannot hold: refused at once, with a hint, and nothing is taken or begun. */

import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import {
  all,
  allSettled,
  any,
  BadYieldError,
  Barrier,
  Condition,
  CoroutineReusedError,
  Event,
  Future,
  group,
  InvalidStateError,
  Lock,
  Loop,
  LoopRunningError,
  NotACoroutineError,
  Queue,
  race,
  ReadWriteLock,
  SelfAwaitError,
  scoped,
  Semaphore,
  shield,
  sleep,
  Task,
  timeout,
  VirtualClock,
  type Awaitable,
  type Coroutine,
  type Group,
} from '../../src/index.ts'
import { errorsOf, guarded, run, runWith, thrownBy, waitFor, works, wrong } from './coroutines.ts'

describe('loops, tasks and futures', () => {
  test.each([
    ['a generator function', works, /call it/u],
    ['a promise', Promise.resolve(), /promise/u],
    ['an async generator', (async function* () {})(), /generator/u],
    ['an array', [], /generator/u],
    ['null', null, /null/u],
    ['NaN', Number.NaN, /NaN/u],
    ['nothing', undefined, /undefined/u],
  ])('T9: %s is refused as a coroutine, with a hint', (_what, given, hint) => {
    const loop = new Loop()
    for (const give of [
      () => loop.run(wrong(given)),
      () => loop.ticks(wrong(given)),
      () => loop.spawn(wrong(given)),
      () => new Task(wrong(given), 'wrong', loop),
    ]) {
      const error = thrownBy(give)
      expect(error).toBeInstanceOf(NotACoroutineError)
      expect(String(error)).toMatch(hint)
    }
    expect(loop.pending).toHaveLength(0)
    expect(loop.run(works())).toBe('works')
  })

  test('T8: a coroutine that was resumed by hand continues from where it stands, and is closed there', () => {
    const log: string[] = []
    function* counts(name: string): Coroutine<string> {
      try {
        log.push(`${name} begins`)
        log.push(`${name} receives ${String(yield)}`)
        return name
      } finally {
        log.push(`${name} ends`)
      }
    }
    const begun = (name: string): Coroutine<string> => {
      const coroutine = counts(name)
      coroutine.next()
      return coroutine
    }
    const loop = new Loop()
    const [spawned, closed] = [loop.spawn(begun('spawned')), loop.spawn(begun('closed'))]
    closed.cancel()
    expect(loop.run(begun('main'))).toBe('main')
    expect(loop.run(scoped(begun('scoped')))).toBe('scoped')
    expect([spawned.result(), closed.cancelled()]).toEqual(['spawned', true])
    expect(log.filter((line) => line.endsWith('begins'))).toHaveLength(4)
    expect(log.filter((line) => !line.endsWith('begins'))).toEqual([
      'spawned receives undefined',
      'spawned ends',
      'closed ends',
      'main receives undefined',
      'main ends',
      'scoped receives undefined',
      'scoped ends',
    ])
  })

  test('T8: what a coroutine awaited by hand was refused there, and a wait of its own begins anew', () => {
    const gate = new Future<number>('gate')
    gate.setResult(1)
    function* tries(): Coroutine<unknown> {
      try {
        return yield* gate
      } catch (error) {
        yield
        return [error instanceof BadYieldError, yield* gate]
      }
    }
    const coroutine = tries()
    coroutine.next()
    expect(new Loop().run(coroutine)).toEqual([true, 1])
  })

  test('T8: a coroutine that a task has is refused, wherever it is given', () => {
    const loop = new Loop()
    const coroutine = works()
    loop.spawn(coroutine)
    for (const give of [
      () => loop.spawn(coroutine),
      () => loop.run(coroutine),
      () => new Loop().spawn(coroutine),
      () => new Task(coroutine, 'again'),
    ]) {
      expect(thrownBy(give)).toBeInstanceOf(CoroutineReusedError)
    }
    expect(loop.run(works())).toBe('works')
  })

  test.each([
    ['discipline', { discipline: 'fair' }],
    ['observer', { observer: 'loud' }],
    ['onUnhandled', { onUnhandled: true }],
    ['name', { name: 7 }],
  ])('a loop refuses a wrong %s', (what, options) => {
    const error = thrownBy(() => new Loop(wrong(options)))
    expect(error).toBeInstanceOf(TypeError)
    expect(String(error)).toContain(what)
  })

  test('schedule() takes tasks of its own loop', () => {
    const loop = new Loop()
    expect(() => loop.schedule(wrong('task'))).toThrow(TypeError)
    expect(() => loop.schedule(new Loop().spawn(works()))).toThrow(InvalidStateError)
  })

  test('a name is a string', () => {
    expect(() => new Future(wrong(Symbol('f')))).toThrow(TypeError)
    expect(() => new Loop().spawn(works(), wrong(7))).toThrow(TypeError)
  })

  test('a task that is refused leaves its coroutine as it was', () => {
    const coroutine = works()
    expect(() => new Loop().spawn(coroutine, wrong(7))).toThrow(TypeError)
    expect(() => new Task(coroutine, 'lost', wrong('loop'))).toThrow(TypeError)
    expect(run(coroutine)).toBe('works')
  })

  test('L11: a run that is refused leaves its coroutine as it was', () => {
    const loop = new Loop()
    function* main(): Coroutine<string> {
      const own = works()
      expect(() => loop.run(own)).toThrow(LoopRunningError)
      expect(() => loop.ticks(own)).toThrow(LoopRunningError)
      return yield* loop.spawn(own)
    }
    expect(loop.run(main())).toBe('works')
  })

  test.each([
    ['no object', 5, TypeError, /limits/u],
    ['null', null, TypeError, /null/u],
    ['ticks in words', { ticks: 'five' }, TypeError, /ticks/u],
    ['a bigint of ticks', { ticks: 5n }, TypeError, /ticks/u],
    ['ticks below zero', { ticks: -1 }, RangeError, /-1/u],
    ['half a tick', { ticks: 0.5 }, RangeError, /0\.5/u],
    ['NaN ticks', { ticks: Number.NaN }, RangeError, /NaN/u],
    ['minus infinite ticks', { ticks: -Infinity }, RangeError, /Infinity/u],
    ['a time in words', { ms: '5' }, TypeError, /ms/u],
    ['a time below zero', { ms: -0.1 }, RangeError, /-0\.1/u],
    ['NaN milliseconds', { ms: Number.NaN }, RangeError, /NaN/u],
  ])('L20: %s is no limit, and the main can still be run', (_what, limits, kind, hint) => {
    const loop = new Loop()
    const main = works()
    const error = thrownBy(() => loop.run(main, wrong(limits)))
    expect(error).toBeInstanceOf(kind)
    expect(String(error)).toMatch(hint)
    expect(loop.spawn(main).done()).toBe(false)
    expect(loop.run(works(), { ticks: Infinity, ms: Infinity })).toBe('works')
  })

  test('a generator of another realm is a coroutine', () => {
    const coroutine: Coroutine<number> = runInNewContext('(function* () { yield; return 5 })()')
    expect(run(coroutine)).toBe(5)
  })
})

const combinators: readonly [
  string,
  (items: Iterable<Awaitable<unknown>>) => Coroutine<unknown>,
][] = [
  ['all', (items) => all(items)],
  ['allSettled', (items) => allSettled(items)],
  ['any', (items) => any(items)],
  ['race', (items) => race(items)],
]

describe.each(combinators)('%s', (name, combine) => {
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

  test('an iterable that throws throws at once what it throws, and nothing is begun', () => {
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

  test('S10: a coroutine that never runs, because a future has failed or has a result, belongs to the combinator too', () => {
    const loop = new Loop()
    const [good, bad] = [new Future<string>(), new Future<string>()]
    good.setResult('there')
    bad.setError(new Error('no'))
    const coroutine = works()
    loop.run(allSettled([combine([coroutine, good, bad])]))
    expect(loop.pending).toHaveLength(0)
    expect(() => loop.spawn(coroutine)).toThrow(CoroutineReusedError)
  })

  test('a combinator is a coroutine like any other, and is run once', () => {
    const coroutine = combine([works()])
    run(coroutine)
    expect(() => run(coroutine)).toThrow(CoroutineReusedError)
  })

  test('T10: a task that waits for itself receives SelfAwaitError at that point, and nothing is begun', () => {
    const loop = new Loop()
    const caught: unknown[] = []
    function* main(): Coroutine<string> {
      const other = works()
      caught.push(thrownBy(() => [...wrong<Iterable<unknown>>(combine([self, other]))]))
      try {
        yield* combine([other, self])
      } catch (error) {
        caught.push(error)
      }
      return yield* other
    }
    const self: Task<string> = loop.spawn(main())
    expect(loop.run(waitFor(self))).toBe('works')
    expect(caught.map((error) => error instanceof SelfAwaitError)).toEqual([true, true])
  })
})

describe('groups and shields', () => {
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
    '%s is a body that returns no coroutine: the group fails with NotACoroutineError',
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

  test('S4: a coroutine that a group refuses, because it is ending or has ended, is not taken', () => {
    const loop = new Loop()
    const refused: unknown[] = []
    let handle: Group | undefined
    const spawns = (): void => {
      const coroutine = works()
      refused.push(thrownBy(() => handle?.spawn(coroutine)))
      loop.spawn(coroutine)
    }
    function* late(): Coroutine<void> {
      try {
        yield* new Future<void>()
      } finally {
        spawns()
      }
    }
    function* body(g: Group): Coroutine<void> {
      handle = g
      g.spawn(late())
      yield
      throw 'end'
    }
    expect(errorsOf(() => loop.run(group(body)))).toEqual(['end'])
    spawns()
    expect(refused.map((error) => error instanceof InvalidStateError)).toEqual([true, true])
  })

  test('after CPython, test_taskgroup_already_entered, test_taskgroup_double_enter: a group is run once, as any other coroutine', () => {
    const loop = new Loop()
    const main = group(() => works())
    loop.spawn(main)
    expect(() => loop.spawn(main)).toThrow(CoroutineReusedError)
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

describe('durations and clocks', () => {
  test.each([Number.NaN, -1, -Number.MIN_VALUE, Number.NEGATIVE_INFINITY])(
    'D6: %d is refused at once with a RangeError, and the coroutine beside it is not taken',
    (ms) => {
      const coroutine = works()
      expect(thrownBy(() => sleep(ms))).toBeInstanceOf(RangeError)
      expect(thrownBy(() => timeout(ms, coroutine))).toBeInstanceOf(RangeError)
      expect(run(coroutine)).toBe('works')
    },
  )

  const unprintable = {
    toString(): string {
      throw new Error('no')
    },
  }

  test.each([
    ["'5'", '5'],
    ['null', null],
    ['undefined', undefined],
    ['5n', 5n],
    ['a symbol', Symbol('s')],
    ['an array', [5]],
    ['a date', new Date(5)],
    ['an object without prototype', Object.create(null)],
    ['an object that cannot be printed', unprintable],
  ])('D6: %s is refused at once with a TypeError', (_what, ms) => {
    expect(thrownBy(() => sleep(wrong(ms)))).toBeInstanceOf(TypeError)
    expect(thrownBy(() => timeout(wrong(ms), works()))).toBeInstanceOf(TypeError)
  })

  test.each([
    ['a generator function', works],
    ['a promise', Promise.resolve()],
    ['a list of futures', [new Future()]],
    ['a number', 5],
    ['nothing', undefined],
  ])('timeout refuses %s at once', (_what, given) => {
    expect(thrownBy(() => timeout(5, wrong<Coroutine<unknown>>(given)))).toBeInstanceOf(
      NotACoroutineError,
    )
  })

  test('timeout takes a coroutine for itself, and is run once', () => {
    const coroutine = works()
    const limited = timeout(5, coroutine)
    for (const again of [() => timeout(5, coroutine), () => run(coroutine)]) {
      expect(thrownBy(again)).toBeInstanceOf(CoroutineReusedError)
    }
    expect(run(limited)).toBe('works')
    expect(thrownBy(() => run(limited))).toBeInstanceOf(CoroutineReusedError)
  })

  const functionLikeAClock: unknown = Object.assign(() => {}, { now: () => 0, advanceTo() {} })

  test.each([
    ['no object', 5],
    ['null', null],
    ['an object without methods', {}],
    ['one that cannot advance', { now: () => 0 }],
    ['one that shows no time', { advanceTo() {} }],
    ['a function with both methods', functionLikeAClock],
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
})

describe('primitives', () => {
  const lock = new Lock('db')

  test.each([
    ['Event', (name: string) => new Event(name)],
    ['Lock', (name: string) => new Lock(name)],
    ['Semaphore', (name: string) => new Semaphore(1, name)],
    ['Condition', (name: string) => new Condition(lock, name)],
    ['Barrier', (name: string) => new Barrier(1, name)],
    ['Queue', (name: string) => new Queue({ name })],
  ])('a name of an object of class %s that is no string is refused', (kind, create) => {
    for (const name of [7, null, {}, Symbol('name')]) {
      const error = thrownBy(() => create(wrong(name)))
      expect(error).toBeInstanceOf(TypeError)
      expect(String(error)).toMatch(new RegExp(`the name of an? ${kind} is a string, not`, 'u'))
    }
  })

  test.each([
    ['count', 0, (given: number) => new Semaphore(given)],
    ['number of parties', 1, (given: number) => new Barrier(given)],
    ['capacity', 0, (given: number) => new Queue({ capacity: given })],
  ])('a %s that is no integer, or less than %i, is refused', (what, least, create) => {
    for (const given of [Number.NaN, -Infinity, least - 1, least + 0.5]) {
      const error = thrownBy(() => create(given))
      expect(error).toBeInstanceOf(RangeError)
      expect(String(error)).toMatch(
        new RegExp(`the ${what} of an? \\w+ is an integer, ${least} or more, not ${given}`, 'u'),
      )
    }
    for (const given of ['3', null, 3n, {}]) {
      expect(thrownBy(() => create(wrong(given)))).toBeInstanceOf(TypeError)
    }
  })

  test('Y9: an infinite capacity is accepted, an infinite count or number of parties is not', () => {
    expect(new Queue({ capacity: Infinity }).capacity).toBe(new Queue().capacity)
    expect(() => new Semaphore(Infinity)).toThrow(RangeError)
    expect(() => new Semaphore(2 ** 53)).toThrow('is at most 9007199254740991')
    expect(() => new Barrier(Infinity)).toThrow(RangeError)
  })

  test('options that are no object, and a lock that is none, are refused', () => {
    for (const given of [null, 3, 'jobs']) {
      expect(() => new Queue<number>(wrong(given))).toThrow(/^a Queue .* an object of options/u)
      expect(() => new Condition(wrong(given))).toThrow(/^a Condition's lock is a Lock, not/u)
    }
  })

  test('Y12: a body that is no function is refused at once, one that returns no coroutine when it is called', () => {
    for (const held of [lock, new Semaphore(1), new Condition()]) {
      for (const body of [undefined, 3, (function* () {})()]) {
        expect(() => held.hold(wrong(body))).toThrow(/^hold takes a generator function/u)
      }
      for (const body of [async () => {}, () => 7, () => [].values()]) {
        const error = thrownBy(() => run(held.hold(wrong(body))))
        expect(error).toBeInstanceOf(NotACoroutineError)
        expect(String(error)).toContain('a coroutine is expected, not')
      }
    }
    expect(lock.locked()).toBe(false)
  })

  test('Y7: a count that is negative or no integer, and a predicate that is no function of true or false, are refused', () => {
    runWith(function* () {
      const changed = new Condition()
      yield* changed.acquire()
      for (const count of [-1, 0.5, Number.NaN, Infinity]) {
        expect(() => changed.notify(count)).toThrow(RangeError)
      }
      expect(() => changed.notify(wrong('1'))).toThrow(TypeError)
      expect(() => changed.waitFor(wrong(true))).toThrow(/^waitFor takes a function/u)
      for (const predicate of [async () => true, function* () {}, () => 1]) {
        const wait = changed.waitFor(wrong(predicate))
        expect(() => wait.next()).toThrow(/^a predicate \w+ true or false at once/u)
      }
      expect(changed.lock.holder).toBe('main')
    })
  })

  test('Y2: what waits is refused outside a coroutine, and says where to write it', () => {
    for (const [ask, hint] of [
      [() => lock.acquire(), 'write yield* lock.acquire() there'],
      [() => lock.hold(function* () {}), 'write yield* lock.hold() there'],
      [() => new Semaphore(1).acquire(), 'write yield* semaphore.acquire() there'],
      [() => new ReadWriteLock().write.acquire(), 'lock.read.acquire() or lock.write.acquire()'],
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
