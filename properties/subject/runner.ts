/** A task or a main, as the interpreter knows it. */

import type { Plain } from '../../spec/event.ts'

/** A task or a main, which runs a body and the bodies that this one delegates to. */
export interface Runner {
  /** Its name in the log; final when the body begins. */
  who: string
  /** The values that it received, by the name of the future. */
  readonly received: Map<string, Plain>
  /**
   * True while it is being closed: what it does then is clean-up. A scope that closed its own body, and was
   * not closed itself, resets this when it is over.
   */
  closed: boolean
}

export function runnerOf(who: string): Runner {
  return { who, received: new Map(), closed: false }
}
