/** The decisions of a writer. With random dice it writes at random; with an odometer, all that it can write. */

/** How often one thing is chosen among others; `undefined` where it cannot be chosen. */
export type Choice<T> = readonly [weight: number, make: (() => T) | undefined]

/** A list that is not empty. */
export type Some<T> = readonly [T, ...T[]]

export abstract class Dice {
  /** How many fresh numbers there are so far. */
  #made = 0

  /** A number from `low` to `high`, both included. */
  abstract between(low: number, high: number): number

  /** Whether something happens that happens once in so many times. */
  abstract once(inTimes: number): boolean

  /** One of several; what is there twice is drawn twice as often. */
  abstract pick<const T extends readonly [unknown, ...unknown[]]>(all: T): T[number]

  /** What one of the open choices makes. */
  abstract choose<T>(choices: readonly Choice<T>[]): T

  /** What one of these makes, each as often as another. */
  either<T>(...makes: readonly (() => T)[]): T {
    return this.choose(makes.map((make) => [1, make] as const))
  }

  /** A number that was not there before. */
  fresh(): number {
    this.#made += 1
    return this.#made
  }

  /** A name that was not there before. */
  name(letter: string): string {
    return `${letter}${this.fresh()}`
  }

  /** One of these names; undefined if there is none. */
  oneOf(names: readonly string[]): (() => string) | undefined {
    const [first] = names
    return first === undefined ? undefined : () => this.pick([first, ...names.slice(1)])
  }

  times<T>(count: number, make: (index: number) => T): T[] {
    return Array.from({ length: count }, (_, index) => make(index))
  }

  /** Begins again with numbers and names. */
  protected renew(): void {
    this.#made = 0
  }
}
