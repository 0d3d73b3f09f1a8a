/** Bad input, faults and large numbers: a clear error or simply working, and the loop goes on. */

import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import {
  BadYieldError,
  CancelledError,
  CoroutineReusedError,
  DeadlockError,
  Future,
  InvalidStateError,
  Loop,
  LoopClosedError,
  LoopRunningError,
  LoopStoppedError,
  NotACoroutineError,
  OutOfTurnError,
  SelfAwaitError,
  Task,
  UnhandledError,
  type Coroutine,
} from '../../src/index.ts'
import { thrownBy, waitFor, works, wrong } from './coroutines.ts'

describe('large numbers', () => {
  test('a chain of a million awaits wakes from one end to the other', () => {
    const loop = new Loop()
    const first = new Future<number>()
    let last: Future<number> = first
    for (let links = 0; links < 1_000_000; links += 1) last = loop.spawn(waitFor(last))
    loop.runStep()
    first.setResult(7)
    expect(loop.run(waitFor(last))).toBe(7)
    expect(loop.pending).toHaveLength(0)
  })

  test('a million tasks wait for one future, and all are woken', () => {
    const loop = new Loop()
    const gate = new Future<number>()
    let woken = 0
    function* waiter(): Coroutine<void> {
      const one = yield* gate
      woken += one
    }
    for (let tasks = 0; tasks < 1_000_000; tasks += 1) loop.spawn(waiter())
    loop.runStep()
    expect(loop.pending).toHaveLength(1_000_000)
    gate.setResult(1)
    loop.runStep()
    expect(woken).toBe(1_000_000)
  })

  test('a run takes ten million ticks', () => {
    const loop = new Loop()
    function* main(): Coroutine<string> {
      for (let ticks = 1; ticks < 10_000_000; ticks += 1) yield
      return 'done'
    }
    expect(loop.run(main())).toBe('done')
    expect(loop.tick).toBe(10_000_000)
  })

  test('a cycle of a hundred thousand tasks is a deadlock with a short message', () => {
    const loop = new Loop()
    const tasks: Task<unknown>[] = []
    function* next(index: number): Coroutine<void> {
      yield* tasks[(index + 1) % tasks.length] ?? new Future()
    }
    for (let index = 0; index < 100_000; index += 1) tasks.push(loop.spawn(next(index)))
    const error = thrownBy(() => loop.run(waitFor(tasks[0] ?? new Future())))
    if (!(error instanceof DeadlockError)) throw error
    const [cycle = []] = error.cycles
    expect(cycle).toHaveLength(100_000)
    expect(cycle.every((task, index) => task === tasks[index])).toBe(true)
    expect(error.message.length).toBeLessThan(2_000)
  })

  test('closing a loop with a hundred thousand tasks on one future takes no quadratic time', () => {
    const loop = new Loop()
    const gate = new Future()
    for (let tasks = 0; tasks < 100_000; tasks += 1) loop.spawn(waitFor(gate))
    loop.runStep()
    loop.close()
    expect(loop.pending).toHaveLength(0)
  })

  test('what ended is not kept: a hundred thousand tasks leave less than a hundred in the loop', () => {
    const loop = new Loop({ discipline: 'snapshot' })
    const gone: WeakRef<Task<string>>[] = []
    for (let tasks = 0; tasks < 100_000; tasks += 1) {
      const task = loop.spawn(works())
      if (tasks % 1_000 === 0) gone.push(new WeakRef(task))
      if (tasks % 10 === 0) loop.runStep()
    }
    expect(gone).toHaveLength(100)
    expect(loop.pending.length).toBeLessThan(100)
  })
})

describe('wrong types', () => {
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

  test('schedule takes tasks of its own loop', () => {
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
    expect(new Loop().run(coroutine)).toBe('works')
  })

  test('a generator of another realm is a coroutine', () => {
    const coroutine: Coroutine<number> = runInNewContext('(function* () { yield; return 5 })()')
    expect(new Loop().run(coroutine)).toBe(5)
  })
})

