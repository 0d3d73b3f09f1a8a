/** Every history, by the number of its deviations from the default: 0, then 1, then 2, … */

import { chosenIn, following, type Chooser, type History } from './history.ts'
import type { Reached, Strategy } from './strategy.ts'

/** A history that was run, as much of it as its successors need. */
export interface Origin {
  readonly chosen: readonly number[]
  /** By decision: how many choices there were, and how many of them are no holds. */
  readonly counts: Uint16Array
  readonly plain: Uint16Array
  /** Where its last deviation ends: its successors deviate from here on. */
  readonly from: number
  /** Whether none of its deviations is a hold. */
  readonly isPlain: boolean
}

/**
 * X4: a history of d + 1 deviations is one of d that deviates once more, after its last deviation; so each is
 * run once. A level is generated from the histories of the one before, one at a time: a million of them take no memory.
 */
export class Levels implements Strategy, Reached {
  readonly isSampling = false
  readonly #bound: number
  /** The level that is being run: so many deviations. */
  #level = 0
  /** The histories of the level before, in the order in which they were run. */
  #origins: readonly Origin[] = []
  /** Those of this level. */
  #found: Origin[] = []
  /** The next run: `#choice` at decision `#at` of `#origins[#index]`. */
  #index = 0
  #at = 0
  #choice = 0
  #asked: Origin | undefined
  #counts: number[] = []
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
    if (this.#level === 0 && this.#found.length === 0) return following([])
    if (this.#level > 0) {
      const found = this.#advance()
      if (found !== undefined) return found
    }
    this.#counts = [...this.#counts, this.#here]
    this.#here = 0
    this.#origins = this.#found
    this.#found = []
    this.#level += 1
    this.#index = 0
    this.#at = this.#origins[0]?.from ?? 0
    this.#choice = 0
    this.#asked = undefined
    if (this.#level > this.#bound || this.complete) return undefined
    return this.#advance()
  }

  /** The next history of this level. */
  #advance(): Chooser | undefined {
    for (;;) {
      const origin = this.#origins[this.#index]
      if (origin === undefined) return undefined
      this.#choice += 1
      if (this.#choice < (origin.counts[this.#at] ?? 0)) {
        this.#asked = origin
        const { chosen } = origin
        const [until, choice] = [this.#at, this.#choice]
        return {
          choose: (_choices, at) => (at < until ? (chosen[at] ?? 0) : at === until ? choice : 0),
        }
      }
      this.#choice = 0
      this.#at += 1
      if (this.#at < origin.chosen.length) continue
      this.#index += 1
      this.#at = this.#origins[this.#index]?.from ?? 0
    }
  }

  learn(history: History, isNew = true): string | undefined {
    if (isNew) this.#here += 1
    const asked = this.#asked
    const from = asked === undefined ? 0 : this.#at + 1
    const isPlain =
      asked === undefined || (asked.isPlain && this.#choice < (asked.plain[this.#at] ?? 0))
    this.#found.push(originOf(history, from, isPlain))
    return asked && differenceFrom(asked, history, from)
  }
}

export function originOf(history: History, from: number, isPlain: boolean): Origin {
  const { steps } = history
  // Uint16Array.from would take a tenth of the time of a run.
  const counts = new Uint16Array(steps.length)
  const plain = new Uint16Array(steps.length)
  for (const [at, step] of steps.entries()) {
    counts[at] = step.choices.length
    plain[at] = step.plain
  }
  return { chosen: chosenIn(history), counts, plain, from, isPlain }
}

/** Up to where a history was to repeat another, each decision has as many choices. */
export function differenceFrom(
  asked: Origin,
  { steps }: History,
  until: number,
): string | undefined {
  for (let at = 0; at < until; at += 1) {
    const [before, now] = [asked.counts[at], steps[at]?.choices.length]
    if (before !== now) {
      return `decision ${at + 1} had ${before} choices in one run, and ${now ?? 'was not reached'} in another with the same decisions before it`
    }
  }
  return undefined
}

/** X4: of these histories, in their order, each that deviates once more: which, at which decision, and what is chosen. */
export function* successorsOf(
  origins: readonly Origin[],
): Generator<readonly [index: number, at: number, choice: number]> {
  for (const [index, { counts, from }] of origins.entries()) {
    for (let at = from; at < counts.length; at += 1) {
      for (let choice = 1; choice < (counts[at] ?? 0); choice += 1) yield [index, at, choice]
    }
  }
}

/** X5: whether it has a successor that deviates by no hold. */
export function hasPlainSuccessor({ from, isPlain, plain }: Origin): boolean {
  return isPlain && plain.some((count, at) => at >= from && count > 1)
}
