/// <reference lib="esnext.disposable" preserve="true" />
/** Tasks as what the host disposes of. */

import { Cancelled, kindOf, Task } from '../core/index.ts'
import { toPromise } from './promise.ts'

/**
 * Something that cancels a task when it is disposed of, and waits for its end: for `await using` in an async function,
 * and for an `AsyncDisposableStack`. Something has to drive the loop of the task meanwhile.
 *
 * @throws `TypeError` for anything but a task. The promise of its disposal is rejected with the error of the task, if
 *   that has failed; a task that was cancelled has not
 *
 * @example
 * ```ts
 * import { Loop, sleep } from 'looplaw'
 * import { toAsyncDisposable } from 'looplaw/host'
 *
 * const loop = new Loop()
 * const task = loop.spawn((function* () {
 *   try {
 *     yield* sleep(60_000)
 *   } finally {
 *     console.log('has cleaned up')
 *   }
 * })())
 * const run = loop.runAsync(sleep(5))
 * await Promise.resolve()
 * {
 *   await using _ = toAsyncDisposable(task)
 * }
 * await run // prints: has cleaned up
 * ```
 *
 * Clause H12.
 */
export function toAsyncDisposable(task: Task<unknown>): AsyncDisposable {
  if (!(task instanceof Task)) {
    throw new TypeError(
      `toAsyncDisposable takes a task, not ${kindOf(task)}: spawn a coroutine, and pass its task`,
    )
  }
  return { [Symbol.asyncDispose]: () => dispose(task) }
}

async function dispose(task: Task<unknown>): Promise<void> {
  task.cancel('it was disposed of')
  try {
    await toPromise(task)
  } catch (error) {
    if (!(task.state instanceof Cancelled)) throw error
  }
}
