/** What a strategy is. */

import type { Chooser, History } from './history.ts'

/** Says which runs to make, one after the other. */
export interface Strategy {
  /** Whether what it chooses is a sample, of which nothing follows for the others. */
  readonly isSampling: boolean
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

/** How far those strategies have come that claim something of every history. Clauses X4, X5, X19. */
export interface Reached {
  /** Whether nothing is left to run. */
  readonly complete: boolean
  /** Every history of at most so many deviations was run; -1 if it cannot be said. */
  readonly bound: number
  /** How many histories there were of 0, 1, 2, … deviations; none where they are not counted so. */
  readonly perLevel: readonly number[]
}

/** One run, with the decisions of a function. */
export class Custom implements Strategy {
  readonly isSampling = true
  readonly #chooser: Chooser

  constructor(choose: Chooser['choose']) {
    // X1: what is no index stands for the default.
    this.#chooser = {
      choose(choices, at) {
        const chosen = choose(choices, at)
        return choices[chosen] === undefined ? 0 : chosen
      },
    }
  }

  next(): Chooser {
    return this.#chooser
  }

  learn(): undefined {}
}
