/** What JavaScript can write and a session cannot: values and iterables of any kind, and control flow out of a finally. */

import { expect, test } from 'vitest'
import {
  all,
  any,
  Future,
  group,
  Loop,
  race,
  timeout,
  TimeoutError,
  type Awaitable,
  type Coroutine,
  type Group,
} from '../../src/index.ts'
import { after, errorsOf, forever, guarded, run, thrownBy, works } from './coroutines.ts'

test('C5: what a clean-up returns or breaks to does not undo a cancellation', () => {
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

test('D5: what a clean-up returns does not come instead of the TimeoutError', () => {
  function* body(): Coroutine<string> {
    try {
      return yield* forever()
    } finally {
      yield
      // oxlint-disable-next-line no-unsafe-finally -- that is the attack.
      return 'alive'
    }
  }
  expect(thrownBy(() => run(timeout(1, body())))).toBeInstanceOf(TimeoutError)
})

test('D5: a body that loops for ever, and catches everything, is closed all the same', () => {
  const loop = new Loop()
  const log: string[] = []
  function* stubborn(): Coroutine<string> {
    for (;;) {
      try {
        yield* after(100, undefined)
      } catch {
        log.push('caught')
      } finally {
        yield* after(5, undefined)
        log.push(`cleaned up at ${loop.now()}`)
      }
    }
  }
  expect(thrownBy(() => loop.run(timeout(10, stubborn())))).toBeInstanceOf(TimeoutError)
  expect([log, loop.now()]).toEqual([['cleaned up at 15'], 15])
})

test('any iterable is a list, and is read once, when it is given', () => {
  const items = new Set([works(), works()])
  const coroutine = all(items)
  items.clear()
  expect(run(coroutine)).toEqual(['works', 'works'])
  const array: Awaitable<string>[] = [works()]
  const fromArray = all(array)
  array.push(forever())
  expect(run(fromArray)).toEqual(['works'])
})

test('F2: any value is a result: undefined, null, false, NaN, an error, a promise', () => {
  const values = [undefined, null, false, Number.NaN, new Error('value'), Promise.resolve()]
  const items = (): Coroutine<unknown>[] => values.map((value) => after(1, value))
  expect(run(all(items()))).toEqual(values)
  expect(run(any(items()))).toBeUndefined()
  expect(run(race(items()))).toBeUndefined()
})

test('S2: a body that is no generator, and throws when it is called, ends what it has spawned', () => {
  for (const children of [0, 3]) {
    const loop = new Loop()
    const error = new Error('body')
    const log: string[] = []
    const body = (g: Group): Coroutine<void> => {
      for (let child = 0; child < children; child += 1) g.spawn(guarded(log, 'child'))
      throw error
    }
    expect(errorsOf(() => loop.run(group(body)))).toEqual([error])
    expect([log, loop.pending.length]).toEqual([[], 0])
  }
})

test('S4: a child that the host spawns between two steps still counts', () => {
  const loop = new Loop()
  let handle: Group | undefined
  const gate = new Future<void>()
  const task = loop.spawn(
    group(function* (g) {
      handle = g
      yield* gate
    }),
  )
  loop.runStep()
  const child = handle?.spawn(after(10, 'host'))
  gate.setResult()
  function* main(): Coroutine<string | undefined> {
    yield* task
    return child?.result()
  }
  expect([loop.run(main()), loop.now()]).toEqual(['host', 10])
})
