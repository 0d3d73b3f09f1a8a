/** Cancellation where programs that are plain data do not reach: large numbers, odd reasons, odd moments. */

import { describe, expect, test } from 'vitest'
import {
  all,
  CancelledError,
  DeadlockError,
  Future,
  group,
  InvalidStateError,
  Lock,
  Loop,
  shield,
  sleep,
  Task,
  timeout,
  TimeoutError,
  UnhandledError,
  type Coroutine,
  type Observer,
} from '../../src/index.ts'
import { withoutStacks } from '../stacks.ts'
import { forever, raise, thrownBy, waitFor, works } from './coroutines.ts'

function* yields(turns: number): Coroutine<void> {
  for (let turn = 0; turn < turns; turn += 1) yield
}

function* fails(error: unknown): Coroutine<never> {
  yield
  throw error
}

/** Whether these are the very same, one by one; `toEqual` would iterate a future. */
function same(found: readonly unknown[] | undefined, due: readonly unknown[]): boolean {
  return found?.length === due.length && found.every((one, index) => one === due[index])
}

/** A report of one failure: of this task, with this error. */
function expectReport(report: unknown, task: Task<unknown>, error: unknown): void {
  if (!(report instanceof UnhandledError)) throw report
  expect([same(report.tasks, [task]), same(report.errors, [error])]).toEqual([true, true])
}

/** What somebody who awaits it gets. */
function errorOf(future: Future<unknown>): CancelledError {
  const error = future.error()
  if (error instanceof CancelledError) return error
  throw error ?? new Error('it has a result')
}

/** Waits until it is closed, and then notes it, first giving up the turn so many times. */
function* guarded(log: string[], name: string, turns = 0): Coroutine<void> {
  try {
    yield* forever()
  } catch {
    log.push(`${name} caught`)
  } finally {
    yield* yields(turns)
    log.push(`${name} closed`)
  }
}

