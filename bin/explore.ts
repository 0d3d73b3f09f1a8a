/** `looplaw explore`: a scenario under every order in which the outside may answer. */

import { InvalidArgumentError, Option, type Command } from 'commander'
import { runCampaign } from './campaign.ts'
import { whole } from './commandLine.ts'
import { Complaint } from './documents.ts'
import { explorationOf } from './exploration.ts'
import type { Found } from './found.ts'
import { keepingIn } from './keeping.ts'
import { above, addLimits, NOT_REPLAYED, type Limits } from './limits.ts'
import { isByChance, type Strategy, type Target } from './scenario.ts'
import type { State, Work } from './work.ts'

interface Options extends Limits {
  readonly export: string
  readonly loop?: boolean
  readonly pick?: boolean
  readonly time?: boolean
  readonly cancel?: boolean
  readonly bursts?: boolean
  readonly bound?: number
  readonly strategy?: Strategy
  readonly maxDecisions?: number
  readonly windDown?: number
  readonly shrink?: number
  readonly keep?: string
  readonly runs?: number
  readonly seconds?: number
  readonly seed: number
  readonly replay?: string
}

/** Adds the command to a command line. */
export function addExplore(cli: Command): void {
  const command = cli
    .command('explore')
    .summary('explore a scenario, and find the race in it')
    .description(
      'Runs a scenario of a module under every order in which the outside may answer, up to a bound of deviations from the default, and then by chance.',
    )
    .argument('<file>', 'the module, whose default export is async (world) => { … }')
    .option('--export <name>', 'the export that is the scenario', 'default')
    .option('--loop', 'it is a generator function, function* (loop, world)')
    .option('--pick', 'of a loop: any ready task may be stepped next')
    .option('--time', 'of a loop: time may pass whenever a task waits for it')
    .option('--cancel', 'abort each AbortController, or cancel each task, everywhere')
    .option('--bursts', 'a second event may come before the microtasks of the first')
    .option('--bound <n>', 'every history of so many deviations, or Infinity; 3 by default', bound)
    .addOption(
      new Option('--strategy <name>', 'only every history, or only by chance').choices([
        'exhaustive',
        'random',
        'pct',
      ]),
    )
    .option(
      '--runs <n>',
      'how many histories, at most; 10000 without a bound and a time',
      whole(1, 1_000_000_000),
    )
    .addOption(
      new Option('--seconds <n>', 'the same as --minutes, in seconds').argParser(above('seconds')),
    )
    .option('--seed <n>', 'of what is chosen by chance', whole(0, 2 ** 32 - 1), 1)
    .option(
      '--max-decisions <n>',
      'a history may take so many decisions; 2000 by default',
      whole(1, 1_000_000),
    )
    .option(
      '--wind-down <n>',
      'what is pending at the end of a history may end in so many macrotasks; 20 by default',
      whole(0, 1_000_000),
    )
    .option(
      '--shrink <n>',
      'so many histories may be tried to make a failing one smaller; 5000 by default',
      whole(0, 1_000_000_000),
    )
    .option(
      '--keep <file>',
      'keep failing histories in this file, and run them first the next time',
    )
  addLimits(command, 'histories', ['seconds'])
    .addOption(
      new Option('--replay <line>', 'run this one history instead').conflicts([
        ...NOT_REPLAYED,
        'seconds',
        'keep',
      ]),
    )
    .addHelpText(
      'after',
      `
Workers share every history within the bound, and so do shards: looplaw merge says what these have shown together. What is
left of --runs or of the time goes to chance, with seeds of their own. Where all histories there are were run, it ends.
A state keeps what was run of either, and the same command continues there.
With --loop --pick and shared(), one history of each class is run, by one worker of shard 1. What the scenario prints is
on stderr. A strategy that is a function, onRun and onProgress are for code: see explore() of looplaw/explore.

Exit status: 0 if all histories pass, 1 if one fails, 2 if it cannot be explored.

Examples:
  $ looplaw explore ./race.js
  $ looplaw explore ./race.js --export deposits --bound 2 --json
  $ looplaw explore ./race.js --minutes 30 --workers 2 --seed 7 --state race.json
  $ looplaw explore ./race.js --keep failing.json
  $ looplaw explore ./tasks.js --loop --pick
  $ looplaw explore ./race.js --replay '1:2/bl51'`,
    )
    .action(async (file: string, options: Options) => {
      if (!(await explored(targetOf(file, options), options))) process.exitCode = 1
    })
}

