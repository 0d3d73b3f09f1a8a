/** A coroutine on its way through a loop. */

import { claim, type Coroutine } from './coroutine.ts'
import { asked, current } from './current.ts'
import type { Obstacle } from './deadlock.ts'
import { InvalidStateError } from './errors.ts'
import { Future } from './future.ts'
import type { Loop } from './loop.ts'
import { Cancelled, Failure, success, type Success } from './outcome.ts'
import { countWait, resume } from './step.ts'
import { park, settle } from './waiters.ts'

/**
 * A coroutine that a loop steps. It is a future of what the coroutine returns or throws, and always
 * one of: running, scheduled, waiting for one pending future, or done.
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
 * Clauses T1 to T10. Costs 80 bytes of heap beside its coroutine, and 8 in its loop; a name that is
 * made for each task, or a generator function that is, cost extra.
 */
export class Task<T> extends Future<T> {
  /** @internal Undefined once it has ended: that frees the generator. */
  coroutine: Coroutine<unknown> | undefined
  /** Counts the tasks of its loop, from 1. */
  readonly id: number
  /** The loop that steps it. */
  readonly loop: Loop
  /** @internal The next in the one line it stands in: scheduled tasks, or waiters for a future. */
  after: Task<unknown> | undefined = undefined
  /** @internal See `Stepper` in step.ts. */
  awaiting: Future<unknown> | undefined = undefined

  /**
   * Puts the coroutine at the tail of the loop's scheduled tasks. It takes its first step when its
   * turn comes, not now.
   *
   * @param coroutine what is to be run; it belongs to this task alone
   * @param name what messages and traces call it; `Task-` and its id if it is left out
   * @param loop who steps it; the current loop if it is left out
   * @throws `NotACoroutineError`, `CoroutineReusedError`, `LoopClosedError`; the loop is as before
   */
  constructor(coroutine: Coroutine<T>, name?: string, loop: Loop = current.find()) {
    super(name)
    loop.refuseIfClosed()
    claim(coroutine)
    this.coroutine = coroutine
    this.loop = loop
    this.id = loop.live.add(this)
    loop.append(this)
    const { register } = current
    if (register !== undefined) {
      current.register = undefined
      register(this)
    }
    loop.teller?.spawned(this)
    loop.teller?.scheduled(this)
  }

  /** The name that it was given, or `Task-` and its id. */
  override get name(): string {
    return this.label ?? `Task-${this.id}`
  }

  /**
   * Steps it, if it is its turn: it is the oldest scheduled task, and its loop is not stepping.
   *
   * @throws `OutOfTurnError` if it is not; nothing was changed
   */
  step(): void {
    this.loop.stepByHand(this)
  }

  /**
   * Puts it at the tail of the scheduled tasks. A task is scheduled when it is made and whenever it
   * can go on, so this does nothing, or tells of a mistake.
   *
   * @throws `InvalidStateError` if it waits, is running or is done
   */
  schedule(): void {
    this.loop.schedule(this)
  }

  /**
   * A task's result is what its coroutine returns.
   *
   * @throws `InvalidStateError` always
   */
  override setResult(_value: never): never {
    throw new InvalidStateError(`${this} gets its result from its coroutine alone: return it there`)
  }

  /**
   * A task's error is what its coroutine throws.
   *
   * @throws `InvalidStateError` always
   */
  override setError(_error: never): never {
    throw new InvalidStateError(`${this} gets its error from its coroutine alone: throw it there`)
  }

  /**
   * Has it end: at its next turn its coroutine is closed, by `return()`, instead of resumed. Its `finally`
   * blocks run, and may suspend; no `catch` sees it. Who awaits the task gets a `CancelledError`. What the
   * task itself waits for is left alone.
   *
   * @param reason what the error says and holds
   * @returns whether that takes effect: not on a task that has ended, or was cancelled before (C1)
   *
   * Clauses C1, C3 to C9.
   */
  override cancel(reason?: unknown): boolean {
    return this.loop.cancel(this, reason)
  }

  /** `<Task name='Add X' id='0x1'>`. */
  override toString(): string {
    return `<Task name='${this.name}' id='0x${this.id.toString(16)}'>`
  }

  /** @internal Who is told of its settlement. */
  override home(): Loop {
    return this.loop
  }

  /** @internal Its end is its own doing. */
  override obstacle(): Obstacle {
    return { what: String(this), by: [this], remedy: () => `let ${this.loop} run` }
  }

  /** @internal Why it is not scheduled, if it is not. */
  hindrance(): string | undefined {
    if (this.done()) return 'is done'
    if (this.loop.running === this) return 'is running, and goes to the tail when it yields'
    return this.awaiting?.done() === false ? `waits for ${this.awaiting}: settle that` : undefined
  }

  /**
   * Takes one step, and goes where the step leaves it: to the tail, among the waiters of a future, or
   * to its end. The loop has taken it off the scheduled tasks.
   *
   * @param loop its own, which the one who steps it has at hand: to look it up takes 1 ns
   * @internal
   */
  proceed(loop: Loop): void {
    const { coroutine } = this
    if (coroutine === undefined) return
    let resumption
    try {
      resumption = resume(this, coroutine)
    } catch (error) {
      loop.running = undefined
      const failure = new Failure(error)
      // L10: kept until somebody has looked at it, or it is reported.
      loop.failures.add(failure, this)
      loop.mains.await(failure, this)
      this.end(failure)
      return
    }
    loop.running = undefined
    if (resumption.done === true) {
      const { value } = resumption
      this.end(value instanceof Cancelled ? value : success(value))
      return
    }
    if (resumption === asked) {
      // C7: one that was cancelled meanwhile does not begin to wait.
      if (this.coroutine !== coroutine) this.awaiting = undefined
      else if (this.parks()) return
    }
    loop.append(this)
    loop.teller?.scheduled(this)
  }

  /** Whether it goes to the waiters of what it awaits: not if that is settled. */
  private parks(): boolean {
    const { awaiting } = this
    if (awaiting === undefined || awaiting.done()) {
      countWait(this)
      return false
    }
    park(this, awaiting)
    return true
  }

  private end(outcome: Success<unknown> | Failure): void {
    this.coroutine = undefined
    this.awaiting = undefined
    this.loop.live.drop()
    settle(this, outcome)
  }
}
