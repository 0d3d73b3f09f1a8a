/** Several loops, the current one, and what closes a loop: a session has one loop alone. */

import { describe, expect, test } from 'vitest'
import {
  AbandonedError,
  CancelledError,
  DeadlockError,
  Future,
  Lock,
  Loop,
  LoopClosedError,
  Task,
  type Coroutine,
} from '../../src/index.ts'
import { guarded, thrownBy, waitFor, works } from './coroutines.ts'

describe('several loops', () => {
  test('L17: a loop may run in the step of another, and each is current in its own steps', () => {
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

  test('L18: a task is cancelled from a coroutine of another loop, and closed in its own', () => {
    const [here, there] = [new Loop(), new Loop()]
    const log: string[] = []
    const task = there.spawn(guarded(log, 'there'))
    there.runStep()
    function* main(): Coroutine<readonly [boolean, number]> {
      const effective = task.cancel()
      yield
      const before = log.length
      there.runStep()
      return [effective, before]
    }
    expect(here.run(main())).toEqual([true, 0])
    expect(log).toEqual(['there'])
  })

  test('F8: a waiter that leaves a future, and waits for it again, is woken in its new place', () => {
    const closed = new Loop()
    const other = new Loop()
    const gate = new Future<number>('gate')
    const woken: string[] = []
    function* guest(name: string): Coroutine<void> {
      yield* gate
      woken.push(name)
    }
    // Spawned first, it is the last of its loop to wait: so it leaves from the middle.
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
    // A clean-up waits for what is never settled.
    expect(() => closed.close()).toThrow(DeadlockError)
    gate.setResult(1)
    other.runStep()
    expect(woken).toEqual(['first guest', 'second guest', 'late guest'])
    expect([...other.pending, ...closed.pending, ...closed.scheduled]).toHaveLength(0)
  })
})

describe('closing', () => {
  test('L14: a closed loop refuses everything new, and closing it again does nothing', () => {
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

  test('Y13: what a task holds that a closed loop abandons is abandoned, for the tasks of other loops', () => {
    const lock = new Lock('shared')
    const [left, right] = [new Loop(), new Loop()]
    function* holder(): Coroutine<void> {
      yield* lock.acquire()
      try {
        yield* new Future('never')
      } finally {
        yield* new Future('never either')
      }
    }
    left.spawn(holder(), 'holder')
    left.runStep()
    const waiter = right.spawn(lock.acquire(), 'waiter')
    left.runStep()
    right.runStep()
    expect(waiter.done()).toBe(false)
    expect(thrownBy(() => left.close())).toBeInstanceOf(DeadlockError)
    right.runStep()
    expect(String(waiter.error())).toMatch(
      /Lock 'shared' is held by <Task name='holder' id='0x1'>/u,
    )
    const later = right.spawn(lock.acquire())
    right.runStep()
    expect(later.error()).toBeInstanceOf(AbandonedError)
  })

  test('Y13: a main that is closed with its loop abandons what it holds when it has ended as a task', () => {
    const lock = new Lock('shared')
    const [left, right] = [new Loop(), new Loop()]
    function* main(): Coroutine<void> {
      yield* lock.acquire()
      left.stop()
      yield
    }
    thrownBy(() => left.run(main()))
    const waiter = right.spawn(lock.acquire(), 'waiter')
    right.runStep()
    left.close()
    right.runStep()
    expect(String(waiter.error())).toMatch(/Lock 'shared' is held by <Task name='main' id='0x1'>/u)
  })

  test('using closes the loop at the end of the block, however the block is left', () => {
    const log: string[] = []
    expect(() => {
      using loop = new Loop()
      loop.spawn(guarded(log, 'cleaned up'))
      loop.runStep()
      throw new Error('out')
    }).toThrow('out')
    expect(log).toEqual(['cleaned up'])
  })

  test('L17: the default loop is created on first use, and anew once it is closed', () => {
    const loop = Loop.getCurrentLoop()
    expect(Loop.getCurrentLoop()).toBe(loop)
    expect(new Task(works(), 'anywhere').loop).toBe(loop)
    loop.close()
    expect(Loop.getCurrentLoop()).not.toBe(loop)
  })
})
