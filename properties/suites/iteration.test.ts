/** Futures that are iterated by anything but yield*, and what is yielded that is nothing to await (F7). */

import { expect, test } from 'vitest'
import { BadYieldError, Future, Loop, Task, type Coroutine } from '../../src/index.ts'
import { run, thrownBy, waitFor, works, wrong } from './coroutines.ts'

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

test.each(ways)(
  '%s throws, pending or settled, and the coroutine resumes after it',
  (_way, iterate) => {
    const settled = new Future<number>()
    settled.setResult(1)
    function* main(): Coroutine<number> {
      for (const future of [new Future(), settled]) {
        expect(thrownBy(() => iterate(future))).toBeInstanceOf(BadYieldError)
      }
      return yield* settled
    }
    expect(run(main())).toBe(1)
  },
)

test.each(ways)('%s outside a coroutine throws', (_way, iterate) => {
  expect(thrownBy(() => iterate(new Future()))).toBeInstanceOf(BadYieldError)
})

test('a wait that is taken out by hand is noticed at the next suspension', () => {
  function* main(): Coroutine<unknown> {
    waitFor(new Future()).next()
    return yield* new Future()
  }
  expect(() => run(main())).toThrow(BadYieldError)
})

test.each(ways)(
  '%s by an observer does not disturb the step that it is notified of',
  (_way, iterate) => {
    const gate = new Future('gate')
    const open = new Future<number>('open')
    open.setResult(1)
    const stepped: string[] = []
    const thrown: unknown[] = []
    function* steps(): Coroutine<number> {
      yield
      return yield* open
    }
    const loop = new Loop({
      observer: {
        stepped(who) {
          stepped.push(String(who))
          thrown.push(thrownBy(() => iterate(gate)))
        },
      },
    })
    const task = loop.spawn(steps())
    task.step()
    expect(task.cancel()).toBe(true)
    expect(loop.scheduled.map(String)).toEqual([String(task)])
    expect(loop.run(steps())).toBe(1)
    expect(stepped).toEqual([String(task), String(task), 'main', 'main', 'main'])
    expect(thrown.map((error) => error instanceof BadYieldError)).toEqual(stepped.map(() => true))
  },
)

test('a task that is cancelled as it asks, before it suspends, takes no failure from another', () => {
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

test('a delegate that writes into the results of an iterator changes no other outcome', () => {
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
  let mistake: unknown
  function* fails(): Coroutine<void> {
    throw error
  }
  function* main(): Coroutine<void> {
    const task = loop.spawn(fails())
    yield
    yield
    mistake = thrownBy(() => [...wrong<Iterable<unknown>>(task)])
  }
  expect(thrownBy(() => loop.run(main()))).toMatchObject({ errors: [error] })
  expect(mistake).toBeInstanceOf(BadYieldError)
})

test('what a plain yield yields is thrown back, and says what to write', () => {
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
  const errors = run(main())
  expect(errors).toHaveLength(5)
  for (const error of errors) expect(error).toMatch(/^BadYieldError: .* yield\*/u)
})
