/** From a plan to its searches: a replay, what was kept of earlier failures, and all else. */

import type { Source } from './engine/history.ts'
import { parseLine } from './engine/replay.ts'
import { search, type Explored, type Plan } from './engine/search.ts'
import { ExplorationError, ReplayError } from './errors.ts'
import { Kept, type Keep } from './keep.ts'
import { door } from './world/door.ts'

/** A source that holds something of the process until it is closed. */
interface Opened extends Source {
  close(): void
}

type Planned = Omit<Plan, 'now'>

/**
 * @param open of a seed, creates the source
 * @throws `ExplorationError`, `ReplayError`
 */
export async function follow(
  plan: Planned,
  keep: Keep | undefined,
  open: (seed: number) => Opened,
): Promise<Explored> {
  if (keep === undefined || plan.replay !== undefined) return searched(plan, open)
  return followKept(plan, new Kept(keep), open)
}

async function searched(plan: Planned, open: (seed: number) => Opened): Promise<Explored> {
  // X10: a line says the seed that it was written under.
  const seed = plan.replay === undefined ? plan.seed : parseLine(plan.replay).seed
  const source = open(seed)
  try {
    return await search(source, { ...plan, seed, now: door.now })
  } finally {
    source.close()
  }
}

/** X10: what has failed before runs first; what passes now, or fits no longer, is dropped. */
async function followKept(
  plan: Planned,
  kept: Kept,
  open: (seed: number) => Opened,
): Promise<Explored> {
  for (const replay of kept.lines()) {
    try {
      await searched({ ...plan, replay }, open)
    } catch (error) {
      if (!(error instanceof ReplayError)) throw error
    }
    kept.drop(replay)
  }
  try {
    return await searched(plan, open)
  } catch (error) {
    if (error instanceof ExplorationError && error.kind !== 'nondeterminism') kept.add(error.replay)
    throw error
  }
}
