/** What ends a coroutine that runs within another. */

import { interrupt } from './cancel.ts'
import type { Enclosure } from './closing.ts'
import { Watch, type Tellings } from './crowd.ts'
import type { Future } from './future.ts'

/** Waits for a future in order to close an enclosed coroutine, of which the owner is woken for that. */
export class Interruption extends Watch {
  readonly #enclosure: Enclosure<unknown>

  constructor(enclosure: Enclosure<unknown>) {
    super()
    this.#enclosure = enclosure
  }

  override settled(by: Future<unknown>, tellings: Tellings): void {
    const { closed, owner } = this.#enclosure
    if (closed) return
    this.#enclosure.close()
    if (owner !== undefined) interrupt(owner, by, tellings)
  }
}
