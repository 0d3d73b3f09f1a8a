/** Something that has happened, or has not yet. */

import type { Coroutine } from '../core/index.ts'
import { Line } from './line.ts'
import { Primitive } from './primitive.ts'
import { Turn } from './turn.ts'

/**
 * A flag that coroutines wait for. It can be set, and cleared, from anywhere, the host included.
 *
 * @example
 * ```ts
 * import { Event, Loop, type Coroutine } from 'looplaw'
 *
 * const ready = new Event('ready')
 * const loop = new Loop()
 * loop.spawn((function* () { ready.set() })())
 * function* main(): Coroutine<string> {
 *   yield* ready.wait()
 *   return 'go'
 * }
 * console.log(loop.run(main())) // go
 * ```
 *
 * Clauses Y1 to Y3, Y6.
 */
export class Event extends Primitive {
  #set = false
  /** Who waits, in the order of asking; nobody while it is set. */
  #line = new Line<void>(() => ({
    what: this.what,
    by: [],
    remedy: () => 'call its set()',
  }))

  /**
   * @param name what messages and traces call it; it need not be unique
   * @throws `TypeError` if the name is not a string
   */
  constructor(name?: string) {
    super('Event', name)
  }

  /** Whether it is set. */
  isSet(): boolean {
    return this.#set
  }

  /**
   * Sets it. All who wait go to the tail of the scheduled tasks, in the order in which they waitRequest, and
   * go on even if it is cleared before their turn. Setting it again does nothing.
   */
  set(): void {
    if (this.#set) return
    this.#set = true
    const waiting = this.#line
    this.#line = waiting.renewed()
    for (const turn of waiting.drain()) turn.serve()
  }

  /** Has those who ask from now on wait until it is set again. */
  clear(): void {
    this.#set = false
  }

  /**
   * Waits until it is set; if it is, gives up the turn once.
   *
   * @throws `BadYieldError` outside a coroutine
   */
  *wait(): Coroutine<void> {
    const who = this.asker('wait')
    if (this.#set) {
      yield
      return
    }
    const turn = this.#line.append(new Turn(this, who, undefined))
    try {
      yield* turn
    } finally {
      turn.leave()
    }
  }
}
