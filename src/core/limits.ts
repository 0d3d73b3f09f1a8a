/** How far a run (L20), or the closing of a loop (L14), may go. */

import { kindOf } from './inspect.ts'

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
  if (typeof limits !== 'object' || limits === null) {
    throw new TypeError(
      `${method} takes an object of limits, like { ticks: 100 }, not ${kindOf(limits)}`,
    )
  }
  const { ms, ticks } = limits
  if (ticks !== undefined) {
    refuseOther('ticks', ticks)
    if (!(ticks >= 0) || (ticks !== Infinity && !Number.isInteger(ticks))) {
      throw new RangeError(`ticks is an integer, 0 or more, or Infinity, not ${ticks}`)
    }
  }
  if (ms !== undefined) {
    refuseOther('ms', ms)
    if (!(ms >= 0)) throw new RangeError(`ms is a number of milliseconds, 0 or more, not ${ms}`)
  }
  return limits
}

function refuseOther(what: string, given: number): void {
  if (typeof given !== 'number') throw new TypeError(`${what} is a number, not ${kindOf(given)}`)
}
