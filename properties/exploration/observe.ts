/** Running an explorer, and seeing what it does. */

import type * as core from '../../src/index.ts'
import type * as looplaw from '../../src/explore/index.ts'
import type { Choice, ExploreOptions, Explored, Run, Scenario } from '../../src/explore/index.ts'

/** An explorer: the right one, or a mutant. */
export type Explorer = Pick<
  typeof looplaw,
  | 'explore'
  | 'exploreLoop'
  | 'linearizable'
  | 'explorePool'
  | 'exploreQueue'
  | 'exploreCache'
  | 'shared'
> & {
  /** Of the same copy of the package: what scenarios of coroutines use besides their loop. */
  readonly core?: typeof core
}

/** What came of an exploration. */
export interface Observed {
  readonly explored: Explored | undefined
  /** What it threw; undefined if it passed. */
  readonly thrown: Thrown | undefined
  readonly runs: readonly Run[]
  /** By decision of the only run: what could happen, where there was a choice. */
  readonly offered: ReadonlyMap<number, readonly Choice[]>
}

/** What an `ExplorationError` has, by whichever copy of the package it was thrown. */
interface Thrown {
  readonly name: string
  readonly message: string
  readonly kind: string
  readonly replay: string
  readonly cause: unknown
  readonly decisions: Run['decisions']
}

/** Explores a scenario. */
export async function exploring(
  explorer: Explorer,
  scenario: Scenario,
  options: ExploreOptions = {},
): Promise<Observed> {
  const runs: Run[] = []
  const offered = new Map<number, readonly Choice[]>()
  try {
    const explored = await explorer.explore(scenario, {
      ...options,
      onRun: (run) => void runs.push(run),
    })
    return { explored, thrown: undefined, runs, offered }
  } catch (error) {
    return { explored: undefined, thrown: thrownIn(error), runs, offered }
  }
}

/** Runs a scenario once, with these choices, and with the default beyond them. */
export async function running(
  explorer: Explorer,
  scenario: Scenario,
  chosen: readonly number[],
  options: ExploreOptions = {},
): Promise<Observed> {
  const offered = new Map<number, readonly Choice[]>()
  const observed = await exploring(explorer, scenario, {
    ...options,
    shrink: 0,
    strategy(choices, at) {
      if (!offered.has(at)) offered.set(at, choices)
      return chosen[at] ?? 0
    },
  })
  return { ...observed, offered }
}

/** @throws what is no error of an exploration */
function thrownIn(error: unknown): Thrown {
  if (!(error instanceof Error)) throw error
  const { cause, message, name } = error
  const known: Thrown = { name, message, kind: '', replay: '', cause, decisions: [] }
  return Object.assign(known, error)
}

/** What was chosen in a run. */
export function chosenIn({ decisions }: Pick<Run, 'decisions'>): number[] {
  return decisions.map(({ chosen }) => chosen)
}

/** What happened in a run, in order: holds are no happening. */
export function happeningsIn({ decisions }: Pick<Run, 'decisions'>): string {
  return decisions
    .flatMap(({ kind, label }) => (kind === 'hold' ? [] : [`${kind} ${label}`]))
    .join(', ')
}
