/** Something that has happened, or not yet. */

import { Change, type Coroutine } from '../core/index.ts'
import { Primitive } from './primitive.ts'
import { Waiter, WaitQueue } from './waitQueue.ts'

/**
 * A flag that tasks wait for. It can be set and cleared from anywhere, the host included.
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
  /** Empty while the event is set. */
  readonly #waiters = new WaitQueue<Waiter<void>>(() => ({
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
   * Sets it. All its waiters are appended to the ready queue, in FIFO order, and resume even if it is
   * cleared before their next step. Setting a set event does nothing.
   */
  set(): void {
    if (this.#set) return
    this.#set = true
    // Y6: each is served here, so that clear() cannot take it back.
    const notifications = new Change()
    for (const waiter of this.#waiters.drain()) waiter.serve(undefined, notifications)
    notifications.complete()
  }

  /** Clears it: callers of `wait` wait from now on, until it is set again. */
  clear(): void {
    this.#set = false
  }

  /**
   * Waits until it is set; if it is set already, suspends once.
   *
   * @throws `BadYieldError` outside a coroutine
   */
  *wait(): Coroutine<void> {
    const who = this.caller('wait')
    // Y2: a wait suspends even if there is nothing to wait for.
    if (this.#set) {
      yield
      return
    }
    yield* this.#waiters.append(new Waiter<void>(this, who))
  }
}
