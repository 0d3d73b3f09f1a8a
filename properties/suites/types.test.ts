/** What type-checks and what does not. `tsc` is the judge: an expectation of an error that is none is one. */

import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, expectTypeOf, test } from 'vitest'
import {
  all,
  allSettled,
  any,
  context,
  currentTask,
  Future,
  group,
  Lock,
  Loop,
  Queue,
  race,
  resources,
  Semaphore,
  shield,
  sleep,
  Task,
  timeout,
  type Awaitable,
  type CancelledError,
  type Clock,
  type Context,
  type Coroutine,
  type Group,
  type Resources,
  type Settlement,
  type TimeoutError,
} from '../../src/index.ts'

function* number(): Coroutine<number> {
  yield
  return 1
}

function* returning<T>(value: T): Coroutine<T> {
  yield
  return value
}

/** Types are checked when this file is compiled; these bodies need not run. */
function checked(_body: () => void): void {
  expect(_body).toBeTypeOf('function')
}

test('a run returns what its main returns', () => {
  checked(() => {
    const loop = new Loop()
    expectTypeOf(loop.run(number())).toEqualTypeOf<number>()
    expectTypeOf(loop.run((function* () {})())).toEqualTypeOf<void>()
    expectTypeOf(loop.ticks(number())).toEqualTypeOf<Generator<number, number, undefined>>()
    // @ts-expect-error a generator function is not a generator.
    loop.run(number)
    // @ts-expect-error a promise is not a coroutine.
    loop.run(Promise.resolve(1))
    // @ts-expect-error an async generator is not a coroutine.
    loop.run((async function* () {})())
    // @ts-expect-error a generator of numbers is not a coroutine.
    loop.run([1].values())
  })
})

test('what is awaited has its type, without an annotation', () => {
  checked(() => {
    function* main() {
      const loop = Loop.getCurrentLoop()
      const task = loop.spawn(number())
      expectTypeOf(task).toEqualTypeOf<Task<number>>()
      const one = yield* task
      expectTypeOf(one).toEqualTypeOf<number>()
      const text = yield* new Future<string>()
      expectTypeOf(text).toEqualTypeOf<string>()
      const delegated = yield* number()
      expectTypeOf(delegated).toEqualTypeOf<number>()
      yield
      return [one, text] as const
    }
    expectTypeOf(new Loop().run(main())).toEqualTypeOf<readonly [number, string]>()
    expectTypeOf(new Loop().spawn(main())).toEqualTypeOf<Task<readonly [number, string]>>()
    expectTypeOf(new Task(main(), 'main')).toEqualTypeOf<Task<readonly [number, string]>>()
  })
})

test('a coroutine yields nothing, and returns a value of its type', () => {
  checked(() => {
    function* wrong(): Coroutine<number> {
      // @ts-expect-error a value is not to be yielded.
      yield 1
      // @ts-expect-error a future is waited for with yield*.
      yield new Future()
      // @ts-expect-error a promise is not to be waited for here.
      yield* Promise.resolve()
      // @ts-expect-error it has promised a number.
      return 'text'
    }
    expectTypeOf(wrong).returns.toEqualTypeOf<Coroutine<number>>()
    function* unannotated() {
      yield 1
    }
    // @ts-expect-error nor where the generator is not annotated.
    new Loop().spawn(unannotated())
  })
})

test('a future is settled with its type, and a task by its coroutine alone', () => {
  checked(() => {
    const future = new Future<number>()
    future.setResult(1)
    // @ts-expect-error of another type.
    future.setResult('text')
    // @ts-expect-error with nothing, though it is to hold something.
    future.setResult()
    new Future<void>().setResult()
    new Future<undefined>().setResult(undefined)
    expectTypeOf(future.result()).toEqualTypeOf<number>()
    expectTypeOf(future.error()).toEqualTypeOf<unknown>()
    expectTypeOf(future.name).toEqualTypeOf<string | undefined>()
    const task = new Loop().spawn(number())
    expectTypeOf(task.name).toEqualTypeOf<string>()
    expectTypeOf(task.id).toEqualTypeOf<number>()
    // @ts-expect-error its coroutine settles it.
    task.setResult(1)
    // @ts-expect-error its coroutine settles it.
    task.setError(new Error('no'))
    // @ts-expect-error it is of another type.
    task satisfies Task<string>
    task satisfies Future<number>
    task satisfies Future<unknown>
  })
})

