/** A stretch of a level, to be run by itself: in another thread, or in one of several shards. */

import { Numbers } from './distinct.ts'
import { deviationsIn, type Chooser, type History } from './history.ts'
import type { Reached, Strategy } from './strategy.ts'
import {
  byDefault,
  chooserOf,
  differenceIn,
  hasPlainSuccessor,
  originOf,
  type Origin,
  type Successor,
} from './successor.ts'

/** Which histories a stretch has: plain data, so that it can be sent. */
export interface Stretch {
  /** The histories that they deviate from. */
  readonly origins: readonly Origin[]
  /** Three numbers for each: an index of `origins`, a decision, and a choice there. The default history if left out. */
  readonly successors: Uint32Array | undefined
  /** How many histories were run before them, in their order. */
  readonly before: number
  /** Whether no level comes after theirs: then they are no origins. */
  readonly isLast: boolean
  /** X19: whether one history of each class may be run instead, where that is possible. */
  readonly mayReduce: boolean
}

/** What came of a stretch, if all of it passed. */
export interface Ran {
  /** A number for each history that was run, in their order; the same number, the same history. */
  readonly numbers: readonly number[]
  /** The histories, unless no level comes after theirs. */
  readonly origins: readonly Origin[]
  /** X5: whether one of them has a successor that deviates by no hold. */
  readonly hasMore: boolean
  /** Whether a decision was taken. */
  readonly isDecided: boolean
  /** X5: the fewest deviations of one that has reached its limit of decisions; -1 if none has. */
  readonly limited: number
  /** X19: whether one history of each class is run instead: none of this stretch was. */
  readonly isReduced: boolean
  /** X19: whether orders would be reduced, if something were shared. */
  readonly isUnshared: boolean
}

/** Runs a stretch. Clauses X4, X5. */
export class Stretching implements Strategy, Reached {
  readonly isSampling = false
  readonly complete = false
  readonly bound = -1
  readonly perLevel: readonly number[] = []
  readonly stretch: Stretch
  /** Whether it is the first that is run in this thread: then the default history has not been repeated there. */
  readonly isFirst: boolean
  isReduced = false
  isUnshared = false
  readonly #numbers = new Numbers()
  readonly #found: number[] = []
  readonly #origins: Origin[] = []
  #hasMore = false
  #isDecided = false
  #limited = -1
  /** Of `successors`, the first number of the next history. */
  #next = 0
  /** What is being run. */
  #asked = byDefault

  constructor(stretch: Stretch, isFirst: boolean) {
    this.stretch = stretch
    this.isFirst = isFirst
  }

  next(): Chooser | undefined {
    const asked = this.#advance()
    if (asked === undefined) return undefined
    this.#asked = asked
    return chooserOf(asked)
  }

  #advance(): Successor | undefined {
    const { origins, successors } = this.stretch
    if (successors === undefined) return this.#found.length === 0 ? byDefault : undefined
    const [index = -1, at = 0, choice = 0] = successors.subarray(this.#next, this.#next + 3)
    const origin = origins[index]
    if (origin === undefined) return undefined
    this.#next += 3
    return { origin, at, choice }
  }

  learn(history: History): string | undefined {
    const origin = originOf(this.#asked, history)
    this.#found.push(this.#numbers.of(history))
    this.#isDecided ||= history.steps.length > 0
    this.#hasMore ||= hasPlainSuccessor(origin)
    if (!this.stretch.isLast) this.#origins.push(origin)
    if (history.limited === true && this.#limited < 0) this.#limited = deviationsIn(history)
    return differenceIn(this.#asked, history)
  }

  /**
   * Where the history that is being run stands among all: the number of its deviations, and then each of these, a decision and
   * a choice. The smaller the earlier, number by number.
   */
  get place(): readonly number[] {
    const { origin, at, choice } = this.#asked
    if (origin === undefined) return [0]
    const before = origin.chosen.flatMap((chosen, step) => (chosen > 0 ? [step, chosen] : []))
    const path = [...before, at, choice]
    return [path.length / 2, ...path]
  }

  get ran(): Ran {
    return {
      numbers: this.#found,
      origins: this.#origins,
      hasMore: this.#hasMore,
      isDecided: this.#isDecided,
      limited: this.#limited,
      isReduced: this.isReduced,
      isUnshared: this.isUnshared,
    }
  }
}
