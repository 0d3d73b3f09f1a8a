/** One resumption of a coroutine: from its suspension to the next, or to its end. */

import { isCoroutine, next, raise, type Coroutine } from './coroutine.ts'
import { asked } from './current.ts'
import { BadYieldError } from './errors.ts'
import { Future } from './future.ts'
import { Failure } from './outcome.ts'

/** Who is resumed: a task, or the main of a run. */
export interface Stepper {
  /**
   * What it waits for, from its request until it has been handed the outcome. While the future is
   * pending it is parked; once the future is settled it is ready to be handed the outcome.
   */
  awaiting: Future<unknown> | undefined
}

/** In this module, V8 knows that it does not change, and calls it directly: 1 ns less a step. */
const resumeGenerator = next

/**
 * Resumes until the coroutine suspends as a coroutine may, or ends. What it yields otherwise is thrown
 * back at it, there and then (F7).
 *
 * @returns `asked` if it is to wait for what it awaits
 * @throws what the coroutine throws
 */
export function resume<T>(who: Stepper, coroutine: Coroutine<T>): IteratorResult<undefined, T> {
  asked.open = false
  let resumption = resumeGenerator.call(coroutine, undefined)
  while (
    resumption !== asked &&
    resumption.done !== true &&
    (resumption.value !== undefined || asked.open)
  ) {
    asked.open = false
    who.awaiting = undefined
    resumption = raise.call(coroutine, new BadYieldError(mistake(resumption.value)))
  }
  return resumption
}

/** A wait has begun: if it is for a failure, that is somebody's now (L10). */
export function countWait({ awaiting }: Stepper): void {
  if (awaiting?.state instanceof Failure) awaiting.state.await()
}

function mistake(value: unknown): string {
  if (value === undefined)
    return 'a wait was taken out of a coroutine by hand: delegate with yield*'
  if (isPromise(value)) {
    return 'a coroutine yielded a promise: a coroutine waits for futures, with yield*; settle one when the promise is'
  }
  return `a coroutine yielded ${kindOf(value)}: write yield* to wait or to delegate, yield alone to give up the turn`
}

function isPromise(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value
}

/** What somebody has yielded who forgot the star, as far as that can be told. */
function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (isCoroutine(value)) return 'a coroutine'
  if (typeof value !== 'object') return `a ${typeof value}`
  return value instanceof Future ? String(value) : 'an object'
}
