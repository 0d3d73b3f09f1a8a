/// <reference lib="es2021.promise" preserve="true" />
/** One class for each kind of mistake. Each message says what happened and what to do instead. */

import type { Future } from './future.ts'
import type { Task } from './task.ts'

/**
 * Something was asked of a future, a task or a loop that its state does not allow: the result of a
 * pending future, a second settlement, the scheduling of a task that waits, the release of a lock that
 * one does not hold, a child for a group that has ended. Nothing was changed.
 *
 * Clauses F1, F3, T4, T6, S4, Y4, Y5, Y7.
 */
export class InvalidStateError extends Error {
  override readonly name = 'InvalidStateError'
}

/**
 * A loop was told to run, step or close while it is stepping; or to run while another run of it is
 * under way. Use `yield*` to wait inside a coroutine, and a second `Loop` for a second run.
 *
 * Clause L11.
 */
export class LoopRunningError extends Error {
  override readonly name = 'LoopRunningError'
}

/**
 * {@link Loop.stop} ended a run before its main returned. Nothing is lost: run the same coroutine
 * again to go on.
 *
 * Clause L8.
 */
export class LoopStoppedError extends Error {
  override readonly name = 'LoopStoppedError'
}

/**
 * Something was asked of a loop that was closed. Make a new one.
 *
 * Clause L14.
 */
export class LoopClosedError extends Error {
  override readonly name = 'LoopClosedError'
}

/**
 * A task was stepped that is not the oldest scheduled task of an idle loop. Leave the stepping to
 * the loop, or schedule the task and call `loop.runStep()`.
 *
 * Clause T7.
 */
export class OutOfTurnError extends Error {
  override readonly name = 'OutOfTurnError'
}

/**
 * A coroutine was given to a second task, run, timeout, group or hold. Call its generator function again: each task needs
 * a coroutine of its own.
 *
 * Clause T8.
 */
export class CoroutineReusedError extends Error {
  override readonly name = 'CoroutineReusedError'
}

/**
 * Something that is not a generator was given where a coroutine is expected.
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
 * A coroutine yielded something by `yield` alone, or a future was iterated by anything but `yield*`.
 * Thrown into the coroutine at that point.
 *
 * Clause F7.
 */
export class BadYieldError extends TypeError {
  override readonly name = 'BadYieldError'
}

/**
 * What an awaiter gets of a task or future that was cancelled. It is an ordinary error there: it can be
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
   * @param reason what `cancel` was given
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

  /** What `cancel` was given. */
  get reason(): unknown {
    return this.#reason
  }
}

/** A failure that nobody looked at: a task's, or that of an observer or a handler. Clause L10. */
export interface UnhandledFailure {
  readonly error: unknown
  /** The task that failed; absent where an observer or the `onUnhandled` handler threw. */
  readonly task?: Task<unknown>
}

/**
 * The failures that nobody looked at, in the order in which they happened. `errors` holds the very
 * objects that were thrown, `tasks` the tasks that threw them. Await a task, or call its `error()`,
 * to take its failure upon yourself.
 *
 * Clause L10.
 */
export class UnhandledError extends AggregateError {
  override readonly name = 'UnhandledError'
  // Private, so that Node does not print whole tasks beneath the message of an uncaught error.
  readonly #failures: readonly UnhandledFailure[]

  constructor(failures: readonly UnhandledFailure[]) {
    const lines = failures.slice(0, SPELT).map(({ error, task }) => {
      return `\n  ${task ?? 'an observer or handler'}: ${describe(error)}`
    })
    if (failures.length > SPELT) lines.push(`\n  and ${failures.length - SPELT} more`)
    const many = failures.length === 1 ? '1 failure that' : `${failures.length} failures that`
    super(
      failures.map((failure) => failure.error),
      `${many} nobody looked at (await the task, or give the loop an onUnhandled):${lines.join('')}`,
    )
    this.#failures = failures
  }

  /** Which error is whose, in the order of failure. */
  get failures(): readonly UnhandledFailure[] {
    return this.#failures
  }

  /** The tasks that failed, in the order of failure. */
  get tasks(): readonly Task<unknown>[] {
    return this.#failures.flatMap(({ task }) => (task === undefined ? [] : [task]))
  }
}

/** Who waits for what: a task, or the main coroutine of a run. Clause L9. */
export interface Wait {
  readonly who: Task<unknown> | 'main'
  readonly on: Future<unknown>
  /** Who holds that, or has not ended: whose doing it is. Empty for a task, and if it is nobody's in particular. */
  readonly heldBy: readonly (Task<unknown> | 'main')[]
}

/**
 * Nothing is scheduled, and main waits for what nobody is left to settle. The message says who waits
 * for whom; the run can go on with the same coroutine once the host has settled a future of `waits`,
 * or cancelled who waits.
 *
 * Clause L9.
 */
export class DeadlockError extends Error {
  override readonly name = 'DeadlockError'
  readonly #waits: readonly Wait[]
  readonly #cycles: readonly (readonly (Task<unknown> | 'main')[])[]

  constructor(
    message: string,
    waits: readonly Wait[],
    cycles: readonly (readonly (Task<unknown> | 'main')[])[],
    options?: { cause: unknown },
  ) {
    super(message, options)
    this.#waits = waits
    this.#cycles = cycles
  }

  /** Main's wait, then that of every other waiting task of the loop, by creation. */
  get waits(): readonly Wait[] {
    return this.#waits
  }

  /**
   * Who waits for whom in a circle, in the order in which they wait: from main on if it is one of them,
   * else from the task on that was made first.
   */
  get cycles(): readonly (readonly (Task<unknown> | 'main')[])[] {
    return this.#cycles
  }
}

/** How many failures a message spells out, and how much of each. */
const SPELT = 20
const LENGTH = 200

/** An error as one line of a message; whatever was thrown, `String` may throw on it in its turn. */
export function describe(error: unknown): string {
  try {
    const text = String(error)
    return text.length <= LENGTH ? text : `${text.slice(0, LENGTH)}…`
  } catch {
    return 'something that cannot be printed'
  }
}
