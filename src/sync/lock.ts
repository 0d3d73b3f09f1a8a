/** One at a time. */

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
import { Line } from './line.ts'
import { Primitive, releasing } from './primitive.ts'
import { Turn } from './turn.ts'

/**
 * What one task, or main, holds at a time. Who asks while it is held stands in line; when it is
 * released, the next in line has it already, before its turn comes. Who holds it and asks again waits
 * for itself: that is a deadlock, and reported.
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
 * Clauses Y1 to Y4, Y12.
 */
export class Lock extends Primitive {
  #holder: Runner | undefined = undefined
  /** Who waits, in the order of asking; nobody while it is free. */
  readonly #line = new Line<void>(() => {
    const by = this.#holder === undefined ? [] : [this.#holder]
    return { what: this.what, by, remedy: () => releasing(by) }
  })

  /**
   * @param name what messages and traces call it; it need not be unique
   * @throws `TypeError` if the name is not a string
   */
  constructor(name?: string) {
    super('Lock', name)
  }

  /** Whether somebody holds it. */
  locked(): boolean {
    return this.#holder !== undefined
  }

  /** Who holds it: a task, the main of a run, or nobody. */
  get holder(): Task<unknown> | 'main' | undefined {
    return this.#holder && shown(this.#holder)
  }

  /**
   * Waits until it is free and everybody who waitRequest before has had it, then holds it; if it is free, it
   * is taken at once, and had after one turn. {@link Lock.hold} releases it again by itself.
   *
   * Whoever runs this is the holder. Given to `spawn`, `race` and the like it is run by a task of its
   * own, which ends and holds it for ever; `timeout(ms, lock.acquire())` runs it in place.
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
      if (!had && turn?.leave() !== true) this.handOn()
    }
  }

  /**
   * Hands it to the next in line, or sets it free.
   *
   * @throws `InvalidStateError` unless the one who calls holds it; nothing was changed
   */
  release(): void {
    this.#releaseBy(runner())
  }

  /**
   * Acquires it, runs the body in its place, and releases it when the body has ended: by a result, by
   * an error, or because it was closed, then after its clean-up.
   *
   * @param body makes the coroutine that is to run, once the lock is had
   * @returns what the body returns
   * @throws what the body throws; `NotACoroutineError` and `CoroutineReusedError` for what it gives;
   *   `InvalidStateError` if it has released the lock itself; `TypeError` at once if it is no function
   */
  hold<T>(body: () => Coroutine<T>): Coroutine<T> {
    requireBody(body)
    return this.#hold(body)
  }

  /** @internal As a message says it. */
  get heldBy(): string {
    return formatList(this.#holder === undefined ? [] : [shown(this.#holder)])
  }

  /** @internal Y7: whether this one holds it. */
  isHeldBy(who: Runner | undefined): boolean {
    return who !== undefined && this.#holder === who
  }

  /** @internal Y1, Y3: what its holder has let go, or never had, goes to the next in line. */
  handOn(): void {
    const next = this.#line.take()
    this.#holder = next?.who
    next?.serve()
  }

  /** @internal Y7: puts the turn of a condition in line; somebody holds the lock. */
  lineUp(turn: Turn<void>): void {
    this.#line.append(turn)
  }

  /** @internal Y7: has it again for one whose wait is closed: at once if it is free. */
  *regain(who: Runner): Coroutine<void> {
    const turn = this.#ask(who)
    if (turn !== undefined) yield* turn
  }

  /** Takes it if it is free; otherwise the turn to wait for. */
  #ask(who: Runner): Turn<void> | undefined {
    if (this.#holder !== undefined) return this.#line.append(new Turn(this, who, undefined))
    this.#holder = who
    return undefined
  }

  #releaseBy(who: Runner | undefined): void {
    if (this.#holder === undefined) {
      throw new InvalidStateError(`${this.what} is held by nobody: acquire it before release()`)
    }
    if (this.#holder !== who) {
      const holder = formatList([shown(this.#holder)])
      throw new InvalidStateError(
        `${this.what} is held by ${holder}: only its holder can release it`,
      )
    }
    this.handOn()
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