describe('large numbers', () => {
  /** Each task awaits the one before it, the first a future that is never settled. */
  function chain(loop: Loop, length: number): Task<unknown>[] {
    const tasks: Task<unknown>[] = []
    for (let link = 0; link < length; link += 1) {
      tasks.push(loop.spawn(waitFor(tasks.at(-1) ?? new Future())))
    }
    loop.runStep()
    return tasks
  }

  test('C8: a chain of a million awaits, cancelled at its bottom, fails to its top with one error', () => {
    const loop = new Loop()
    const tasks = chain(loop, 1_000_000)
    const [bottom, next] = tasks
    expect(bottom?.cancel('enough')).toBe(true)
    const top = tasks.at(-1) ?? new Future()
    const error = thrownBy(() => loop.run(waitFor(top)))
    expect(error).toBe(bottom?.error())
    expect(error).toMatchObject({ reason: 'enough' })
    expect([bottom?.cancelled(), next?.cancelled(), top.cancelled()]).toEqual([true, false, false])
    expect(loop.pending).toHaveLength(0)
  })

  test.each([
    ['top', 99_999],
    ['middle', 50_000],
  ])('C9: a chain of awaits that is cancelled at its %s is left alone below', (_where, at) => {
    const loop = new Loop({ onUnhandled: () => {} })
    const tasks = chain(loop, 100_000)
    tasks[at]?.cancel()
    loop.runStep()
    expect(loop.pending).toHaveLength(at)
    expect(tasks[at - 1]?.done()).toBe(false)
    expect(tasks.slice(at).every((task) => task.error() === tasks[at]?.error())).toBe(true)
  })

  test.each([['first made first'], ['last made first']])(
    'a chain of a hundred thousand awaits is cancelled link by link, %s',
    (order) => {
      const loop = new Loop()
      const tasks = chain(loop, 100_000)
      if (order === 'last made first') tasks.reverse()
      expect(tasks.every((task) => task.cancel())).toBe(true)
      withoutStacks(() => loop.runStep())
      expect(tasks.every((task) => task.cancelled())).toBe(true)
    },
  )

  test('a cycle of a hundred thousand awaits is undone by cancelling one of them', () => {
    const loop = new Loop({ onUnhandled: () => {} })
    const tasks: Task<unknown>[] = []
    function* next(index: number): Coroutine<void> {
      yield* tasks[(index + 1) % 100_000] ?? new Future()
    }
    for (let index = 0; index < 100_000; index += 1) tasks.push(loop.spawn(next(index)))
    expect(() => loop.run(waitFor(tasks[0] ?? new Future()))).toThrow(DeadlockError)
    tasks[500]?.cancel()
    loop.runStep()
    expect(loop.pending).toHaveLength(0)
    expect(tasks.filter((task) => task.cancelled())).toHaveLength(1)
    expect(tasks[500]?.cancelled()).toBe(true)
  })

  test('C9: of a million who wait for one future every second is cancelled, and the others keep their order', () => {
    const loop = new Loop()
    const gate = new Future<void>()
    const tasks: Task<unknown>[] = []
    let last = -1
    let disorder = 0
    function* waiter(index: number): Coroutine<void> {
      yield* gate
      if (index !== last + 2) disorder += 1
      last = index
    }
    for (let index = 0; index < 1_000_000; index += 1) tasks.push(loop.spawn(waiter(index)))
    loop.runStep()
    for (const [index, task] of tasks.entries()) if (index % 2 === 0) task.cancel()
    gate.setResult()
    withoutStacks(() => loop.runStep())
    expect([last, disorder]).toEqual([999_999, 0])
    expect(loop.pending).toHaveLength(0)
  })

  test('C9: waiters who leave in any order, while others join, leave the rest in order', () => {
    const loop = new Loop()
    const gate = new Future<void>()
    const woken: number[] = []
    function* waiter(index: number): Coroutine<void> {
      yield* gate
      woken.push(index)
    }
    const tasks: Task<unknown>[] = []
    for (let round = 0; round < 3_000; round += 1) {
      for (let one = 0; one < 3; one += 1) tasks.push(loop.spawn(waiter(tasks.length)))
      loop.runStep()
      // 7919 is prime: the places are all over the line, first and last among them.
      tasks[(round * 7_919) % tasks.length]?.cancel()
      tasks.at(round % 5 === 0 ? -1 : -2)?.cancel()
    }
    loop.runStep()
    const left = tasks.flatMap((task, index) => (task.cancelled() ? [] : [index]))
    expect(left.length).toBeGreaterThan(3_000)
    gate.setResult()
    loop.runStep()
    expect(woken).toEqual(left)
  })

  test('C5: a hundred thousand clean-ups that take ten turns each end one as the other', () => {
    const loop = new Loop()
    const log: string[] = []
    for (let tasks = 0; tasks < 100_000; tasks += 1) loop.spawn(guarded(log, `${tasks}`, 10))
    loop.runStep()
    for (const task of loop.pending) task.cancel()
    withoutStacks(() => loop.runStep())
    expect(log).toHaveLength(100_000)
    expect([log[0], log.at(-1)]).toEqual(['0 closed', '99999 closed'])
  })
})

