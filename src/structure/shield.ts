/** Waiting for what is to go on when the waiting ends. */

import { Future, isCoroutine, Loop, notACoroutine, type Coroutine } from '../core/index.ts'
import type { Awaitable } from './combinator.ts'

/**
 * Runs a coroutine as a task of its own, and waits for it. Cancelling who waits here does not touch that
 * task, which goes on; if it fails then, the failure is reported as any that nobody looked at. A future is
 * awaited as ever: to wait is not to own.
 *
 * @param item a coroutine, or a future
 * @returns what it returns
 * @throws what it throws; `SelfAwaitError`, `CoroutineReusedError`, `LoopClosedError`; at once, for anything
 *   else, `NotACoroutineError`
 *
 * @example
 * ```ts
 * import { Loop, shield, sleep } from 'looplaw'
 *
 * const loop = new Loop()
 * function* save() { yield* sleep(10); console.log('saved') }
 * loop.run((function* () {
 *   const task = loop.spawn((function* () { yield* shield(save()) })())
 *   yield* sleep(5)
 *   task.cancel()
 *   yield* sleep(10) // prints: saved
 * })())
 * ```
 *
 * Clauses C9, C10.
 */
export function shield<T>(item: Awaitable<T>): Coroutine<T> {
  if (!(item instanceof Future) && !isCoroutine(item)) throw notACoroutine(item)
  return outcomeOf(item)
}

function* outcomeOf<T>(item: Awaitable<T>): Coroutine<T> {
  return yield* item instanceof Future ? item : Loop.getCurrentLoop().spawn(item)
}
