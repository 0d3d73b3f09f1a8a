/** Asking whether one is being closed. */

import { isBeingClosed } from '../core/index.ts'

/**
 * Whether the caller, a task or main, is being closed, or is to be where it suspends next: because its task was
 * cancelled, or because a group, a timeout or a combinator around this place ends what is in it. So a `finally` block can
 * distinguish a cancellation from a return or an error, and a long computation can stop by itself.
 *
 * @returns false outside a step
 *
 * @example
 * ```ts
 * import { isClosing, Loop, type Coroutine } from 'looplaw'
 *
 * function* save(): Coroutine<void> {
 *   try { yield } finally { console.log(isClosing()) }
 * }
 * const loop = new Loop({ discipline: 'snapshot' })
 * loop.spawn(save())
 * const late = loop.spawn(save())
 * loop.runStep()
 * late.cancel()
 * loop.runStep() // prints false, then true
 * ```
 *
 * Clause C16.
 */
export function isClosing(): boolean {
  return isBeingClosed()
}
