/** looplaw: a cooperative scheduler over generators, whose every guarantee is a numbered clause. */

// What `runAsync` of a loop does.
// oxlint-disable-next-line import/no-unassigned-import -- it is a method, and needs no name
import './host/runAsync.ts'

export { Loop, type Discipline, type LoopOptions, type RunLimits } from './core/index.ts'
export { currentTask, Task } from './core/index.ts'
export { Future } from './core/index.ts'
export type { Coroutine } from './core/index.ts'
export { all, allSettled, any, group, race } from './structure/index.ts'
export { isClosing, scoped, shield, uninterruptible } from './structure/index.ts'
export { context, type Context } from './structure/index.ts'
export { resources, type CleanUp, type Resources } from './structure/index.ts'
export type { Awaitable, Group, Result, Settlement } from './structure/index.ts'
export {
  AbandonedError,
  Barrier,
  Condition,
  Event,
  Lock,
  Queue,
  QueueClosedError,
  QueueEmptyError,
  QueueFullError,
  ReadWriteLock,
  Semaphore,
  type LockSide,
  type QueueOptions,
} from './sync/index.ts'
export { sleep, timeout, TimeoutError } from './time/index.ts'
export { VirtualClock, type Clock } from './core/index.ts'
export { external } from './host/external.ts'
export type { AsyncOptions, Driver, Signal, TickOptions } from './core/index.ts'
export type { Observer, Outcome } from './core/index.ts'
export {
  BadYieldError,
  CancelledError,
  CoroutineReusedError,
  DeadlockError,
  InvalidStateError,
  LoopClosedError,
  LoopRunningError,
  LoopStoppedError,
  NotACoroutineError,
  OutOfTurnError,
  OutsideError,
  CloseLimitError,
  RunLimitError,
  SelfAwaitError,
  UnhandledError,
  type UnhandledFailure,
  type Wait,
} from './core/index.ts'
