/** Tasks that are ended for good: what they wait for is cut short (C15). */

import { asTask, endWait, refuseRequest } from './suspension.ts'
import type { Notifications, Runner, Task } from './types.ts'
import { withdrawAlone } from './waiters.ts'

/** How often a coroutine may suspend while it is ended for good. Only code that leaves a `finally` by a jump needs many. */
export const CUTS = 1_000

const forced = new WeakSet<Runner>()

/** Whatever the task waits for is cut short, from its next step on. */
export function force(task: Task<unknown>): void {
  forced.add(task)
}

/** Whether it was terminated. */
export function isForced(who: Runner): boolean {
  return forced.has(asTask(who))
}

/** Terminates the tasks for whose ends a terminated owner waits. */
export function terminateOwned(owner: Runner, notifications: Notifications): void {
  for (const task of owner.awaiting?.owned() ?? []) task.terminateWithin(OVER, notifications)
}

const OVER = 'its owner was terminated'

/** Ends the wait that a coroutine has just requested. */
export function cut(who: Runner): void {
  const { awaiting } = who
  refuseRequest()
  endWait(who)
  withdrawAlone(awaiting)
  if (awaiting?.done() === false) awaiting.abandon()
}
