/** Mutual exclusion. */

import { hasEnded, shown, type Coroutine, type Runner, type Task } from '../core/index.ts'
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
    if (this.takeFree(who) || this.isAbandoned()) return
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
  protected override transfer(_from: Runner, to: Runner | undefined): void {
    this.#holder = to
  }
}