describe('a future iterated by anything but yield* (F7)', () => {
  const ways: readonly [string, (future: Future<unknown>) => unknown][] = [
    ['spread', (future) => [...wrong<Iterable<unknown>>(future)]],
    [
      'destructuring',
      (future) => {
        const [item] = wrong<Iterable<unknown>>(future)
        return item
      },
    ],
    [
      'for … of',
      (future) => {
        for (const item of wrong<Iterable<unknown>>(future)) return item
        return undefined
      },
    ],
    ['Array.from', (future) => Array.from(wrong<Iterable<unknown>>(future))],
  ]

  test.each(ways)('%s throws, pending or settled, and the coroutine goes on', (_way, iterate) => {
    const settled = new Future<number>()
    settled.setResult(1)
    function* main(): Coroutine<number> {
      for (const future of [new Future(), settled]) {
        expect(thrownBy(() => iterate(future))).toBeInstanceOf(BadYieldError)
      }
      return yield* settled
    }
    expect(new Loop().run(main())).toBe(1)
  })

  test.each(ways)('%s outside a coroutine throws', (_way, iterate) => {
    expect(thrownBy(() => iterate(new Future()))).toBeInstanceOf(BadYieldError)
  })

  test('a wait that is taken out by hand is noticed at the next suspension', () => {
    function* main(): Coroutine<unknown> {
      waitFor(new Future()).next()
      return yield* new Future()
    }
    expect(() => new Loop().run(main())).toThrow(BadYieldError)
  })

  test.each(ways)('%s by an observer does not disturb the one that is stepped', (_way, iterate) => {
    const gate = new Future('gate')
    const open = new Future<number>('open')
    open.setResult(1)
    const told: string[] = []
    function* steps(): Coroutine<number> {
      yield
      return yield* open
    }
    const loop = new Loop({
      observer: {
        stepped(who) {
          told.push(String(who))
          expect(() => iterate(gate)).toThrow(BadYieldError)
        },
      },
    })
    const task = loop.spawn(steps())
    task.step()
    expect(task.cancel()).toBe(true)
    expect(loop.scheduled.map(String)).toEqual([String(task)])
    expect(loop.run(steps())).toBe(1)
    expect(told).toEqual([String(task), String(task), 'main', 'main', 'main'])
  })

  test('who is cancelled as it asks, and before it suspends, takes no failure from another', () => {
    const loop = new Loop({ discipline: 'snapshot' })
    const bad = new Error('bad')
    const failing = loop.spawn(
      (function* () {
        throw bad
      })(),
    )
    const got: unknown[] = []
    loop.spawn(
      (function* () {
        try {
          yield* failing
        } catch (error) {
          got.push(error)
        }
      })(),
    )
    const asking = {
      [Symbol.iterator]: (): Iterator<undefined, void, undefined> => ({
        next() {
          const asked = failing[Symbol.iterator]().next()
          cancelled.cancel()
          return asked
        },
      }),
    }
    const cancelled: Task<void> = loop.spawn(
      (function* () {
        yield* asking
      })(),
    )
    loop.run(works())
    loop.run(works())
    expect(got).toEqual([bad])
  })

  test('whoever maps the results of an iterator by writing into them changes no other outcome', () => {
    const loop = new Loop()
    const first = loop.spawn((function* () {})())
    loop.runStep()
    function* maps(): Coroutine<void> {
      const items = first[Symbol.iterator]()
      yield* {
        [Symbol.iterator]: () => ({
          next() {
            const result: { done?: boolean; value: unknown } = items.next()
            if (result.done === true) result.value = 5
            return { done: result.done === true, value: undefined }
          },
        }),
      }
    }
    const mapping = loop.spawn(maps())
    loop.runStep()
    expect(mapping.error()).toBeInstanceOf(TypeError)
    expect(first.result()).toBeUndefined()
    expect(loop.run((function* () {})())).toBeUndefined()
  })

  test('to iterate a failed task by mistake does not hide its failure', () => {
    const loop = new Loop()
    const error = new Error('boom')
    function* fails(): Coroutine<void> {
      throw error
    }
    function* main(): Coroutine<void> {
      const task = loop.spawn(fails())
      yield
      yield
      expect(() => [...wrong<Iterable<unknown>>(task)]).toThrow(BadYieldError)
    }
    expect(thrownBy(() => loop.run(main()))).toMatchObject({ errors: [error] })
  })

  test('yield* of a foreign iterable throws, and what a plain yield gives is thrown back', () => {
    function* main(): Coroutine<string[]> {
      const errors: string[] = []
      for (const value of [7, 'x', null, {}, new Future()]) {
        try {
          yield wrong(value)
        } catch (error) {
          errors.push(String(error))
        }
      }
      return errors
    }
    const errors = new Loop().run(main())
    expect(errors).toHaveLength(5)
    for (const error of errors) expect(error).toMatch(/^BadYieldError: .* yield\*/u)
  })
})

