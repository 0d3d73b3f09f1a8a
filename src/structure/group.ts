/** Structured concurrency: tasks that end before the block in which they were spawned. */

import {
  Cancelled,
  claim,
  count,
  describe,
  formatLines,
  scoped,
  CloseScope,
  Failure,
  type Future,
  Interruption,
  InvalidStateError,
  presettle,
  Loop,
  settleWithin,
  InternalFuture,
  success,
  Task,
  Subscription,
  subscribe,
  uninterruptible,
  type Coroutine,
  type Blocker,
  type Notifications,
} from '../core/index.ts'

/** Spawns tasks, the children of a {@link group}, which end before the group does. Clause S4. */
export interface Group {
  /**
   * Spawns a task, as `loop.spawn` does; the group does not end before it.
   *
   * @throws `InvalidStateError` if the group is ending or has ended; and as `new Task` does
   */
  spawn<T>(coroutine: Coroutine<T>, name?: string): Task<T>

  /**
   * Ends the group early, and without an error: cancels the children that have not ended, in the order of their
   * creation, and accepts no more. The group returns what its body returns, once they have cleaned up.
   *
   * @param reason what their `CancelledError` says and holds
   *
   * Clause S14.
   */
  cancel(reason?: unknown): void
}

/**
 * Runs its body in place, and ends when the body and every child have ended. When one of them fails, the
 * others are cancelled and clean up, and then every error is thrown. If its owner, the task or main that
 * runs it, is closed, the children are cancelled and clean up first.
 *
 * @param body is run at once, and receives the group to spawn in
 * @returns what the body returns
 * @throws `AggregateError` with every error, in the order of failure, with a `NotACoroutineError` among them
 *   if the body returns no coroutine; `TypeError` at once if the body is no function
 *
 * @example
 * ```ts
 * import { group, Loop, sleep, type Coroutine } from 'looplaw'
 *
 * function* fetch(ms: number): Coroutine<number> { yield* sleep(ms); return ms }
 * const loop = new Loop()
 * loop.run((function* () {
 *   const [one, two] = yield* group(function* (g) {
 *     return [g.spawn(fetch(10)), g.spawn(fetch(20))]
 *   })
 *   console.log(one?.result(), two?.result(), loop.now()) // 10 20 20
 * })())
 * ```
 *
 * Clauses S1 to S4, C11.
 */
export function group<T>(body: (group: Group) => Coroutine<T>): Coroutine<T> {
  if (typeof body !== 'function') {
    throw new TypeError('group takes a generator function: group(function* (g) { … })')
  }
  // C11: every child has ended before what is around the group is closed.
  return scoped(govern(body))
}

/**
 * S1: the body runs at once and in place; the group ends after a suspension at the end of the body, when
 * every child has ended. The `finally` is for every other way: S2, a failure, and S3, an owner that is closed.
 */
function* govern<T>(body: (group: Group) => Coroutine<T>): Coroutine<T> {
  const children = new Children()
  try {
    // Not methods of a class: they work even when they are taken out of their group.
    const spawn: Group['spawn'] = (coroutine, name) => children.spawn(coroutine, name)
    const cancel: Group['cancel'] = (reason) => children.cancel(reason)
    const value = yield* children.run(body({ cancel, spawn }))
    yield* children.wait()
    return value
  } catch (error) {
    children.fail(error)
    yield* children.wait()
    throw error
  } finally {
    children.close()
    try {
      if (children.live.size > 0) yield* uninterruptible(children.wait('last'))
    } finally {
      children.throwErrors()
    }
  }
}

/** The children of one group, and their errors. It is itself the waiter of every child. */
class Children extends Subscription {
  /** S4: those that have not ended, by creation. */
  readonly live: Set<Task<unknown>> = new Set()
  readonly #loop = Loop.getCurrentLoop()
  /** In the order of failure. */
  readonly #errors: unknown[] = []
  /** Closes the body when a child fails; undefined before the body runs and after it. */
  #interruption: Interruption | undefined = undefined
  #body: CloseScope<unknown> | undefined = undefined
  /** What the owner waits for, once the body has ended; undefined while it waits for nothing. */
  #ending: Ending | undefined = undefined
  /** Whether the group is ending: its children are cancelled, and no other can be spawned. */
  #closed = false

