/** What a campaign does, chunk by chunk: it checks programs, or explores a scenario. */

import type * as z from 'zod'
import type { Crew } from './crew.ts'

/** Of several machines, each runs the chunks of its own: shard 3 of 16 has every sixteenth, from the third on. */
export interface Shard {
  readonly index: number
  readonly of: number
}

/** What a campaign has come to. */
export interface State<S> {
  readonly seed: number
  readonly shard: Shard
  /** What is checked, or explored; empty for the shipped loop. */
  readonly options: string
  /** How many chunks of the shard are done: the first so many, and no other. */
  readonly chunks: number
  readonly seconds: number
  readonly sum: S
}

/** What chunks came to, as plain data. */
export interface Sum {
  readonly runs: number
  readonly failing?: unknown
  /** Where the first chunk was left, if it is to be continued. */
  readonly unfinished?: unknown
}

/** What limits a first chunk. */
export interface Limits {
  readonly runs: number
  secondsLeft(): number
  onProgress(runs: number): void
}

/** Is called with what a first chunk would come to if it was left now. */
export type Keep<S> = (soFar: () => S) => void

/** The work of a campaign. Its chunks are numbered from 0, in each shard. */
export interface Work<S extends Sum> {
  readonly name: 'check' | 'explore'
  /** What it runs. */
  readonly what: 'programs' | 'histories'
  /** The options that name what is checked, or explored: those of a campaign and of its shards are the same. */
  readonly options: string
  /** What a file has of a sum. */
  readonly schema: z.ZodType<S>
  /** The first chunk, if the whole crew works on it, and those after it depend on what it comes to. */
  readonly first?: (crew: Crew<S>, limits: Limits, keep: Keep<S>, before: S) => Promise<S>
  sumOf(results: readonly S[]): S
  /** How many runs a chunk may have, of so many in all; 0 or less if it is not to be run. */
  most(chunk: number, sum: S, runs: number): number
  /** So many workers; if it is left out, as few as it takes. */
  crew(workers: number | undefined): Crew<S>
  /** Prints what it came to. Returns whether all is well. */
  print(state: State<S>, json: boolean): boolean
}
