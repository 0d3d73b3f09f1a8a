/** The options of an exploration, and what it refuses. */

import type { Plan, Progress, Run, StrategyOption } from './engine/search.ts'
import type { Keep } from './keep.ts'
import type { Settings } from './world/run.ts'

/** How a scenario is explored. Clauses X4 to X10. */
export interface ExploreOptions {
  /**
   * Every history of at most so many deviations from the default is run: an integer, 0 or more, or `Infinity`. 3 if it
   * is left out; of the strategy `'pct'`, how often a priority changes.
   */
  readonly bound?: number
  /**
   * At most so many histories are run: an integer, 1 or more. What every history up to the bound leaves of them is
   * chosen by chance. 10,000 if `bound`, `runs` and `seconds` are all left out; otherwise there is no limit.
   */
  readonly runs?: number
  /** The same in seconds of real time. */
  readonly seconds?: number
  /** Of what is chosen by chance, and of the random numbers of the world: an integer, 0 or more; 1 if it is left out. */
  readonly seed?: number
  /**
   * `'exhaustive'`: every history, by the number of its deviations. `'random'`: by chance, each actor weighted by the
   * steps it has left. `'pct'`: a priority by chance for each actor. If it is left out, the first, and the second
   * in what is left of the budget. A function decides itself, in one run unless `runs` says more;
   * what it returns that is no index stands for the default.
   */
  readonly strategy?: StrategyOption
  /** Whether a second event may happen in a macrotask, before the microtasks of the first; `false` if it is left out. */
  readonly bursts?: boolean
  /**
   * When a run has ended, what is pending may still end in so many macrotasks, so that it does not spoil the next
   * run: an integer, 0 or more; 20 if it is left out.
   */
  readonly windDown?: number
  /** `'everywhere'`: each `AbortController` that a run creates may be aborted at each point. */
  readonly cancel?: 'everywhere'
  /** Runs this history alone: the `replay` of an `ExplorationError`. */
  readonly replay?: string
  /** Where failing histories are kept: they run first the next time, until they pass. Nowhere if it is left out. */
  readonly keep?: Keep
  /** A run may take so many decisions: an integer, 1 or more; 2,000 if it is left out. */
  readonly maxDecisions?: number
  /** When a failing history is made smaller, so many may be tried: an integer, 0 or more; 5,000 if it is left out. */
  readonly shrink?: number
  /** Is notified from time to time of how far the exploration has come. */
  readonly onProgress?: (progress: Progress) => void
  /** Is notified of each run, except those that repeat one to check it or to make it smaller. */
  readonly onRun?: (run: Run) => void
}

/** Of the options that only one of the two functions has, the one that has it. */
const OWNERS: Readonly<Record<string, string>> = {
  bursts: 'explore',
  windDown: 'explore',
  pick: 'exploreLoop',
  time: 'exploreLoop',
}

const BOTH: readonly string[] = [
  'bound',
  'runs',
  'seconds',
  'seed',
  'strategy',
  'cancel',
  'replay',
  'keep',
  'maxDecisions',
  'shrink',
  'onProgress',
  'onRun',
]

/** What it does not know is refused: an option that is misspelt would be left out without a word. */
function refuseUnknown(options: object, owner: 'explore' | 'exploreLoop'): void {
  const known = [...BOTH, ...Object.keys(OWNERS).filter((name) => OWNERS[name] === owner)]
  const set = Object.entries(options).flatMap(([name, value]) =>
    value === undefined ? [] : [name],
  )
  const wrong = set.find((name) => !known.includes(name))
  if (wrong === undefined) return
  const other = OWNERS[wrong]
  throw new TypeError(
    other === undefined
      ? `${owner} has no option ${wrong}; its options are ${known.join(', ')}`
      : `${wrong} is an option of ${other}, and not of ${owner}`,
  )
}

/**
 * @param owner the function whose options they are
 * @throws `TypeError`, `RangeError` that names the option
 */
