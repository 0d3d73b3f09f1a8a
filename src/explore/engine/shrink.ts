/** From a history that fails to the smallest one that fails alike. */

import {
  areAlike,
  chosenIn,
  deviationsIn,
  following,
  type Failure,
  type History,
  type Source,
} from './history.ts'
import { Levels } from './levels.ts'

/** What is tried is run here, and counted. */
export class Shrinker {
  readonly #source: Source
  readonly #failure: Failure
  #left: number
  #best: History

  /**
   * @param failing a history that fails
   * @param runs how many histories it may try
   */
  constructor(source: Source, failing: History, failure: Failure, runs: number) {
    this.#source = source
    this.#best = failing
    this.#failure = failure
    this.#left = runs
  }

  /**
   * X7: the smallest history found that fails alike.
   *
   * @param least fewer deviations than so many are known not to do
   */
  async shrink(least: number): Promise<History> {
    await this.#reduce()
    if (await this.#search(least)) await this.#reduce()
    return this.#best
  }

  /** Drops, and then lowers, what is not needed; from the beginning again after each success. */
  async #reduce(): Promise<void> {
    let better = true
    while (better && this.#left > 0) {
      better = false
      for (const candidate of smallerThan(chosenIn(this.#best))) {
        if (this.#left <= 0) return
        const tried = await this.#try(candidate)
        if (tried === undefined || !isSmaller(tried, this.#best)) continue
        this.#best = tried
        better = true
        break
      }
    }
  }

  /** A history that drops of nothing reach may be smaller still: every one with fewer deviations is tried. */
  async #search(least: number): Promise<boolean> {
    const deviations = deviationsIn(this.#best)
    if (deviations <= least) return false
    const levels = new Levels(deviations - 1)
    for (;;) {
      const chooser = levels.next()
      if (chooser === undefined || this.#left <= 0) return false
      this.#left -= 1
      const history = await this.#source.run(chooser)
      if (areAlike(history.failure, this.#failure)) {
        this.#best = history
        return true
      }
      if (levels.learn(history, true) !== undefined) return false
    }
  }

  /** The history that these choices lead to, if it fails alike. */
  async #try(chosen: readonly number[]): Promise<History | undefined> {
    this.#left -= 1
    const history = await this.#source.run(following(chosen))
    return areAlike(history.failure, this.#failure) ? history : undefined
  }
}

/** Fewer deviations; then an earlier return to the default, smaller choices, fewer decisions. */
function isSmaller(one: History, other: History): boolean {
  const [sizes, others] = [sizeOf(one), sizeOf(other)]
  const at = sizes.findIndex((size, index) => size !== others[index])
  return at >= 0 && (sizes[at] ?? 0) < (others[at] ?? 0)
}

function sizeOf(history: History): readonly number[] {
  const chosen = chosenIn(history)
  const last = chosen.findLastIndex((choice) => choice > 0)
  const sum = chosen.reduce((total, choice) => total + choice, 0)
  return [deviationsIn(history), last, sum, chosen.length]
}

/** Simpler choices, the boldest first. */
function* smallerThan(chosen: readonly number[]): Generator<number[]> {
  const deviations = chosen.flatMap((choice, at) => (choice > 0 ? [at] : []))
  for (let size = deviations.length; size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < deviations.length; from += size) {
      const dropped = new Set(deviations.slice(from, from + size))
      yield chosen.map((choice, at) => (dropped.has(at) ? 0 : choice))
    }
  }
  const last = deviations.at(-1) ?? -1
  for (let at = 0; at <= last; at += 1) yield chosen.toSpliced(at, 1)
  for (const at of deviations) {
    for (let lower = 1; lower < (chosen[at] ?? 0); lower += 1) yield chosen.with(at, lower)
  }
}