describe('reasons', () => {
  const unprintable = {
    toString(): string {
      throw new Error('no')
    },
  }

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
      const error = errorOf(one)
      expect(error.message).toMatch(said)
      expect(error.future).toBe(one)
      expect(error.task).toBe(one === task ? task : undefined)
      expect(Object.is(error.reason, reason)).toBe(true)
      expect(error.name).toBe('CancelledError')
    }
  })

  test('C8: everybody gets the same error, and keeps the first reason', () => {
    const loop = new Loop()
    const task = loop.spawn(forever())
    const got: unknown[] = []
    function* asks(): Coroutine<void> {
      try {
        yield* task
      } catch (error) {
        got.push(error)
      }
    }
    for (let asking = 0; asking < 3; asking += 1) loop.spawn(asks())
    loop.runStep()
    expect([task.cancel('first'), task.cancel('second')]).toEqual([true, false])
    loop.run(asks())
    expect(got).toEqual([errorOf(task), errorOf(task), errorOf(task), errorOf(task)])
    expect(new Set(got).size).toBe(1)
    expect(errorOf(task).reason).toBe('first')
    expect(thrownBy(() => task.result())).toBe(got[0])
  })

  test('C8: a task that fails with the CancelledError of another was not cancelled', () => {
    const loop = new Loop()
    const one = loop.spawn(forever(), 'one')
    const other = loop.spawn(waitFor(one), 'other')
    loop.runStep()
    one.cancel()
    const report = thrownBy(() => loop.run(works()))
    expectReport(report, other, errorOf(one))
    expect([one.cancelled(), other.cancelled()]).toEqual([true, false])
    expect(errorOf(other).task).toBe(one)
  })
})

describe('who cancels, and when', () => {
  test('C2: a future that is cancelled by the host, within and between ticks, wakes who waits', () => {
    const loop = new Loop()
    const log: string[] = []
    const futures = [new Future('one'), new Future('two')]
    function* asks(future: Future<unknown>): Coroutine<void> {
      try {
        yield* future
      } catch (error) {
        log.push(String(error))
      }
    }
    for (const future of futures) loop.spawn(asks(future))
    loop.runStep()
    expect(futures[0]?.cancel('by the host')).toBe(true)
    loop.spawn(
      (function* () {
        futures[1]?.cancel('by a task')
      })(),
    )
    loop.runStep()
    expect(log).toEqual([
      "CancelledError: <Future name='one'> was cancelled: by the host",
      "CancelledError: <Future name='two'> was cancelled: by a task",
    ])
    expect(() => futures[0]?.setResult(1)).toThrow(InvalidStateError)
  })

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

  test.each(kinds)('O2: an observer cancels any task at any event of the kind %s', (kind) => {
    // Each time a later event of this kind, until there is none, and each task of the program.
    for (const victim of [1, 2, 3, 4]) {
      for (let at = 1; at < 50; at += 1) {
        let told = 0
        const tell = (): void => {
          told += 1
          if (told === at) loop.pending.find(({ id }) => id === victim)?.cancel('observer')
        }
        const observer: Observer = { [kind]: tell }
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
        const ended = tasks.filter((task) => task.cancelled())
        expect(ended.every((task) => errorOf(task).task === task)).toBe(true)
        expect(log.filter((line) => line.endsWith('caught'))).toEqual([])
        expect(new Set(log).size).toBe(log.length)
        if (told < at) break
      }
    }
  })

  test('C7: a task that cancels itself is closed at its next suspension, whatever that is', () => {
    const settled = new Future<number>()
    settled.setResult(1)
    const pending = new Future<number>()
    const ways: readonly (() => Coroutine<unknown>)[] = [
      function* () {
        yield
      },
      () => waitFor(settled),
      () => waitFor(pending),
      () => sleep(5),
      () => timeout(5, forever()),
      () => all([works(), pending]),
      () => group(() => forever()),
      () => new Lock().acquire(),
    ]
    for (const way of ways) {
      const loop = new Loop()
      let after = false
      function* suicidal(): Coroutine<void> {
        expect([self.cancel('me'), self.cancel('again')]).toEqual([true, false])
        yield* way()
        after = true
      }
      const self: Task<void> = loop.spawn(suicidal())
      loop.runStep()
      expect([self.cancelled(), after, loop.pending.length]).toEqual([true, false, 0])
      loop.run(sleep(10))
      expect(pending.done()).toBe(false)
    }
  })

  test('C7: a task that cancels itself and ends has its own outcome', () => {
    const loop = new Loop()
    const error = new Error('mine')
    function* ends(how: () => string): Coroutine<string> {
      Task.prototype.cancel.call(tasks.find((task) => !task.done()))
      return how()
    }
    const tasks: Task<string>[] = [
      loop.spawn(ends(() => 'result')),
      loop.spawn(
        ends(() => {
          throw error
        }),
      ),
    ]
    loop.runStep()
    expect(tasks.map((task) => task.cancelled())).toEqual([false, false])
    expect([tasks[0]?.result(), tasks[1]?.error()]).toEqual(['result', error])
    expect(loop.pending).toHaveLength(0)
  })

  test('C1: what has ended is not cancelled', () => {
    const loop = new Loop()
    const error = new Error('boom')
    const [result, failed] = [new Future<number>(), new Future<number>()]
    result.setResult(1)
    failed.setError(error)
    const task = loop.spawn(works())
    loop.runStep()
    for (const future of [result, failed, task]) {
      expect([future.cancel(), future.cancelled()]).toEqual([false, false])
    }
    expect([result.result(), failed.error(), task.result()]).toEqual([1, error, 'works'])
  })

  test('C3: of two who cancel each other in one tick the first is the one who does it', () => {
    const loop = new Loop()
    const log: string[] = []
    const tasks: Task<void>[] = []
    function* duel(name: string, other: number): Coroutine<void> {
      yield
      log.push(`${name} ${tasks[other]?.cancel(name)}`)
      yield
      log.push(`${name} lives`)
    }
    tasks.push(loop.spawn(duel('a', 1)), loop.spawn(duel('b', 0)))
    loop.runStep()
    expect(log).toEqual(['a true', 'a lives'])
    expect(tasks.map((task) => task.cancelled())).toEqual([false, true])
  })

  test('L18: a task is cancelled from a coroutine of another loop', () => {
    const [here, there] = [new Loop(), new Loop()]
    const log: string[] = []
    const task = there.spawn(guarded(log, 'there'))
    there.runStep()
    function* main(): Coroutine<boolean> {
      const effective = task.cancel()
      yield
      expect(log).toEqual([])
      there.runStep()
      return effective
    }
    expect(here.run(main())).toBe(true)
    expect(log).toEqual(['there closed'])
  })
})

