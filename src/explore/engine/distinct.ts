/** Which histories are the same: those in which the same things happen in the same order. */

import type { History } from './history.ts'

/**
 * X4: holds are decisions, but nothing happens in them, so two histories may differ in their holds alone. It keeps a
 * number of 53 bits for each history; that two of a million have the same by chance is once in 20,000 explorations.
 */
export class Distinct {
  /** By what happens: a number. */
  readonly #numbers = new Map<string, number>()
  /** How often each history was run. */
  readonly #seen = new Map<number, number>()
  #once = 0

  /** How many there are. */
  get size(): number {
    return this.#seen.size
  }

  /** How many were run once. */
  get once(): number {
    return this.#once
  }

  /** @returns whether it is the first of its kind */
  add(history: History): boolean {
    const key = this.#keyOf(history)
    const count = this.#seen.get(key) ?? 0
    this.#seen.set(key, count + 1)
    if (count === 0) this.#once += 1
    if (count === 1) this.#once -= 1
    return count === 0
  }

  #keyOf({ steps }: History): number {
    let high = 0x811c9dc5
    let low = 0x9e3779b9
    for (const { choices, chosen } of steps) {
      const choice = choices[chosen]
      if (choice === undefined || choice.kind === 'hold') continue
      const number = this.#numberOf(choice.kind) * 0x10000 + this.#numberOf(choice.label)
      high = Math.imul(high ^ number, 0x01000193)
      low = Math.imul(low + number, 0x85ebca6b) ^ (low >>> 13)
    }
    return (high >>> 0) * 2 ** 21 + (low >>> 11)
  }

  #numberOf(text: string): number {
    const known = this.#numbers.get(text)
    if (known !== undefined) return known
    const number = this.#numbers.size + 1
    this.#numbers.set(text, number)
    return number
  }
}
