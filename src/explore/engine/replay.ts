/** A history as a line to paste: what was chosen against the default, and a fingerprint of what could be. */

import { ReplayError } from '../errors.ts'
import { textOf, type Choice, type Chooser, type History } from './history.ts'

/** The line of a history without deviations. */
const DEFAULT = '-'

/** X10: by decision, counted from 1: what was chosen, and a fingerprint of the choices. */
export function lineOf({ steps }: History, seed: number): string {
  const parts = steps.flatMap(({ choices, chosen }, at) =>
    chosen === 0 ? [] : [`${at + 1}:${chosen}/${fingerprint(choices)}`],
  )
  const seeded = seed === 1 ? [] : [`seed:${seed}`]
  return [...seeded, ...(parts.length === 0 ? [DEFAULT] : parts)].join(' ')
}

/** What a line says. */
export interface Line {
  readonly seed: number
  /** By decision, counted from 0. */
  readonly deviations: ReadonlyMap<number, { readonly chosen: number; readonly of: string }>
}

/** @throws `ReplayError` if it is no such line */
export function parseLine(line: string): Line {
  const deviations = new Map<number, { chosen: number; of: string }>()
  let seed = 1
  for (const part of line.trim().split(/\s+/u)) {
    if (part === DEFAULT) continue
    const seeded = /^seed:(\d+)$/u.exec(part)?.[1]
    const [, at, chosen, of = ''] = /^([1-9]\d*):([1-9]\d*)\/([0-9a-z]+)$/u.exec(part) ?? []
    const isSeed = seeded !== undefined && Number.isSafeInteger(Number(seeded))
    const isNew = at !== undefined && !deviations.has(Number(at) - 1)
    if (isSeed) seed = Number(seeded)
    else if (isNew) deviations.set(Number(at) - 1, { chosen: Number(chosen), of })
    else {
      const wrong =
        at === undefined ? 'is not like 3:1/k2f' : `is the second of decision ${Number(at)}`
      throw new ReplayError(
        `${JSON.stringify(line)} is no replay: ${JSON.stringify(part)} ${wrong}; copy what an ExplorationError says`,
      )
    }
  }
  return { seed, deviations }
}

/** Repeats a line; what differs is noted, and not guessed. */
export class Replayed implements Chooser {
  readonly #line: Line
  #reached = 0
  #wrong: string | undefined

  constructor(line: Line) {
    this.#line = line
  }

  choose(choices: readonly Choice[], at: number): number {
    const deviation = this.#line.deviations.get(at)
    if (deviation === undefined || this.#wrong !== undefined) return 0
    this.#reached += 1
    const isSame = fingerprint(choices) === deviation.of
    if (isSame && deviation.chosen < choices.length) return deviation.chosen
    const now = choices.map(textOf).join(', ')
    this.#wrong = isSame
      ? `at decision ${at + 1} there is no choice ${deviation.chosen}, counted from 0: only ${now}`
      : `what can happen at decision ${at + 1} is not what it was: now ${now}`
    return 0
  }

  /** X10: how the run differs from the one that the line was written for, if it is known to. */
  get wrong(): string | undefined {
    if (this.#wrong !== undefined) return this.#wrong
    const { size } = this.#line.deviations
    return this.#reached === size
      ? undefined
      : `it ended before decision ${Math.max(...this.#line.deviations.keys()) + 1}, or had no choice there`
  }
}

/** A short hash of what could happen. */
function fingerprint(choices: readonly Choice[]): string {
  let hash = 0x811c9dc5
  for (const choice of choices) {
    for (const character of `${textOf(choice)};`) {
      hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
    }
  }
  return (hash >>> 0).toString(36).slice(-4)
}