function targetOf(file: string, options: Options): Target {
  const { bound: most, bursts = false, cancel = false, loop = false, strategy } = options
  const { maxDecisions, pick = false, shrink, time = false, windDown } = options
  const odd = pick ? '--pick' : '--time'
  if ((pick || time) && !loop) throw new Complaint(`${odd} is of a loop: add --loop`)
  const native = bursts ? '--bursts' : '--wind-down'
  if (loop && (bursts || windDown !== undefined))
    throw new Complaint(`${native} is of promises, which --loop has none of`)
  const name = options.export
  const decided = { bound: most, strategy, maxDecisions, windDown, shrink }
  return { file, name, loop, pick, time, cancel, bursts, ...decided }
}

/** Returns whether all histories pass. */
async function explored(target: Target, options: Options): Promise<boolean> {
  const { json = false, keep, replay, seconds, seed, shard = { index: 1, of: 1 }, state } = options
  const minutes = options.minutes ?? (seconds === undefined ? undefined : seconds / 60)
  const { bound: most, strategy } = target
  // As explore() has it: a bound is a limit, except of what is chosen by chance.
  const isLimited = minutes !== undefined || (most !== undefined && !isByChance(strategy))
  const runs = options.runs ?? (isLimited ? Infinity : 10_000)
  const isOpen = minutes !== undefined || Number.isFinite(runs)
  const work = explorationOf(target, seed, shard, isOpen)
  const of = { seed, shard, work }
  if (replay !== undefined) return work.print(await replayed([replay], of), json)
  const keeping = keep === undefined ? undefined : keepingIn(keep, work.options)
  const before = keeping?.lines() ?? []
  if (keeping !== undefined && before.length > 0) {
    const again = await replayed(before, of, (line) => keeping.drop(line))
    if (again.sum.failing !== undefined) return work.print(again, json)
  }
  const { workers } = options
  const goal = { seed, runs, minutes, workers, shard, state }
  const ended = await runCampaign(goal, work)
  const holds = work.print(ended, json)
  const { failing } = ended.sum
  // X10: what differs from run to run is no history that can be replayed.
  if (failing !== undefined && failing.kind !== 'nondeterminism') keeping?.add(failing.replay)
  return holds
}

interface Replaying extends Pick<State<Found>, 'seed' | 'shard'> {
  readonly work: Work<Found>
}

/**
 * Runs the histories of these lines, up to the first that fails.
 *
 * @param hasPassed is called with each line that passes, or fits no longer; if it is left out, what does not fit is a mistake
 * @throws `Complaint`
 */
async function replayed(
  lines: readonly string[],
  { seed, shard, work }: Replaying,
  hasPassed?: (line: string) => void,
): Promise<State<Found>> {
  const crew = work.crew(1)
  const begun = performance.now()
  const isKept = hasPassed !== undefined
  let sum = work.sumOf([])
  try {
    for (const replay of lines) {
      sum = await crew.run(0, { chunk: 0, most: 1, seconds: Infinity, replay, isKept })
      if (sum.failing !== undefined) break
      hasPassed?.(replay)
    }
  } finally {
    await crew.close()
  }
  const seconds = (performance.now() - begun) / 1_000
  return { seed, shard, options: work.options, chunks: 0, seconds, sum }
}

function bound(text: string): number {
  if (text === 'Infinity') return Infinity
  if (/^\d{1,6}$/u.test(text)) return Number(text)
  throw new InvalidArgumentError('It is a whole number, or Infinity.')
}
