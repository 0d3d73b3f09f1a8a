/** Checking one session, and campaigns of random sessions: against every law, and against the model. */

import * as fc from 'fast-check'
import { clauseIds, type ClauseId } from '../spec/clauses.ts'
import type { Log } from '../spec/event.ts'
import { model } from '../spec/model.ts'
import type { Discipline, Session } from '../spec/program.ts'
import { sessions } from './arbitraries/random.ts'
import { everyLaw, laws } from './clauses/index.ts'
import { firstDifference } from './difference.ts'
import { checkAll, type Law, type Verdict } from './law.ts'
import { seedOf } from './seeds.ts'
import { withoutStacks } from './stacks.ts'
import { EndlessError, observe, type Subject } from './subject.ts'
import { trialOf, type Trial } from './trial.ts'

/** A law that a subject breaks, or a log that differs from the model's. */
export interface Failure {
  /** The session that shows it. */
  readonly session: Session
  /** The law that does not hold; missing if it is the log that differs from the model's. */
  readonly law?: Law
  /** What is wrong, on one line. */
  readonly wrong: string
  /** The log of the model. */
  readonly expected: Log
  /** The log of the subject; missing if the session could not be run to its end. */
  readonly log?: Log
}

/** The result of one session. */
export interface SessionResult {
  /** The clauses that it exercised. */
  readonly exercised: ReadonlySet<ClauseId>
  /** The first failure of each clause, in the order of the clauses, then that of the model. */
  readonly failures: readonly Failure[]
}

/**
 * Runs a session in the model and in the subject, compares the logs, and checks every law.
 *
 * @example
 * ```ts
 * import * as looplaw from 'looplaw'
 * import { checkSession } from 'looplaw/properties'
 * import { parseProgram, sessionOf } from 'looplaw/spec'
 *
 * const program = parseProgram({ main: [{ do: 'yield' }, { do: 'return', value: 3 }] })
 * const { failures } = checkSession(sessionOf(program, 'drain'), looplaw)
 * console.log(failures.length) // 0
 * ```
 */
export function checkSession(
  session: Session,
  subject: Subject,
  asked: readonly Law[] = everyLaw,
): SessionResult {
  const exercised = new Set<ClauseId>()
  const expected = model(session)
  const left = attempt(() => observe(session, subject))
  if ('threw' in left) return { exercised, failures: [{ session, expected, wrong: left.threw }] }
  const log = left.returned
  const trial = trialOf(session, subject, log)
  const failures: Failure[] = []
  const judged = checkAll(asked, trial)
  for (const clause of clauseIds) {
    const known = failures.length
    for (const law of laws[clause]) {
      const { exercised: places, wrong } = judged.get(law) ?? NOT_EXERCISED
      if (places > 0) exercised.add(clause)
      if (wrong === undefined || failures.length > known) continue
      failures.push({ session, law, wrong, expected, log })
    }
  }
  const wrong = difference(expected, log)
  if (wrong !== undefined) failures.push({ session, wrong, expected, log })
  return { exercised, failures }
}

/** The same failure in another session, if it shows it: shrinking must not slip to a different failure. */
function recheck({ law }: Failure, session: Session, subject: Subject): Failure | undefined {
  const expected = model(session)
  const left = attempt(() => observe(session, subject))
  if ('threw' in left)
    return law === undefined ? { session, expected, wrong: left.threw } : undefined
  const log = left.returned
  const wrong =
    law === undefined ? difference(expected, log) : judge(law, trialOf(session, subject, log)).wrong
  if (wrong === undefined) return undefined
  return { session, expected, log, wrong, ...(law && { law }) }
}

const NOT_EXERCISED: Verdict = { exercised: 0 }

function judge(law: Law, trial: Trial): Verdict {
  return checkAll([law], trial).get(law) ?? NOT_EXERCISED
}

function attempt<T>(work: () => T): { readonly returned: T } | { readonly threw: string } {
  try {
    return { returned: work() }
  } catch (error) {
    if (error instanceof EndlessError) return { threw: error.message }
    return { threw: `the session could not be run: ${String(error)}` }
  }
}

function difference(expected: Log, log: Log): string | undefined {
  const at = firstDifference(expected, log)
  return at === undefined
    ? undefined
    : `the log of the loop first differs from that of the model at event ${at}`
}

// The campaign.

/** The options of a campaign. */
export interface Campaign {
  /** The number of random programs; each runs under both disciplines. */
  readonly runs: number
  /** A 32-bit integer. The same seed yields the same programs; a longer campaign begins with those of a shorter. */
  readonly seed: number
  /** The implementation to check. */
  readonly subject: Subject
  /** The generator of the programs; by default, half of them are plain programs, half whole sessions. */
  readonly arbitrary?: fc.Arbitrary<Session>
  /** The laws that are asked; by default, all of them. */
  readonly asked?: readonly Law[]
}

