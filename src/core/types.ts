/**
 * What a future, a task, main and a loop are to each other: contracts, of which nothing is left at run time. Every file
 * of the core may import this one. Members that are marked internal are how these files work together; the comment of a
 * mutable one names the only file that may write it.
 */

import type { Clock, Time } from './clock.ts'
import type { Coroutine, Notifications, Outcome, WaiterSet } from './contracts.ts'
import type { Dependents } from './dependents.ts'
import type { RunLimits } from './limits.ts'
import type { Failure, Success } from './outcome.ts'

export type { Coroutine, Notifications, Outcome, Scope } from './contracts.ts'

/** What a coroutine awaits with `yield*`; see the class. */
export interface Future<T> {
  /**
   * Pending: the last of its waiters, whose `after` is the first; undefined if there are none; a set, if one of
   * them waits for other futures too. Settled: its outcome. One field, so that a settled future cannot have
   * waiters. Written by waiters.ts.
   * @internal
   */
  state: Task<unknown> | WaiterSet | Success<T> | Failure | undefined
  /** @internal The name that it was given: a default name is made up on demand. */
  readonly label: string | undefined

  /** The name that it was given, if any. */
  get name(): string | undefined

  /** True once it has a result or an error; it stays so. */
  done(): boolean

  /**
   * The result.
   *
   * @throws the error itself, if it settled with one; `InvalidStateError` while it is pending
   */
  result(): T

  /**
   * The error that it settled with, or undefined if it has a result. Asking handles a failure.
   *
   * @throws `InvalidStateError` while it is pending
   */
  error(): unknown

  /**
   * Settles it with a result, `undefined` included. Its waiters are appended to the ready queue, in FIFO order.
   *
   * @throws `InvalidStateError` if it is settled, and for a task, which only its coroutine settles
   */
  setResult(value: T): void

  /**
   * Settles it with an error, which is thrown, as it is, into every awaiter.
   *
   * @throws `InvalidStateError` if it is settled, and for a task, which only its coroutine settles
   */
  setError(error: unknown): void

  /**
   * Settles it as cancelled, if it is pending: every awaiter receives the same `CancelledError`, which is an
   * ordinary error there.
   *
   * @param reason what the error says and holds
   * @returns whether that took effect: not if it was settled already (C1, C2)
   */
  cancel(reason?: unknown): boolean

  /** True once it was settled by {@link cancel}. */
  cancelled(): boolean

  /** `yield* future` suspends, at least once, until it is settled; then returns its value or throws. */
  [Symbol.iterator](): Iterator<undefined, T, undefined>

  /** @internal See suspension.ts. */
  next(): IteratorResult<undefined, T>
  /** @internal See suspension.ts. */
  return(value: T): IteratorResult<undefined, T>

  /** `<Future name='answer'>`. */
  toString(): string

  /** @internal The loop whose observer is notified of its settlement: the current one, or a task's own. */
  home(): Loop | undefined
  /** @internal What keeps it from settling, for a deadlock report, if that can be said. */
  blocker(): Blocker | undefined
  /** @internal C15: its waiter waits no longer, not even to clean up. */
  abandon(): void
  /** @internal C14: whether what it stands for cannot be undone: its waiter receives that even if it is closed. */
  hasHappened(): boolean
  /** @internal Y3: its waiter will be closed: what it was handed, and has not received, passes on. */
  withdrawn(notifications: Notifications): void
  /**
   * @internal C15: the tasks that have yet to end, where an owner waits for nothing but that; undefined for every other
   * wait. It is never cut short, since its tasks are terminated with their owner.
   */
  owned(): readonly Task<unknown>[] | undefined
}

/** A coroutine that a loop steps; see the class. */
export interface Task<T> extends Future<T> {
  /** Undefined once it has ended: that frees the generator. Written by task.ts. @internal */
  coroutine: Coroutine<unknown> | undefined
  /** Counts the tasks of its loop, from 1. */
  readonly id: number
  /** The loop that steps it. */
  readonly loop: Loop
  /**
   * The next in the one queue it is in. Written by loop.ts in the ready queue, and by waiters.ts while it is parked.
   * @internal
   */
  after: Task<unknown> | undefined
  /**
   * What it waits for, until it has received the outcome: parked while that is pending. Written by suspension.ts.
   * @internal
   */
  awaiting: Future<unknown> | undefined

  /** The name that it was given, or `Task-` and its id. */
  get name(): string

  /**
   * A task's result is what its coroutine returns.
   *
   * @throws `InvalidStateError` always
   */
  setResult(value: never): never

  /**
   * A task's error is what its coroutine throws.
   *
   * @throws `InvalidStateError` always
   */
  setError(error: never): never

  /**
   * Ends it: its next step closes its coroutine, by `return()`, instead of resuming it. Its `finally` blocks
   * run, and may suspend; no `catch` does. Its awaiters receive a `CancelledError`. What the task itself waits
   * for is left alone.
   *
   * @param reason what the error says and holds
   * @returns whether that takes effect: not on a task that has ended, or was cancelled before (C1)
   *
   * Clauses C1, C3 to C9.
   */
  cancel(reason?: unknown): boolean

