/** What the suites run, and how they read what comes of it. */

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Future, Loop, sleep, UnhandledError, type Coroutine } from '../../src/index.ts'

/** An undamaged loop runs this in two ticks. */
export function* works(): Coroutine<string> {
  yield
  return 'works'
}

/** Awaits a future, and returns its result. */
export function* waitFor<T>(future: Future<T>): Coroutine<T> {
  return yield* future
}

/** Waits until it is closed. */
export function* forever(): Coroutine<never> {
  return yield* new Future<never>()
}

/** Returns a value after so many milliseconds. */
export function* after<T>(ms: number, value: T): Coroutine<T> {
  yield* sleep(ms)
  return value
}

/** Throws an error after so many milliseconds. */
export function* failsAfter(
  ms: number,
  error: unknown = new Error(`after ${ms}`),
): Coroutine<never> {
  yield* sleep(ms)
  throw error
}

/** Yields so many times. */
function* yields(times: number): Coroutine<void> {
  for (let time = 0; time < times; time += 1) yield
}

/** Waits until it is closed, yields so many times, and notes its name; a catch would be noted too. */
export function* guarded(log: string[], name: string, times = 0): Coroutine<void> {
  try {
    yield* forever()
  } catch {
    log.push(`${name} caught`)
  } finally {
    yield* yields(times)
    log.push(name)
  }
}

/** Waits until it is closed; its clean-up takes so many milliseconds. */
export function* slow(log: string[], ms: number): Coroutine<void> {
  try {
    yield* forever()
  } finally {
    yield* sleep(ms)
    log.push('cleaned up')
  }
}

/** The outcome of a main in a loop of its own. */
export function run<T>(main: Coroutine<T>): T {
  return new Loop().run(main)
}

/** The same of a main that uses its loop. A bare yield of it lets every other task run as far as it can. */
export function runWith<T>(main: (loop: Loop) => Coroutine<T>): T {
  const loop = new Loop()
  return loop.run(main(loop))
}

/** What `work` throws. */
export function thrownBy(work: () => unknown): unknown {
  try {
    work()
  } catch (error) {
    return error
  }
  throw new Error('it threw nothing')
}

/** The errors of the AggregateError that `work` throws. */
export function errorsOf(work: () => unknown): unknown[] {
  const error = thrownBy(work)
  if (error instanceof AggregateError && !(error instanceof UnhandledError)) return error.errors
  throw error
}

/** How much of the heap is in use, garbage aside. */
export function heapUsed(): number {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  collect()
  return process.memoryUsage().heapUsed
}

/** A value of a type that it does not have. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller names the type.
export function wrong<T>(value: unknown): T {
  return value as T
}
