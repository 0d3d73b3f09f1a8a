/** Dice that count: a writer that is run again and again with them writes all that it can write, each once. */

import { Dice, type Choice } from './dice.ts'

const ASTRAY = 'the writer has decided by something else than its dice'

/**
 * Each decision is a digit. Every run repeats the digits of the run before, up to the last that can be
 * advanced: that one is, and what follows it begins at zero. So a row of digits is all that is kept, and
 * which decisions there are may depend on those before. Weights are ignored.
 */
export class Odometer extends Dice {
  /** The decisions of this run, in their order. */
  readonly #digits: { value: number; readonly base: number }[] = []
  /** How many of them the writer has asked for. */
  #asked = 0

  override between(low: number, high: number): number {
    return low + this.#digit(Math.max(1, high - low + 1))
  }

  override once(_inTimes: number): boolean {
    return this.#digit(2) === 0
  }

  override pick<const T extends readonly [unknown, ...unknown[]]>(all: T): T[number] {
    if (all.length === 1) return all[0]
    const distinct = [...new Set(all)]
    return distinct[this.#digit(distinct.length)]
  }

  override choose<T>(choices: readonly Choice<T>[]): T {
    const open: (() => T)[] = []
    for (const [, make] of choices) if (make !== undefined) open.push(make)
    const chosen = open[this.#digit(open.length)]
    if (chosen === undefined) throw new Error('there is nothing to choose from')
    return chosen()
  }

  /** All that `write` can write, which decides by these dice alone. */
  *every<T>(write: () => T): Generator<T> {
    do {
      this.#asked = 0
      this.renew()
      const written = write()
      if (this.#asked < this.#digits.length) throw new Error(ASTRAY)
      yield written
    } while (this.#advance())
  }

  /** The next decision: as in the run before, or zero. */
  #digit(base: number): number {
    // Where there is nothing to decide there is no digit, which is mostly so.
    if (base < 2) return 0
    const digit = (this.#digits[this.#asked] ??= { value: 0, base })
    if (digit.base !== base) throw new Error(ASTRAY)
    this.#asked += 1
    return digit.value
  }

  /** Whether there is another run. */
  #advance(): boolean {
    for (;;) {
      const last = this.#digits.at(-1)
      if (last === undefined) return false
      last.value += 1
      if (last.value < last.base) return true
      this.#digits.pop()
    }
  }
}
