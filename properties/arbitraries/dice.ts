/** Choices at random, and names that are not taken. */

import type * as fc from 'fast-check'

/** How often one thing is chosen among others; `undefined` where there is nothing to choose it for. */
export type Choice<T> = readonly [weight: number, make: (() => T) | undefined]

export class Dice {
  readonly #random: fc.Random
  #made = 0

  constructor(random: fc.Random) {
    this.#random = random
  }

  /** A name that no other has. */
  name(letter: string): string {
    this.#made += 1
    return `${letter}${this.#made}`
  }

  /** Both bounds included. */
  between(low: number, high: number): number {
    return this.#random.nextInt(low, Math.max(low, high))
  }

  /** Whether something happens that happens once in so many times. */
  once(inTimes: number): boolean {
    return this.between(1, inTimes) === 1
  }

  pick<const T extends readonly [unknown, ...unknown[]]>(all: T): T[number] {
    return all[this.between(0, all.length - 1)]
  }

  /** One of these names; undefined if there is none. */
  oneOf(names: readonly string[]): (() => string) | undefined {
    const [first] = names
    if (first === undefined) return undefined
    return () => names[this.between(0, names.length - 1)] ?? first
  }

  times<T>(count: number, make: (index: number) => T): T[] {
    return Array.from({ length: count }, (_, index) => make(index))
  }

  /** Weighs what is open, without a list of it: a third of the time of a random session was this. */
  choose<T>(choices: readonly Choice<T>[]): T {
    let total = 0
    for (const [weight, make] of choices) if (make !== undefined) total += weight
    let at = (this.between(0, 999_999) / 1_000_000) * total
    let chosen: (() => T) | undefined
    for (const [weight, make] of choices) {
      if (make === undefined) continue
      chosen ??= make
      at -= weight
      if (at >= 0) continue
      chosen = make
      break
    }
    if (chosen === undefined) throw new Error('there is nothing to choose from')
    return chosen()
  }
}
