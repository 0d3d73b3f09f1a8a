/** Which histories are the same: those in which the same things happen in the same order. */

import type { History } from './history.ts'

/**
 * X4: holds are decisions, but nothing happens in them, so two histories may differ in their holds alone. It keeps a
 * number of 53 bits for each history; that two of a million have the same by chance is once in 20,000 explorations.
 */
export class Distinct {
  readonly #numbers = new Numbers()
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
    const key = this.#numbers.of(history)
    const count = this.#seen.get(key) ?? 0
    this.#seen.set(key, count + 1)
    if (count === 0) this.#once += 1
    if (count === 1) this.#once -= 1
    return count === 0
  }
}

/** A number for each history, the same wherever it is run. */
export class Numbers {
  /** Of kinds and labels, so that each is read once. */
  readonly #texts = new Map<string, Text>()

  of({ steps }: History): number {
    let high = 0x811c9dc5
    let low = 0x9e3779b9
    for (const { choices, chosen } of steps) {
      const choice = choices[chosen]
      if (choice === undefined || choice.kind === 'hold') continue
      const [kind, label] = [this.#textOf(choice.kind), this.#textOf(choice.label)]
      const number = Math.imul(kind.high, 0x9e3779b1) + label.high
      high = Math.imul(high ^ number, 0x01000193)
      low = Math.imul(low + kind.low + label.low, 0x85ebca6b) ^ (low >>> 13)
    }
    return (high >>> 0) * 2 ** 21 + (low >>> 11)
  }

  #textOf(text: string): Text {
    const known = this.#texts.get(text)
    if (known !== undefined) return known
    let high = 0x811c9dc5
    let low = 0x9e3779b9
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at)
      high = Math.imul(high ^ code, 0x01000193)
      low = Math.imul(low + code, 0x85ebca6b) ^ (low >>> 13)
    }
    const number = { high, low }
    this.#texts.set(text, number)
    return number
  }
}

interface Text {
  readonly high: number
  readonly low: number
}