/** The result for one clause, or for the model. */
export interface Standing {
  /** The number of programs that exercised it, under either discipline. */
  readonly exercised: number
  /** `not exercised` if no program did: then neither a failure nor evidence was found. */
  readonly verdict: 'holds' | 'fails' | 'not exercised'
}

/** The results for all clauses. */
export interface Verdicts {
  /** In the order of the specification. */
  readonly clauses: ReadonlyMap<ClauseId, Standing>
  /** Whether the logs of the subject are those of the model. */
  readonly refinement: Standing
  /** The failures of one session: the first of each clause, then that of the model. Empty if all holds. */
  readonly failures: readonly Failure[]
}

/** The result of a campaign. Its failures are those of the smallest session that fails as the first one did. */
export interface CampaignResult extends Verdicts {
  /** The number of programs that ran: all, or as many as it took to find a failure. */
  readonly runs: number
  /** The seed that yields the same programs again. */
  readonly seed: number
}

/** The result of one session in the form of a campaign's. */
export function verdictsOf({ exercised, failures }: SessionResult): Verdicts {
  return verdicts(1, new Map([...exercised].map((clause) => [clause, 1])), failures)
}

function verdicts(
  runs: number,
  exercised: ReadonlyMap<ClauseId, number>,
  failures: readonly Failure[],
): Verdicts {
  const standing = (count: number, clause?: ClauseId): Standing => {
    const fails = failures.some(({ law }) => law?.clause === clause)
    if (fails) return { exercised: count, verdict: 'fails' }
    return { exercised: count, verdict: count === 0 ? 'not exercised' : 'holds' }
  }
  const clauses = clauseIds.map((id) => [id, standing(exercised.get(id) ?? 0, id)] as const)
  return { clauses: new Map(clauses), refinement: standing(runs), failures }
}

/**
 * Runs random programs until one fails, and shrinks that one.
 *
 * @example
 * ```ts
 * import * as looplaw from 'looplaw'
 * import { campaign } from 'looplaw/properties'
 *
 * const { clauses } = campaign({ runs: 200, seed: 1, subject: looplaw })
 * console.log(clauses.get('L2')?.verdict) // holds
 * ```
 */
export function campaign(options: Campaign): CampaignResult {
  const chunks = campaignInChunks(options)
  let chunk = chunks.next()
  while (chunk.done !== true) chunk = chunks.next()
  return chunk.value
}

/**
 * A campaign in chunks, so that the host can show progress, or stop it: a generator of the number of programs
 * that have run.
 */
export function* campaignInChunks({
  arbitrary = sessions(),
  asked = everyLaw,
  runs,
  seed,
  subject,
}: Campaign): Generator<number, CampaignResult, undefined> {
  const tally = new Tally(subject, asked)
  const property = fc.property(arbitrary, (program) => tally.holds(program))
  for (let chunk = 0; tally.runs < runs && tally.failure === undefined; chunk += 1) {
    const numRuns = Math.min(CHUNK, runs - tally.runs)
    const { errorInstance, failed } = withoutStacks(() =>
      fc.check(property, { numRuns, seed: seedOf(chunk, seed) }),
    )
    // The model threw, which is no failure of the subject.
    if (failed && tally.failure === undefined) throw errorInstance
    yield tally.runs
  }
  return { runs: tally.runs, seed, ...tally.verdicts() }
}

/** The programs of some 100 to 200 ms. */
const CHUNK = 100

/** What came of one chunk of a campaign, as plain data: it may come from another process, or another machine. */
export interface ChunkResult {
  readonly runs: number
  /** The number of programs that exercised each clause; those without any are left out. */
  readonly exercised: Readonly<Partial<Record<ClauseId, number>>>
  /** The smallest session that fails, if one does, and the clause that it was made small for; none is the model. */
  readonly failing?:
    | { readonly session: Session; readonly clause?: ClauseId | undefined }
    | undefined
}

/**
 * Runs one chunk of a campaign: a hundred programs, or fewer, the same for the same seed and number, wherever it runs.
 * The chunks 0, 1, 2, … are those of `campaign`.
 */
export function checkChunk(
  { arbitrary = sessions(), asked = everyLaw, seed, subject }: Omit<Campaign, 'runs'>,
  chunk: number,
  most: number = CHUNK,
): ChunkResult {
  const tally = new Tally(subject, asked)
  const property = fc.property(arbitrary, (program) => tally.holds(program))
  const { errorInstance, failed } = withoutStacks(() =>
    fc.check(property, { numRuns: Math.min(most, CHUNK), seed: seedOf(chunk, seed) }),
  )
  if (failed && tally.failure === undefined) throw errorInstance
  return tally.result()
}

