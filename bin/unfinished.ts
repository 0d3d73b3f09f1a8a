/** What was run of every history within a bound, before that was left: as it is kept, and continued. */

import * as z from 'zod'
import type { Standing } from '../src/explore/engine/front.ts'
import type { Ran } from '../src/explore/engine/stretch.ts'
import type { Origin } from '../src/explore/engine/successor.ts'
import { packed, unpacked } from './packed.ts'

const count = z.int().nonnegative()

/** As a state has it: numbers and histories are packed, since there may be a million. */
export const unfinishedSchema = z.strictObject({
  /** The levels that are done. */
  levels: z.array(z.strictObject({ runs: count, numbers: z.string() })).readonly(),
  origins: z.string(),
  before: count,
  completeAt: count.optional(),
  limited: count.optional(),
  unshared: z.boolean(),
  decided: z.boolean(),
  /** The first stretches of the level that is not done. */
  stretches: z
    .array(
      z.strictObject({
        size: count,
        numbers: z.string(),
        origins: z.string(),
        hasMore: z.boolean(),
        decided: z.boolean(),
        limited: z.int().min(-1),
        unshared: z.boolean(),
      }),
    )
    .readonly(),
})

/** As it is kept. */
export type Kept = Readonly<z.infer<typeof unfinishedSchema>>

/** A stretch that was run, and how many histories it was to have. */
export interface Part {
  readonly size: number
  readonly ran: Ran
}

/** Where every history is continued. */
export interface Unfinished {
  readonly standing: Standing
  /** The first stretches of the level that is not done. */
  readonly parts: readonly Part[]
}

export function keptOf({ parts, standing }: Unfinished): Kept {
  const { before, completeAt, isDecided, isUnshared, levels, limited, origins } = standing
  return {
    levels: levels.map(({ numbers, runs }) => ({ runs, numbers: packed(numbers) })),
    origins: packed(flat(origins)),
    before,
    ...(completeAt !== undefined && { completeAt }),
    ...(limited !== undefined && { limited }),
    unshared: isUnshared,
    decided: isDecided,
    stretches: parts.map(({ ran, size }) => ({
      size,
      numbers: packed(ran.numbers),
      origins: packed(flat(ran.origins)),
      hasMore: ran.hasMore,
      decided: ran.isDecided,
      limited: ran.limited,
      unshared: ran.isUnshared,
    })),
  }
}

export function unfinishedOf(kept: Kept): Unfinished {
  const { before, completeAt, decided, levels, limited, origins, stretches, unshared } = kept
  return {
    standing: {
      levels: levels.map(({ numbers, runs }) => ({ runs, numbers: unpacked(numbers) })),
      origins: originsOf(unpacked(origins)),
      before,
      completeAt,
      limited,
      isUnshared: unshared,
      isDecided: decided,
    },
    parts: stretches.map((one) => ({
      size: one.size,
      ran: {
        numbers: unpacked(one.numbers),
        origins: originsOf(unpacked(one.origins)),
        hasMore: one.hasMore,
        isDecided: one.decided,
        limited: one.limited,
        isReduced: false,
        isUnshared: one.unshared,
      },
    })),
  }
}

/** Of each history: its length, where its last deviation ends, whether it has no hold, and three numbers for each decision. */
function flat(origins: readonly Origin[]): readonly number[] {
  const numbers: number[] = []
  for (const { chosen, counts, from, isPlain, plain } of origins) {
    numbers.push(chosen.length, from, Number(isPlain))
    for (const [at, choice] of chosen.entries())
      numbers.push(choice, counts[at] ?? 0, plain[at] ?? 0)
  }
  return numbers
}

function originsOf(numbers: readonly number[]): readonly Origin[] {
  const origins: Origin[] = []
  for (let at = 0; at < numbers.length;) {
    const [length = 0, from = 0, isPlain = 0] = numbers.slice(at, at + 3)
    at += 3
    const chosen: number[] = []
    const counts = new Uint16Array(length)
    const plain = new Uint16Array(length)
    for (let step = 0; step < length; step += 1, at += 3) {
      chosen.push(numbers[at] ?? 0)
      counts[step] = numbers[at + 1] ?? 0
      plain[step] = numbers[at + 2] ?? 0
    }
    origins.push({ chosen, counts, plain, from, isPlain: isPlain === 1 })
  }
  return origins
}
