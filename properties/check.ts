/** The campaign: random sessions under both disciplines, each held to every law and to the model. */

import * as fc from 'fast-check'
import { clauseIds, type ClauseId } from '../spec/clauses.ts'
import type { Log } from '../spec/event.ts'
import { model } from '../spec/model.ts'
import type { Discipline, Session } from '../spec/program.ts'
import { sessions } from './arbitraries/random.ts'
import { everyLaw, laws } from './clauses/index.ts'
import { checkAll, type Law, type Verdict } from './law.ts'
import { parting } from './parting.ts'
import { withoutStacks } from './stacks.ts'
import { EndlessError, observe, type Subject } from './subject.ts'
import { trialOf, type Trial } from './trial.ts'

/** Something that is wrong with what a subject makes of a session. */
export interface Failure {
  readonly session: Session
  /** The law that does not hold; missing if it is the model's log that the subject does not leave. */
  readonly law?: Law
  /** What is wrong, in a line. */
  readonly wrong: string
  /** The log that the model leaves. */
  readonly expected: Log
  /** The log that the subject left; missing if it did not come that far. */
  readonly log?: Log
}

/** What one session shows of a subject. */
export interface SessionResult {
  /** The clauses that it put to the test. */
  readonly exercised: ReadonlySet<ClauseId>
  /** The first failure of each clause, in the order of the clauses; that of the model is the last. */
  readonly failures: readonly Failure[]
}

/**
 * Runs the model and the subject once, compares their logs and asks every law.
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
export function checkSession(session: Session, subject: Subject): SessionResult {
  const exercised = new Set<ClauseId>()
  const expected = model(session)
  const left = attempt(() => observe(session, subject))
  if ('threw' in left) return { exercised, failures: [{ session, expected, wrong: left.threw }] }
  const log = left.gave
  const trial = trialOf(session, subject, log)
  const failures: Failure[] = []
  const judged = checkAll(everyLaw, trial)
  for (const clause of clauseIds) {
    const known = failures.length
    for (const law of laws[clause]) {
      const { exercised: places, wrong } = judged.get(law) ?? UNASKED
      if (places > 0) exercised.add(clause)
      if (wrong === undefined || failures.length > known) continue
      failures.push({ session, law, wrong, expected, log })
    }
  }
  const wrong = difference(expected, log)
  if (wrong !== undefined) failures.push({ session, wrong, expected, log })
  return { exercised, failures }
}

/** The one failure again, if another session shows it too: a shrinking must not slip to another. */
function recheck({ law }: Failure, session: Session, subject: Subject): Failure | undefined {
  const expected = model(session)
  const left = attempt(() => observe(session, subject))
  if ('threw' in left)
    return law === undefined ? { session, expected, wrong: left.threw } : undefined
  const log = left.gave
  const wrong =
    law === undefined ? difference(expected, log) : judge(law, trialOf(session, subject, log)).wrong
  if (wrong === undefined) return undefined
  return { session, expected, log, wrong, ...(law && { law }) }
}

const UNASKED: Verdict = { exercised: 0 }

function judge(law: Law, trial: Trial): Verdict {
  return checkAll([law], trial).get(law) ?? UNASKED
}

function attempt<T>(work: () => T): { readonly gave: T } | { readonly threw: string } {
  try {
    return { gave: work() }
  } catch (error) {
    if (error instanceof EndlessError) return { threw: error.message }
    return { threw: `the session could not be run: ${String(error)}` }
  }
}

function difference(expected: Log, log: Log): string | undefined {
  const at = parting(expected, log)
  return at === undefined ? undefined : `the model and the loop part at event ${at}`
}

// The campaign.

/** What a campaign is to do. */
export interface Campaign {
  /** How many random programs; each is run under both disciplines. */
  readonly runs: number
  /** The same seed makes the same programs, and more runs begin with those of fewer. An integer of 32 bits. */
  readonly seed: number
  readonly subject: Subject
  /** Where the programs come from; half of them are plain programs if it is left out, half sessions. */
  readonly arbitrary?: fc.Arbitrary<Session>
}

