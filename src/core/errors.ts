/// <reference lib="es2021.promise" preserve="true" />
/** One class for each kind of mistake. Each message says what is wrong and what to do instead. */

import { count, describe, formatLines } from './inspect.ts'
import type { RunLimits } from './limits.ts'
import type { Future, Task } from './types.ts'

/**
 * A call that the state of a future, a task or a loop does not allow: the result of a pending future, a second
 * settlement, scheduling a task that is parked, releasing a lock that the caller does not hold, spawning in a
 * group that has ended. Nothing was changed.
 *
 * Clauses F1, F3, T4, T6, S4, Y4, Y5, Y7.
 */
export class InvalidStateError extends Error {
  override readonly name = 'InvalidStateError'
}

/**
 * A loop was asked to run, step or close while it is stepping; or to run while another run of it is
 * under way. Use `yield*` to wait inside a coroutine, and a second `Loop` for a second run.
 *
 * Clause L11.
 */
export class LoopRunningError extends Error {
  override readonly name = 'LoopRunningError'
}

/**
 * {@link Loop.stop} ended a run before its main returned. Nothing is lost: run the same coroutine
 * again to resume it.
 *
 * Clause L8.
 */
export class LoopStoppedError extends Error {
  override readonly name = 'LoopStoppedError'
}

/**
 * A closed loop was asked to do something. Create a new one.
 *
 * Clause L14.
 */
export class LoopClosedError extends Error {
  override readonly name = 'LoopClosedError'
}

/**
 * A task was stepped that is not the oldest in the ready queue of an idle loop. Leave the stepping to
 * the loop, or schedule the task and call `loop.runStep()`.
 *
 * Clause T7.
 */
export class OutOfTurnError extends Error {
  override readonly name = 'OutOfTurnError'
}

/**
 * A coroutine was passed to a second task, run, timeout, group or hold. Call its generator function again: each
 * needs a coroutine of its own.
 *
 * Clause T8.
 */
export class CoroutineReusedError extends Error {
  override readonly name = 'CoroutineReusedError'
}

/**
 * Something that is not a generator was passed where a coroutine is expected.
 *
 * Clause T9.
 */
export class NotACoroutineError extends TypeError {
  override readonly name = 'NotACoroutineError'
}

/**
 * A task waited for itself, alone or among others. Thrown into it at that point.
 *
 * Clause T10.
 */
export class SelfAwaitError extends Error {
  override readonly name = 'SelfAwaitError'
}

/**
 * A coroutine yielded a value by `yield` alone, or iterated a future by anything but `yield*`.
 * Thrown into the coroutine at that point.
 *
 * Clause F7.
 */
export class BadYieldError extends TypeError {
  override readonly name = 'BadYieldError'
}

/**
 * What every awaiter of a cancelled task or future receives. It is an ordinary error there: it can be
 * caught, and a task that does not catch it fails with it.
 *
 * Clause C8.
 */
export class CancelledError extends Error {
  override readonly name = 'CancelledError'
  // Private, so that Node does not print whole tasks beneath the message of an uncaught error.
  readonly #future: Future<unknown>
  readonly #task: Task<unknown> | undefined
  readonly #reason: unknown

  /**
   * @param future what was cancelled
   * @param reason what `cancel` received
   * @param task the same, if it is a task
   */
  constructor(future: Future<unknown>, reason: unknown, task?: Task<unknown>) {
    super(`${future} was cancelled${reason === undefined ? '' : `: ${describe(reason)}`}`)
    this.#future = future
    this.#task = task
    this.#reason = reason
  }

  /** What was cancelled: a task, or a future that is none. */
  get future(): Future<unknown> {
    return this.#future
  }

  /** The task that was cancelled; undefined if it was a future that is none. */
  get task(): Task<unknown> | undefined {
    return this.#task
  }

  /** What `cancel` received. */
  get reason(): unknown {
    return this.#reason
  }
}

/** An unhandled failure: a task's, or that of an observer or a handler. Clause L10. */
export interface UnhandledFailure {
  readonly error: unknown
  /** The task that failed; absent where an observer or the `onUnhandled` handler threw. */
  readonly task?: Task<unknown>
}

/**
 * The unhandled failures, in the order in which they happened. `errors` holds the very objects that were
 * thrown, `tasks` the tasks that threw them. To handle a failure, await its task, or call its `error()`.
 *
 * Clause L10.
 */
