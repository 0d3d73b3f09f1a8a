/** Looking for a session in which a law catches its mutant. */

import type { Session } from '../../spec/program.ts'
import { everySession } from '../arbitraries/exhaustive.ts'
import {
  absences,
  acquisitions,
  endings,
  forcings,
  inheritances,
  leftovers,
  plainSessions,
  sessions,
} from '../arbitraries/random.ts'
import { everyMeeting, everySelect } from '../arbitraries/selects.ts'
import { smaller } from '../arbitraries/shrink.ts'
import type { Breach } from '../clauses/index.ts'
import { sessionAsCode } from '../code.ts'
import { withoutStacks } from '../stacks.ts'
import { EndlessError, type Subject } from '../subject.ts'
import { trialOf, type Trial } from '../trial.ts'
import { everyClosing, everyInterference } from './crowds.ts'
import { interleaved, LIMIT, made, sampled } from './pools.ts'
import { mayShow } from './reach.ts'
import { everyContest, everyStage } from './stages.ts'

/** A session in which a law catches its mutant. */
export interface Catch {
  readonly session: Session
  /** What the law says. */
  readonly wrong: string
  /** How many sessions it took, this one included, and those in which the mutant could not show. */
  readonly sessions: number
}

/** So many random sessions of a kind that few laws are about. */
const SOME = 500

// Made when they are asked for, and once. What is wrong with programs shows in small ones, what is wrong with hosts in
// none of them.
const random = sampled(sessions(), LIMIT, 20_261_123)
const programs = made(everySession(3))
const stages = made(everyStage())
const plain = sampled(plainSessions(), 1_000)
const early = interleaved([programs, random, stages, plain])
const later = interleaved([stages, random])
const selects = interleaved([everyMeeting(), everySelect(), random])
const closing = interleaved([everyClosing(), early, sampled(leftovers(), 1_000)])
const interference = interleaved([everyInterference(), early])
const sheltered = sampled(endings(), SOME)
const ends = interleaved([sheltered, random, stages])
const forced = interleaved([sampled(forcings(), SOME), random])
const values = interleaved([sampled(inheritances(), SOME), random])
const held = interleaved([sampled(acquisitions(), SOME), random])
const outside = interleaved([sampled(absences(), SOME), random])
const synchronisation = interleaved([everyContest(), random, sheltered])

/** The sessions in which what the chapter of a clause is about happens soon. */
function sessionsFor(clause: string): Iterable<Session> {
  if (clause.startsWith('Y')) return synchronisation
  if (clause === 'S11') return selects
  if (clause === 'T13' || clause === 'T14' || clause === 'T15') return values
  if (clause === 'S12' || clause === 'S13') return held
  if (clause === 'L14') return closing
  if (clause === 'F7') return interference
  if (clause === 'C13' || clause === 'C14') return ends
  if (clause === 'C15') return forced
  if (clause === 'H2') return outside
  return /^[CSD]/u.test(clause) ? later : early
}

/** The first session in which a law catches its mutant, which is passed as a loop. */
export function hunt(breach: Breach, mutant: Subject): Catch | undefined {
  const [first] = catches(breach, mutant)
  return first
}

/** Every such session, one after the other. */
function* catches({ law, mutant: mistake }: Breach, mutant: Subject): Generator<Catch> {
  let count = 0
  for (const session of sessionsFor(law.clause)) {
    count += 1
    if (!mayShow(mistake, session)) continue
    const wrong = wrongIn(session, { law }, mutant)
    if (wrong !== undefined) yield { session, wrong, sessions: count }
  }
}

/** The same, in a session of which nothing can be left out. */
export function shrunk(found: Catch, breach: Breach, mutant: Subject): Catch {
  const next = simpler(found, breach, mutant)
  return next === undefined ? found : shrunk(next, breach, mutant)
}

/** Of the first few, the easiest to read: shrinking ends where nothing can be left out, which need not be the smallest. */
export function easiest(breach: Breach, mutant: Subject): Catch | undefined {
  const few: Catch[] = []
  for (const found of catches(breach, mutant)) {
    few.push(shrunk(found, breach, mutant))
    if (few.length === 3) break
  }
  // A reader has to know what is imported.
  const effort = ({ session }: Catch): number => {
    const code = sessionAsCode(session)
    return code.length + 40 * (/^import \{(.*)\}/mu.exec(code)?.[1]?.split(',').length ?? 0)
  }
  return few.toSorted((one, other) => effort(one) - effort(other))[0]
}

function simpler(found: Catch, breach: Breach, mutant: Subject): Catch | undefined {
  for (const session of smaller(found.session)) {
    const wrong = wrongIn(session, breach, mutant)
    if (wrong !== undefined) return { ...found, session, wrong }
  }
  return undefined
}

function wrongIn(
  session: Session,
  { law }: Pick<Breach, 'law'>,
  subject: Subject,
): string | undefined {
  return withoutStacks(() => {
    const trial = tried(session, subject, law.begin !== undefined)
    return trial && law.check(trial).wrong
  })
}

/**
 * The trial of a session. If the session does not come to an end, it has the beginning of its log, which is enough for
 * a law over single events; without one, there is none.
 */
export function tried(session: Session, subject: Subject, perEvent = false): Trial | undefined {
  try {
    return trialOf(session, subject)
  } catch (error) {
    if (!(error instanceof EndlessError)) throw error
    return perEvent ? trialOf(session, subject, error.log) : undefined
  }
}
