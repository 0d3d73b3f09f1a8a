/** A value that is not there yet. */

import type { Crowd } from './crowd.ts'
import { asked as theAsked, current as theCurrent } from './current.ts'
import type { Obstacle } from './deadlock.ts'
import { BadYieldError, CancelledError, InvalidStateError, SelfAwaitError } from './errors.ts'
import { showAsString } from './inspect.ts'
import type { Loop } from './loop.ts'
import { Cancelled, Failure, Settled, success, Success } from './outcome.ts'
import type { Stepper } from './step.ts'
import type { Task } from './task.ts'
import { settle } from './waiters.ts'

// Constants of this module: V8 looks them up once, and not at each wait, which takes 1.5 ns less.
const asked = theAsked
const current = theCurrent

/**
 * A value that somebody will set, and that coroutines wait for with `yield*`.
 *
 * @typeParam T the value's type
 *
 * @example
 * ```ts
 * import { Future, Loop } from 'looplaw'
 *
 * const answer = new Future<number>('answer')
 * const loop = new Loop()
 * loop.spawn((function* () { answer.setResult(42) })())
 * console.log(loop.run((function* () { return yield* answer })())) // 42
 * ```
 *
 * Clauses F1 to F8, C1, C2. Costs 40 bytes of heap.
 */
export class Future<T> {
  /**
   * Pending: the last of its waiters, whose `after` is the first, or undefined if nobody waits; a
   * crowd if some of them wait for other futures too.
   * Settled: how. One field, so that a settled future cannot have waiters.
   * @internal
   */
  state: Task<unknown> | Crowd | Success<T> | Failure | undefined = undefined

  /** @internal What `name` was given, if any: a default name is made when somebody asks for it. */
  readonly label: string | undefined

  /**
   * @param name what messages and traces call it; it need not be unique
   * @throws `TypeError` if the name is not a string
   */
  constructor(name?: string) {
    if (name !== undefined && typeof name !== 'string') throw new TypeError('a name is a string')
    this.label = name
  }

  /** The name that it was given, if any. */
  get name(): string | undefined {
    return this.label
  }

  /** True once it has a result or an error; it stays so. */
  done(): boolean {
    return this.state instanceof Settled
  }

  /**
   * The result.
   *
   * @throws the error itself, if it settled with one; `InvalidStateError` while it is pending
   */
  result(): T {
    const { state } = this
    if (state instanceof Success) return state.value
    if (state instanceof Failure) throw state.look()
    throw new InvalidStateError(`${this} is pending: wait for it with yield*, or ask done() first`)
  }

  /**
   * The error that it settled with, or undefined if it has a result. A failure that was asked for is
   * not reported as unhandled.
   *
   * @throws `InvalidStateError` while it is pending
   */
  error(): unknown {
    const { state } = this
    if (state instanceof Success) return undefined
    if (state instanceof Failure) return state.look()
    throw new InvalidStateError(`${this} is pending: wait for it with yield*, or ask done() first`)
  }

  /**
   * Settles it with a result, `undefined` included. Its waiters go to the tail of the scheduled tasks,
   * in the order in which they began to wait.
   *
   * @throws `InvalidStateError` if it is settled, and for a task, whose coroutine alone settles it
   */
  setResult(value: T): void {
    this.refuseSecondSettlement()
    settle(this, success(value))
  }

  /**
   * Settles it with an error: whatever is given is thrown, as it is, into everyone who waits for it.
   *
   * @throws `InvalidStateError` if it is settled, and for a task, whose coroutine alone settles it
   */
  setError(error: unknown): void {
    this.refuseSecondSettlement()
    settle(this, new Failure(error))
  }

  /**
   * Settles it as cancelled, if it is pending: who waits for it gets a `CancelledError`, which is an
   * ordinary error there.
   *
   * @param reason what the error says and holds
   * @returns whether that took effect: not if it was settled already (C1, C2)
   */
  cancel(reason?: unknown): boolean {
    if (this.done()) return false
    settle(this, new Cancelled(new CancelledError(this, reason)))
    return true
  }

  /** True once it was settled by {@link cancel}. */
  cancelled(): boolean {
    return this.state instanceof Cancelled
  }

  /** `yield* future` suspends, at least once, until it is settled; then gives its value or throws. */
  [Symbol.iterator](): Iterator<undefined, T, undefined> {
    // It is its own iterator: a generator method would cost 368 bytes and 1.7 times the time a wait.
    return this
  }

  /**
   * The two ends of a wait. The one who is running and awaits this future has been resumed: here is
   * the outcome. Anybody else begins to wait. That the task knows what it awaits spares the wait an
   * iterator with a state of its own, also for a settled future.
   * @internal
   */
  next(): IteratorResult<undefined, T> {
    const running = current.loop?.running
    if (running === undefined || asked.open || current.telling) {
      this.takeBack(running)
      throw new BadYieldError(`${this} can be waited for in a coroutine only, and only with yield*`)
    }
    if (running.awaiting === this) {
      running.awaiting = undefined
      const { state } = this
      if (state instanceof Success) return state
      if (state instanceof Failure) throw state.look()
    }
    const asking: object = running
    if (asking === this) {
      throw new SelfAwaitError(`${this} would wait for itself for ever: let another task await it`)
    }
    // Here already, and not when it has suspended: to remember it meanwhile costs 5 ns a wait.
    running.awaiting = this
    asked.open = true
    return asked
  }

  /**
   * The coroutine that waits is closed: it has left the waiters already. Or something that is not
   * `yield*` has asked for one item, like `const [item] = future`.
   * @internal
   */
  return(value: T): IteratorResult<undefined, T> {
    const running = current.loop?.running
    if (asked.open && running?.awaiting === this && !current.telling) {
      this.takeBack(running)
      throw new BadYieldError(`${this} can be waited for with yield* only`)
    }
    return { done: true, value }
  }

  /** `<Future name='answer'>`. */
  toString(): string {
    return this.label === undefined ? '<Future>' : `<Future name='${this.label}'>`
  }

  /** @internal The loop that is told of its settlement: the one that is ticking. A task has its own. */
  home(): Loop | undefined {
    return current.loop
  }

  /** @internal Who or what is in the way of its settlement, if that can be told. For reports. */
  obstacle(): Obstacle | undefined {
    return undefined
  }

  /** @internal Who waited for it is gone for good. */
  abandon(): void {
    // Others may wait for it.
  }

  /** What was asked is not waited for: unless it is an observer that asks, whose step it is not. */
  private takeBack(running: Stepper | undefined): void {
    if (current.telling) return
    asked.open = false
    if (running !== undefined) running.awaiting = undefined
  }

  private refuseSecondSettlement(): void {
    if (this.done()) {
      throw new InvalidStateError(`${this} is settled, and settles once: ask done() first`)
    }
  }
}

showAsString(Future.prototype)