/** What several chunks came to; of failing sessions, the first. */
export function sumOf(results: readonly ChunkResult[]): ChunkResult {
  const exercised: Partial<Record<ClauseId, number>> = {}
  for (const result of results) {
    for (const id of clauseIds) {
      const count = result.exercised[id] ?? 0
      if (count > 0) exercised[id] = (exercised[id] ?? 0) + count
    }
  }
  const failing = results.find((result) => result.failing !== undefined)?.failing
  const runs = results.reduce((sum, result) => sum + result.runs, 0)
  return { runs, exercised, ...(failing && { failing }) }
}

/** A sum in the form of a campaign's result; the failures are those of its failing session. */
export function verdictsOfSum(
  { exercised, failing, runs }: ChunkResult,
  { asked = everyLaw, subject }: Pick<Campaign, 'asked' | 'subject'>,
): Verdicts {
  const counts = new Map(clauseIds.map((id) => [id, exercised[id] ?? 0] as const))
  if (failing === undefined) return verdicts(runs, counts, [])
  const all = checkSession(failing.session, subject, asked).failures
  const isFirst = ({ law }: Failure): boolean => law?.clause === failing.clause
  const failures = [...all.filter(isFirst), ...all.filter((failure) => !isFirst(failure))]
  return verdicts(runs, counts, failures)
}

/** The results of a campaign so far. */
class Tally {
  readonly #subject: Subject
  readonly #asked: readonly Law[]
  /** The number of programs that exercised each clause. */
  readonly #exercised = new Map<ClauseId, number>()
  /** The number of programs that ran, those of the shrinking aside. */
  runs = 0
  /** The first failure, in the smallest session found so far that shows it. */
  failure: Failure | undefined

  constructor(subject: Subject, asked: readonly Law[]) {
    this.#subject = subject
    this.#asked = asked
  }

  /** Whether a program holds; once one has failed, whether this one does not fail in the same way. */
  holds(program: Session): boolean {
    // A game is not made smaller by a smaller program.
    if (this.failure?.law?.plays === true) return true
    if (this.failure !== undefined) {
      const again = { ...program, discipline: this.failure.session.discipline }
      const failure = recheck(this.failure, again, this.#subject)
      this.failure = failure ?? this.failure
      return failure === undefined
    }
    this.runs += 1
    const results = DISCIPLINES.map((discipline) =>
      checkSession({ ...program, discipline }, this.#subject, this.#asked),
    )
    for (const clause of new Set(results.flatMap(({ exercised }) => [...exercised]))) {
      this.#exercised.set(clause, (this.#exercised.get(clause) ?? 0) + 1)
    }
    const all = results.flatMap(({ failures }) => failures)
    // What a program shows is easier to understand than what a game does.
    this.failure = all.find(({ law }) => law?.plays !== true) ?? all[0]
    if (this.failure?.law?.plays === true) this.failure = drawnAgain(this.failure, this.#subject)
    return this.failure === undefined
  }

  result(): ChunkResult {
    const { failure, runs } = this
    const exercised: Partial<Record<ClauseId, number>> = Object.fromEntries(this.#exercised)
    if (failure === undefined) return { runs, exercised }
    const { law, session } = failure
    return { runs, exercised, failing: { session, ...(law && { clause: law.clause }) } }
  }

  verdicts(): Verdicts {
    const { failure } = this
    if (failure === undefined) return verdicts(this.runs, this.#exercised, [])
    // A law explains more than a difference, so the laws that the smallest session breaks come first.
    const all = checkSession(failure.session, this.#subject, this.#asked).failures
    const others = all.filter(({ law }) => law?.clause !== failure.law?.clause)
    const found = failure.law === undefined ? [...others, failure] : [failure, ...others]
    return verdicts(this.runs, this.#exercised, found)
  }
}

/** The same failure of a law that plays, in a game that a session of one statement draws, if one of these does. */
function drawnAgain(failure: Failure, subject: Subject): Failure {
  const { discipline } = failure.session
  for (let number = 1; number <= DRAWS; number += 1) {
    const drawn: Session = { discipline, host: [{ do: 'log', text: `game ${number}` }] }
    const again = recheck(failure, drawn, subject)
    if (again !== undefined) return again
  }
  return failure
}

/** So many sessions are tried, of which one in thirty-two draws a game. */
const DRAWS = 1_000

const DISCIPLINES: readonly Discipline[] = ['drain', 'snapshot']
