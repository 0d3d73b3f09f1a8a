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
import type { Kit } from '../properties/kit.ts'
import { failureReport, standings } from '../properties/report.ts'
import type { Subject } from '../properties/subject.ts'
import type { Session } from '../spec/program.ts'
import * as looplaw from '../src/index.ts'
import { say } from './say.ts'

/** A loop to check against the laws: the shipped one, a mutant of it, or one from elsewhere, with its kit. */
export interface Candidate {
  readonly subject: Subject
  readonly kit?: Kit
  /** The options that replay it. */
  readonly options?: string
}

const SHIPPED: Candidate = { subject: looplaw }

/** Runs a campaign and prints the results. Returns whether everything holds. */
export async function runCampaign(
  runs: number,
  seed: number,
  candidate: Candidate = SHIPPED,
): Promise<boolean> {
  const begun = performance.now()
  say(`From seed ${seed}:`, '')
  const all = await withProgress(runs, seed, candidate)
  const result = { ...all, clauses: ofKit(all.clauses, candidate.kit) }
  const seconds = ((performance.now() - begun) / 1000).toFixed(1)
  const programs = `${result.runs} ${result.runs === 1 ? 'program' : 'programs'}`
  const untested = [...result.clauses.values()].filter(isUntested).length
  const verdict =
    untested === 0
      ? 'every clause holds'
      : `every clause holds, except ${untested} that ${untested === 1 ? 'was' : 'were'} not exercised`
  return printResult(
    result,
    `${programs}, each under drain and snapshot, from seed ${seed}, in ${seconds} s`,
    verdict,
    candidate.options,
  )
}

/** Without the clauses that the kit asks no law of. */
function ofKit(clauses: Verdicts['clauses'], kit: Kit | undefined): Verdicts['clauses'] {
  if (kit === undefined) return clauses
  const asked = new Set(kit.asked.map(({ clause }) => clause))
  return new Map([...clauses].filter(([id]) => asked.has(id)))
}

/** Runs one session and prints the results. Returns whether everything holds. */
export function replaySession(session: Session, candidate: Candidate = SHIPPED): boolean {
  const all = verdictsOf(checkSession(session, candidate.subject, candidate.kit?.asked))
  const clauses = new Map([...all.clauses].filter(([, standing]) => !isUntested(standing)))
  const verdict = 'every clause that it exercises holds'
  const what = `1 session, under ${session.discipline}`
  return printResult({ ...all, clauses }, what, verdict, candidate.options)
}

function isUntested({ verdict }: Standing): boolean {
  return verdict === 'not exercised'
}

/** Prints the table, the summary, and the report of a failure if there is one. */
function printResult(
  result: Verdicts,
  what: string,
  verdict: string,
  options: string | undefined,
): boolean {
  const [first, ...others] = result.failures
  say(...standings(result), '', `${what}: ${first === undefined ? verdict : 'a check failed'}.`)
  if (first === undefined) return true
  say('', ...failureReport(first, others, options))
  return false
}

async function withProgress(
  runs: number,
  seed: number,
  { kit, subject }: Candidate,
): Promise<CampaignResult> {
  const chunks = campaignInChunks({ runs, seed, subject, ...kit })
  const progress = process.stderr.isTTY ? progressBar(runs) : progressLines(runs)
  try {
    let chunk = chunks.next()
    while (chunk.done !== true) {
      progress.update(chunk.value)
      // Lets the terminal redraw, and the interrupt key take effect.
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

function progressBar(runs: number): Progress {
  const format = '{bar} {value} of {total} programs, {eta_formatted} left'
  const bar = new SingleBar({
    format,
    // Otherwise a terminal that is interrupted no longer wraps lines.
    linewrap: true,
    clearOnComplete: true,
    barCompleteChar: '=',
    barIncompleteChar: '-',
  })
  bar.start(runs, 0)
  return bar
}

/** The least time between two lines of progress, for output that is no terminal. */
const INTERVAL_MS = 5000

function progressLines(runs: number): Progress {
  let last = performance.now()
  return {
    update(done) {
      if (performance.now() - last < INTERVAL_MS) return
      last = performance.now()
      process.stderr.write(`${done} of ${runs} programs\n`)
    },
    stop() {},
  }
}