describe('clean-ups', () => {
  test('C5: finally blocks run innermost first, each once, with turns in between, and no catch sees it', () => {
    const loop = new Loop()
    const log: string[] = []
    const gate = new Future<void>()
    function* body(): Coroutine<string> {
      try {
        try {
          yield* guarded(log, 'inner')
        } catch {
          log.push('caught')
        } finally {
          yield* gate
          log.push('middle')
          yield* sleep(5)
        }
        return 'got past it'
      } finally {
        log.push(`outer ${loop.now()}`)
      }
    }
    const task = loop.spawn(body())
    loop.runStep()
    task.cancel()
    loop.runStep()
    expect([log, task.done()]).toEqual([['inner closed'], false])
    gate.setResult()
    loop.run(sleep(9))
    expect(log).toEqual(['inner closed', 'middle', 'outer 5'])
    expect(task.cancelled()).toBe(true)
  })

  test('C5: what a clean-up returns, breaks to or continues with does not undo a cancel', () => {
    const loop = new Loop()
    function* returns(): Coroutine<string> {
      try {
        return yield* forever()
      } finally {
        // oxlint-disable-next-line no-unsafe-finally -- that is the attack.
        return 'alive'
      }
    }
    function* loops(): Coroutine<string> {
      for (;;) {
        try {
          yield* forever()
        } finally {
          // oxlint-disable-next-line no-unsafe-finally -- that is the attack.
          break
        }
      }
      yield
      return 'alive'
    }
    const tasks = [loop.spawn(returns()), loop.spawn(loops())]
    loop.runStep()
    for (const task of tasks) task.cancel()
    loop.runStep()
    expect(tasks.map((task) => task.cancelled())).toEqual([true, true])
  })

  test('C6: a clean-up that throws fails the task, and that is reported if nobody looks', () => {
    const loop = new Loop()
    const error = new Error('clean-up')
    function* body(): Coroutine<void> {
      try {
        yield* forever()
      } finally {
        yield
        raise(error)
      }
    }
    const task = loop.spawn(body())
    loop.runStep()
    expect(task.cancel()).toBe(true)
    expectReport(
      thrownBy(() => loop.run(works())),
      task,
      error,
    )
    expect([task.cancelled(), task.error()]).toEqual([false, error])
  })

  test('C6: the error of an outer clean-up replaces that of an inner one', () => {
    const loop = new Loop()
    function* body(): Coroutine<void> {
      try {
        try {
          yield* forever()
        } finally {
          raise(new Error('inner'))
        }
      } catch (error) {
        // It is an ordinary error from here on; but who was closed has no more to do.
        yield
        throw new Error('outer', { cause: error })
      }
    }
    const task = loop.spawn(body())
    loop.runStep()
    task.cancel()
    loop.runStep()
    expect(task.error()).toMatchObject({ message: 'outer', cause: { message: 'inner' } })
  })

  test('C1: a clean-up cancels its own task in vain, and others with effect', () => {
    const loop = new Loop()
    const log: unknown[] = []
    const other = loop.spawn(forever())
    function* body(): Coroutine<void> {
      try {
        yield* forever()
      } finally {
        log.push(task.cancel('again'), other.cancel('with me'), other.cancel())
        yield
        log.push(other.cancelled())
      }
    }
    const task: Task<void> = loop.spawn(body())
    loop.runStep()
    task.cancel('once')
    loop.runStep()
    expect(log).toEqual([false, true, false, true])
    expect([errorOf(task).reason, errorOf(other).reason]).toEqual(['once', 'with me'])
  })

  test('C5: a clean-up spawns, waits for what it spawned, and for its own awaiter in vain', () => {
    const loop = new Loop()
    function* body(): Coroutine<void> {
      try {
        yield* forever()
      } finally {
        expect(yield* loop.spawn(works())).toBe('works')
        expect(yield* all([works(), works()])).toEqual(['works', 'works'])
        expect(yield* group(() => works())).toBe('works')
        yield* awaiter
      }
    }
    const task = loop.spawn(body())
    const awaiter: Task<void> = loop.spawn(waitFor(task))
    loop.runStep()
    task.cancel()
    const report = thrownBy(() => loop.run(waitFor(task)))
    if (!(report instanceof DeadlockError)) throw report
    expect(same(report.cycles[0], [task, awaiter])).toBe(true)
    awaiter.cancel()
    loop.runStep()
    expect(task.error()).toBe(errorOf(awaiter))
  })

  test('C4: a task that is cancelled before it began does not run, and its coroutine is used up', () => {
    const loop = new Loop()
    let ran = false
    function* body(): Coroutine<void> {
      try {
        ran = true
        yield
      } finally {
        ran = true
      }
    }
    const coroutine = body()
    const task = loop.spawn(coroutine)
    expect(task.cancel()).toBe(true)
    expect(same(loop.scheduled, [task])).toBe(true)
    loop.runStep()
    expect([ran, task.cancelled()]).toEqual([false, true])
    expect(() => loop.spawn(coroutine)).toThrow(/another task/u)
  })
})

