/** A campaign on the terminal. */

import { setImmediate } from 'node:timers/promises'
import { SingleBar } from 'cli-progress'
import {
  campaignInChunks,
  checkSession,
  verdictsOf,
  type CampaignResult,
  type Standing,
  type Verdicts,
} from '../properties/check.ts'
import { failureReport, standings } from '../properties/report.ts'
import type { Subject } from '../properties/subject.ts'
import type { Session } from '../spec/program.ts'
import * as looplaw from '../src/index.ts'
import { say } from './say.ts'

/** A loop to be held to the laws, and the name that it has as a mutant, unless it is the right one. */
export interface Candidate {
  readonly subject: Subject
  readonly mutant?: string
}

const RIGHT: Candidate = { subject: looplaw }

/** Runs a campaign and prints what it found; gives whether everything holds. */
export async function runCampaign(
  runs: number,
  seed: number,
  candidate: Candidate = RIGHT,
): Promise<boolean> {
  const begun = performance.now()
  say(`From seed ${seed}:`, '')
  const result = await underWay(runs, seed, candidate.subject)
  const seconds = ((performance.now() - begun) / 1000).toFixed(1)
  const programs = `${result.runs} ${result.runs === 1 ? 'program' : 'programs'}`
  const untested = [...result.clauses.values()].filter(isUntested).length
  const verdict =
    untested === 0 ? 'every clause holds' : `every clause holds but ${untested}, not exercised`
  return tell(
    result,
    `${programs}, each under drain and snapshot, from seed ${seed}, in ${seconds} s`,
    verdict,
    candidate.mutant,
  )
}

/** Runs one session and prints what it shows; gives whether everything holds. */
export function replaySession(session: Session, candidate: Candidate = RIGHT): boolean {
  const all = verdictsOf(checkSession(session, candidate.subject))
  const clauses = new Map([...all.clauses].filter(([, standing]) => !isUntested(standing)))
  const verdict = 'every clause that it puts to the test holds'
  const what = `1 session, under ${session.discipline}`
  return tell({ ...all, clauses }, what, verdict, candidate.mutant)
}

function isUntested({ verdict }: Standing): boolean {
  return verdict === 'not exercised'
}

/** The table, the summary, and the report if there is something to report. */
function tell(
  result: Verdicts,
  what: string,
  verdict: string,
  mutant: string | undefined,
): boolean {
  const [first, ...others] = result.failures
  say(
    ...standings(result),
    '',
    `${what}: ${first === undefined ? verdict : 'not everything holds'}.`,
  )
  if (first === undefined) return true
  say('', ...failureReport(first, others, mutant))
  return false
}

async function underWay(runs: number, seed: number, subject: Subject): Promise<CampaignResult> {
  const chunks = campaignInChunks({ runs, seed, subject })
  const progress = process.stderr.isTTY ? drawn(runs) : written(runs)
  try {
    let chunk = chunks.next()
    while (chunk.done !== true) {
      progress.update(chunk.value)
      // The terminal and the interrupt key have their turn.
      await setImmediate()
      chunk = chunks.next()
    }
    return chunk.value
  } finally {
    progress.stop()
  }
}

interface Progress {
  update(done: number): void
  stop(): void
}

function drawn(runs: number): Progress {
  const format = '{bar} {value} of {total} programs, {eta_formatted} left'
  const bar = new SingleBar({
    format,
    // Otherwise a terminal that is interrupted goes on without.
    linewrap: true,
    clearOnComplete: true,
    barCompleteChar: '=',
    barIncompleteChar: '-',
  })
  bar.start(runs, 0)
  return bar
}

/** Where nobody watches: a line now and then. */
const NOW_AND_THEN_MS = 5000

function written(runs: number): Progress {
  let last = performance.now()
  return {
    update(done) {
      if (performance.now() - last < NOW_AND_THEN_MS) return
      last = performance.now()
      process.stderr.write(`${done} of ${runs} programs\n`)
    },
    stop() {},
  }
}