test('options and names are what they are said to be', () => {
  checked(() => {
    const right = [
      new Loop({ discipline: 'snapshot', name: 'io', onUnhandled: (error) => error.tasks.length }),
      new Loop({ observer: { tick: (tick, loop) => [tick.toFixed(), loop.scheduled] } }),
    ]
    const wrong = [
      // @ts-expect-error there is no such discipline.
      new Loop({ discipline: 'fair' }),
      // @ts-expect-error there is no such event.
      new Loop({ observer: { ticked: () => {} } }),
    ]
    // @ts-expect-error ticks are counted by the loop.
    for (const loop of [...right, ...wrong]) loop.tick = 1
  })
})

test('a combinator returns what its items return: tuples by their places, arrays by their items', () => {
  checked(() => {
    const [text, flag] = [new Future<string>(), new Loop().spawn(returning(true))]
    function* main(): Coroutine<void> {
      expectTypeOf(yield* all([text, flag, number()])).toEqualTypeOf<[string, boolean, number]>()
      expectTypeOf(yield* all([])).toEqualTypeOf<[]>()
      expectTypeOf(yield* all([text, flag, number()] as const)).toEqualTypeOf<
        [string, boolean, number]
      >()
      const numbers: Coroutine<number>[] = [number()]
      expectTypeOf(yield* all(numbers)).toEqualTypeOf<number[]>()
      expectTypeOf(yield* all(new Set([text, number()]))).toEqualTypeOf<(string | number)[]>()
      const [first, second] = yield* allSettled([text, number()])
      expectTypeOf(first).toEqualTypeOf<Settlement<string>>()
      if (second.status === 'fulfilled') expectTypeOf(second.value).toEqualTypeOf<number>()
      else expectTypeOf(second.reason).toEqualTypeOf<unknown>()
      expectTypeOf(yield* allSettled(numbers)).toEqualTypeOf<Settlement<number>[]>()
      expectTypeOf(yield* race([text, flag, number()])).toEqualTypeOf<string | boolean | number>()
      expectTypeOf(yield* any([text, number()])).toEqualTypeOf<string | number>()
      expectTypeOf(yield* race(numbers)).toEqualTypeOf<number>()
      expectTypeOf(yield* race([])).toEqualTypeOf<never>()
      const items: readonly Awaitable<string>[] = [
        text,
        returning('text'),
        new Loop().spawn(returning('task')),
      ]
      expectTypeOf(yield* all(items)).toEqualTypeOf<string[]>()
      // @ts-expect-error a tuple has so many places.
      const [, , third] = yield* all([text, flag])
      expect(third).toBeUndefined()
    }
    expectTypeOf(main).returns.toEqualTypeOf<Coroutine<void>>()
  })
})

test('a combinator and a shield take futures and coroutines alone', () => {
  checked(() => {
    // @ts-expect-error a value is no item.
    all([1])
    // @ts-expect-error a promise is no item.
    race([Promise.resolve(1)])
    // @ts-expect-error a generator function is no item.
    any([number])
    // @ts-expect-error a coroutine is no list.
    all(number())
    // @ts-expect-error a future is no list.
    allSettled(new Future())
    // @ts-expect-error items are given as one list.
    race(number(), number())
    // @ts-expect-error a generator of numbers is no coroutine.
    all([[1].values()])
    // @ts-expect-error a list is no item.
    shield([number()])
    // @ts-expect-error a promise is no item.
    shield(Promise.resolve(1))
    // @ts-expect-error a generator function is no coroutine.
    timeout(5, number)
    // @ts-expect-error a duration is a number.
    timeout('5', number())
    // @ts-expect-error a duration is a number.
    sleep('5')
    // @ts-expect-error a duration is not left out.
    sleep()
  })
})

