/** The core, as the other rooms see it. */

export * from './errors.ts'
export { asyncRuns } from './asyncRuns.ts'
export { Interruption } from './cancel.ts'
export { bind, bindingOf } from './bindings.ts'
export { finite, VirtualClock, type Alarms, type Clock } from './clock.ts'
export { CloseScope, isBeingClosed, isToBeClosed, scoped, uninterruptible } from './closing.ts'
export { claim, isCoroutine, notACoroutine } from './coroutine.ts'
export { currentTask } from './currentTask.ts'
export { Dependent } from './dependents.ts'
export { isForced } from './forcing.ts'
export { Future, InternalFuture } from './future.ts'
export {
  count,
  describe,
  formatLines,
  formatList,
  hasMethods,
  kindOf,
  requireName,
  requireObject,
  showAsString,
} from './inspect.ts'
export { Ground } from './ground.ts'
export { Loop } from './theLoop.ts'
export { hasEnded, runner, shown } from './main.ts'
export type { AsyncOptions, Driver, Signal, TickOptions } from './driving.ts'
export { externals } from './outside.ts'
export { requireDuration, type RunLimits } from './limits.ts'
export type { Discipline, LoopOptions } from './options.ts'
export { Cancelled, Failure, Settled, Success, success } from './outcome.ts'
export { areRivals, racerOf } from './races.ts'
export { Task } from './task.ts'
export type { Blocker, Coroutine, Notifications, Observer, Outcome } from './types.ts'
export type { Runner } from './types.ts'
export { Change, presettle, settle, settleWithin, subscribe, Subscription } from './waiters.ts'
export { unsubscribe, type Racer } from './waiters.ts'
