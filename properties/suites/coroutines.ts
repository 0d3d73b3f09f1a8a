/** What the suites run, and what they make of it. */

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Future, sleep, type Coroutine } from '../../src/index.ts'

/** A loop that took no harm runs this in two ticks. */
export function* works(): Coroutine<string> {
  yield
  return 'works'
}

/** What a future gives. */
export function* waitFor<T>(future: Future<T>): Coroutine<T> {
  return yield* future
}

/** Waits until it is closed. */
export function* forever(): Coroutine<never> {
  return yield* new Future<never>()
}

/** Gives a value when so many milliseconds have passed. */
export function* after<T>(ms: number, value: T): Coroutine<T> {
  yield* sleep(ms)
  return value
}

/** Throws, in one word. */
export function raise(error: unknown): never {
  throw error
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
