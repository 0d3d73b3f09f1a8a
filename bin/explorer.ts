/** Runs the chunks of an exploration. Imported before the scenario, whose timers are then the explorer's. */

import { seedOf } from '../properties/seeds.ts'
import {
  explore,
  ExplorationError,
  ExplorationRefusedError,
  exploreLoop,
  ReplayError,
  type Explored,
  type ExploreOptions,
} from '../src/explore/index.ts'
import type { Runner } from './crew.ts'
import { Complaint } from './documents.ts'
import type { Found } from './exploration.ts'
import { loopScenarioOf, scenarioOf, type Target } from './scenario.ts'

type Exploring = (options: ExploreOptions) => Promise<Explored>

/** @throws `Complaint` if there is no such scenario */
export async function explorer(target: Target, seed: number): Promise<Runner<Found>> {
  const { bound, bursts, cancel, maxDecisions, shrink, strategy, windDown } = target
  const exploring = await exploringOf(target)
  const isByChance = strategy === 'random' || strategy === 'pct'
  const chance = isByChance ? strategy : 'random'
  return async ({ chunk, isKept = false, most, replay, seconds }, onProgress) => {
    const isEvery = chunk === 0 && !isByChance
    const options: ExploreOptions = {
      ...(bound === undefined ? {} : { bound }),
      ...(maxDecisions === undefined ? {} : { maxDecisions }),
      ...(windDown === undefined ? {} : { windDown }),
      ...(shrink === undefined ? {} : { shrink }),
      ...(cancel ? { cancel: 'everywhere' } : {}),
      ...(replay === undefined ? {} : { replay }),
      bursts,
      runs: most,
      // A number above 0: what is begun makes one run at least.
      seconds: Math.max(seconds, 0.001),
      seed: isEvery ? seed : seedOf(chunk, seed) >>> 0,
      strategy: isEvery ? 'exhaustive' : chance,
      onProgress: ({ runs }) => onProgress(runs),
    }
    try {
      return foundIn(await exploring(options), isEvery || replay !== undefined)
    } catch (error) {
      if (error instanceof ExplorationError) return failing(error)
      if (isKept && error instanceof ReplayError) return { runs: 0, escapes: [] }
      if (error instanceof ReplayError || error instanceof ExplorationRefusedError)
        throw new Complaint(error.message, { cause: error })
      throw error
    }
  }
}

async function exploringOf(target: Target): Promise<Exploring> {
  const { pick, time } = target
  if (!target.loop) {
    const scenario = await scenarioOf(target)
    return (options) => explore(scenario, options)
  }
  const scenario = await loopScenarioOf(target)
  const how = { pick, time: time ? 'explored' : 'frozen' } as const
  return (options) => exploreLoop(scenario, { ...options, ...how })
}

function foundIn(explored: Explored, isEvery: boolean): Found {
  const { bound, claim, complete, escapes, histories, perLevel, runs } = explored
  const every = {
    ...(Number.isFinite(bound) && { bound }),
    claim,
    complete,
    histories,
    perLevel,
    runs,
  }
  return { runs, escapes, ...(isEvery && { every }) }
}

function failing({ kind, message, picture, replay, runs }: ExplorationError): Found {
  return {
    runs,
    escapes: [],
    failing: { kind, message, replay, picture: picture.ascii() },
  }
}
