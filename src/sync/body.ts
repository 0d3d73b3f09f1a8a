/** The user's part of a hold. */

import { claim, scoped, type Coroutine } from '../core/index.ts'
import { kindOf } from './primitive.ts'

/** @throws `TypeError` if it is no function */
export function requireBody(body: () => Coroutine<unknown>): void {
  if (typeof body === 'function') return
  throw new TypeError(
    `hold takes a generator function, like hold(function* () { … }), not ${kindOf(body)}`,
  )
}

/**
 * Makes the body's coroutine, which is to be closed as a whole before what it held is released (C11).
 *
 * @throws `NotACoroutineError` if that is none, `CoroutineReusedError` if it belongs to somebody else
 */
export function enclosed<T>(body: () => Coroutine<T>): Coroutine<T> {
  const coroutine = body()
  claim(coroutine)
  return scoped(coroutine)
}