describe('delegates (C11)', () => {
  /** Waits for ever; its clean-up takes some turns and some time. */
  function* slow(log: string[]): Coroutine<void> {
    try {
      yield* forever()
    } finally {
      yield
      yield* sleep(3)
      log.push('cleaned up')
    }
  }

  const scopes: readonly [string, (log: string[]) => Coroutine<unknown>][] = [
    ['group', (log) => group(() => slow(log))],
    [
      'group with a child',
      (log) =>
        group(function* (g) {
          g.spawn(slow(log))
          yield* forever()
        }),
    ],
    [
      'group that waits for its child',
      (log) =>
        group(function* (g) {
          g.spawn(slow(log))
        }),
    ],
    ['timeout', (log) => timeout(100, slow(log))],
    ['hold', (log) => new Lock().hold(() => slow(log))],
    ['all', (log) => all([slow(log)])],
    [
      'timeout in a group in a hold',
      (log) => new Lock().hold(() => group(() => timeout(100, slow(log)))),
    ],
    [
      'group in a timeout in an all',
      (log) =>
        all([
          timeout(
            100,
            group(() => slow(log)),
          ),
        ]),
    ],
  ]

  test.each(scopes)('what stands after yield* of a %s never runs', (_name, scope) => {
    const loop = new Loop()
    const log: string[] = []
    function* delegate(): Coroutine<void> {
      try {
        yield* scope(log)
        log.push('after')
      } catch {
        log.push('caught')
      } finally {
        log.push('delegate')
      }
      log.push('past')
    }
    function* outer(): Coroutine<void> {
      try {
        yield* delegate()
        log.push('after the delegate')
      } finally {
        yield
        log.push('outer')
      }
    }
    const task = loop.spawn(outer())
    loop.runStep()
    task.cancel()
    loop.run(sleep(9))
    expect(log).toEqual(['cleaned up', 'delegate', 'outer'])
    expect([task.cancelled(), loop.pending.length]).toEqual([true, 0])
  })

  test.each(scopes)('nor in a main whose loop is closed: %s', (_name, scope) => {
    const loop = new Loop({ discipline: 'snapshot' })
    const log: string[] = []
    function* main(): Coroutine<void> {
      yield* scope(log)
      log.push('after')
    }
    // Somebody who goes on keeps time from passing, until everybody stands where they are to stand.
    loop.spawn(yields(5))
    const ticks = loop.ticks(main())
    for (let tick = 0; tick < 4; tick += 1) ticks.next()
    loop.close()
    expect([log, loop.now()]).toEqual([['cleaned up'], 3])
    expect(thrownBy(() => ticks.next())).toBeDefined()
  })

  test.each(scopes)('nor where a timeout around ends it: %s', (_name, scope) => {
    const loop = new Loop()
    const log: string[] = []
    function* body(): Coroutine<void> {
      yield* scope(log)
      log.push('after')
    }
    expect(thrownBy(() => loop.run(timeout(5, body())))).toBeInstanceOf(TimeoutError)
    expect([log, loop.now()]).toEqual([['cleaned up'], 8])
  })

  test('but a plain delegate that suspends in its clean-up lets its delegator go on, as in JavaScript', () => {
    const loop = new Loop()
    const log: string[] = []
    function* outer(): Coroutine<void> {
      yield* slow(log)
      log.push('after')
    }
    const task = loop.spawn(outer())
    loop.runStep()
    task.cancel()
    loop.run(sleep(9))
    expect(log).toEqual(['cleaned up', 'after'])
    expect(task.cancelled()).toBe(true)
  })

  test('a scope that cleans up is not disturbed by those around that end meanwhile', () => {
    const loop = new Loop()
    const log: string[] = []
    function* body(): Coroutine<void> {
      yield* timeout(2, timeout(1, slow(log)))
      log.push('after')
    }
    const task = loop.spawn(body())
    loop.run(sleep(3))
    expect(log).toEqual([])
    task.cancel()
    loop.run(sleep(3))
    expect(log).toEqual(['cleaned up'])
    expect(task.cancelled()).toBe(true)
  })
})

