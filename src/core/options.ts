/** The options of a loop, and what it refuses. */

import type { Clock } from './clock.ts'
import type { UnhandledError } from './errors.ts'
import { hasMethods, requireObject } from './inspect.ts'
import type { Observer } from './types.ts'

/**
 * Where a tick ends, and so where main's step falls in the order of steps.
 *
 * - `'drain'`: a tick steps until the ready queue is empty, including tasks scheduled during the tick.
 * - `'snapshot'`: a tick steps the tasks that were scheduled when it began, as CPython's asyncio does.
 *
 * Clauses L3, L4.
 */
export type Discipline = 'drain' | 'snapshot'

/** The options of a loop. Clauses L3, L4, L10, D3, O1. */
export interface LoopOptions {
  /** Where a tick ends; `'drain'` if it is left out. */
  readonly discipline?: Discipline
  /** Where it reads the time; a {@link VirtualClock} of its own if it is left out. */
  readonly clock?: Clock
  /** What messages call the loop. */
  readonly name?: string
  /** Is notified of what the loop does. */
  readonly observer?: Observer
  /**
   * Receives the unhandled failures, when a run has ended, and at `close`, instead of their being thrown there.
   */
  readonly onUnhandled?: (error: UnhandledError) => void
}

/**
 * The options, which may come from code that is not type-checked.
 *
 * @throws `TypeError` that names the option
 */
export function checked(options: LoopOptions): LoopOptions {
  requireObject("a Loop takes an object of options, like { discipline: 'snapshot' }", options)
  const { clock, discipline = 'drain', name, observer, onUnhandled } = options
  if (discipline !== 'drain' && discipline !== 'snapshot') {
    throw new TypeError(`a loop's discipline is 'drain' or 'snapshot', not ${String(discipline)}`)
  }
  if (clock !== undefined && !hasMethods(clock, ['now', 'advanceTo'])) {
    throw new TypeError("a loop's clock is an object with methods now and advanceTo")
  }
  if (name !== undefined && typeof name !== 'string') {
    throw new TypeError("a loop's name is a string")
  }
  if (observer !== undefined)
    requireObject("a loop's observer is an object with methods like tick and settled", observer)
  if (onUnhandled !== undefined && typeof onUnhandled !== 'function') {
    throw new TypeError("a loop's onUnhandled is a function of an UnhandledError")
  }
  return options
}
