/** Many tasks and futures: the right order, a stack that holds, memory that is freed, and no quadratic time. */

import { describe, expect, test } from 'vitest'
import {
  DeadlockError,
  Future,
  Loop,
  Task,
  UnhandledError,
  type Coroutine,
} from '../../src/index.ts'
import { withoutStacks } from '../stacks.ts'
import { guarded, thrownBy, waitFor, works } from './coroutines.ts'

/** Each task awaits the one before it, the first a future that is never settled. */
function chain(loop: Loop, length: number): Task<unknown>[] {
  const tasks: Task<unknown>[] = []
  for (let link = 0; link < length; link += 1) {
    tasks.push(loop.spawn(waitFor(tasks.at(-1) ?? new Future())))
  }
  loop.runStep()
  return tasks
}

/** Each task awaits the next one, and the last the first. */
function cycle(loop: Loop, length: number): Task<unknown>[] {
  const tasks: Task<unknown>[] = []
  function* next(index: number): Coroutine<void> {
    yield* tasks[(index + 1) % length] ?? new Future()
  }
  for (let index = 0; index < length; index += 1) tasks.push(loop.spawn(next(index)))
  return tasks
}

describe('running', () => {
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
    const tasks = cycle(loop, 100_000)
    const error = thrownBy(() => loop.run(waitFor(tasks[0] ?? new Future())))
    if (!(error instanceof DeadlockError)) throw error
    const [found = []] = error.cycles
    expect(found).toHaveLength(100_000)
    expect(found.every((task, index) => task === tasks[index])).toBe(true)
    expect(error.message.length).toBeLessThan(2_000)
  })

  test('the loop keeps no ended task: of a hundred thousand, fewer than a hundred are left', () => {
    const loop = new Loop({ discipline: 'snapshot' })
    for (let tasks = 0; tasks < 100_000; tasks += 1) {
      loop.spawn(works())
      if (tasks % 10 === 0) loop.runStep()
    }
    expect(loop.pending.length).toBeLessThan(100)
  })

  test('a coroutine that delegates to itself without end fails, and the loop still runs', () => {
    const loop = new Loop()
    function* endless(): Coroutine<void> {
      yield* endless()
    }
    const task = loop.spawn(endless())
    loop.runStep()
    expect(task.error()).toBeInstanceOf(RangeError)
    expect(loop.run(works())).toBe('works')
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
})

describe('cancelling and closing', () => {
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

  test.each([['oldest first'], ['newest first']])(
    'a chain of a hundred thousand awaits is cancelled link by link, the %s',
    (order) => {
      const loop = new Loop()
      const tasks = chain(loop, 100_000)
      if (order === 'newest first') tasks.reverse()
      expect(tasks.every((task) => task.cancel())).toBe(true)
      withoutStacks(() => loop.runStep())
      expect(tasks.every((task) => task.cancelled())).toBe(true)
    },
  )

  test('a cycle of a hundred thousand awaits is undone by cancelling one of them', () => {
    const loop = new Loop({ onUnhandled: () => {} })
    const tasks = cycle(loop, 100_000)
    expect(() => loop.run(waitFor(tasks[0] ?? new Future()))).toThrow(DeadlockError)
    tasks[500]?.cancel()
    loop.runStep()
    expect(loop.pending).toHaveLength(0)
    expect(tasks.filter((task) => task.cancelled())).toHaveLength(1)
    expect(tasks[500]?.cancelled()).toBe(true)
  })

  test('C9: of a million waiters of one future every second is cancelled, and the others keep their order', () => {
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

  test('C9: waiters that leave in any order, while others join, leave the rest in order', () => {
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
      // 7919 is prime: the places are all over the queue, first and last among them.
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

  test('C5: a hundred thousand clean-ups that yield ten times each end in their order', () => {
    const loop = new Loop()
    const log: string[] = []
    for (let tasks = 0; tasks < 100_000; tasks += 1) loop.spawn(guarded(log, `${tasks}`, 10))
    loop.runStep()
    for (const task of loop.pending) task.cancel()
    withoutStacks(() => loop.runStep())
    expect(log).toHaveLength(100_000)
    expect([log[0], log.at(-1)]).toEqual(['0', '99999'])
  })

  test('closing a loop with a hundred thousand tasks on one future takes no quadratic time', () => {
    const loop = new Loop()
    const gate = new Future()
    for (let tasks = 0; tasks < 100_000; tasks += 1) loop.spawn(waitFor(gate))
    loop.runStep()
    loop.close()
    expect(loop.pending).toHaveLength(0)
  })
})
