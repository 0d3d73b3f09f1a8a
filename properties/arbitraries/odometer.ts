/** Dice that count: whatever is written with them is written once for each of the ways they can fall. */

import { Dice, type Choice } from './dice.ts'

/**
 * Each decision is a digit. In every round the writer begins anew and is led to where it was in the round
 * before; there the last digit that can is advanced, and those after it begin again at zero. So all that is
 * kept is one row of digits, and the writer may decide by what it has written so far. Weights do not count.
 */
export class Odometer extends Dice {
  /** The digits of this round, in the order in which they are asked for. */
  readonly #digits: { value: number; readonly base: number }[] = []
  /** How many of them were asked for. */
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
      if (this.#asked < this.#digits.length)
        throw new Error('it was not led to where it was before')
      yield written
    } while (this.#advance())
  }

  /** A digit below its base: as it was led to, or zero. */
  #digit(base: number): number {
    // What is no decision leaves no digit: most of them are none.
    if (base < 2) return 0
    const digit = (this.#digits[this.#asked] ??= { value: 0, base })
    if (digit.base !== base) throw new Error('it was not led to where it was before')
    this.#asked += 1
    return digit.value
  }

  /** Whether there is a next round. */
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
