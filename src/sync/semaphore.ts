/** A bound on how many tasks do something at a time. */

import { runner, shown, type Coroutine, type Runner, type Task } from '../core/index.ts'
import { Holders } from './holders.ts'
import { Permits } from './permits.ts'
import { requireInteger } from './primitive.ts'

/**
 * A number of permits. Those that are released are handed over to the first waiters, which hold them
 * before their next step. A holder may acquire more permits, and releases each of them.
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
 * A weight that tasks differ in, such as memory or bandwidth, is a number of permits:
 *
 * @example
 * ```ts
 * import { Loop, Semaphore, type Coroutine } from 'looplaw'
 *
 * const memory = new Semaphore(64, 'memory')
 * function* encode(megabytes: number): Coroutine<void> {
 *   yield* memory.hold(megabytes, function* () {
 *     yield
 *   })
 * }
 * const loop = new Loop()
 * for (const size of [16, 32, 48]) loop.spawn(encode(size))
 * loop.run(encode(64))
 * console.log(memory.free) // 64
 * ```
 *
 * Clauses Y1 to Y3, Y5, Y12 to Y14.
 */
export class Semaphore extends Permits {
  /** How many permits there are, free or held. */
  readonly count: number
  /** Y5: this and what is held always add up to the number of permits. */
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
    this.count = count
    this.#free = count
  }

  /**
   * Waits until so many permits are free and every earlier caller has received its own, then holds them, all at once.
   * Free permits are taken at once, and the caller suspends once nevertheless. `hold` also releases them.
   *
   * A request for many permits is not overtaken by a later one for fewer, even if there are enough for that.
   *
   * The task or main that runs this is the holder. Given to `spawn`, `race` and the like, it is run by a
   * task of its own, which completes and holds the permits for ever; `timeout(ms, semaphore.acquire())` runs
   * it in place.
   *
   * @param permits how many: an integer, from 1 to the number of permits that there are
   * @throws `RangeError` at once if there are not so many, `TypeError` if that is not a number; `AbandonedError` if no
   *   holder is left that has not ended, and too few permits are free, or as soon as that is so; `BadYieldError`
   *   outside a coroutine
   */
  acquire(permits = 1): Coroutine<void> {
    this.#require('acquire', permits)
    return this.request(permits)
  }

  /**
   * Holds so many permits from now on, if they are free, and returns whether it does. It never suspends, and never
   * overtakes a waiter.
   *
   * @param permits as {@link Semaphore.acquire} takes it
   * @throws `InvalidStateError` outside a task or main: there is nothing to hold them; `RangeError` and `TypeError` as
   *   {@link Semaphore.acquire} does
   */
  tryAcquire(permits = 1): boolean {
    this.#require('tryAcquire', permits)
    return this.requestNow(permits)
  }

  /**
   * Releases so many permits of the caller: they are handed over to the first waiters, or become free.
   *
   * @param permits as {@link Semaphore.acquire} takes it; not necessarily as many as were acquired at once
   * @throws `InvalidStateError` unless the caller holds as many, `RangeError` and `TypeError` as
   *   {@link Semaphore.acquire} does; nothing was changed
   */
  release(permits = 1): void {
    this.#require('release', permits)
    this.releaseBy(runner(), permits)
  }

  /**
   * Acquires a permit, or so many, runs the body in place, and releases them when the body has completed: with
   * a result, with an error, or because it was closed, and then after its clean-up.
   *
   * @param permits as {@link Semaphore.acquire} takes it
   * @param body called once the permits are held; the coroutine that it returns is run
   * @returns what the body returns
   * @throws what the body throws; `AbandonedError`, `RangeError` and `TypeError` as {@link Semaphore.acquire} does;
   *   `NotACoroutineError` and `CoroutineReusedError` for what the body returns; `InvalidStateError` if it has released
   *   some of the permits itself; `TypeError` at once if it is no function
   */
  hold<T>(body: () => Coroutine<T>): Coroutine<T>
  hold<T>(permits: number, body: () => Coroutine<T>): Coroutine<T>
  hold<T>(
    ...given: [body: () => Coroutine<T>] | [permits: number, body: () => Coroutine<T>]
  ): Coroutine<T> {
    const [permits, body] = given.length === 1 ? [1, given[0]] : given
    this.#require('hold', permits)
    return this.holdWhile(permits, body)
  }

  /** How many permits are free. */
  get free(): number {
    return this.#free
  }

  /** Its holders, in the order of acquiring, once for each acquisition that is not yet released. A copy, which takes O(n). */
  get holders(): (Task<unknown> | 'main')[] {
    return this.#holders.all.map(shown)
  }

  /** @internal */
  override isHeldBy(who: Runner, permits = 1): boolean {
    return permits === 1 ? this.#holders.has(who) : this.heldOf(who, permits) === permits
  }

  /** @internal How many of so many permits a task or main holds. */
  protected heldOf(who: Runner, permits: number): number {
    return this.#holders.countOf(who, permits)
  }

  /** @internal */
  override get liveHolder(): Runner | undefined {
    return this.#holders.live
  }

  /** @internal */
  override isAbandoned(permits = 1): boolean {
    return this.#free < permits && this.liveHolder === undefined
  }

  /** @internal */
  override get holding(): readonly Runner[] {
    return this.#holders.all
  }

  /** @internal */
  protected override get hasFree(): boolean {
    return this.#free > 0
  }

  /** @internal */
  protected override takeFree(who: Runner, permits: number): boolean {
    if (this.#free < permits) return false
    this.#free -= permits
    this.#holders.add(who, permits)
    return true
  }

  /** @internal */
  protected override putBack(who: Runner, permits: number): void {
    this.#holders.remove(who, permits)
    this.#free += permits
  }

  /** @internal Y12, Y14: of several permits, those that the body has left are released, even if it has released some. */
  protected override endHold(who: Runner, permits: number): void {
    const left = this.heldOf(who, permits)
    if (left > 0 && left < permits) this.handOff(who, undefined, left)
    super.endHold(who, permits)
  }

  /** Y14. */
  #require(method: string, permits: number): void {
    if (Number.isInteger(permits) && permits >= 1 && permits <= this.count) return
    this.#refuse(method, permits)
  }

  // A function of its own: the text would be written for every call, 20 ns.
  #refuse(method: string, permits: number): never {
    requireInteger(`the number of permits of ${method}()`, permits, 1)
    const has = this.count === 1 ? '1 permit' : `${this.count} permits`
    throw new RangeError(
      `${method}() of ${this.what} asks for ${permits === 1 ? 'a permit' : `${permits} permits`}, and it has ${has}: ask for no more, or create it with more`,
    )
  }
}
