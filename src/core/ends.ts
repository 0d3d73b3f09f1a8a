/** What follows from the end of a task or a main, besides waking its waiters. */

import type { Dependent } from './dependents.ts'
import type { Failure, Success } from './outcome.ts'
import type { Notifications, Runner, Task } from './types.ts'
import { Change, settle, settleWithin } from './waiters.ts'

/** Settles a task that has ended; what depends on it is notified once its waiters are woken. */
export function settleEnded(task: Task<unknown>, outcome: Success<unknown> | Failure): void {
  const dependents = task.loop.dependents.takeAll(task)
  if (dependents.length === 0) settle(task, outcome)
  else settleBefore(dependents, task, outcome)
}

// A function of its own: what its closure holds would be allocated for every task, 48 bytes.
function settleBefore(
  dependents: readonly Dependent<Runner, Notifications>[],
  task: Task<unknown>,
  outcome: Success<unknown> | Failure,
): void {
  const change = new Change()
  settleWithin(task, outcome, change)
  change.afterwards(() => {
    for (const dependent of dependents) dependent.ended(change)
  })
  change.complete()
}

/** Notifies what depends on a task or main that has ended otherwise. */
export function notifyEnded(who: Runner): void {
  const dependents = who.loop.dependents.takeAll(who)
  if (dependents.length === 0) return
  const change = new Change()
  for (const dependent of dependents) dependent.ended(change)
  change.complete()
}
