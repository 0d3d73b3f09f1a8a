/** `looplaw check` and `looplaw merge`: the loop, or another, against its laws and the model. */

import { randomInt } from 'node:crypto'
import { Option, type Command } from 'commander'
import { whole } from './commandLine.ts'
import { Complaint, lacksFastCheck, readSession } from './documents.ts'
import { addLimits, NOT_REPLAYED, type Limits } from './limits.ts'
import type * as checks from './verdicts.ts'

interface Options extends Limits {
  readonly runs: number
  readonly seed?: number
  readonly replay?: string
  readonly mutant?: string
  readonly subject?: string
}

/** Adds the commands to a command line. */
export function addCheck(cli: Command): void {
  const check = cli
    .command('check')
    .summary('hold the loop to its laws and to the model')
    .description(
      'Runs random programs under both disciplines, each held to every law and to the model.',
    )
    .option('--runs <n>', 'how many programs', whole(1, 1_000_000_000), 20_000)
    .option('--seed <n>', 'the same seed makes the same programs', whole(0, 2 ** 32 - 1))
  addLimits(check, 'programs', ['runs'])
    .addOption(
      new Option('--replay <session>', 'run this one session instead, given as JSON').conflicts([
        ...NOT_REPLAYED,
      ]),
    )
    .option(
      '--mutant <name>',
      'check this mutant instead of the loop: without --runs and the like, its law catches it in a small program',
    )
    .addOption(
      new Option(
        '--subject <module>',
        'check the scheduler of this module instead: learn/subject.md says what it exports',
      ).conflicts('mutant'),
    )
    .addHelpText(
      'after',
      `
Each line has a clause, how many programs put it to the test, and whether it holds: looplaw clause F1 says what F1 promises.

Exit status: 0 if everything holds, 1 if something fails, 2 if it cannot be checked.

Examples:
  $ looplaw check --runs 1000 --seed 7
  $ looplaw check --minutes 30 --workers 2 --seed 7 --state campaign.json
  $ looplaw check --minutes 30 --seed 7 --shard 3/16 --state 3.json
  $ looplaw check --subject ./mine.js
  $ looplaw check --replay '{"discipline":"drain","host":[{"do":"run","name":"main","body":[]}]}'`,
    )
    .action(async (options: Options, command: Command) => {
      const { catchMutant, replaySession, runCheck } = await checking()
      const { json, mutant, replay, runs, subject, ...goal } = options
      const which = { mutant, subject }
      if (goal.state !== undefined && goal.seed === undefined)
        throw new Complaint('--state needs a --seed: a campaign that is resumed has the same')
      if (goal.shard !== undefined && goal.seed === undefined)
        throw new Complaint('--shard needs a --seed: the shards of a campaign have the same')
      const seed = goal.seed ?? randomInt(2 ** 32)
      const most = goal.minutes === undefined ? runs : Infinity
      const campaign = { ...goal, seed, runs: most }
      const isAlone = Object.keys(options).every(
        (name) => name === 'mutant' || command.getOptionValueSource(name) === 'default',
      )
      const judge = (): Promise<boolean> => {
        if (replay !== undefined) return replaySession(readSession(replay), which, json)
        if (mutant !== undefined && isAlone) return catchMutant(mutant, campaign)
        return runCheck(campaign, which, json)
      }
      if (!(await judge())) process.exitCode = 1
    })

  cli
    .command('merge')
    .summary('add up the shards of a campaign')
    .description(
      'Adds up what looplaw check, or explore, --shard --state has kept, and prints it as one.',
    )
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
      const { mergeStates } = await import('./merge.ts')
      const checks = async (options: string) => (await checking()).checkNamed(options)
      if (!(await mergeStates(files, json, checks))) process.exitCode = 1
    })
}

/** Only now, as `looplaw run` does without fast-check, a peer that need not be installed. */
async function checking(): Promise<typeof checks> {
  try {
    return await import('./verdicts.ts')
  } catch (error) {
    if (!lacksFastCheck(error)) throw error
    throw new Complaint('check needs fast-check: npm install fast-check', { cause: error })
  }
}
