/** Random histories, weighted by the steps that are left to each actor. */

import { dice } from './dice.ts'
import type { Choice, Chooser, History } from './history.ts'
import type { Strategy } from './strategy.ts'

/**
 * A random walk that takes each actor as often as it has steps left, estimated from the runs before: so every
 * order of the actors is about as likely as every other, and a short actor does not end first each time.
 */
export class Weighted implements Strategy {
  readonly isSampling = true
  readonly #random: () => number
  /** By actor: how many decisions were about it, the most that any run has seen. */
  readonly #steps: number[] = []
  /** The same, of the run that is under way. */
  #taken: number[] = []

  constructor(seed: number) {
    this.#random = dice(seed)
  }

  next(): Chooser {
    this.#taken = []
    return { choose: (choices) => this.#choose(choices) }
  }

  #choose(choices: readonly Choice[]): number {
    let total = 0
    for (const choice of choices) total += this.#weightOf(choice)
    let left = this.#random() * total
    let chosen = choices.length - 1
    for (const [index, choice] of choices.entries()) {
      left -= this.#weightOf(choice)
      if (left < 0) {
        chosen = index
        break
      }
    }
    const actor = choices[chosen]?.actor ?? 0
    this.#taken[actor] = (this.#taken[actor] ?? 0) + 1
    return chosen
  }

  #weightOf({ actor, kind }: Choice): number {
    if (kind !== 'complete' && kind !== 'pick') return 1
    return Math.max(1, (this.#steps[actor] ?? 1) - (this.#taken[actor] ?? 0))
  }

  learn({ steps }: History): undefined {
    const seen: number[] = []
    for (const { choices, chosen } of steps) {
      const actor = choices[chosen]?.actor ?? 0
      seen[actor] = (seen[actor] ?? 0) + 1
    }
    for (const [actor, count = 0] of seen.entries()) {
      this.#steps[actor] = Math.max(this.#steps[actor] ?? 0, count)
    }
  }
}

/** A priority for each actor, by chance, and `depth` decisions at which the first of them becomes the last. */
export class Priorities implements Strategy {
  readonly isSampling = true
  readonly #random: () => number
  readonly #depth: number
  /** The length of the longest run so far. */
  #length = 8

  constructor(seed: number, depth: number) {
    this.#random = dice(seed)
    this.#depth = depth
  }

  next(): Chooser {
    const random = this.#random
    const priorities = new Map<string, number>()
    const drops = new Set<number>()
    while (drops.size < Math.min(this.#depth, this.#length)) {
      drops.add(Math.floor(random() * this.#length))
    }
    let least = 0
    const first = (choices: readonly Choice[]): number => {
      let [best, most] = [0, Number.NEGATIVE_INFINITY]
      for (const [index, choice] of choices.entries()) {
        const key = keyOf(choice)
        // A failure, or an event, happens by default where nothing else can: mostly, but not always, last.
        const own =
          priorities.get(key) ??
          (choice.kind === 'complete' || choice.kind === 'pick' ? 0.5 : 0) + random()
        priorities.set(key, own)
        if (own > most) [best, most] = [index, own]
      }
      return best
    }
    return {
      choose: (choices, at) => {
        const best = first(choices)
        const choice = choices[best]
        if (!drops.has(at) || choice === undefined) return best
        least -= 1
        priorities.set(keyOf(choice), least)
        return first(choices)
      },
    }
  }

  learn({ steps }: History): undefined {
    this.#length = Math.max(this.#length, steps.length)
  }
}

function keyOf({ actor, kind, label }: Choice): string {
  return kind === 'complete' || kind === 'pick' ? `actor ${actor}` : `${kind} ${label}`
}
