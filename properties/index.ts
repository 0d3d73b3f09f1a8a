/**
 * `looplaw/properties`: that an implementation does what is specified. Laws, generators of sessions, the
 * interpreter that runs them, and the campaign that checks them all. Needs fast-check.
 *
 * Each name has its documentation where it is declared.
 */

/** The laws of every clause, and what a law is, is checked on, and finds. */
export { laws } from './clauses/index.ts'
export type { Law, Laws, Verdict } from './law.ts'
export type { Trial } from './trial.ts'

/** The same of chapter 10, which is about explorers. */
export { explorationLaws } from './exploration/laws.ts'
export type { ExplorationLaw, ExplorationLaws } from './exploration/law.ts'
export type { Explorer } from './exploration/observe.ts'

/** A deliberate mistake in the shipped code, which the law above it must catch. */
export type { Change, Mutant } from './mutants/mutant.ts'

/** Running a session on an implementation. */
export { EndlessError, observe, type Circumstances, type Subject } from './subject.ts'

/** Generators: random programs and sessions, and every program of a size. */
export { programs, sessions } from './arbitraries/random.ts'
export { schedules, type Schedule } from './arbitraries/schedules.ts'
export { countPrograms } from './arbitraries/counts.ts'
export { everyProgram } from './arbitraries/exhaustive.ts'

/** Checking one session, or a campaign of random ones, against the laws and the model. */
export {
  campaign,
  campaignInChunks,
  checkSession,
  verdictsOf,
  type Campaign,
  type CampaignResult,
  type Failure,
  type SessionResult,
  type Standing,
  type Verdicts,
} from './check.ts'

/** What is asked of a scheduler from elsewhere. */
export { kitFor, UnfitSubjectError, type Kit } from './kit.ts'

/** The results as text. */
export { eventText, failureReport, replayLine, runProgram, standings, type Run } from './report.ts'
export { sessionAsCode } from './code.ts'