export class UnhandledError extends AggregateError {
  override readonly name = 'UnhandledError'
  // Private, so that Node does not print whole tasks beneath the message of an uncaught error.
  readonly #failures: readonly UnhandledFailure[]

  constructor(failures: readonly UnhandledFailure[]) {
    const failed = formatLines(failures, ({ error, task }) => {
      return `${task ?? 'an observer or handler'}: ${describe(error)}`
    })
    super(
      failures.map((failure) => failure.error),
      `${count(failures.length, 'unhandled failure')} (await the task, or pass onUnhandled to the loop):${failed}`,
    )
    this.#failures = failures
  }

  /** Each error with its task, in the order of failure. */
  get failures(): readonly UnhandledFailure[] {
    return this.#failures
  }

  /** The tasks that failed, in the order of failure. */
  get tasks(): readonly Task<unknown>[] {
    return this.#failures.flatMap(({ task }) => (task === undefined ? [] : [task]))
  }
}

/** A waiter, which is a task or the main of a run, and what it waits for. Clause L9. */
export interface Wait {
  readonly who: Task<unknown> | 'main'
  readonly on: Future<unknown>
  /** Its holders, or what has not ended. Empty for a task, and if no task or main in particular would settle it. */
  readonly heldBy: readonly (Task<unknown> | 'main')[]
}

/** Names every waiter of a loop. */
abstract class WaitReport extends Error {
  readonly #waits: readonly Wait[]
  readonly #cycles: readonly (readonly (Task<unknown> | 'main')[])[]

  constructor({ cause, cycles, message, waits }: Report) {
    super(message, cause && { cause })
    this.#waits = waits
    this.#cycles = cycles
  }

  /** Main's wait, if it waits, then that of every other waiting task of the loop, by creation. */
  get waits(): readonly Wait[] {
    return this.#waits
  }

  /**
   * The cycles of waits, each in the order in which its members wait: from main on if it is a member,
   * else from the task on that was created first.
   */
  get cycles(): readonly (readonly (Task<unknown> | 'main')[])[] {
    return this.#cycles
  }
}

/** What such an error is created with. */
export interface Report {
  readonly message: string
  readonly waits: readonly Wait[]
  readonly cycles: readonly (readonly (Task<unknown> | 'main')[])[]
  /** The unhandled failures. */
  readonly cause: UnhandledError | undefined
}

/**
 * The ready queue is empty, and main waits for what nothing is left to settle. The message says which task
 * waits for which; the run can resume with the same coroutine once the host has settled a future of `waits`,
 * or cancelled a waiter.
 *
 * Clause L9.
 */
export class DeadlockError extends WaitReport {
  override readonly name = 'DeadlockError'
}

/**
 * Clean-ups had not ended when the closing of a loop reached one of its limits, and their tasks were terminated: what
 * a clean-up waited for is cut short. The message names every task that was cut short; `waits` says what those that waited waited for.
 *
 * Clause L14.
 */
export class CloseLimitError extends WaitReport {
  override readonly name = 'CloseLimitError'
  readonly #tasks: readonly Task<unknown>[]

  constructor(tasks: readonly Task<unknown>[], report: Report) {
    super(report)
    this.#tasks = tasks
  }

  /** The tasks that were cut short, by creation. */
  get tasks(): readonly Task<unknown>[] {
    return this.#tasks
  }
}

/**
 * A task was terminated, and its coroutine did not end: whenever it was closed, it suspended again, as a `finally`
 * block does that is left by a jump. It was dropped where it stood. The failure of that task.
 *
 * Clause C15.
 */
export class TerminationError extends Error {
  override readonly name = 'TerminationError'

  constructor(task: { toString(): string }) {
    super(
      `${task.toString()} was terminated, and suspended again each time that it was closed: leave no finally block by break, continue or return`,
    )
  }
}

/**
 * A run has reached one of the limits that it was given, and main has not ended. The message says which task waits for
 * which. Nothing is lost: run the same coroutine again to resume it.
 *
 * Clause L20.
 */
export class RunLimitError extends WaitReport {
  override readonly name = 'RunLimitError'
  /** How many ticks the run was allowed to take; undefined if any number. */
  readonly ticks: number | undefined
  /** How much time was allowed to pass, in milliseconds; undefined if any. */
  readonly ms: number | undefined

  constructor({ ms, ticks }: RunLimits, report: Report) {
    super(report)
    this.ticks = ticks
    this.ms = ms
  }
}
