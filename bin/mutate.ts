/** `npm run mutate`: would the laws alone catch a mistake? */

import { Command } from 'commander'
import { everyMutation, judgeAll, sampleOf } from '../properties/mutation/campaign.ts'
import { equivalents, meant } from '../properties/mutation/equivalent.ts'
import { campaignReport, scoreOf, type Judged } from '../properties/mutation/report.ts'
import { OutdatedError, State } from '../properties/mutation/state.ts'
import { carryOut, whole } from './commandLine.ts'
import { Complaint } from './documents.ts'
import { exitWhenPipeCloses, say } from './say.ts'

interface Options {
  readonly sample: number
  readonly seed: number
  readonly only: string
  readonly workers: number
  readonly state?: string
  readonly atLeast: number
}

exitWhenPipeCloses()

const cli = new Command('mutate')
  .description(
    'Makes small mistakes in the shipped code, one at a time, and asks whether the laws alone catch each.',
  )
  .option('--sample <n>', 'how many mutants, at most', whole(1, 1_000_000), 500)
  .option('--seed <n>', 'the same seed chooses the same mutants', whole(0, 2 ** 31 - 1), 1)
  .option('--only <prefix>', 'those whose id begins so, as sync/ or core/task.js:105', '')
  .option('--workers <n>', 'how many processes', whole(1, 64), 2)
  .option('--state <file>', 'keep the results there, and continue from what it has')
  .option('--at-least <percent>', 'the least score', whole(0, 100), 0)
  .addHelpText(
    'after',
    `
A mutant is judged at one stage after the other: it does not load; a law does not hold; a session never ends, or cannot be
run; a log is not the model's; it survives. The score counts those that load and are neither equivalent nor in a
check of an argument.

Exit status: 0 if every mutant was judged, 1 if the score is less than the least, 2 if they cannot be judged. What
is interrupted continues from its --state file.

Example:
  $ npm run mutate -- --sample 100 --only sync/ --state mutants.jsonl`,
  )
  .exitOverride()
  .showHelpAfterError('See --help.')
  .action(async ({ atLeast, only, sample, seed, state: path, workers }: Options) => {
    const all = everyMutation()
    const chosen = sampleOf(all, { only, sample, seed })
    if (chosen.length === 0) throw new Complaint(`no mutant has an id that begins with ${only}`)
    const state = new State(path)
    const reasons = new Map(
      equivalents().flatMap((argument) =>
        meant(argument, all).map(({ id }) => [id, argument.why] as const),
      ),
    )
    const mistakes = chosen.filter(({ id }) => !reasons.has(id))
    await judgeAll(mistakes, state, workers, progress(mistakes, state))
    const judged = chosen.map((mutation): Judged => {
      const { id } = mutation
      const result = state.results.get(id) ?? { id, stage: 'none', ms: 0 }
      return { mutation, result, equivalent: reasons.get(id) }
    })
    say(...campaignReport(judged))
    say(`${chosen.length} of ${all.length} mutants, from seed ${seed}.`)
    const { caught, of } = scoreOf(judged)
    if (100 * caught < atLeast * of) process.exitCode = 1
  })

/** The least time between two lines of progress. */
const INTERVAL_MS = 5_000

/** Says on stderr how far it is. */
function progress(chosen: readonly { readonly id: string }[], state: State): () => void {
  const begun = performance.now()
  const rest = chosen.filter(({ id }) => !state.results.has(id)).length
  if (rest < chosen.length)
    process.stderr.write(`${chosen.length - rest} of ${chosen.length} were judged before\n`)
  let done = 0
  let last = begun
  return () => {
    done += 1
    const now = performance.now()
    if (now - last < INTERVAL_MS && done < rest) return
    last = now
    const rate = (1000 * done) / (now - begun)
    const left = Math.round((rest - done) / rate)
    process.stderr.write(
      `${chosen.length - rest + done} of ${chosen.length} mutants, ${rate.toFixed(1)} a second, ${left} s left\n`,
    )
  }
}

await carryOut(cli, [Complaint, OutdatedError])
