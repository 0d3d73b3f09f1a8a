/** A bound on how many tasks do something at a time. */

import { shown, type Runner, type Task } from '../core/index.ts'
import { Holders } from './holders.ts'
import { Permits } from './permits.ts'
import { requireInteger } from './primitive.ts'

/**
 * A number of permits. A permit that is released is handed over to the first waiter, which holds it
 * before its next step. A holder may acquire more permits, and releases each of them.
 *
 * @example
 * ```ts
 * import { Loop, Semaphore, type Coroutine } from 'looplaw'
 *
 * const pool = new Semaphore(2, 'pool')
 * let most = 0
 * function* fetch(): Coroutine<void> {
 *   yield* pool.hold(function* () {
 *     most = Math.max(most, pool.holders.length)
 *     yield
 *   })
 * }
 * const loop = new Loop()
 * for (let tasks = 0; tasks < 9; tasks += 1) loop.spawn(fetch())
 * loop.run(fetch())
 * console.log(most, pool.free) // 2 2
 * ```
 *
 * Clauses Y1 to Y3, Y5, Y12, Y13.
 */
export class Semaphore extends Permits {
  /** Y5: this and the number of holders always add up to the number of permits. */
  #free: number
  readonly #holders = new Holders()

  /**
   * @param count how many permits there are: an integer, 0 or more
   * @param name what messages and traces call it; it need not be unique
   * @throws `RangeError` if the count is no such integer, `TypeError` if it is not a number, or the name
   *   not a string
   */
  constructor(count: number, name?: string) {
    super('Semaphore', name)
    requireInteger(`the count of ${this.what}`, count, 0)
    this.#free = count
  }

  /** How many permits are free. */
  get free(): number {
    return this.#free
  }

  /** Its holders, in the order of acquiring, once for each permit. A copy, which takes O(n). */
  get holders(): (Task<unknown> | 'main')[] {
    return this.#holders.all.map(shown)
  }

  /** @internal */
  override isHeldBy(who: Runner): boolean {
    return this.#holders.has(who)
  }

  /** @internal */
  override get liveHolder(): Runner | undefined {
    return this.#holders.live
  }

  /** @internal */
  override isAbandoned(): boolean {
    return this.#free === 0 && this.#holders.size > 0 && this.liveHolder === undefined
  }

  /** @internal */
  override get holding(): readonly Runner[] {
    return this.#holders.all
  }

  /** @internal */
  protected override takeFree(who: Runner): boolean {
    if (this.#free === 0) return false
    this.#free -= 1
    this.#holders.add(who)
    return true
  }

  /** @internal */
  protected override transfer(from: Runner, to: Runner | undefined): void {
    this.#holders.remove(from)
    if (to === undefined) this.#free += 1
    else this.#holders.add(to)
  }
}
