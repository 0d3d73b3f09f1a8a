/** Tasks that end together. */

import {
  Cancelled,
  claim,
  cleanUp,
  describe,
  scoped,
  CloseScope,
  Failure,
  type Future,
  Interruption,
  InvalidStateError,
  Loop,
  settleWithin,
  InternalFuture,
  success,
  Task,
  Subscription,
  subscribe,
  type Coroutine,
  type Blocker,
  type Notifications,
} from '../core/index.ts'

/** Makes tasks that end with a {@link group}. Clause S4. */
export interface Group {
  /**
   * Makes a task of the coroutine, as `loop.spawn` does; the group does not end before it.
   *
   * @throws `InvalidStateError` if the group is ending or has ended; and as `new Task` does
   */
  spawn<T>(coroutine: Coroutine<T>, name?: string): Task<T>
}

/**
 * Runs its body in place, and ends when the body and every task that was spawned in the group have ended.
 * When one of them fails, the others are cancelled and cleaned up, and then everything that went wrong is
 * thrown. Closing who stands in the group closes all of it first.
 *
 * @param body is run at once, and given the group to spawn in
 * @returns what the body returns
 * @throws `AggregateError` with every error, in the order of failure, a `NotACoroutineError` if the body gives no
 *   coroutine among them; `TypeError` at once, if the body is no function
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
  return scoped(govern(body))
}

function* govern<T>(body: (group: Group) => Coroutine<T>): Coroutine<T> {
  const children = new Children()
  try {
    // A group is its spawn, also when that is taken out of it.
    const spawn: Group['spawn'] = (coroutine, name) => children.spawn(coroutine, name)
    const value = yield* children.enclose(body({ spawn }))
    yield* children.wait()
    return value
  } catch (error) {
    children.fail(error)
    // S3: closed from outside, it waits only if there is something to wait for.
    if (!children.abandoned) yield* children.wait()
    throw error
  } finally {
    children.close()
    try {
      if (children.live.size > 0) yield* cleanUp(children.wait())
    } finally {
      children.throwErrors()
    }
  }
}

/** The children of one group, and what went wrong. */
class Children extends Subscription {
  /** Those that have not ended, by creation. */
  readonly live: Set<Task<unknown>> = new Set()
  readonly #loop = Loop.getCurrentLoop()
  /** In the order of failure. */
  readonly #errors: unknown[] = []
  /** Closes the body, while that runs, when a child fails. */
  #interruption: Interruption | undefined = undefined
  #body: CloseScope<unknown> | undefined = undefined
  /** Settled when all have ended, or one has failed. Made when the body has ended. */
  #ending: Ending | undefined = undefined
  /** Whether the children were told to end. */
  #closed = false

  /** Whether the body was closed because what is around the group is. */
  get abandoned(): boolean {
    return this.#body?.outward === true
  }

  spawn<T>(coroutine: Coroutine<T>, name?: string): Task<T> {
    if (this.#closed) {
      throw new InvalidStateError('the group is ending, or has ended: spawn in it while it runs')
    }
    // It is one of them before an observer is told, who may step it.
    return new Task(coroutine, name, this.#loop, (task) => {
      this.live.add(task)
      subscribe(this, task)
    })
  }

  /** The body, to be run in place: a child that fails closes it. */
  enclose<T>(coroutine: Coroutine<T>): CloseScope<T> {
    claim(coroutine)
    const enclosure = new CloseScope(coroutine, () => this.close())
    this.#body = enclosure
    this.#interruption = new Interruption(enclosure)
    return enclosure
  }

  /** Waits until all have ended, or one fails that is the first; suspends at least once. */
  *wait(): Coroutine<void> {
    this.#interruption = undefined
    if (this.live.size === 0) yield
    // Again, if one was made since the last one ended.
    while (this.live.size > 0 && (this.#closed || this.#errors.length === 0)) {
      this.#ending = new Ending(this.live)
      yield* this.#ending
    }
  }

  /** Notes an error, and has everybody end. */
  fail(error: unknown): void {
    this.#errors.push(error)
    this.close()
  }

  /** Cancels those that have not ended. */
  close(): void {
    this.#closed = true
    this.#ending = undefined
    for (const task of this.live) task.cancel('its group is over')
  }

  throwErrors(): void {
    const errors = this.#errors
    if (errors.length === 0) return
    const lines = errors.slice(0, SPELT).map((error) => `\n  ${describe(error)}`)
    if (errors.length > SPELT) lines.push(`\n  and ${errors.length - SPELT} more`)
    const many = errors.length === 1 ? 'a failure' : `${errors.length} failures`
    throw new AggregateError(errors, `${many} in a group:${lines.join('')}`)
  }

  /** @internal A child has ended. */
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

/** What the owner of a group waits for at its end. */
class Ending extends InternalFuture<void> {
  readonly #live: ReadonlySet<Task<unknown>>

  constructor(live: ReadonlySet<Task<unknown>>) {
    super('group')
    this.#live = live
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

/** How many errors a message spells out. */
const SPELT = 20