  /**
   * Ends it for good: it is cancelled, unless it was before, and at its next step every `finally` block that it is in
   * runs as far as it does not suspend. Whatever a clean-up or `uninterruptible` waits for is cut short there. Tasks
   * that it owns, in a group or a combinator, are terminated too, and end before it does.
   *
   * @param reason what the error says and holds, unless it was cancelled before
   * @returns whether that takes effect: not on a task that has ended, or was terminated before
   *
   * @example
   * ```ts
   * import { Loop, sleep } from 'looplaw'
   *
   * const loop = new Loop({ discipline: 'snapshot' })
   * const task = loop.spawn((function* () {
   *   try { yield } finally { yield* sleep(Infinity) }
   * })())
   * loop.runStep()
   * task.terminate()
   * loop.runStep()
   * console.log(task.cancelled()) // true
   * ```
   *
   * Clause C15.
   */
  terminate(reason?: unknown): boolean

  /**
   * Steps it, if it is the oldest task in the ready queue and its loop is not stepping.
   *
   * @throws `OutOfTurnError` otherwise; nothing was changed
   */
  step(): void

  /**
   * Appends it to the ready queue. A task is scheduled when it is created and whenever it can resume, so
   * this does nothing, or reports a mistake.
   *
   * @throws `InvalidStateError` if it is parked, running or done
   */
  schedule(): void

  /** `<Task name='Add X' id='0x1'>`. */
  toString(): string

  /** @internal */
  home(): Loop
  /** @internal */
  blocker(): Blocker
  /** @internal Why it is not in the ready queue; undefined if it is. */
  whyNotReady(): string | undefined
  /** @internal Takes one step. */
  proceed(loop: Loop): void
  /** @internal Cancels it in the midst of another change, with whose notifications its own are sent. */
  cancelWithin(reason: unknown, notifications: Notifications): boolean
  /** @internal The same for `terminate`. */
  terminateWithin(reason: unknown, notifications: Notifications): boolean
  /** @internal Frees its coroutine, which nothing resumes again. */
  release(): void
}

/** The main coroutine of a run; see main.ts. */
export interface Main<T> {
  readonly coroutine: Coroutine<T>
  readonly loop: Loop
  /** As a task's. Written by suspension.ts. */
  awaiting: Future<unknown> | undefined
  /** The task that it is from the closing of its loop on. Written by main.ts. */
  task: Task<unknown> | undefined
  /** How it ended, once it has. Written by main.ts. */
  outcome: Success<T> | Failure | undefined
}

/** What a loop steps: a task, or the main of a run. */
export type Runner = Task<unknown> | Main<unknown>

/** What keeps a future from settling, for a deadlock report. */
export interface Blocker {
  /** What is waited for: `Lock 'db'`. */
  readonly what: string
  /** The tasks or mains that would settle it: its holders, or what has not ended. */
  readonly by: readonly Runner[]
  /** How they relate to it, if not by holding it; empty if `what` names them. */
  readonly verb?: string
  /** Whether one of them is enough. */
  readonly oneIsEnough?: boolean
  /** What would let the waiter resume. */
  readonly remedy: () => string
}

/**
 * Sees what a loop does. Every method is optional, and is called when the change that it reports is
 * complete. An observer changes nothing: one that throws is not called again, and its error is
 * reported with the unhandled failures.
 *
 * @example
 * ```ts
 * import { Loop } from 'looplaw'
 *
 * const loop = new Loop({ observer: { tick: (n, { scheduled }) => console.log(n, scheduled.length) } })
 * loop.run((function* () { yield })()) // prints 1 0, then 2 0
 * ```
 *
 * Clauses O1 to O3.
 */
export interface Observer {
  /** Tick `number` of a run begins; `loop.scheduled` holds what it steps first. */
  tick?(number: number, loop: Loop): void
  /** A task was created. `scheduled` follows. */
  spawned?(task: Task<unknown>): void
  /** A task was appended to the ready queue. */
  scheduled?(task: Task<unknown>): void
  /** A task, or main, is about to be resumed. */
  stepped?(who: Task<unknown> | 'main'): void
  /** A task, or main, waits for a pending future. */
  parked?(who: Task<unknown> | 'main', on: Future<unknown>): void
  /**
   * What a task waited for has settled. `scheduled` follows. Or a group or a timeout around it ends the
   * wait of a task, or of main, because of `by`: a child that failed, or a deadline that has passed.
   */
  woken?(who: Task<unknown> | 'main', by: Future<unknown>): void
  /** A task was cancelled, and will be closed. `scheduled` follows if it was parked. */
  cancelled?(task: Task<unknown>, reason: unknown): void
  /** A task was terminated: its clean-up is cut short. `scheduled` follows if it was parked. */
  terminated?(task: Task<unknown>, reason: unknown): void
  /** Time has advanced, to `now` milliseconds. */
  advanced?(now: number, loop: Loop): void
  /**
   * A task of the loop ended, or a future was settled while the loop was stepping. A notification does not
   * handle a failure: it is still reported, while asking the future for its `error()` would handle it.
   */
  settled?(future: Future<unknown>, outcome: Outcome): void
}