/** What was found of one clause, or of the model. */
export interface Standing {
  /** How many programs put it to the test, under one discipline or the other. */
  readonly exercised: number
  readonly verdict: 'holds' | 'fails' | 'not exercised'
}

/** What was found of all of them. */
export interface Verdicts {
  readonly clauses: ReadonlyMap<ClauseId, Standing>
  /** Whether the subject left the logs that the model leaves. */
  readonly refinement: Standing
  /** What one session breaks: of each clause a law, then the model's log. Empty if all holds. */
  readonly failures: readonly Failure[]
}

/** What a campaign has found. Its failures are those of the smallest session that fails as the first did. */
export interface CampaignResult extends Verdicts {
  /** How many programs were run: all, or as many as it took to find a failure. */
  readonly runs: number
  readonly seed: number
}

/** What a session shows, as a campaign of one. */
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
 * Runs random programs until one fails, which is then made as small as it gets.
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
 * The same, some programs at a time, so that a host can show how far it is, or give up: a generator of
 * the number of programs that are done.
 */
export function* campaignInChunks({
  arbitrary = sessions(),
  runs,
  seed,
  subject,
}: Campaign): Generator<number, CampaignResult, undefined> {
  const tally = new Tally(subject)
  const property = fc.property(arbitrary, (program) => tally.holds(program))
  for (let chunk = 0; tally.runs < runs && tally.failure === undefined; chunk += 1) {
    const numRuns = Math.min(CHUNK, runs - tally.runs)
    const { errorInstance, failed } = withoutStacks(() =>
      fc.check(property, { numRuns, seed: seedOf(chunk, seed) }),
    )
    // Not a failure of the subject: the model threw.
    if (failed && tally.failure === undefined) throw errorInstance
    yield tally.runs
  }
  return { runs: tally.runs, seed, ...tally.verdicts() }
}

/** Some 100 to 200 ms of programs. */
const CHUNK = 100

/** What a campaign has seen so far. */
class Tally {
  readonly #subject: Subject
  /** By how many programs each clause was put to the test. */
  readonly #exercised = new Map<ClauseId, number>()
  /** How many programs were run, those of the shrinking aside. */
  runs = 0
  /** The first failure, in the smallest session so far that shows it. */
  failure: Failure | undefined

  constructor(subject: Subject) {
    this.#subject = subject
  }

  /** Whether a program holds; once one has failed, whether another does not fail in the same way. */
  holds(program: Session): boolean {
    if (this.failure !== undefined) {
      const again = { ...program, discipline: this.failure.session.discipline }
      const failure = recheck(this.failure, again, this.#subject)
      this.failure = failure ?? this.failure
      return failure === undefined
    }
    this.runs += 1
    const results = DISCIPLINES.map((discipline) =>
      checkSession({ ...program, discipline }, this.#subject),
    )
    for (const clause of new Set(results.flatMap(({ exercised }) => [...exercised]))) {
      this.#exercised.set(clause, (this.#exercised.get(clause) ?? 0) + 1)
    }
    this.failure = results.flatMap(({ failures }) => failures)[0]
    return this.failure === undefined
  }

  verdicts(): Verdicts {
    const { failure } = this
    if (failure === undefined) return verdicts(this.runs, this.#exercised, [])
    // A law says more than a difference does, so those that the smallest session breaks come first.
    const all = checkSession(failure.session, this.#subject).failures
    const besides = all.filter(({ law }) => law?.clause !== failure.law?.clause)
    const found = failure.law === undefined ? [...besides, failure] : [failure, ...besides]
    return verdicts(this.runs, this.#exercised, found)
  }
}

const DISCIPLINES: readonly Discipline[] = ['drain', 'snapshot']

/** A seed for each chunk: far from each other, as neighbours make generators begin alike. */
function seedOf(chunk: number, seed: number): number {
  let mixed = (seed + Math.imul(chunk, 0x9e3779b9)) | 0
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}