describe('closing a loop', () => {
  test('L14: a task that was cancelled keeps its reason, and the others are closed with their loop', () => {
    const loop = new Loop()
    const log: string[] = []
    const tasks = ['a', 'b', 'c'].map((name) => loop.spawn(guarded(log, name, 1)))
    loop.runStep()
    tasks[1]?.cancel('before')
    loop.close()
    expect(tasks.map((task) => errorOf(task).reason)).toEqual([
      'its loop was closed',
      'before',
      'its loop was closed',
    ])
    expect(log).toEqual(['b closed', 'a closed', 'c closed'])
    expect(tasks.map((task) => task.cancel())).toEqual([false, false, false])
  })

  test('C1: in the midst of close() nobody can be cancelled once more', () => {
    const loop = new Loop({ name: 'dying' })
    const answers: boolean[] = []
    const tasks: Task<void>[] = []
    function* body(): Coroutine<void> {
      try {
        yield* forever()
      } finally {
        for (const task of tasks) answers.push(task.cancel('late'))
      }
    }
    tasks.push(loop.spawn(body()), loop.spawn(body()))
    loop.runStep()
    loop.close()
    expect(answers).toEqual([false, false, false, false])
    expect(tasks.every((task) => task.cancelled())).toBe(true)
  })

  test('a future that nobody settles holds up close(), which says so, and is done afterwards', () => {
    const loop = new Loop()
    const never = new Future<void>('never')
    function* body(): Coroutine<void> {
      try {
        yield* forever()
      } finally {
        yield* never
      }
    }
    const task = loop.spawn(body(), 'stuck')
    loop.runStep()
    task.cancel()
    const report = thrownBy(() => loop.close())
    if (!(report instanceof DeadlockError)) throw report
    const [wait] = report.waits
    expect(same([wait?.who, wait?.on, report.waits.length], [task, never, 1])).toBe(true)
    expect([task.done(), task.cancel(), loop.pending.length]).toEqual([false, false, 0])
    never.setResult()
    expect(() => loop.close()).not.toThrow()
  })
})

