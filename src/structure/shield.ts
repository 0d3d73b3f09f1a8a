/** A wait that can be cancelled without what it waits for. */

import { Future, isCoroutine, Loop, notACoroutine, type Coroutine } from '../core/index.ts'
import type { Awaitable } from './combinator.ts'

/**
 * Runs a coroutine as a task of its own, and awaits that. If the awaiter is cancelled, the task continues;
 * a failure of it is then reported as unhandled. A future is awaited as without a shield: cancelling an
 * awaiter never cancels what it awaits.
 *
 * @param item a coroutine, or a future
 * @returns the result of the task or future
 * @throws its error; `SelfAwaitError`, `CoroutineReusedError`, `LoopClosedError`; at once, for anything
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

/** C10: the task belongs to the loop, and to no scope of its awaiter. */
function* outcomeOf<T>(item: Awaitable<T>): Coroutine<T> {
  return yield* item instanceof Future ? item : Loop.getCurrentLoop().spawn(item)
}
