/** What chunks of an exploration come to, and how a state keeps it. */

import * as z from 'zod'
import type { Ran } from '../src/explore/engine/stretch.ts'
import { unfinishedSchema } from './unfinished.ts'

const count = z.int().nonnegative()

/** What was run of every history, as a state keeps it. */
const everySchema = z.strictObject({
  /** Into how many shares all of them are divided, and of how many this is. */
  of: z.int().positive(),
  shares: z.int().positive(),
  /** By the number of their deviations. Of a share, with a number for each history, since another share may have it too. */
  levels: z
    .array(z.strictObject({ runs: count, histories: count, numbers: z.string().optional() }))
    .readonly(),
  /** None where one history of each class was run: JSON has no Infinity. */
  bound: z.int().min(-1).optional(),
  /** The level after which there was no other history; none if there may be. */
  completeAt: count.optional(),
  /** Whether a decision was taken. */
  decided: z.boolean(),
  /** Whether a history has reached its limit of decisions. */
  limited: z.boolean(),
  /** Whether orders would be reduced, if something were shared. */
  unshared: z.boolean(),
  /** Whether it counts classes of histories. */
  classes: z.boolean(),
})

export type Every = Readonly<z.infer<typeof everySchema>>

/** What chunks of an exploration came to. */
export const schema = z.strictObject({
  runs: count,
  /** What took part from outside the world. */
  escapes: z.array(z.string()).readonly(),
  /** What was run of every history within the bound. */
  every: everySchema.readonly().optional(),
  /** Where that was left, if it is not done. */
  unfinished: unfinishedSchema.readonly().optional(),
  /** The first history that fails, made small. */
  failing: z
    .strictObject({
      kind: z.string(),
      message: z.string(),
      replay: z.string(),
      picture: z.string(),
      /** Where it stands among every history, before it was made small: see `Stretching.place`. */
      place: z.array(count).readonly().optional(),
    })
    .readonly()
    .optional(),
})

/** What a state keeps, and what came of a stretch that passed. */
export type Found = z.infer<typeof schema> & { readonly ran?: Ran }
