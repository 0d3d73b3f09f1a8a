/** Runs the chunks of an exploration. Imported before the scenario, whose timers are then the explorer's. */

import { seedOf } from '../properties/seeds.ts'
import { Stretching } from '../src/explore/engine/stretch.ts'
import { exploreAs } from '../src/explore/explore.ts'
import { exploreLoopStretch } from '../src/explore/exploreLoop.ts'
import {
  ExplorationError,
  ExplorationRefusedError,
  ReplayError,
  type Explored,
  type ExploreOptions,
} from '../src/explore/index.ts'
import type { Runner } from './crew.ts'
import { Complaint } from './documents.ts'
import type { Every, Found } from './found.ts'
import { isByChance, loopScenarioOf, scenarioOf, type Target } from './scenario.ts'

type Exploring = (options: ExploreOptions, stretching?: Stretching) => Promise<Explored>

/** @throws `Complaint` if there is no such scenario */
export async function explorer(target: Target, seed: number): Promise<Runner<Found>> {
  const { bound, bursts, cancel, maxDecisions, shrink, strategy, windDown } = target
  const exploring = await exploringOf(target)
  const chance = strategy === 'pct' ? 'pct' : 'random'
  let isFirst = true
  return async ({ chunk, isKept = false, most, replay, seconds, stretch }, onProgress) => {
    const stretching = stretch && new Stretching(stretch, isFirst)
    isFirst = false
    const before = stretch?.before ?? 0
    const options: ExploreOptions = {
      ...(bound === undefined ? {} : { bound }),
      ...(maxDecisions === undefined ? {} : { maxDecisions }),
      ...(windDown === undefined ? {} : { windDown }),
      ...(shrink === undefined ? {} : { shrink }),
      ...(cancel ? { cancel: 'everywhere' } : {}),
      ...(replay === undefined ? {} : { replay }),
      ...(bursts ? { bursts } : {}),
      runs: before + most,
      // A number above 0: what is begun makes one run at least.
      seconds: Math.max(seconds, 0.001),
      seed: chunk === 0 && !isByChance(strategy) ? seed : seedOf(chunk, seed) >>> 0,
      strategy: chance,
      onProgress: ({ runs }) => onProgress(runs - before),
    }
    try {
      return foundIn(await exploring(options, stretching), stretching, replay !== undefined)
    } catch (error) {
      if (error instanceof ExplorationError) return failing(error, stretching)
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
    return (options, stretching) => exploreAs('explore(scenario', scenario, options, stretching)
  }
  const scenario = await loopScenarioOf(target)
  const how = { pick, time: time ? 'explored' : 'frozen' } as const
  return (options, stretching) => exploreLoopStretch(scenario, { ...options, ...how }, stretching)
}

function foundIn(explored: Explored, stretching: Stretching | undefined, isReplay: boolean): Found {
  const { complete, decisions, escapes, histories, reduced, runs } = explored
  if (stretching !== undefined && !reduced) {
    const { ran } = stretching
    return { runs: ran.numbers.length, escapes, ran }
  }
  if (!reduced && !isReplay) return { runs, escapes }
  const every: Every = {
    of: 1,
    shares: 1,
    levels: [{ runs, histories }],
    ...(isReplay ? { bound: -1 } : complete && { completeAt: 0 }),
    decided: decisions > 0,
    limited: false,
    unshared: false,
    classes: reduced,
  }
  return { runs, escapes, every }
}

function failing(
  { kind, message, picture, replay, runs }: ExplorationError,
  stretching: Stretching | undefined,
): Found {
  const before = stretching?.stretch.before ?? 0
  const place = stretching && { place: stretching.place }
  return {
    // Before the first of a stretch, the default history may have differed from itself.
    runs: Math.max(0, runs - before),
    escapes: [],
    failing: { kind, message, replay, picture: picture.ascii(), ...place },
  }
}
