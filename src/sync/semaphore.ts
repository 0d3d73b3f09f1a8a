/** So many at a time. */

import {
  InvalidStateError,
  runner,
  shown,
  formatList,
  type Coroutine,
  type Runner,
  type Task,
} from '../core/index.ts'
import { enclosed, requireBody } from './body.ts'
import { Holders } from './holders.ts'
import { Line } from './line.ts'
import { Primitive, releasing, requireInteger } from './primitive.ts'
import { Turn } from './turn.ts'

/**
 * A number of permits. Who asks while none is free stands in line; one that is released goes to the
 * next in line, before its turn comes. Who holds permits can acquire more, and releases each.
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
 * Clauses Y1 to Y3, Y5, Y12.
 */
export class Semaphore extends Primitive {
  #free: number
  readonly #holders = new Holders()
  /** Who waits, in the order of asking; nobody while a permit is free. */
  readonly #line = new Line<void>(() => {
    const by = this.#holders.all
    const remedy = (): string =>
      by.length === 0 ? 'make it with more permits than 0' : releasing(by)
    return { what: this.what, by, remedy, oneIsEnough: by.length > 1 }
  })

  /**
   * @param count how many permits there are: an integer, 0 or more
   * @param name what messages and traces call it; it need not be unique
   * @throws `RangeError` if the count is no such integer, `TypeError` if it is no number, or the name
   *   no string
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

  /** Who holds a permit, in the order of acquiring, once for each. A copy, made in O(n). */
  get holders(): (Task<unknown> | 'main')[] {
    return this.#holders.all.map(shown)
  }

  /**
   * Waits until a permit is free and everybody who waitRequest before has had one, then holds it; if one is
   * free, it is taken at once, and had after one turn. Whoever runs this is the holder, as with
   * `acquire` of a lock.
   *
   * @throws `BadYieldError` outside a coroutine
   */
  *acquire(): Coroutine<void> {
    const who = this.asker('acquire')
    const turn = this.#ask(who)
    let had = false
    try {
      if (turn === undefined) yield
      else yield* turn
      had = true
    } finally {
      if (!had && turn?.leave() !== true) this.#handOn(who)
    }
  }

  /**
   * Hands a permit of the one who calls to the next in line, or sets it free.
   *
   * @throws `InvalidStateError` unless the one who calls holds one; nothing was changed
   */
  release(): void {
    this.#releaseBy(runner())
  }

  /**
   * Acquires a permit, runs the body in its place, and releases the permit when the body has ended: by
   * a result, by an error, or because it was closed, then after its clean-up.
   *
   * @param body makes the coroutine that is to run, once the permit is had
   * @returns what the body returns
   * @throws what the body throws; `NotACoroutineError` and `CoroutineReusedError` for what it gives;
   *   `InvalidStateError` if it has released the permit itself; `TypeError` at once if it is no function
   */
  hold<T>(body: () => Coroutine<T>): Coroutine<T> {
    requireBody(body)
    return this.#hold(body)
  }

  /** Takes a permit if one is free; otherwise the turn to wait for. */
  #ask(who: Runner): Turn<void> | undefined {
    if (this.#free === 0) return this.#line.append(new Turn(this, who, undefined))
    this.#free -= 1
    this.#holders.add(who)
    return undefined
  }

  #releaseBy(who: Runner | undefined): void {
    if (who === undefined || !this.#holders.has(who)) {
      const holders = formatList(this.#holders.all.map(shown))
      throw new InvalidStateError(
        `${this.what} is held by ${holders}: only who holds a permit can release one`,
      )
    }
    this.#handOn(who)
  }

  /** Y1, Y3: a permit that its holder has let go, or never had, goes to the next in line. */
  #handOn(who: Runner): void {
    this.#holders.remove(who)
    const next = this.#line.take()
    if (next === undefined) {
      this.#free += 1
      return
    }
    this.#holders.add(next.who)
    next.serve()
  }

  *#hold<T>(body: () => Coroutine<T>): Coroutine<T> {
    const who = this.asker('hold')
    yield* this.acquire()
    try {
      return yield* enclosed(body)
    } finally {
      this.#releaseBy(who)
    }
  }
}