export function checked(
  options: ExploreOptions,
  owner: 'explore' | 'exploreLoop',
): Settings & Omit<Plan, 'now' | 'call' | 'stretching'> {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(
      `explore takes an object of options, like { bound: 2 }, not ${show(options)}`,
    )
  }
  refuseUnknown(options, owner)
  const { bound, bursts = false, cancel, keep, maxDecisions = 2_000, onProgress } = options
  const { onRun, replay, runs, seconds, seed = 1, shrink = 5_000 } = options
  const { strategy, windDown = 20 } = options
  if (bound !== undefined && bound !== Infinity) refuseCount('bound', bound, 0)
  if (runs !== undefined && runs !== Infinity) refuseCount('runs', runs, 1)
  if (seconds !== undefined && !(typeof seconds === 'number' && seconds > 0)) {
    throw new RangeError(`seconds is a number above 0, not ${seconds}`)
  }
  refuseCount('seed', seed, 0)
  refuseCount('shrink', shrink, 0)
  refuseCount('windDown', windDown, 0)
  refuseCount('maxDecisions', maxDecisions, 1)
  if (strategy !== undefined && typeof strategy !== 'function' && !STRATEGIES.has(strategy)) {
    throw new TypeError(
      `strategy is 'exhaustive', 'random', 'pct' or a function of choices, not ${show(strategy)}`,
    )
  }
  if (typeof bursts !== 'boolean') throw new TypeError(`bursts is a boolean, not ${show(bursts)}`)
  if (cancel !== undefined && cancel !== 'everywhere') {
    throw new TypeError(`cancel is 'everywhere' or left out, not ${show(cancel)}`)
  }
  if (replay !== undefined && typeof replay !== 'string') {
    throw new TypeError(`replay is a line that an ExplorationError says, not ${show(replay)}`)
  }
  if (keep !== undefined && !isKeep(keep)) {
    throw new TypeError('keep is an object with the path of a file and a name')
  }
  if (onProgress !== undefined && typeof onProgress !== 'function') {
    throw new TypeError('onProgress is a function of { runs, share }')
  }
  if (onRun !== undefined && typeof onRun !== 'function') {
    throw new TypeError('onRun is a function of { decisions, failure }')
  }
  // A number of runs, or of seconds, is a limit; so is a bound, but of the exhaustive strategy alone.
  const isOpen = strategy === 'random' || strategy === 'pct' || bound === undefined
  const most =
    typeof strategy === 'function' ? 1 : isOpen && seconds === undefined ? 10_000 : Infinity
  return {
    bound: bound ?? 3,
    isBounded: bound !== undefined && bound !== Infinity,
    runs: runs ?? most,
    seconds: seconds ?? Infinity,
    seed,
    strategy,
    shrink,
    replay,
    onProgress,
    onRun,
    bursts,
    windDown,
    cancel: cancel === 'everywhere',
    maxDecisions,
    decisive: [
      ...(bursts ? ['bursts: true'] : []),
      ...(cancel === undefined ? [] : [`cancel: '${cancel}'`]),
      ...(options.maxDecisions === undefined ? [] : [`maxDecisions: ${maxDecisions}`]),
      ...(options.windDown === undefined ? [] : [`windDown: ${windDown}`]),
    ],
  }
}

const STRATEGIES: ReadonlySet<string> = new Set(['exhaustive', 'random', 'pct'])

function isKeep(given: unknown): boolean {
  if (typeof given !== 'object' || given === null) return false
  return (
    'file' in given &&
    typeof given.file === 'string' &&
    'name' in given &&
    typeof given.name === 'string'
  )
}

function refuseCount(name: string, given: number, least: number): void {
  if (typeof given !== 'number') {
    throw new TypeError(`${name} is a number, not ${show(given)}`)
  }
  if (!Number.isSafeInteger(given) || given < least) {
    throw new RangeError(`${name} is an integer, ${least} or more, not ${given}`)
  }
}

/** What was passed instead of what was asked for. */
function show(given: unknown): string {
  return typeof given === 'string' ? JSON.stringify(given) : String(given)
}
