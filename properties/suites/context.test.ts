/** Contexts and the current task, where plain data does not reach: other loops, generators begun by hand, many tasks. */

import { expect, test } from 'vitest'
import {
  context,
  CoroutineReusedError,
  currentTask,
  Future,
  group,
  Lock,
  Loop,
  NotACoroutineError,
  shield,
  sleep,
  Task,
  timeout,
  VirtualClock,
  type Context,
  type Coroutine,
} from '../../src/index.ts'
import { run, thrownBy, works, wrong } from './coroutines.ts'

function* read<T>(of: Context<T>): Coroutine<T> {
  yield
  return of.get()
}

test('T13: any value is a value, undefined and functions too, and each context has its own', () => {
  const one = context<unknown>('one')
  const other = context<unknown>('other')
  for (const value of [undefined, null, Number.NaN, () => 1, one]) {
    expect(run(one.with(value, read(one)))).toBe(value)
    expect(run(one.with(value, read(other)))).toBe('other')
  }
})

test('T13: a context prints as its name', () => {
  expect(String(context(1, 'user'))).toBe("<Context name='user'>")
  expect(String(context(1))).toBe('<Context>')
  expect(JSON.stringify({ of: context(1, 'user') })).toBe(`{"of":"<Context name='user'>"}`)
  expect(context(1, 'user').name).toBe('user')
})

test('T13: outside of any step, in a handler, and in a clock of a loop that advances, there is the default', () => {
  const user = context('guest')
  const seen: string[] = []
  class Watching extends VirtualClock {
    override advanceTo(to: number): void {
      seen.push(user.get())
      super.advanceTo(to)
    }
  }
  const loop = new Loop({ clock: new Watching(), onUnhandled: () => seen.push(user.get()) })
  function* fails(): Coroutine<void> {
    yield* sleep(1)
    throw new Error('lost')
  }
  function* main(): Coroutine<void> {
    loop.spawn(fails())
    yield* sleep(2)
  }
  loop.run(user.with('Ada', main()))
  seen.push(user.get())
  expect(seen).toEqual(['guest', 'guest', 'guest', 'guest'])
})

test('T13: what is no coroutine, or is another’s, is refused at once', () => {
  const user = context('guest')
  expect(thrownBy(() => user.with('Ada', wrong(works)))).toBeInstanceOf(NotACoroutineError)
  const used = works()
  run(used)
  expect(thrownBy(() => user.with('Ada', used))).toBeInstanceOf(CoroutineReusedError)
})

test('T13: get and with work in a coroutine that a lock, a group, a timeout or a shield runs', () => {
  const user = context('guest')
  function* main(): Coroutine<string[]> {
    const held = yield* new Lock().hold(() => read(user))
    const grouped = yield* group(() => read(user))
    const limited = yield* timeout(1_000, read(user))
    const shielded = yield* shield(read(user))
    return [held, grouped, limited, shielded]
  }
  expect(run(user.with('Ada', main()))).toEqual(['Ada', 'Ada', 'Ada', 'Ada'])
})

test('T14: a child of a group has the values of the task that spawns it, not of the owner', () => {
  const user = context('guest')
  const loop = new Loop()
  function* main(): Coroutine<string> {
    return yield* group(function* (g) {
      function* outsider(): Coroutine<Task<string>> {
        yield
        return g.spawn(read(user))
      }
      const child = yield* loop.spawn(user.with('Ada', outsider()))
      return yield* child
    })
  }
  expect(loop.run(user.with('Bob', main()))).toBe('Ada')
})

test('T14: a main that is run, driven or closed in a step of another loop has the values of that step', () => {
  const user = context('guest')
  const seen: string[] = []
  const inner = new Loop()
  function* note(): Coroutine<void> {
    try {
      yield
      seen.push(user.get())
      yield* inner.spawn(read(user))
      yield* new Future<void>('never')
    } finally {
      yield* sleep(1)
      seen.push(`closed as ${user.get()}`)
    }
  }
  const main = note()
  function* outer(): Coroutine<void> {
    inner.spawn(works())
    const ticks = inner.ticks(main)
    ticks.next()
    ticks.next()
    yield
    ticks.next()
    expect(user.get()).toBe('Ada')
  }
  new Loop().run(user.with('Ada', outer()))
  expect(user.get()).toBe('guest')
  inner.close()
  expect(seen).toEqual(['Ada', 'closed as Ada'])
})

test('T14: a loop that is run in a step has values of its own: its tasks have none of that step', () => {
  const user = context('guest')
  const inner = new Loop()
  const task = inner.spawn(read(user))
  function* outer(): Coroutine<string> {
    yield
    inner.runStep()
    return user.get()
  }
  expect(new Loop().run(user.with('Ada', outer()))).toBe('Ada')
  expect(task.result()).toBe('guest')
})

test('T8, T14: a generator that was begun by hand, and inherits, is closed where it stands', () => {
  const user = context('guest')
  const seen: string[] = []
  function* begun(): Coroutine<void> {
    try {
      yield
    } finally {
      seen.push(`closed as ${user.get()}`)
    }
  }
  const loop = new Loop()
  function* main(): Coroutine<void> {
    const coroutine = begun()
    coroutine.next()
    const task = loop.spawn(coroutine)
    task.cancel()
    yield
    expect(task.cancelled()).toBe(true)
  }
  loop.run(user.with('Ada', main()))
  expect(seen).toEqual(['closed as Ada'])
})

test('C4, T14: a task that inherits, and is cancelled before it begins, never runs', () => {
  const user = context('guest')
  const loop = new Loop()
  let ran = false
  function* main(): Coroutine<boolean> {
    const task = loop.spawn(
      (function* () {
        ran = true
        yield
      })(),
    )
    task.cancel()
    yield
    return task.cancelled()
  }
  expect(loop.run(user.with('Ada', main()))).toBe(true)
  expect(ran).toBe(false)
})

test('T14: a chain of a hundred thousand tasks, each with a value of its own, keeps the last values alone', () => {
  const depth = context(0)
  const loop = new Loop()
  function* next(): Coroutine<void> {
    yield
    if (depth.get() === 100_000) return
    loop.spawn(depth.with(depth.get() + 1, next()))
  }
  loop.spawn(next())
  loop.runStep()
  expect(loop.pending).toHaveLength(0)
})

test('T15: the innermost loop counts, and a main that is closed is a task', () => {
  const outer = new Loop()
  const inner = new Loop()
  const seen: (string | undefined)[] = []
  function* note(): Coroutine<void> {
    seen.push(currentTask()?.name)
    try {
      yield* new Future<void>('never')
    } finally {
      seen.push(currentTask()?.name)
    }
  }
  function* work(): Coroutine<void> {
    inner.ticks(note()).next()
    seen.push(currentTask()?.name)
    yield
  }
  const task = outer.spawn(work(), 'work')
  outer.runStep()
  seen.push(currentTask()?.name)
  inner.close()
  expect(seen).toEqual([undefined, 'work', undefined, 'main'])
  expect(task.done()).toBe(true)
})
