/** A coroutine on its way through a loop. */

import { inherit } from './bindings.ts'
import { closing, isClosing, isPutOff } from './closing.ts'
import { claim } from './coroutine.ts'
import { force, isForced, terminateOwned } from './forcing.ts'
import { settleEnded } from './ends.ts'
import { CancelledError, InvalidStateError } from './errors.ts'
import { Future } from './future.ts'
import { Cancelled, Failure, success, type Success } from './outcome.ts'
import {
  countAwaiter,
  current,
  endStep as theEndStep,
  endWait,
  refusal as theRefusal,
  resume as theResume,
  waitRequest as theWaitRequest,
} from './suspension.ts'
import type * as types from './types.ts'
import { addWaiter, Change, park, withdraw } from './waiters.ts'

// Constants of this module: V8 looks them up once, and not at each step: 0.7 ns less to rotate, with that of loop.ts.
const endStep = theEndStep
const refusal = theRefusal
const resume = theResume
const waitRequest = theWaitRequest

/** Receives a task that was just created, before any observer does. */
export type Register = (task: types.Task<unknown>) => void

/**
 * A coroutine that a loop steps. It is a future of what the coroutine returns or throws, and always exactly
 * one of: running, scheduled, parked on one pending future, or done (T6).
 *
 * @typeParam T what the coroutine returns
 *
 * @example
 * ```ts
 * import { Loop, Task } from 'looplaw'
 *
 * const loop = new Loop()
 * const task = new Task((function* () { yield; return 7 })(), 'seven', loop)
 * console.log(String(task), loop.run((function* () { return yield* task })()))
 * // <Task name='seven' id='0x1'> 7
 * ```
 *
 * Clauses T1 to T14. Costs 80 bytes of heap beside its coroutine, and 8 in its loop; a name that is
 * built for each task, or a generator function that is, cost extra.
 */
export class Task<T> extends Future<T> implements types.Task<T> {
  /** @internal */
  coroutine: types.Coroutine<unknown> | undefined
  readonly id: number
  readonly loop: types.Loop
  /** @internal */
  after: types.Task<unknown> | undefined = undefined
  /** @internal */
  awaiting: types.Future<unknown> | undefined = undefined

  /**
   * Appends the coroutine to the loop's ready queue. It takes its first step when it is the oldest there, not
   * now (T1).
   *
   * @param coroutine what to run; it belongs to this task alone (T8)
   * @param name what messages and traces call it; `Task-` and its id if it is left out
   * @param loop the loop that steps it; the current loop if it is left out
   * @throws `NotACoroutineError`, `CoroutineReusedError`, `LoopClosedError`; the loop is as before
   */
  constructor(coroutine: types.Coroutine<T>, name?: string, loop?: types.Loop)
  /** @internal */
  constructor(
    coroutine: types.Coroutine<T>,
    name: string | undefined,
    loop: types.Loop,
    register: Register | undefined,
    on?: types.Future<unknown>,
  )
  constructor(
    coroutine: types.Coroutine<T>,
    name?: string,
    loop: types.Loop = current.orDefault(),
    register?: Register,
    on?: types.Future<unknown>,
  ) {
    super(name)
    loop.refuseIfClosed()
    claim(coroutine)
    this.coroutine = inherit(coroutine)
    this.loop = loop
    this.id = loop.live.add(this)
    // L14: a main that waits, and is not closed yet, waits on.
    if (on === undefined) loop.append(this)
    else addWaiter(this, on)
    register?.(this)
    loop.notifier?.spawned(this)
    if (on === undefined) loop.notifier?.scheduled(this)
    else loop.notifier?.parked(this, on)
  }

  override get name(): string {
    return this.label ?? `Task-${this.id}`
  }

  step(): void {
    this.loop.stepByHand(this)
  }

  schedule(): void {
    this.loop.schedule(this)
  }

  // T4: only its coroutine settles it.
  override setResult(_value: never): never {
    throw new InvalidStateError(`${this} settles with what its coroutine returns: return it there`)
  }

  override setError(_error: never): never {
    throw new InvalidStateError(`${this} settles with what its coroutine throws: throw it there`)
  }

  /**
   * C3: a scheduled task keeps its place, a parked one is scheduled; one that is running notices when it
   * suspends (C7).
   */
  override cancel(reason?: unknown): boolean {
    const change = new Change()
    const effective = this.cancelWithin(reason, change)
    change.complete()
    return effective
  }

  /** @internal */
  cancelWithin(reason: unknown, notifications: types.Notifications): boolean {
    // C1: it has ended, or was cancelled before.
    if (!close(this, reason)) return false
    interrupt(this, notifications, () => this.loop.notifier?.cancelled(this, reason))
    return true
  }

  /** C15: a clean-up that waits is cut short at its next step. */
  terminate(reason?: unknown): boolean {
    const change = new Change()
    const effective = this.terminateWithin(reason, change)
    change.complete()
    return effective
  }

