/** The options of `runAsync`, and what it refuses. */

import {
  hasMethods,
  kindOf,
  requireDuration,
  requireObject,
  type AsyncOptions,
  type Driver,
  type Signal,
} from '../core/index.ts'
import { defaultDriver } from './drivers.ts'

/** How long a loop keeps its host waiting, in milliseconds: half a frame. */
const SLICE = 8
const DRIVER = "a loop's driver is an object with methods now, soon and later"

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
  requireObject('runAsync takes an object of options, like { slice: 4 }', options)
  const { driver, signal, slice = SLICE } = options
  if (signal !== undefined) requireSignal('the signal of runAsync', signal)
  requireDuration('the slice of runAsync', slice)
  if (driver !== undefined && !hasMethods(driver, ['now', 'soon', 'later'])) {
    throw new TypeError(DRIVER)
  }
  return { signal, slice, driver: driver ?? defaultDriver() }
}

/** @throws `TypeError` */
export function requireSignal(what: string, given: unknown): void {
  if (hasMethods(given, ['addEventListener', 'removeEventListener']) && 'aborted' in given) return
  throw new TypeError(`${what} is an AbortSignal, not ${kindOf(given)}`)
}

/** @throws `TypeError` unless it is a function, as `later` of a driver returns */
export function requireUndo(undo: () => void): () => void {
  if (typeof undo === 'function') return undo
  throw new TypeError(`${DRIVER}, which returns a function, not ${kindOf(undo)}`)
}
