/** Every history up to a bound, level by level, in stretches that are run elsewhere, by any number at once. */

import type { Ran, Stretch } from './stretch.ts'
import { successorsOf, type Origin, type Successor } from './successor.ts'

/** Of several machines, each runs a share: no two run the same, and together they run all. */
export interface Share {
  /** 1 or more. */
  readonly index: number
  readonly of: number
}

/** A stretch, and which of its histories count for this share. */
export interface Piece {
  readonly stretch: Stretch
  readonly counts: readonly boolean[]
}

/** What a level has come to. */
export interface Level {
  readonly runs: number
  /** A number for each history that was in no level before. */
  readonly numbers: readonly number[]
}

/** Where a front is between two levels, as plain data: another continues from there. */
export interface Standing {
  readonly levels: readonly Level[]
  /** The histories that those of the next level deviate from. */
  readonly origins: readonly Origin[]
  /** How many histories there were before them, of this share and of others. */
  readonly before: number
  readonly completeAt: number | undefined
  /** X5: the fewest deviations of a history that has reached its limit of decisions. */
  readonly limited: number | undefined
  readonly isUnshared: boolean
  readonly isDecided: boolean
}

/**
 * The levels are divided where there is enough to divide: each share runs all histories of fewer than two deviations, of
 * which it counts its own, then every so many of those of two, and all that follow from these. Clauses X4, X5.
 */
export class Front {
  readonly #bound: number
  readonly share: Share
  /** The level that is divided. */
  readonly #divided: number
  readonly #mayReduce: boolean
  readonly #seen = new Set<number>()
  readonly #levels: Level[] = []
  #origins: readonly Origin[] = []
  #rest: Iterator<Successor, undefined> | undefined
  /** How many histories of this level were offered to this share, or to another. */
  #offered = 0
  #before = 0
  #reached = -1
  #completeAt: number | undefined
  #limited = Infinity
  #isUnshared = false
  #isDecided = false

  /** @param from where another front of the same share was left */
  constructor(bound: number, share: Share, from?: Standing) {
    this.#bound = bound
    this.share = share
    this.#divided = Math.min(2, bound)
    this.#mayReduce = share.index === 1
    if (from !== undefined) this.#continue(from)
  }

  #continue(from: Standing): void {
    this.#levels.push(...from.levels)
    for (const { numbers } of from.levels) for (const number of numbers) this.#seen.add(number)
    this.#reached = from.levels.length - 1
    this.#origins = from.origins
    this.#before = from.before
    this.#completeAt = from.completeAt
    this.#limited = from.limited ?? Infinity
    this.#isUnshared = from.isUnshared
    this.#isDecided = from.isDecided
  }

  /** Where it is; only before anything of a level is taken. */
  get standing(): Standing {
    return {
      levels: [...this.#levels],
      origins: this.#origins,
      before: this.#before,
      completeAt: this.#completeAt,
      limited: this.#limited === Infinity ? undefined : this.#limited,
      isUnshared: this.#isUnshared,
      isDecided: this.#isDecided,
    }
  }

  /** X5: every history of the share of at most so many deviations was run; -1 until one is. */
  get bound(): number {
    return Math.min(this.#reached, this.#limited)
  }

  /** X5: the level after which the share has no history left that deviates other than by a hold. */
  get completeAt(): number | undefined {
    return this.#limited === Infinity ? this.#completeAt : undefined
  }

  get isLimited(): boolean {
    return this.#limited < Infinity
  }

  /** Whether the default history takes a decision: if not, it is the only one. */
  get isDecided(): boolean {
    return this.#isDecided
  }

  get isUnshared(): boolean {
    return this.#isUnshared
  }

  get levels(): readonly Level[] {
    return this.#levels
  }

  /** How many histories of the level this share runs. */
  get size(): number {
    const level = this.#levels.length
    if (level === 0) return 1
    let size = 0
    for (const { counts, from } of this.#origins) {
      for (let at = from; at < counts.length; at += 1) size += Math.max(0, (counts[at] ?? 0) - 1)
    }
    const { index, of } = this.share
    return level === this.#divided ? Math.max(0, Math.ceil((size - index + 1) / of)) : size
  }

  /** The next histories of the level, at most so many; undefined if none is left. */
  take(most: number): Piece | undefined {
    const level = this.#levels.length
    if (level === 0) return this.#offered === 0 ? this.#default() : undefined
    const { index: mine, of } = this.share
    this.#rest ??= successorsOf(this.#origins)
    const origins: Origin[] = []
    const successors: number[] = []
    const counts: boolean[] = []
    while (counts.length < most) {
      const { value } = this.#rest.next()
      if (value?.origin === undefined) break
      const { origin, at, choice } = value
      const isMine = level > this.#divided || this.#offered % of === mine - 1
      this.#offered += 1
      if (level === this.#divided && !isMine) continue
      if (origin !== origins.at(-1)) origins.push(origin)
      successors.push(origins.length - 1, at, choice)
      counts.push(isMine)
    }
    return counts.length === 0
      ? undefined
      : this.#piece(origins, counts, Uint32Array.from(successors))
  }

  #default(): Piece {
    this.#offered = 1
    return this.#piece([], [this.share.index === 1], undefined)
  }

  #piece(origins: readonly Origin[], counts: readonly boolean[], successors?: Uint32Array): Piece {
    const before = this.#before
    this.#before += counts.length
    const isLast = this.#levels.length >= this.#bound
    const stretch = { origins, successors, before, isLast, mayReduce: this.#mayReduce }
    return { stretch, counts }
  }

  /**
   * Ends a level.
   *
   * @param pieces those that were taken, in their order, with what came of them
   * @returns whether there is another, this was the last, or this was not run whole
   */
  end(pieces: readonly (readonly [Piece, Ran])[]): 'another' | 'last' | 'cut short' {
    const level = this.#levels.length
    const made = pieces.reduce((sum, [, ran]) => sum + ran.numbers.length, 0)
    const isWhole = made === this.size
    if (made === 0 && !isWhole) return 'cut short'
    const numbers: number[] = []
    const origins: Origin[] = []
    let runs = 0
    let hasMore = false
    for (const [{ counts }, ran] of pieces) {
      for (const [at, number] of ran.numbers.entries()) {
        if (counts[at] !== true) continue
        runs += 1
        if (this.#seen.has(number)) continue
        this.#seen.add(number)
        numbers.push(number)
      }
      for (const origin of ran.origins) origins.push(origin)
      hasMore ||= ran.hasMore
      if (ran.limited >= 0) this.#limited = Math.min(this.#limited, ran.limited)
      if (level > 0) continue
      this.#isUnshared = ran.isUnshared
      this.#isDecided = ran.isDecided
    }
    this.#levels.push({ runs, numbers })
    if (!isWhole) return 'cut short'
    this.#reached = level
    this.#origins = origins
    this.#rest = undefined
    this.#offered = 0
    if (!hasMore) this.#completeAt ??= level
    if (level >= this.#bound) return 'last'
    // X5: another share may have more, and then the holds of this one are of its level too.
    const isFollowed = hasMore || (this.share.of > 1 && Number.isFinite(this.#bound))
    return isFollowed ? 'another' : 'last'
  }
}
