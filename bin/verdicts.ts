/** A campaign of random programs, each held to the laws and to the model. */

import * as z from 'zod'
import { checkSession, sumOf, verdictsOf, verdictsOfSum } from '../properties/check.ts'
import type { ChunkResult, Standing, Verdicts } from '../properties/check.ts'
import type { Kit } from '../properties/kit.ts'
import type { Law } from '../properties/law.ts'
import { easiest } from '../properties/mutants/hunt.ts'
import { load } from '../properties/mutants/load.ts'
import { failureReport, replayLine, standings } from '../properties/report.ts'
import { clauseIds } from '../spec/clauses.ts'
import { parseSession } from '../spec/parse.ts'
import type { Session } from '../spec/program.ts'
import { runCampaign, type Goal } from './campaign.ts'
import { candidateOf, type Candidate, type Which } from './candidate.ts'
import { checkerOf } from './checker.ts'
import { breachNamed } from './clause.ts'
import { alone, crewOf } from './crew.ts'
import { say, sayJson } from './say.ts'
import type { State, Work } from './work.ts'

const count = z.int().nonnegative()
const anySession = z.unknown().transform((document): Session => parseSession(document))

const schema: z.ZodType<ChunkResult> = z.strictObject({
  runs: count,
  exercised: z.partialRecord(z.enum(clauseIds), count),
  failing: z.strictObject({ session: anySession, clause: z.enum(clauseIds).optional() }).optional(),
})

const CHUNK = 100

/** Of a campaign that is merged: it is known by the options that replay it. */
export async function checkNamed(options: string): Promise<Omit<Work<ChunkResult>, 'crew'>> {
  const [, kind, name] = /^--(mutant|subject) (.*)$/u.exec(options) ?? []
  return checkOf(
    await candidateOf(kind === 'mutant' ? { mutant: name } : { subject: kind && name }),
  )
}

function checkOf(candidate: Candidate): Omit<Work<ChunkResult>, 'crew'> {
  return {
    name: 'check',
    what: 'programs',
    options: candidate.options ?? '',
    schema,
    sumOf,
    most: (chunk, _sum, runs) => Math.min(CHUNK, runs - chunk * CHUNK),
    print: (state, json) => (json ? printJson(state, candidate) : printState(state, candidate)),
  }
}

/** Runs a campaign and prints the results. Returns whether everything holds. */
export async function runCheck(goal: Goal, which: Which = {}, json = false): Promise<boolean> {
  const { seed } = goal
  const candidate = await candidateOf(which)
  if (!json) say(`From seed ${seed}:`, '')
  const work: Work<ChunkResult> = {
    ...checkOf(candidate),
    crew: (workers) =>
      workers === undefined
        ? alone(checkerOf(candidate, seed))
        : crewOf(workers, { work: 'check', which, seed }),
  }
  return work.print(await runCampaign(goal, work), json)
}

/** Prints what a campaign, or several shards of one, came to. Returns whether everything holds. */
function printState(
  { seconds, seed, shard, sum }: State<ChunkResult>,
  candidate: Candidate,
): boolean {
  const all = verdictsOfSum(sum, { subject: candidate.subject, ...candidate.kit })
  const asked = ofKit(all.clauses, candidate.kit)
  // Of a failure, what no program has exercised says nothing.
  const isShown = (standing: Standing): boolean =>
    !isUntested(standing) || all.failures.length === 0
  const clauses = new Map([...asked].filter(([, standing]) => isShown(standing)))
  const result = { ...all, clauses }
  const programs = `${sum.runs} ${sum.runs === 1 ? 'program' : 'programs'}`
  const untested = [...result.clauses.values()].filter(isUntested).length
  const verdict =
    untested === 0
      ? 'every clause holds'
      : `every clause holds, except ${untested} that ${untested === 1 ? 'was' : 'were'} not exercised`
  const part = shard.of === 1 ? '' : `, shard ${shard.index} of ${shard.of}`
  return printResult(
    result,
    `${programs}, each under drain and snapshot, from seed ${seed}${part}, in ${seconds.toFixed(1)} s`,
    verdict,
    candidate.options,
  )
}

/** The same for a machine. */
function printJson(
  { options, seconds, seed, shard, sum }: State<ChunkResult>,
  candidate: Candidate,
): boolean {
  const verdicts = verdictsOfSum(sum, { subject: candidate.subject, ...candidate.kit })
  const clauses = ofKit(verdicts.clauses, candidate.kit)
  const what = { seed, shard, options, programs: sum.runs, seconds }
  return printVerdicts(what, { ...verdicts, clauses }, candidate)
}

function printVerdicts(what: object, found: Verdicts, { options }: Candidate): boolean {
  const [first] = found.failures
  const failure = first && {
    clause: first.law?.clause ?? 'model',
    law: first.law?.sentence ?? 'the log of the loop is that of the model',
    wrong: first.wrong,
    replay: replayLine(first.session, options),
  }
  const clauses = Object.fromEntries(found.clauses)
  sayJson({ ...what, clauses, model: found.refinement, ...(failure && { failure }) })
  return first === undefined
}

/** Without the clauses that the kit asks no law of. */
function ofKit(clauses: Verdicts['clauses'], kit: Kit | undefined): Verdicts['clauses'] {
  if (kit === undefined) return clauses
  const asked = new Set(kit.asked.map(({ clause }) => clause))
  return new Map([...clauses].filter(([id]) => asked.has(id)))
}

/** Prints an easy session in which the law of a mutant catches it; without one, what random programs come to. */
export async function catchMutant(mutant: string, goal: Goal): Promise<boolean> {
  const breach = breachNamed(mutant)
  const found = easiest(breach, await load(breach.mutant))
  if (found === undefined) return runCheck(goal, { mutant })
  return replaySession(found.session, { mutant }, false, breach.law)
}

/** Runs one session and prints the results. Returns whether everything holds. */
export async function replaySession(
  session: Session,
  which: Which = {},
  json = false,
  law?: Law,
): Promise<boolean> {
  const candidate = await candidateOf(which)
  const { kit, options, subject } = candidate
  const { exercised, failures } = checkSession(session, subject, kit?.asked)
  // The law that was put to the test comes first.
  const ordered = failures.toSorted(
    (one, other) => Number(other.law === law) - Number(one.law === law),
  )
  const all = verdictsOf({ exercised, failures: law === undefined ? failures : ordered })
  const clauses = new Map([...all.clauses].filter(([, standing]) => !isUntested(standing)))
  const found = { ...all, clauses }
  if (json) return printVerdicts({ options: options ?? '', session }, found, candidate)
  const verdict = 'every clause that it exercises holds'
  return printResult(found, `1 session, under ${session.discipline}`, verdict, options)
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