  /** @internal */
  terminateWithin(reason: unknown, notifications: types.Notifications): boolean {
    const { loop } = this
    if (this.coroutine === undefined || isForced(this)) return false
    force(this)
    const cancelled = close(this, reason)
    const on = interrupt(this, notifications, () => {
      if (cancelled) loop.notifier?.cancelled(this, reason)
      loop.notifier?.terminated(this, reason)
    })
    if (on?.done() === false) on.abandon()
    if (loop.running !== this) terminateOwned(this, notifications)
    return true
  }

  /** T12. */
  override toString(): string {
    return `<Task name='${this.name}' id='0x${this.id.toString(16)}'>`
  }

  /** @internal */
  override home(): types.Loop {
    return this.loop
  }

  /** @internal */
  override outside(loop?: types.Loop): boolean {
    return loop !== undefined && loop !== this.loop
  }

  /** @internal */
  override blocker(): types.Blocker {
    return { what: String(this), by: [this], remedy: () => `let ${this.loop} run` }
  }

  /** @internal */
  whyNotReady(): string | undefined {
    if (this.done()) return 'is done'
    if (this.loop.running === this) return 'is running, and is appended when it yields'
    return this.awaiting?.done() === false ? `waits for ${this.awaiting}` : undefined
  }

  /**
   * Takes one step, and is then in the ready queue, among the waiters of a future, or done. The loop has taken it
   * off the ready queue.
   *
   * @param loop its own, which the caller has at hand: to look it up takes 1 ns
   * @internal
   */
  proceed(loop: types.Loop): void {
    const { coroutine } = this
    if (coroutine === undefined) return
    let resumption
    try {
      resumption = resume(this, coroutine)
    } catch (error) {
      endStep(loop)
      // T5: it fails with that very error, and nothing else is disturbed.
      const failure = new Failure(error)
      // L10: kept until it is handled or reported.
      loop.failures.add(failure, this)
      loop.mains.addAwaiters(failure, this)
      end(this, failure)
      return
    }
    endStep(loop)
    if (resumption.done === true) {
      const { value } = resumption
      // C5: cancelled, whatever the clean-up returned.
      end(this, value instanceof Cancelled ? value : success(value))
      return
    }
    if (resumption === waitRequest) {
      // C7: a task that was cancelled during this step does not begin to wait.
      if (this.coroutine !== coroutine && refrains(this)) return
      if (parks(this)) return
    } else if (resumption === refusal) return refrain(this)
    // T3.
    loop.append(this)
    loop.notifier?.scheduled(this)
  }

  /** @internal */
  release(): void {
    this.coroutine = undefined
  }
}

export function isTask(who: types.Runner): who is types.Task<unknown> {
  return who instanceof Task
}

/**
 * Has the next step of a task close its coroutine.
 *
 * @returns whether none was to close it before
 */
function close(task: Task<unknown>, reason: unknown): boolean {
  const { coroutine } = task
  if (coroutine === undefined || isClosing(coroutine)) return false
  // C8: one error for all awaiters.
  task.coroutine = closing(coroutine, () => new Cancelled(new CancelledError(task, reason, task)))
  return true
}

/**
 * Ends the wait of a task that is to be closed.
 *
 * @returns what it waited for, unless that is left alone (C11, C14)
 */
function interrupt(
  task: Task<unknown>,
  notifications: types.Notifications,
  notify: () => void,
): types.Future<unknown> | undefined {
  const { awaiting } = task
  const putOff = isPutOff(task)
  const moved = !putOff && withdraw(task)
  notifications.push(() => {
    notify()
    if (moved) task.loop.notifier?.scheduled(task)
  })
  if (putOff) return undefined
  // Y3: at once, although it is closed only at its next step.
  awaiting?.withdrawn(notifications)
  return awaiting
}

/** C7: whether a task that was cancelled in this very step does not begin to wait, but for its own tasks (C15). */
function refrains(task: Task<unknown>): boolean {
  if (!isPutOff(task)) {
    refrain(task)
    return true
  }
  if (isForced(task)) {
    const change = new Change()
    terminateOwned(task, change)
    change.complete()
  }
  return false
}

/** C7: it does not begin to wait, and gives up what it has asked for. */
function refrain(task: Task<unknown>): void {
  const { awaiting, loop } = task
  endWait(task)
  loop.append(task)
  const change = new Change()
  change.push(() => loop.notifier?.scheduled(task))
  awaiting?.withdrawn(change)
  change.complete()
}

/** F4: whether it is added to the waiters of what it awaits; not if that is settled, but then it suspends too. */
function parks(task: Task<unknown>): boolean {
  const { awaiting } = task
  if (awaiting === undefined || awaiting.done()) {
    countAwaiter(task)
    return false
  }
  park(task, awaiting)
  return true
}

/** T2: an ended task has no coroutine, and is not stepped again. */
function end(task: Task<unknown>, outcome: Success<unknown> | Failure): void {
  task.release()
  endWait(task)
  task.loop.live.drop()
  settleEnded(task, outcome)
}