  /** S4: a child is in `live` from its creation to its end, and none is created once the group is ending. */
  spawn<T>(coroutine: Coroutine<T>, name?: string): Task<T> {
    if (this.#closed) {
      throw new InvalidStateError('the group is ending, or has ended: spawn in it while it runs')
    }
    // It is a child before an observer is notified, who may step it.
    return new Task(coroutine, name, this.#loop, (task) => {
      this.live.add(task)
      subscribe(this, task)
    })
  }

  /** S2: the body, to be run in place: it is closed when a child fails, after the others were cancelled. */
  run<T>(coroutine: Coroutine<T>): CloseScope<T> {
    claim(coroutine)
    const enclosure = new CloseScope(coroutine, () => this.close())
    this.#body = enclosure
    this.#interruption = new Interruption(enclosure, 'strict')
    return enclosure
  }

  /** S1, S2: waits until every child has ended, or the first of them fails; suspends at least once. */
  *wait(which: 'first' | 'last' = 'first'): Coroutine<void> {
    this.#interruption = undefined
    if (this.#errors.length > 0) this.close()
    do {
      this.#ending = new Ending(this.live, this.#errors, which)
      yield* this.#ending
      // Once more if another was spawned after the last one had ended.
    } while (this.live.size > 0 && this.#errors.length === 0)
  }

  /** S2: the body has failed with this, or, if it was closed, with everything that its clean-up threw (C12). */
  fail(error: unknown): void {
    const { errors = [] } = this.#body ?? {}
    this.#errors.push(...(errors.length > 1 ? errors : [error]))
  }

  /** S2, S3: cancels the children that have not ended, in the order of their creation. */
  close(): void {
    this.#ending = undefined
    this.cancel('its group is over')
  }

  /** S14: the same, while the group runs on. */
  cancel(reason: unknown): void {
    this.#closed = true
    for (const task of this.live) task.cancel(reason)
  }

  /** S2: one error with all of them, in the order of failure. */
  throwErrors(): void {
    const errors = this.#errors
    if (errors.length === 0) return
    throw new AggregateError(
      errors,
      `${count(errors.length, 'failure')} in a group:${formatLines(errors, describe)}`,
    )
  }

  /** @internal S2: a child has ended; if it failed, the owner is woken, unless the group is ending already. */
  override settled(by: Future<unknown>, notifications: Notifications): void {
    if (by instanceof Task) this.live.delete(by)
    const { state } = by
    const failed = state instanceof Failure && !(state instanceof Cancelled)
    if (failed) this.#errors.push(state.handle())
    if (failed) this.#interruption?.settled(by, notifications)
    const enough = this.live.size === 0 || (failed && !this.#closed)
    if (enough && this.#ending?.done() === false) {
      settleWithin(this.#ending, success(undefined), notifications)
    }
  }
}

/** What the owner of a group waits for at its end: that every child has ended, or one has failed. */
class Ending extends InternalFuture<void> {
  readonly #live: ReadonlySet<Task<unknown>>
  readonly #errors: readonly unknown[]
  readonly #which: 'first' | 'last'

  /** @param which the last wait of a group is one for nothing but its children, which are cancelled */
  constructor(
    live: ReadonlySet<Task<unknown>>,
    errors: readonly unknown[],
    which: 'first' | 'last',
  ) {
    super('group')
    this.#live = live
    this.#errors = errors
    this.#which = which
    if (live.size === 0) presettle(this, success(undefined))
  }

  /** @internal C14: the group has succeeded. */
  override hasHappened(): boolean {
    return this.done() && this.#live.size === 0 && this.#errors.length === 0
  }

  /** @internal C15. */
  override owned(): readonly Task<unknown>[] | undefined {
    return this.#which === 'last' ? [...this.#live] : undefined
  }

  /** @internal */
  override blocker(): Blocker {
    return {
      what: 'its group',
      by: [...this.#live],
      verb: 'which still has',
      remedy: () => 'let its tasks end, or cancel them',
    }
  }
}
