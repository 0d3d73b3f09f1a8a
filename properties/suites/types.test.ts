/** What type-checks and what does not. `tsc` is the judge: an expectation of an error that is none is one. */

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, expectTypeOf, test } from 'vitest'
import { Future, Loop, Task, type Coroutine } from '../../src/index.ts'

function* number(): Coroutine<number> {
  yield
  return 1
}

/** Types are checked when this file is compiled; these bodies need not run. */
function checked(_body: () => void): void {
  expect(_body).toBeTypeOf('function')
}

test('a run gives what its main returns', () => {
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

test('a coroutine yields nothing, and what it gives is of its type', () => {
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

test('this file is among those that npm run typecheck compiles', () => {
  const files = execFileSync('node_modules/.bin/tsc', ['-p', 'tsconfig.json', '--listFilesOnly'])
  expect(String(files)).toContain('properties/suites/types.test.ts')
})

test.each(['future', 'task', 'loop'])(
  'the published types of core/%s hold nothing that is internal',
  (file) => {
    const types = readFileSync(`dist/src/core/${file}.d.ts`, 'utf8')
    expect(types).toContain('export declare class')
    expect(types).not.toMatch(
      /^ +(?:next|return|proceed|append|enlist|awaiting|after|state|teller)\b/mu,
    )
  },
)
