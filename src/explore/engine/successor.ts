/** X4: a history that deviates once more than another, and takes defaults from there on. */

import { chosenIn, following, type Chooser, type History } from './history.ts'

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

/** What deviates from an origin: at this decision, by this choice. The default history has no origin. */
export interface Successor {
  readonly origin: Origin | undefined
  readonly at: number
  readonly choice: number
}

/** The history that deviates nowhere. */
export const byDefault: Successor = { origin: undefined, at: -1, choice: 0 }

/** Of these histories, in their order, each that deviates once more, after its last deviation: so each is run once. */
export function* successorsOf(origins: Iterable<Origin>): Generator<Successor, undefined> {
  for (const origin of origins) {
    const { counts, from } = origin
    for (let at = from; at < counts.length; at += 1) {
      for (let choice = 1; choice < (counts[at] ?? 0); choice += 1) yield { origin, at, choice }
    }
  }
}

/** Runs it. */
export function chooserOf({ origin, at, choice }: Successor): Chooser {
  if (origin === undefined) return following([])
  const { chosen } = origin
  return {
    choose: (_choices, step) => (step < at ? (chosen[step] ?? 0) : step === at ? choice : 0),
  }
}

/** What was run, as an origin of others. */
export function originOf({ origin, at, choice }: Successor, history: History): Origin {
  const { steps } = history
  // Uint16Array.from would take a tenth of the time of a run.
  const counts = new Uint16Array(steps.length)
  const plain = new Uint16Array(steps.length)
  for (const [step, { choices, plain: howMany }] of steps.entries()) {
    counts[step] = choices.length
    plain[step] = howMany
  }
  const from = at + 1
  const isPlain = origin === undefined || (origin.isPlain && choice < (origin.plain[at] ?? 0))
  return { chosen: chosenIn(history), counts, plain, from, isPlain }
}

/** How what was run differs from its origin: up to where it deviates, each decision has as many choices. */
export function differenceIn({ origin, at }: Successor, { steps }: History): string | undefined {
  const counts = origin?.counts.subarray(0, at + 1) ?? []
  for (const [step, before] of counts.entries()) {
    const now = steps[step]?.choices.length
    if (now === before) continue
    return `decision ${step + 1} had ${before} choices in one run, and ${now ?? 'was not reached'} in another with the same decisions before it`
  }
  return undefined
}

/** X5: whether it has a successor that deviates by no hold. */
export function hasPlainSuccessor({ from, isPlain, plain }: Origin): boolean {
  return isPlain && plain.some((count, at) => at >= from && count > 1)
}
