/** The core, as the other rooms see it. */

export * from './errors.ts'
export { Interruption } from './cancel.ts'
export { VirtualClock, type Alarms, type Clock } from './clock.ts'
export { CloseScope, isToBeClosed, scoped, uninterruptible } from './closing.ts'
export { claim, isCoroutine, notACoroutine } from './coroutine.ts'
export { Dependent } from './dependents.ts'
export { Future, InternalFuture } from './future.ts'
export { count, describe, formatLines, formatList, kindOf, showAsString } from './inspect.ts'
export { Loop } from './loop.ts'
export { hasEnded, runner, shown } from './main.ts'
export type { RunLimits } from './limits.ts'
export type { Discipline, LoopOptions } from './options.ts'
export { Cancelled, Failure, Success, success } from './outcome.ts'
export { Task } from './task.ts'
export type {
  Blocker,
  Coroutine,
  Notifications,
  Observer,
  Outcome,
  Runner,
} from './types.ts'
export { Change, presettle, settle, settleWithin, subscribe, Subscription } from './waiters.ts'
export { unsubscribe } from './waiters.ts'
