/** Runs the chunks of a check. */

import { checkChunk, type ChunkResult } from '../properties/check.ts'
import { candidateOf, type Candidate, type Which } from './candidate.ts'
import type { Runner } from './crew.ts'

/** Of a candidate that is there. */
export function checkerOf({ kit, subject }: Candidate, seed: number): Runner<ChunkResult> {
  return ({ chunk, most }) => checkChunk({ subject, seed, ...kit }, chunk, most)
}

/** Of one that has to be loaded. */
export async function checker(which: Which, seed: number): Promise<Runner<ChunkResult>> {
  return checkerOf(await candidateOf(which), seed)
}
