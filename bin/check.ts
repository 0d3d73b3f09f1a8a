/** `looplaw check` and `looplaw merge`: the loop, or another, against its laws and the model. */

import { randomInt } from 'node:crypto'
import { InvalidArgumentError, Option, type Command } from 'commander'
import type * as campaigns from './campaign.ts'
import { whole } from './commandLine.ts'
import { Complaint, readSession } from './documents.ts'
import type { Shard } from './state.ts'

interface Options {
  readonly runs: number
  readonly minutes?: number
  readonly seed?: number
  readonly workers?: number
  readonly shard?: Shard
  readonly state?: string
  readonly json?: boolean
  readonly replay?: string
  readonly mutant?: string
  readonly subject?: string
}

/** Adds the commands to a command line. */
export function addCheck(cli: Command): void {
  cli
    .command('check')
    .summary('hold the loop to its laws and to the model')
    .description(
      'Runs random programs under both disciplines, each held to every law and to the\nmodel.',
    )
    .option('--runs <n>', 'how many programs', whole(1, 1_000_000_000), 20_000)
    .addOption(
      new Option('--minutes <n>', 'as many programs as the time allows')
        .argParser(minutes)
        .conflicts('runs'),
    )
    .option('--seed <n>', 'the same seed makes the same programs', whole(0, 2 ** 32 - 1))
    .option('--workers <n>', 'as many programs at once', whole(1, 256))
    .option('--shard <i/n>', 'one of so many parts, each with programs of its own', shard)
    .option('--state <file>', 'keep the campaign in this file, and resume it from there')
    .option('--json', 'print the results as JSON')
    .addOption(
      new Option('--replay <session>', 'run this one session instead, given as JSON').conflicts([
        'runs',
        'minutes',
        'seed',
        'workers',
        'shard',
        'state',
      ]),
    )
    .option('--mutant <name>', 'check this mutant instead of the loop: what must fail, fails')
    .addOption(
      new Option(
        '--subject <module>',
        'check the scheduler of this module instead: learn/subject.md says what it exports',
      ).conflicts('mutant'),
    )
    .addHelpText(
      'after',
      `
Exit status: 0 if everything holds, 1 if something fails, 2 if it cannot be checked.

Examples:
  $ looplaw check --runs 1000 --seed 7
  $ looplaw check --minutes 30 --workers 2 --seed 7 --state campaign.json
  $ looplaw check --minutes 30 --seed 7 --shard 3/16 --state 3.json
  $ looplaw check --subject ./mine.js
  $ looplaw check --replay '{"discipline":"drain","host":[{"do":"run","name":"main","body":[]}]}'`,
    )
    .action(async (options: Options) => {
      const { replaySession, runCampaign } = await campaign()
      const { mutant, replay, subject, ...goal } = options
      const which = { mutant, subject }
      if (goal.state !== undefined && goal.seed === undefined)
        throw new Complaint('--state needs a --seed: a campaign that is resumed has the same')
      if (goal.shard !== undefined && goal.seed === undefined)
        throw new Complaint('--shard needs a --seed: the shards of a campaign have the same')
      const holds =
        replay === undefined
          ? await runCampaign({ ...goal, seed: goal.seed ?? randomInt(2 ** 32), which })
          : await replaySession(readSession(replay), which, goal.json)
      if (!holds) process.exitCode = 1
    })

  cli
    .command('merge')
    .summary('add up the shards of a campaign')
    .description('Adds up what looplaw check --shard --state has kept, and prints it as one.')
    .argument('<files...>', 'the states of the shards')
    .option('--json', 'print the results as JSON')
    .addHelpText(
      'after',
      `
Exit status: 0 if everything holds, 1 if something fails, 2 if they are not shards of one campaign.

Example:
  $ looplaw merge 1.json 2.json 3.json`,
    )
    .action(async (files: readonly string[], { json = false }: Pick<Options, 'json'>) => {
      await campaign()
      const { mergeStates } = await import('./merge.ts')
      if (!(await mergeStates(files, json))) process.exitCode = 1
    })
}

/** Only now, as `looplaw run` does without fast-check, a peer that need not be installed. */
async function campaign(): Promise<typeof campaigns> {
  try {
    return await import('./campaign.ts')
  } catch (error) {
    if (!String(error).includes("'fast-check'")) throw error
    throw new Complaint('check needs fast-check: npm install fast-check', { cause: error })
  }
}

function minutes(text: string): number {
  const number = Number(text)
  if (/^\d+(?:\.\d+)?$/u.test(text) && number > 0 && number <= 100_000) return number
  throw new InvalidArgumentError('It is a number of minutes, more than 0 and at most 100000.')
}

function shard(text: string): Shard {
  const [, index, of] = /^(\d+)\/(\d+)$/u.exec(text) ?? []
  const part = { index: Number(index), of: Number(of) }
  if (part.index >= 1 && part.index <= part.of && part.of <= 10_000) return part
  throw new InvalidArgumentError('It is a part and a number of parts: 3/16.')
}
