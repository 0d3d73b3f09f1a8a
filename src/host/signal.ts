/** Signals, both ways. */

import { Failure, Future, InvalidStateError, kindOf, type Signal } from '../core/index.ts'
import { External } from './external.ts'
import { whenSettled } from './listen.ts'
import { controller, type HostSignal } from './machine.ts'
import { requireSignal } from './options.ts'

/** A future that fails when a signal is aborted. It is every waiter's, so that none of them may settle it. */
class Aborted extends External<never> {
  override setResult(): never {
    throw settledBySignal()
  }

  override setError(): never {
    throw settledBySignal()
  }

  /** C1: it is not for its awaiters to cancel. */
  override cancel(): boolean {
    return false
  }

  /** The signal is aborted. */
  abort(reason: unknown): void {
    super.setError(reason)
  }
}

function settledBySignal(): InvalidStateError {
  return new InvalidStateError(
    'a future of a signal is settled by that alone: abort its controller',
  )
}

/** A signal may outlive what waits for it: it has one listener, however many do. */
const aborted = new WeakMap<Signal, Aborted>()
const signals = new WeakMap<Future<unknown>, HostSignal>()

/**
 * A future that fails with the reason of a signal, the very same, when that is aborted; it never has a result, and is
 * the same future for the same signal. So `race([work(), fromSignal(signal)])` ends work when the signal is aborted.
 *
 * @throws `TypeError` for anything but an `AbortSignal`
 *
 * @example
 * ```ts
 * import { Loop, race, sleep } from 'looplaw'
 * import { fromSignal } from 'looplaw/host'
 *
 * const user = new AbortController()
 * setTimeout(() => user.abort('the user left'), 5)
 * const run = new Loop().runAsync(race([sleep(60_000), fromSignal(user.signal)]))
 * console.log(await run.catch((reason) => reason)) // the user left
 * ```
 *
 * Clause H8.
 */
export function fromSignal(signal: Signal): Future<never> {
  requireSignal('what fromSignal takes', signal)
  const known = aborted.get(signal)
  if (known !== undefined) return known
  const future = new Aborted('signal')
  aborted.set(signal, future)
  const abort = (): void => {
    signal.removeEventListener('abort', abort)
    future.abort(signal.reason)
  }
  if (signal.aborted) future.abort(signal.reason)
  else signal.addEventListener('abort', abort)
  return future
}

/**
 * A signal that is aborted when a future settles, with its value or error as the reason, the very same; without a
 * value, with the `AbortError` of the host. It is the same signal for the same future. A failure is not handled by
 * that.
 *
 * @param future a future or a task
 * @throws `TypeError` for anything else, and if the host has no `AbortController`
 *
 * @example
 * ```ts
 * import { Future } from 'looplaw'
 * import { toSignal } from 'looplaw/host'
 *
 * const stop = new Future<string>('stop')
 * const signal = toSignal(stop)
 * stop.setResult('enough')
 * console.log(signal.aborted, signal.reason) // true enough
 * ```
 *
 * Clause H8.
 */
export function toSignal(future: Future<unknown>): HostSignal {
  if (!(future instanceof Future)) {
    throw new TypeError(
      `toSignal takes a future, not ${kindOf(future)}: spawn a coroutine, and pass its task`,
    )
  }
  const known = signals.get(future)
  if (known !== undefined) return known
  const own = controller()
  signals.set(future, own.signal)
  whenSettled(future, () => {
    const { state } = future
    own.abort(state instanceof Failure ? state.error : future.result())
  })
  return own.signal
}
