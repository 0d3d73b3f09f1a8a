/** The runs that a host drives tick by tick. */

import type { Event } from '../../spec/event.ts'

/** Follows a log by itself. */
export class Drivers {
  /** The mains whose bodies have ended. */
  readonly #ended = new Set<string>()
  /** The mains whose drivers take no tick any more. */
  readonly #over = new Set<string>()
  /** The main of the run under way, if its host has taken a tick and may take another. */
  open: string | undefined
  /** Whether the tick under way is of a run whose main has ended. */
  #isLast = false

  follow(event: Event): void {
    if (event.event === 'ends') this.#ended.add(event.who)
    if (event.event === 'calls' && event.call === 'tick') this.#isLast = this.#ended.has(event.of)
    if (event.event !== 'called') return
    const { call, ending, of } = event
    if (call !== 'tick' && call !== 'leave') return
    // A tick has a number; a driver that was never opened returns undefined.
    const isTick = call === 'tick' && 'value' in ending && typeof ending.value === 'number'
    if (isTick && !this.#isLast && !this.#over.has(of)) {
      this.open = of
      return
    }
    this.#over.add(of)
    if (this.open === of) this.open = undefined
  }
}
