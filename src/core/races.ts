/** Operations that race: `race([queue.take(), barrier.wait()])` is a select (S11). */

import { isTask } from './task.ts'
import type { Runner } from './types.ts'
import { placeInRace, type Racer } from './waiters.ts'

/**
 * The place in a race of a task that does nothing but this operation; undefined if it does anything else, or does not
 * race. What does not race pays for the comparison alone.
 *
 * @param operation the prototype of all coroutines of a method, which none has that delegates to one
 */
export function racerOf(who: Runner, operation: object): Racer | undefined {
  const { coroutine } = who
  if (coroutine === undefined || Object.getPrototypeOf(coroutine) !== operation) return undefined
  return isTask(who) ? placeInRace(who) : undefined
}

/** Whether two operations are of one race, and so do not serve each other. */
export function areRivals(one: Racer | undefined, other: Racer | undefined): boolean {
  return one !== undefined && one.race === other?.race
}
