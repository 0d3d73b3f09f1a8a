/** The options of `runAsync`, and what it refuses. */

import { kindOf, type AsyncOptions, type Driver, type Signal } from '../core/index.ts'
import { defaultDriver } from './drivers.ts'

/** How long a loop keeps its host waiting, in milliseconds: half a frame. */
const SLICE = 8

interface Checked {
  readonly signal: Signal | undefined
  readonly slice: number
  readonly driver: Driver
}

/**
 * The options, which may come from code that is not type-checked.
 *
 * @throws `TypeError` that names the option, `RangeError`
 */
export function checkedOptions(options: AsyncOptions): Checked {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(
      `runAsync takes an object of options, like { slice: 4 }, not ${kindOf(options)}`,
    )
  }
  const { driver, signal, slice = SLICE } = options
  if (signal !== undefined) requireSignal('the signal of runAsync', signal)
  if (typeof slice !== 'number') {
    throw new TypeError(`the slice of runAsync is a number of milliseconds, not ${kindOf(slice)}`)
  }
  if (!(slice >= 0)) {
    throw new RangeError(
      `the slice of runAsync is a number of milliseconds, 0 or more, not ${slice}`,
    )
  }
  if (driver !== undefined && !isDriver(driver)) {
    throw new TypeError("a loop's driver is an object with methods now, soon and later")
  }
  return { signal, slice, driver: driver ?? defaultDriver() }
}

/** @throws `TypeError` */
export function requireSignal(what: string, given: unknown): void {
  if (
    typeof given === 'object' &&
    given !== null &&
    'aborted' in given &&
    'addEventListener' in given &&
    typeof given.addEventListener === 'function'
  )
    return
  throw new TypeError(`${what} is an AbortSignal, not ${kindOf(given)}`)
}

function isDriver(given: unknown): boolean {
  return (
    typeof given === 'object' &&
    given !== null &&
    'now' in given &&
    typeof given.now === 'function' &&
    'soon' in given &&
    typeof given.soon === 'function' &&
    'later' in given &&
    typeof given.later === 'function'
  )
}
