/** `looplaw explore`: a scenario under every order in which the outside may answer. */

import { InvalidArgumentError, Option, type Command } from 'commander'
import { runCampaign } from './campaign.ts'
import { whole } from './commandLine.ts'
import { Complaint } from './documents.ts'
import { explorationOf } from './exploration.ts'
import { above, addLimits, NOT_REPLAYED, type Limits } from './limits.ts'
import type { Strategy, Target } from './scenario.ts'

interface Options extends Limits {
  readonly export: string
  readonly loop?: boolean
  readonly pick?: boolean
  readonly time?: boolean
  readonly cancel?: boolean
  readonly bursts?: boolean
  readonly bound?: number
  readonly strategy?: Strategy
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
  addLimits(command, 'histories', ['seconds'])
    .addOption(
      new Option('--replay <line>', 'run this one history instead').conflicts([
        ...NOT_REPLAYED,
        'seconds',
      ]),
    )
    .addHelpText(
      'after',
      `
Every history within the bound is one part, which one worker runs, of shard 1; what it leaves of --runs or of the time goes
to chance, in parts that have seeds of their own. Where all histories there are were run, it ends. What the scenario prints
is on stderr.

Exit status: 0 if all histories pass, 1 if one fails, 2 if it cannot be explored.

Examples:
  $ looplaw explore ./race.js
  $ looplaw explore ./race.js --export deposits --bound 2 --json
  $ looplaw explore ./race.js --minutes 30 --workers 2 --seed 7 --state race.json
  $ looplaw explore ./tasks.js --loop --pick
  $ looplaw explore ./race.js --replay '1:2/bl51'`,
    )
    .action(async (file: string, options: Options) => {
      if (!(await explored(targetOf(file, options), options))) process.exitCode = 1
    })
}

function targetOf(file: string, options: Options): Target {
  const { bound: most, bursts = false, cancel = false, loop = false, strategy } = options
  const { pick = false, time = false } = options
  const odd = pick ? '--pick' : '--time'
  if ((pick || time) && !loop) throw new Complaint(`${odd} is of a loop: add --loop`)
  if (bursts && loop) throw new Complaint('--bursts is of promises, which --loop has none of')
  const name = options.export
  return { file, name, loop, pick, time, cancel, bursts, bound: most, strategy }
}

/** Returns whether all histories pass. */
async function explored(target: Target, options: Options): Promise<boolean> {
  const { json = false, replay, seconds, seed, shard = { index: 1, of: 1 }, state } = options
  const minutes = options.minutes ?? (seconds === undefined ? undefined : seconds / 60)
  const { bound: most, strategy } = target
  // As explore() has it: a bound is a limit, except of what is chosen by chance.
  const isByChance = strategy === 'random' || strategy === 'pct'
  const isLimited = minutes !== undefined || (most !== undefined && !isByChance)
  const runs = options.runs ?? (isLimited ? Infinity : 10_000)
  const isOpen = minutes !== undefined || Number.isFinite(runs)
  if (shard.index > 1 && (!isOpen || strategy === 'exhaustive'))
    throw new Complaint(
      'this shard has nothing to run, since shard 1 runs every history within the bound: add --runs or --minutes',
    )
  const work = explorationOf(target, seed, shard, isOpen)
  if (replay === undefined) {
    const { workers } = options
    const goal = { seed, runs, minutes, workers, shard, state }
    return work.print(await runCampaign(goal, work), json)
  }
  const crew = work.crew(1)
  const begun = performance.now()
  try {
    const task = { chunk: 0, most: 1, seconds: Infinity, replay }
    const sum = await crew.run(0, task)
    const passed = (performance.now() - begun) / 1_000
    return work.print({ seed, shard, options: work.options, chunks: 0, seconds: passed, sum }, json)
  } finally {
    await crew.close()
  }
}

function bound(text: string): number {
  if (text === 'Infinity') return Infinity
  if (/^\d{1,6}$/u.test(text)) return Number(text)
  throw new InvalidArgumentError('It is a whole number, or Infinity.')
}
