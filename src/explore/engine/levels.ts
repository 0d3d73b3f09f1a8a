/** Every history, by the number of its deviations from the default: 0, then 1, then 2, … */

import type { Chooser, History } from './history.ts'
import type { Reached, Strategy } from './strategy.ts'
import {
  byDefault,
  chooserOf,
  differenceIn,
  hasPlainSuccessor,
  originOf,
  successorsOf,
  type Origin,
  type Successor,
} from './successor.ts'

/** X4: a level is generated from the histories of the one before, one at a time: a million of them take no memory. */
export class Levels implements Strategy, Reached {
  readonly isSampling = false
  readonly #bound: number
  /** The level that is being run: so many deviations. */
  #level = 0
  /** What of it is left to run. */
  #left: Iterator<Successor, undefined> = [byDefault].values()
  /** What is being run. */
  #asked = byDefault
  /** The histories of the level before, in the order in which they were run. */
  #origins: readonly Origin[] = []
  /** Those of this level. */
  #found: Origin[] = []
  #counts: readonly number[] = []
  /** How many different histories this level has so far. */
  #here = 0

  constructor(bound: number) {
    this.#bound = bound
  }

  /** X5: of all histories of at most so many deviations, each was run; -1 until the default was. */
  get bound(): number {
    return this.#level - 1
  }

  /** X5: whether each history was run, whatever the number of its deviations. */
  get complete(): boolean {
    return this.#level > 0 && !this.#origins.some(hasPlainSuccessor)
  }

  /** How many histories each level had so far that were in none before. */
  get perLevel(): readonly number[] {
    return this.#found.length === 0 ? this.#counts : [...this.#counts, this.#here]
  }

  next(): Chooser | undefined {
    const asked = this.#left.next().value ?? this.#first()
    if (asked === undefined) return undefined
    this.#asked = asked
    return chooserOf(asked)
  }

  /** The first history of the next level, if there is one within the bound. */
  #first(): Successor | undefined {
    this.#counts = [...this.#counts, this.#here]
    this.#here = 0
    this.#origins = this.#found
    this.#found = []
    this.#level += 1
    if (this.#level > this.#bound || this.complete) return undefined
    this.#left = successorsOf(this.#origins)
    return this.#left.next().value
  }

  learn(history: History, isNew: boolean): string | undefined {
    if (isNew) this.#here += 1
    this.#found.push(originOf(this.#asked, history))
    return differenceIn(this.#asked, history)
  }
}