describe('faults', () => {
  test('a coroutine that delegates to itself without end fails, and the loop goes on', () => {
    const loop = new Loop()
    function* forever(): Coroutine<void> {
      yield* forever()
    }
    const task = loop.spawn(forever())
    loop.runStep()
    expect(task.error()).toBeInstanceOf(RangeError)
    expect(loop.run(works())).toBe('works')
  })

  test('an error that cannot be printed is reported all the same', () => {
    const loop = new Loop()
    const error = {
      toString(): string {
        throw new Error('no')
      },
    }
    function* fails(): Coroutine<void> {
      throw error
    }
    loop.spawn(fails(), 'odd')
    const report = thrownBy(() => loop.run(works()))
    expect(report).toBeInstanceOf(UnhandledError)
    expect(String(report)).toContain("<Task name='odd' id='0x1'>")
  })

  test('L10: a report of many long failures is short, and holds them all', () => {
    const loop = new Loop()
    function* fails(): Coroutine<void> {
      throw new Error('x'.repeat(600_000))
    }
    for (let tasks = 0; tasks < 1_000; tasks += 1) loop.spawn(fails())
    const report = thrownBy(() => loop.run(works()))
    if (!(report instanceof UnhandledError)) throw report
    expect(report.errors).toHaveLength(1_000)
    expect(report.message.length).toBeLessThan(10_000)
  })

  test('L10: a failure that was to be got by one who is closed first is reported by close', () => {
    const loop = new Loop({ discipline: 'snapshot' })
    const error = new Error('boom')
    const gate = new Future<void>()
    function* fails(): Coroutine<void> {
      yield* gate
      throw error
    }
    const task = loop.spawn(fails())
    loop.spawn(waitFor(task))
    loop.runStep()
    gate.setResult()
    loop.runStep()
    expect(thrownBy(() => loop.close())).toMatchObject({ errors: [error] })
  })

  test('L10: whoever runs meanwhile is not told of a failure that a stopped main waits for', () => {
    const loop = new Loop()
    const error = new Error('boom')
    const gate = new Future<void>()
    function* fails(): Coroutine<void> {
      yield* gate
      throw error
    }
    const task = loop.spawn(fails())
    function* waits(): Coroutine<void> {
      loop.stop()
      yield* task
    }
    const main = waits()
    expect(() => loop.run(main)).toThrow(LoopStoppedError)
    gate.setResult()
    expect(loop.run(works())).toBe('works')
    expect(task.done()).toBe(true)
    expect(thrownBy(() => loop.run(main))).toBe(error)
  })

  test.each([undefined, null, 0, 'text'])('%s can be thrown and awaited', (thrown) => {
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
  })

  test('an observer that throws at any event changes nothing and is reported', () => {
    // Four events of spawning, and twelve of the run.
    for (let at = 0; at < 16; at += 1) {
      let told = 0
      const tell = (): void => {
        told += 1
        if (told === at + 1) throw new Error('observer')
      }
      const loop = new Loop({
        observer: { tick: tell, spawned: tell, scheduled: tell, stepped: tell, settled: tell },
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
      const threw = told > at
      expect(result).toBe(threw ? undefined : 'works')
      expect(report instanceof UnhandledError && report.errors.length === 1).toBe(threw)
      expect(told).toBeLessThanOrEqual(at + 1)
      expect(loop.pending).toHaveLength(0)
      expect(loop.run(works())).toBe('works')
    }
  })

  test('in a coroutine, everything that is for the host is refused, and the run goes on', () => {
    const loop = new Loop()
    let other: Task<string> | undefined
    function* main(): Coroutine<string> {
      other = loop.spawn(works())
      const own = works()
      const self = loop.spawn(waitFor(new Future()))
      expect(() => loop.run(own)).toThrow(LoopRunningError)
      expect(() => loop.ticks(own)).toThrow(LoopRunningError)
      expect(() => loop.runStep()).toThrow(LoopRunningError)
      expect(() => loop.close()).toThrow(LoopRunningError)
      expect(() => other?.step()).toThrow(OutOfTurnError)
      expect(() => self.setResult(wrong(1))).toThrow(InvalidStateError)
      expect(() => self.setError(wrong(1))).toThrow(InvalidStateError)
      // A run that was refused has not taken the coroutine.
      return yield* loop.spawn(own)
    }
    expect(loop.run(main())).toBe('works')
    expect(other?.result()).toBe('works')
  })

  test('a loop may run in the step of another, and each is current in its own steps', () => {
    const outer = new Loop()
    const inner = new Loop()
    function* within(): Coroutine<boolean> {
      yield
      return Loop.getCurrentLoop() === inner
    }
    function* main(): Coroutine<boolean[]> {
      const here = Loop.getCurrentLoop() === outer
      const there = inner.run(within())
      yield
      return [here, there, Loop.getCurrentLoop() === outer]
    }
    expect(outer.run(main())).toEqual([true, true, true])
    expect(Loop.getCurrentLoop()).not.toBe(outer)
  })

  test('L18: a loop that is left on a wait, in the step of another, does not disturb that step', () => {
    const outer = new Loop()
    const inner = new Loop()
    function* main(): Coroutine<string> {
      inner.spawn(waitFor(new Future()))
      inner.runStep()
      yield
      inner.spawn(waitFor(new Future()))
      inner.runStep()
      return yield* outer.spawn(works())
    }
    expect(outer.run(main())).toBe('works')
  })

  test('F8: whoever leaves a line of waiters, and joins it again, stands where it stands', () => {
    const closed = new Loop()
    const other = new Loop()
    const gate = new Future<number>('gate')
    const woken: string[] = []
    function* guest(name: string): Coroutine<void> {
      yield* gate
      woken.push(name)
    }
    // Made first, it joins the line last of its loop: so it leaves from the middle.
    function* late(): Coroutine<void> {
      yield
      yield* gate
    }
    function* again(): Coroutine<void> {
      try {
        yield* gate
      } finally {
        yield* gate
      }
    }
    function* meanwhile(): Coroutine<void> {
      try {
        yield* new Future()
      } finally {
        yield
        other.spawn(guest('late guest'))
        other.runStep()
      }
    }
    const last = closed.spawn(late())
    const tasks = [last, closed.spawn(guest('closed')), closed.spawn(again())]
    for (const task of tasks) task.step()
    other.spawn(guest('first guest'))
    other.runStep()
    last.step()
    other.spawn(guest('second guest'))
    other.runStep()
    closed.spawn(meanwhile())
    closed.runStep()
    // A clean-up waits for what nobody settles.
    expect(() => closed.close()).toThrow(DeadlockError)
    gate.setResult(1)
    other.runStep()
    expect(woken).toEqual(['first guest', 'second guest', 'late guest'])
    expect([...other.pending, ...closed.pending, ...closed.scheduled]).toHaveLength(0)
  })

  test('L18: a future wakes the waiters of several loops, each in its own', () => {
    const gate = new Future<number>('gate')
    const loops = [new Loop(), new Loop(), new Loop()]
    const log: string[] = []
    function* waiter(name: string): Coroutine<void> {
      log.push(`${name} got ${yield* gate}`)
    }
    for (const name of ['a', 'b']) {
      for (const [index, loop] of loops.entries()) loop.spawn(waiter(`${name}${index}`))
    }
    for (const loop of loops) loop.runStep()
    gate.setResult(1)
    for (const loop of loops.toReversed()) loop.runStep()
    expect(log).toEqual(['a2', 'b2', 'a1', 'b1', 'a0', 'b0'].map((name) => `${name} got 1`))
  })

  test('a task that awaits itself can catch it and go on', () => {
    const loop = new Loop()
    let self: Task<string> | undefined
    function* narcissus(): Coroutine<string> {
      try {
        return yield* self ?? new Future<string>()
      } catch (error) {
        return error instanceof SelfAwaitError ? 'woke up' : 'something else'
      }
    }
    self = loop.spawn(narcissus())
    expect(loop.run(waitFor(self))).toBe('woke up')
  })

  test('a coroutine given twice is refused, whoever has it', () => {
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

  test('a closed loop refuses everything new, and closing it again does nothing', () => {
    const loop = new Loop()
    const task = loop.spawn(works())
    loop.close()
    loop.close()
    for (const ask of [
      () => loop.run(works()),
      () => loop.ticks(works()),
      () => loop.runStep(),
      () => loop.spawn(works()),
      () => loop.schedule(task),
      () => task.step(),
    ]) {
      expect(thrownBy(ask)).toBeInstanceOf(LoopClosedError)
    }
    expect(loop.pending).toEqual([])
    const error = task.error()
    expect(error instanceof CancelledError && error.task === task).toBe(true)
  })

  test('using closes the loop at the end of the block, whatever ends it', () => {
    const log: string[] = []
    function* guarded(): Coroutine<void> {
      try {
        yield* new Future()
      } finally {
        log.push('cleaned up')
      }
    }
    expect(() => {
      using loop = new Loop()
      loop.spawn(guarded())
      loop.runStep()
      throw new Error('out')
    }).toThrow('out')
    expect(log).toEqual(['cleaned up'])
  })

  test('the default loop is made on first use, and made anew once it is closed', () => {
    const loop = Loop.getCurrentLoop()
    expect(Loop.getCurrentLoop()).toBe(loop)
    expect(new Task(works(), 'anywhere').loop).toBe(loop)
    loop.close()
    expect(Loop.getCurrentLoop()).not.toBe(loop)
  })
})
