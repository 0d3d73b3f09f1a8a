/** Mutual exclusion. */

import { hasEnded, runner, shown, type Coroutine, type Runner, type Task } from '../core/index.ts'
import { Permits } from './permits.ts'
import { Waiter } from './waitQueue.ts'

/**
 * Held by one task, or main, at a time. A lock that is released is handed over to its first waiter,
 * which holds it before its next step. It is not reentrant: a holder that acquires it again waits for
 * itself, which is reported as a deadlock.
 *
 * @example
 * ```ts
 * import { Lock, Loop, type Coroutine } from 'looplaw'
 *
 * const db = new Lock('db')
 * const log: string[] = []
 * function* save(name: string): Coroutine<void> {
 *   yield* db.hold(function* () {
 *     log.push(`${name} begins`)
 *     yield
 *     log.push(`${name} ends`)
 *   })
 * }
 * const loop = new Loop()
 * loop.spawn(save('a'))
 * loop.run(save('b'))
 * console.log(log.join(', ')) // a begins, a ends, b begins, b ends
 * ```
 *
 * Clauses Y1 to Y4, Y12, Y13.
 */
export class Lock extends Permits {
  /** Y4: one field, so that there cannot be two. Undefined while the lock is free. */
  #holder: Runner | undefined = undefined

  /**
   * @param name what messages and traces call it; it need not be unique
   * @throws `TypeError` if the name is not a string
   */
  constructor(name?: string) {
    super('Lock', name)
  }

  /**
   * Waits until it is free and every earlier caller has received it, then holds it. A free lock is taken at once, and
   * the caller suspends once nevertheless. `hold` also releases it.
   *
   * The task or main that runs this is the holder. Given to `spawn`, `race` and the like, it is run by a
   * task of its own, which completes and holds the lock for ever; `timeout(ms, lock.acquire())` runs
   * it in place. So `race([lock.acquire(), sleep(10)])` is a trap: if the acquisition wins, its task has ended, and
   * every later caller receives an `AbandonedError`.
   *
   * @throws `AbandonedError` if it is held by a task or main that has ended, or as soon as that is so;
   *   `BadYieldError` outside a coroutine
   */
  acquire(): Coroutine<void> {
    return this.request(1)
  }

  /**
   * Holds it from now on, if it is free, and returns whether it does. It never suspends, and never overtakes a waiter:
   * while there is one, the lock is not free.
   *
   * @throws `InvalidStateError` outside a task or main: there is nothing to hold it
   */
  tryAcquire(): boolean {
    return this.requestNow(1)
  }

  /**
   * Releases it: it is handed over to the first waiter, or becomes free.
   *
   * @throws `InvalidStateError` unless the caller holds it; nothing was changed
   */
  release(): void {
    this.releaseBy(runner(), 1)
  }

  /**
   * Acquires it, runs the body in place, and releases it when the body has completed: with a result, with an error, or
   * because it was closed, and then after its clean-up.
   *
   * @param body called once the lock is held; the coroutine that it returns is run
   * @returns what the body returns
   * @throws what the body throws; `AbandonedError` as {@link Lock.acquire} does; `NotACoroutineError` and
   *   `CoroutineReusedError` for what it returns; `InvalidStateError` if it has released the lock itself; `TypeError`
   *   at once if it is no function
   */
  hold<T>(body: () => Coroutine<T>): Coroutine<T> {
    return this.holdWhile(1, body)
  }

  /** Whether it is held. */
  locked(): boolean {
    return this.#holder !== undefined
  }

  /** Its holder: a task, or the main of a run; undefined while it is free. */
  get holder(): Task<unknown> | 'main' | undefined {
    return this.#holder && shown(this.#holder)
  }

  /** @internal */
  override isHeldBy(who: Runner): boolean {
    return this.#holder === who
  }

  /** @internal */
  override get liveHolder(): Runner | undefined {
    return this.isAbandoned() ? undefined : this.#holder
  }

  /** @internal */
  override isAbandoned(): boolean {
    return this.#holder !== undefined && hasEnded(this.#holder)
  }

  /** @internal */
  override get holding(): readonly Runner[] {
    return this.#holder === undefined ? [] : [this.#holder]
  }

  /** @internal Y7: acquires it again for a caller whose wait for a condition is closed; without suspending if it is free. */
  *reacquire(who: Runner): Coroutine<void> {
    if (this.take(who, 1) || this.isAbandoned()) return
    // C15: a lock that it holds already when its wait is cut short is released by its caller, as ever.
    const waiter = new Waiter<void>(this, who)
    this.enqueue(waiter)
    yield* waiter
  }

  /** @internal */
  protected override takeFree(who: Runner): boolean {
    if (this.#holder !== undefined) return false
    this.#holder = who
    return true
  }

  /** @internal */
  protected override get hasFree(): boolean {
    return this.#holder === undefined
  }

  /** @internal */
  protected override putBack(): void {
    this.#holder = undefined
  }
}
