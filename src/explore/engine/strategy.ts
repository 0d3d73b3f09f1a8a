/** What a strategy is. */

import type { Chooser, History } from './history.ts'

/** Says which runs to make, one after the other. */
export interface Strategy {
  /** The decisions of the next run; undefined if there is none left. */
  next(): Chooser | undefined
  /**
   * What came of the run that was said last.
   *
   * @param isNew whether it is no history that was run before
   * @returns how it differs from what was expected, if it does
   */
  learn(history: History, isNew: boolean): string | undefined
}

/** One run, with the decisions of a function. */
export class Custom implements Strategy {
  readonly #chooser: Chooser

  constructor(choose: Chooser['choose']) {
    this.#chooser = { choose }
  }

  next(): Chooser {
    return this.#chooser
  }

  learn(): undefined {}
}
