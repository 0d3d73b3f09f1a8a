/** A campaign in a file: what is done of it, so that it can be resumed, or merged with its other shards. */

import { existsSync, renameSync } from 'node:fs'
import * as z from 'zod'
import type { ChunkResult } from '../properties/check.ts'
import { clauseIds } from '../spec/clauses.ts'
import { parseSession } from '../spec/parse.ts'
import type { Session } from '../spec/program.ts'
import { Complaint, readText, write } from './documents.ts'

/** Of several machines, each runs the chunks of its own: shard 3 of 16 has every sixteenth, from the third on. */
export interface Shard {
  readonly index: number
  readonly of: number
}

/** What a campaign has come to. */
export interface State {
  readonly seed: number
  readonly shard: Shard
  /** What is checked; empty for the shipped loop. */
  readonly options: string
  /** How many chunks of the shard are done: the first so many, and no other. */
  readonly chunks: number
  readonly seconds: number
  readonly sum: ChunkResult
}

const count = z.int().nonnegative()
const clause = z.enum(clauseIds)
const session = z.unknown().transform((document): Session => parseSession(document))

const schema = z.strictObject({
  looplaw: z.literal(1),
  seed: count,
  shard: z.strictObject({ index: z.int().positive(), of: z.int().positive() }),
  options: z.string(),
  chunks: count,
  seconds: z.number().nonnegative(),
  sum: z.strictObject({
    runs: count,
    exercised: z.partialRecord(clause, count),
    failing: z.strictObject({ session, clause: clause.optional() }).optional(),
  }),
})

/** @throws `Complaint` if it is no state of a campaign */
export function readState(path: string): State {
  const advice = 'delete it to begin anew, or name another file'
  const text = readText(path)
  try {
    const { looplaw: _version, ...state } = schema.parse(JSON.parse(text))
    return state
  } catch (error) {
    throw new Complaint(`${path} is no state of a campaign (${reasonOf(error)}); ${advice}`, {
      cause: error,
    })
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError) {
    const [issue] = error.issues
    return `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`
  }
  return error instanceof Error ? error.message : String(error)
}

/** What there is of a campaign that is to be resumed; undefined if it has not begun. */
export function resumed(
  path: string,
  expected: Pick<State, 'seed' | 'shard' | 'options'>,
): State | undefined {
  if (!existsSync(path)) return undefined
  const state = readState(path)
  const { options, seed, shard } = state
  const same =
    seed === expected.seed &&
    shard.index === expected.shard.index &&
    shard.of === expected.shard.of &&
    options === expected.options
  if (same) return state
  const which = `--seed ${seed} --shard ${shard.index}/${shard.of}${options === '' ? '' : ` ${options}`}`
  throw new Complaint(`${path} is the state of another campaign: ${which}; name another file`)
}

/** Replaces the file at once: a process that is killed leaves the old one, or the new one. */
export function writeState(path: string, state: State): void {
  const next = `${path}.next`
  write(next, '', `${JSON.stringify({ looplaw: 1, ...state })}\n`)
  renameSync(next, path)
}