/** A queue of tasks, stepped first in, first out; see the class. */
export interface Loop {
  /** Where a tick ends. */
  readonly discipline: 'drain' | 'snapshot'
  /** The name that it was given, if any. */
  readonly name: string | undefined

  /** The number of the current tick of a run, or of the last; from 1, and 0 before any. */
  get tick(): number
  /** The clock that it reads. */
  get clock(): Clock
  /** The ready queue, oldest first. A copy, made in O(n). */
  get scheduled(): Task<unknown>[]
  /** Every task that is not done, by creation. A copy, made in O(n). */
  get pending(): Task<unknown>[]

  /** The time, in milliseconds of its clock; it never goes backwards. */
  now(): number

  /**
   * Creates a task of the coroutine and appends it to the ready queue.
   *
   * @throws as `new Task` does
   */
  spawn<T>(coroutine: Coroutine<T>, name?: string): Task<T>

  /**
   * Ticks until main returns.
   *
   * @param main a coroutine; it is not a task, and is stepped at the end of each tick. One that was
   *   stopped, or that was in a deadlock, resumes where it was.
   * @param limits bounds on the ticks that this call takes, and on the time that passes in it
   * @returns what main returns
   * @throws what main throws; `UnhandledError` after main has returned, if there are unhandled failures of
   *   tasks; `DeadlockError` if main waits and nothing can resume it; `LoopStoppedError` after `stop()`;
   *   `RunLimitError` at a limit; `LoopRunningError`, `LoopClosedError`, `NotACoroutineError`, `CoroutineReusedError` at once
   */
  run<T>(main: Coroutine<T>, limits?: RunLimits): T

  /**
   * The ticks of a run, one each time the host asks for the next; `run` asks for all of them. Between
   * two ticks the host may spawn, settle futures and stop. Left early, main resumes in a later run.
   *
   * @returns a generator of tick numbers that returns what main returns and throws what `run` throws
   */
  ticks<T>(main: Coroutine<T>): Generator<number, T, undefined>

  /**
   * Steps the ready queue once, without a main: until it is empty, or under `'snapshot'` the tasks that are
   * in it now. It is not a tick, and is not counted as one.
   *
   * @throws `LoopRunningError` while the loop is stepping; `LoopClosedError`
   */
  runStep(): void

  /**
   * Leaves the run at the end of the current tick, main's step included; between ticks, before the next. If main has
   * not returned by then, `run` throws `LoopStoppedError`. Without a run under way it does nothing.
   */
  stop(): void

  /**
   * Appends a task to the ready queue. A task is scheduled when it is created and whenever it can resume, so
   * this does nothing, or reports a mistake.
   *
   * @throws `InvalidStateError` if the task is parked, running or done, or belongs to another loop;
   *   `LoopClosedError`; `TypeError` for anything but a task
   */
  schedule(task: Task<unknown>): void

  /**
   * Cancels every task that is not done, by creation, and closes every main that has not ended: their
   * `finally` blocks run to their end, advancing time as needed. A closed loop only answers questions.
   *
   * @param limits of the clean-ups, which may take 100,000 ticks otherwise
   * @throws `LoopRunningError` while the loop is stepping; the loop is closed nevertheless after a
   *   `CloseLimitError`, a `DeadlockError` if a clean-up waits for what nothing settles, an `UnhandledError`
   */
  close(limits?: RunLimits): void

  /** `using loop = new Loop()` closes it at the end of the block. */
  [Symbol.dispose](): void

  /** `<Loop name='io'>`. */
  toString(): string

  /** @internal Its time, and what waits for a time. */
  readonly time: Time
  /** @internal What it steps now; undefined between steps. Written by suspension.ts. */
  running: Runner | undefined
  /** @internal Undefined without an observer: then a notification costs a comparison. Written by observer.ts. */
  notifier: Required<Observer> | undefined
  /** @internal Every task that is not done, by creation. */
  readonly live: { add(task: Task<unknown>): number; drop(): void }
  /** @internal Failures that are neither handled nor reported. */
  readonly failures: { add(failure: Failure, task?: Task<unknown>): void }
  /** @internal What is notified when one of its tasks or mains ends. */
  readonly dependents: Dependents<Runner, Notifications>
  /** @internal The mains whose run is not over. */
  readonly mains: { addAwaiters(failure: Failure, of: Task<unknown>): void }
  /** @internal Appends a task, which is in no queue, to the ready queue. */
  append(task: Task<unknown>): void
  /** @internal Appends a ring of tasks, given by its last, to the ready queue. */
  appendRing(last: Task<unknown>): void
  /** @internal */
  refuseIfClosed(): void
  /** @internal What `task.step()` does. */
  stepByHand(task: Task<unknown>): void
}
