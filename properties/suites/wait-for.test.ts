/** Conditions with a predicate, which is a function, so that no session can say it. */

import { expect, test } from 'vitest'
import { Condition } from '../../src/index.ts'
import type { Coroutine } from '../../src/index.ts'
import { runWith } from './coroutines.ts'

test('Y2, Y7: waitFor() suspends once, even if its predicate returns true at once, and keeps the lock', () => {
  runWith(function* (loop) {
    const changed = new Condition()
    yield* changed.acquire()
    const before = loop.tick
    yield* changed.waitFor(() => true)
    expect(loop.tick).toBe(before + 1)
    expect(changed.lock.holder).toBe('main')
  })
})

test('after CPython, ConditionTests.test_wait_for: the predicate is asked first, and at each notification', () => {
  runWith(function* (loop) {
    const changed = new Condition()
    let there = false
    const asked: boolean[] = []
    const task = loop.spawn(
      changed.hold(() =>
        changed.waitFor(() => {
          asked.push(there)
          return there
        }),
      ),
    )
    yield
    for (const value of [false, true]) {
      there = value
      yield* changed.hold(function* () {
        changed.notify()
      })
      yield
    }
    expect(asked).toEqual([false, false, true])
    expect(task.done()).toBe(true)
  })
})

test.each([
  ['test_cancelled_wakeup', 0],
  ['test_cancelled_wakeup_relock', 1],
])(
  'after CPython, ConditionTests.%s: a notification of a cancelled waiter is not lost',
  (_name, ticks) => {
    runWith(function* (loop) {
      const changed = new Condition()
      let state = 0
      function* consumer(): Coroutine<void> {
        for (;;) {
          yield* changed.waitFor(() => state !== 0)
          if (state < 0) return
          state -= 1
          changed.notifyAll()
        }
      }
      const [first, second] = [
        loop.spawn(changed.hold(consumer)),
        loop.spawn(changed.hold(consumer)),
      ]
      yield
      yield* changed.hold(function* () {
        state += 1
        changed.notify(1)
        for (let tick = 0; tick < ticks; tick += 1) yield
        first.cancel()
        yield* changed.waitFor(() => state === 0)
        state = -1
        changed.notifyAll()
      })
      yield* second
      expect(first.cancelled()).toBe(true)
    })
  },
)