describe('no failure is lost (L10)', () => {
  test.each([
    ['parked', 0],
    ['about to get it', 1],
  ])('the failure of a task whose only awaiter is cancelled while it is %s', (_when, early) => {
    const loop = new Loop({ discipline: 'snapshot' })
    const error = new Error('boom')
    const task = loop.spawn(fails(error))
    const awaiter = loop.spawn(waitFor(task))
    loop.runStep()
    if (early === 1) loop.runStep()
    expect([task.done(), awaiter.cancel()]).toEqual([early === 1, true])
    expectReport(
      thrownBy(() => loop.run(works())),
      task,
      error,
    )
  })

  test('a failure that one of two awaiters gets is not reported', () => {
    const loop = new Loop()
    const error = new Error('boom')
    const task = loop.spawn(fails(error))
    const gone = loop.spawn(waitFor(task))
    function* catches(): Coroutine<unknown> {
      try {
        return yield* task
      } catch (caught) {
        return caught
      }
    }
    const left = loop.spawn(catches())
    loop.runStep()
    expect(gone.error()).toBe(error)
    expect(loop.run(works())).toBe('works')
    expect(left.result()).toBe(error)
  })

  test('the failure of what a cancelled combinator, group or shield waited for', () => {
    for (const wait of [
      (task: Task<unknown>) => all([task]),
      (task: Task<unknown>) => shield(task),
      (task: Task<unknown>) => timeout(9, waitFor(task)),
    ]) {
      const loop = new Loop({ discipline: 'snapshot' })
      const error = new Error('boom')
      const task = loop.spawn(fails(error))
      const awaiter = loop.spawn(wait(task))
      loop.runStep()
      loop.runStep()
      expect([task.done(), awaiter.cancel()]).toEqual([true, true])
      expectReport(
        thrownBy(() => loop.run(works())),
        task,
        error,
      )
    }
  })

  test('a cancellation is no failure, but who fails because of it is one', () => {
    const loop = new Loop()
    const task = loop.spawn(forever())
    task.cancel()
    expect(loop.run(works())).toBe('works')
    loop.spawn(waitFor(task), 'heir')
    expect(thrownBy(() => loop.run(works()))).toBeInstanceOf(UnhandledError)
  })
})
