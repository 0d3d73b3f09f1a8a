/** How far a run (L20), or the closing of a loop (L14), may go. */

import { kindOf, requireObject } from './inspect.ts'

/** Bounds on one call of `run`, or of `close`. Clauses L14, L20. */
export interface RunLimits {
  /** How many ticks it may take: an integer, 0 or more, or `Infinity`. */
  readonly ticks?: number
  /** How much of the loop's time may pass, in milliseconds, 0 or more: `Infinity` is allowed. */
  readonly ms?: number
}

/** So many ticks may clean-ups take when a loop is closed, unless the caller says otherwise. */
export const CLEAN_UP_TICKS = 100_000

/** What a run with limits is measured against. */
export interface Bounds {
  /** The last tick that it may take. */
  readonly tick: number
  /** The latest time at which a tick may begin. */
  readonly time: number
}

/**
 * The limits, which may come from code that is not type-checked.
 *
 * @throws `TypeError`, `RangeError`
 */
export function checkedLimits(method: 'run' | 'close', limits: RunLimits): RunLimits {
  requireObject(`${method} takes an object of limits, like { ticks: 100 }`, limits)
  const { ms, ticks } = limits
  if (ticks !== undefined) {
    if (typeof ticks !== 'number') throw new TypeError(`ticks is a number, not ${kindOf(ticks)}`)
    if (!(ticks >= 0) || (ticks !== Infinity && !Number.isInteger(ticks))) {
      throw new RangeError(`ticks is an integer, 0 or more, or Infinity, not ${ticks}`)
    }
  }
  if (ms !== undefined) {
    requireDuration('ms', ms)
  }
  return limits
}

/** @throws `TypeError` if it is no number, `RangeError` if it is below 0, or NaN */
export function requireDuration(what: string, ms: number): void {
  const isNumber = typeof ms === 'number'
  if (isNumber && ms >= 0) return
  const Refusal = isNumber ? RangeError : TypeError
  throw new Refusal(
    `${what} is a number of milliseconds, 0 or more, not ${isNumber ? ms : kindOf(ms)}`,
  )
}
