/** Many may read, or one may write. */

import { InvalidStateError, requireName, showAsString, shown } from '../core/index.ts'
import type { Coroutine, Runner, Task } from '../core/index.ts'
import { Semaphore } from './semaphore.ts'

/** Y18: as many permits as no number of readers comes to: a reader holds one of them, a writer all. */
const ALL = 2 ** 30

/** A semaphore that is called by the name of what it is for. */
class Sides extends Semaphore {
  /** @internal */
  override readonly kind: string = 'ReadWriteLock'

  constructor(name: string | undefined) {
    super(ALL, name)
  }

  /** @internal */
  override amount(permits: number): string {
    return permits === ALL ? `${this.what}, to write` : this.what
  }

  /** @internal */
  protected override callOf(method: string): string {
    return `lock.read.${method}() or lock.write.${method}()`
  }

  /** @internal A writer does not read. */
  override isHeldBy(who: Runner, permits = 1): boolean {
    const writes = super.heldOf(who, ALL) === ALL
    return permits === ALL ? writes : !writes && super.isHeldBy(who)
  }

  /** @internal A side is held, or not. */
  protected override heldOf(who: Runner, permits: number): number {
    return this.isHeldBy(who, permits) ? permits : 0
  }

  /** @internal */
  protected override releaseBy(who: Runner | undefined, permits: number): void {
    if (who !== undefined && this.isHeldBy(who, permits))
      return this.handOff(who, undefined, permits)
    throw new InvalidStateError(refusal(this, who, permits))
  }
}

/** Why a caller that does not hold a side cannot release it. */
function refusal(lock: Sides, who: Runner | undefined, permits: number): string {
  const other = permits === ALL ? 1 : ALL
  return who !== undefined && lock.isHeldBy(who, other)
    ? `${lock.what} is held by the caller to ${other === ALL ? 'write' : 'read'}: release that side`
    : `${lock.what} is not held by the caller: acquire it first`
}

/** One of the two ways to hold a {@link ReadWriteLock}. Clause Y18. */
export class LockSide {
  readonly #sides: Semaphore
  readonly #permits: number

  /** @internal */
  constructor(sides: Semaphore, permits: number) {
    this.#sides = sides
    this.#permits = permits
  }

  /**
   * Waits until every earlier caller has received the lock and it is free, or held by readers only, to read; then holds it.
   * It suspends at least once. A reader that wants to write too waits for itself: it has to release the lock first.
   *
   * @throws `AbandonedError` if what it waits for is held by tasks or mains that have ended; `BadYieldError` outside a
   *   coroutine
   */
  acquire(): Coroutine<void> {
    return this.#sides.acquire(this.#permits)
  }

  /**
   * Holds it from now on, if that needs no wait, and returns whether it does.
   *
   * @throws `InvalidStateError` outside a task or main
   */
  tryAcquire(): boolean {
    return this.#sides.tryAcquire(this.#permits)
  }

  /**
   * Releases it: the first waiters hold it, a writer, or every reader up to the next writer.
   *
   * @throws `InvalidStateError` unless the caller holds this side; nothing was changed
   */
  release(): void {
    this.#sides.release(this.#permits)
  }

  /**
   * Acquires it, runs the body in place, and releases it when the body has completed: with a result, with an error, or
   * because it was closed, and then after its clean-up.
   *
   * @param body called once the lock is held; the coroutine that it returns is run
   * @returns what the body returns
   * @throws what the body throws, and what {@link LockSide.acquire} throws; `TypeError` at once if it is no function
   */
  hold<T>(body: () => Coroutine<T>): Coroutine<T> {
    return this.#sides.hold(this.#permits, body)
  }
}

/**
 * A lock that many may hold at a time to read, or one to write. Its waiters are served in FIFO order: readers that come
 * after a writer wait for it, so that neither side starves the other.
 *
 * @example
 * ```ts
 * import { Loop, ReadWriteLock, sleep, type Coroutine } from 'looplaw'
 *
 * const table = new ReadWriteLock('table')
 * const log: string[] = []
 * function* read(name: string): Coroutine<void> {
 *   yield* table.read.hold(function* () {
 *     log.push(`${name} reads`)
 *     yield* sleep(1)
 *   })
 * }
 * function* write(): Coroutine<void> {
 *   yield* table.write.hold(function* () {
 *     log.push(`writes, beside ${table.readers.length} readers`)
 *     yield
 *   })
 * }
 * const loop = new Loop()
 * loop.spawn(read('a'))
 * loop.spawn(read('b'))
 * loop.spawn(write())
 * loop.run(read('c'))
 * console.log(log.join('; ')) // a reads; b reads; writes, beside 0 readers; c reads
 * ```
 *
 * Clauses Y18, Y1 to Y3, Y12 to Y14.
 */
export class ReadWriteLock {
  readonly #sides: Sides
  /** To hold it beside other readers. */
  readonly read: LockSide
  /** To hold it alone. */
  readonly write: LockSide

  /**
   * @param name what messages and traces call it; it need not be unique
   * @throws `TypeError` if the name is not a string
   */
  constructor(name?: string) {
    requireName('a ReadWriteLock', name)
    this.#sides = new Sides(name)
    this.read = new LockSide(this.#sides, 1)
    this.write = new LockSide(this.#sides, ALL)
  }

  /** What it was called. */
  get name(): string | undefined {
    return this.#sides.name
  }

  /** Those that hold it to read, in the order of acquiring, once for each acquisition. A copy, which takes O(n). */
  get readers(): (Task<unknown> | 'main')[] {
    return this.#isWritten() ? [] : this.#sides.holders
  }

  /** What holds it to write: a task, or the main of a run; undefined if none does. */
  get writer(): Task<unknown> | 'main' | undefined {
    const [holder] = this.#isWritten() ? this.#sides.holding : []
    return holder && shown(holder)
  }

  /** `<ReadWriteLock name='table'>`. */
  toString(): string {
    return this.#sides.toString()
  }

  /** A writer has all of the permits, readers never have. */
  #isWritten(): boolean {
    return this.#sides.free === 0
  }
}

showAsString(ReadWriteLock.prototype)