test('a group returns what its body returns, and its children are tasks of their own types', () => {
  checked(() => {
    function* main(): Coroutine<void> {
      const made = yield* group(function* (g) {
        const child = g.spawn(number(), 'child')
        expectTypeOf(child).toEqualTypeOf<Task<number>>()
        expectTypeOf(g).toEqualTypeOf<Group>()
        // @ts-expect-error a generator function is no coroutine.
        g.spawn(number)
        yield
        return [child, yield* child] as const
      })
      expectTypeOf(made).toEqualTypeOf<readonly [Task<number>, number]>()
      expectTypeOf(yield* group(() => number())).toEqualTypeOf<number>()
      // @ts-expect-error an async function is no body.
      yield* group(async () => 1)
      // @ts-expect-error a coroutine is no body.
      yield* group(number())
      // @ts-expect-error a body yields nothing.
      yield* group(function* () {
        yield 1
      })
    }
    expectTypeOf(main).returns.toEqualTypeOf<Coroutine<void>>()
  })
})

test('what limits, shields or holds a coroutine returns what it returns', () => {
  checked(() => {
    const [lock, semaphore] = [new Lock('lock'), new Semaphore(2)]
    function* main(): Coroutine<void> {
      expectTypeOf(yield* timeout(5, number())).toEqualTypeOf<number>()
      expectTypeOf(yield* timeout(5, new Future<string>())).toEqualTypeOf<string>()
      expectTypeOf(yield* timeout(5, new Loop().spawn(number()))).toEqualTypeOf<number>()
      expectTypeOf(yield* timeout(5, all([number(), returning('a')]))).toEqualTypeOf<
        [number, string]
      >()
      expectTypeOf(yield* shield(number())).toEqualTypeOf<number>()
      expectTypeOf(yield* shield(new Future<string>())).toEqualTypeOf<string>()
      expectTypeOf(yield* lock.hold(number)).toEqualTypeOf<number>()
      expectTypeOf(yield* semaphore.hold(() => returning('a'))).toEqualTypeOf<string>()
      expectTypeOf(yield* semaphore.hold(2, () => returning('a'))).toEqualTypeOf<string>()
      expectTypeOf(yield* semaphore.acquire(2)).toEqualTypeOf<void>()
      // @ts-expect-error a lock has one permit.
      yield* lock.acquire(2)
      expectTypeOf(yield* lock.acquire()).toEqualTypeOf<void>()
      expectTypeOf(lock.tryAcquire()).toEqualTypeOf<boolean>()
      expectTypeOf(yield* sleep(5)).toEqualTypeOf<void>()
      // @ts-expect-error hold takes a function that returns a coroutine.
      yield* lock.hold(number())
    }
    expectTypeOf(main).returns.toEqualTypeOf<Coroutine<void>>()
  })
})

test('a queue has items of its type', () => {
  checked(() => {
    const queue = new Queue<number>({ capacity: 2 })
    function* main(): Coroutine<void> {
      expectTypeOf(yield* queue.take()).toEqualTypeOf<number>()
      expectTypeOf(yield* queue.put(1)).toEqualTypeOf<void>()
      // @ts-expect-error of another type.
      yield* queue.put('text')
    }
    expectTypeOf(queue.takeNow()).toEqualTypeOf<number>()
    // @ts-expect-error of another type.
    queue.putNow('text')
    // @ts-expect-error there is no such option.
    expect(new Queue<number>({ size: 2 })).toBeDefined()
    // @ts-expect-error a capacity is a number.
    expect(new Queue<number>({ capacity: '2' })).toBeDefined()
    expectTypeOf(main).returns.toEqualTypeOf<Coroutine<void>>()
  })
})

test('a context has values of one type, and with() returns what its coroutine returns', () => {
  checked(() => {
    const user = context<string | undefined>(undefined, 'user')
    expectTypeOf(user).toEqualTypeOf<Context<string | undefined>>()
    expectTypeOf(user.get()).toEqualTypeOf<string | undefined>()
    expectTypeOf(user.with('Ada', number())).toEqualTypeOf<Coroutine<number>>()
    expectTypeOf(context(1).get()).toEqualTypeOf<number>()
    expectTypeOf(currentTask()).toEqualTypeOf<Task<unknown> | undefined>()
    // @ts-expect-error a value of another type.
    user.with(1, number())
    // @ts-expect-error a generator function is not a generator.
    user.with('Ada', number)
  })
})

test('what was acquired has its type, in the body and in its release', () => {
  checked(() => {
    function* main(): Coroutine<number> {
      return yield* resources(function* (r) {
        expectTypeOf(r).toEqualTypeOf<Resources>()
        const one = yield* r.acquire(number(), (it) => {
          expectTypeOf(it).toEqualTypeOf<number>()
        })
        const text = yield* r.acquire(new Future<string>(), function* (it): Coroutine<void> {
          expectTypeOf(it).toEqualTypeOf<string>()
          yield
        })
        expectTypeOf(text).toEqualTypeOf<string>()
        r.defer(() => new Future())
        expectTypeOf(r.use(new Loop())).toEqualTypeOf<Loop>()
        expectTypeOf(r.use(null)).toEqualTypeOf<null>()
        // @ts-expect-error a clean-up cannot return a promise.
        r.defer(() => Promise.resolve())
        // @ts-expect-error nor be one.
        r.defer(async () => {})
        // @ts-expect-error a clean-up is called later.
        r.defer(number())
        // @ts-expect-error it cannot be disposed of without waiting.
        r.use({ [Symbol.asyncDispose]: async () => {} })
        return one
      })
    }
    expectTypeOf(main).returns.toEqualTypeOf<Coroutine<number>>()
  })
})

test('cancel() takes any reason, and returns a boolean', () => {
  checked(() => {
    const task = new Loop().spawn(number())
    expectTypeOf(task.cancel()).toEqualTypeOf<boolean>()
    expectTypeOf(new Future().cancel(Symbol('why'))).toEqualTypeOf<boolean>()
    expectTypeOf(task.cancelled()).toEqualTypeOf<boolean>()
    expectTypeOf<CancelledError['reason']>().toEqualTypeOf<unknown>()
    expectTypeOf<CancelledError['task']>().toEqualTypeOf<Task<unknown> | undefined>()
    expectTypeOf<CancelledError['future']>().toEqualTypeOf<Future<unknown>>()
    expectTypeOf<TimeoutError['ms']>().toEqualTypeOf<number>()
    const clock: Clock = { now: () => 0, advanceTo: (time) => expectTypeOf(time).toBeNumber() }
    expectTypeOf(new Loop({ clock }).now()).toEqualTypeOf<number>()
    // @ts-expect-error a clock can be advanced.
    expect(new Loop({ clock: { now: () => 0 } })).toBeDefined()
  })
})

test('this file is among those that npm run typecheck compiles', () => {
  const files = execFileSync('node_modules/.bin/tsc', ['-p', 'tsconfig.json', '--listFilesOnly'])
  expect(String(files)).toContain('properties/suites/types.test.ts')
})

const internal =
  /^ +(?:next|return|proceed|append\w*|awaiting|after|state|label|coroutine|notifier|running|live|mains|time)\b/mu

test.each(['future', 'task', 'theLoop'])(
  'the published types of core/%s hold nothing internal',
  (file) => {
    const types = readFileSync(`dist/src/core/${file}.d.ts`, 'utf8')
    expect(types).toMatch(/export declare (?:class|const)/u)
    expect(types).not.toMatch(internal)
  },
)

test.each(['Future', 'Task', 'Loop'])(
  'the published contract of a %s holds nothing internal',
  (name) => {
    const types = readFileSync('dist/src/core/types.d.ts', 'utf8')
    const [contract = ''] =
      new RegExp(`export interface ${name}\\b.*?\n\\}`, 'su').exec(types) ?? []
    expect(contract).toContain('toString(): string')
    expect(contract).not.toMatch(internal)
  },
)

test('the published types compile where there is nothing but ES2022', () => {
  const entries = ['', 'host/', 'trace/'].map((folder) => `dist/src/${folder}index.d.ts`)
  const options =
    '--ignoreConfig --noEmit --strict --target es2022 --lib es2022 --module nodenext --types'
  const words = [...options.split(' '), '', ...entries]
  const { status, stdout } = spawnSync('node_modules/.bin/tsc', words, { encoding: 'utf8' })
  expect(stdout).toBe('')
  expect(status).toBe(0)
})
