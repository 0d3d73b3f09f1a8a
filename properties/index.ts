/**
 * That the loop does what is specified: laws, programs to try them on, and the campaign that does so.
 * `looplaw/properties`; fast-check makes the programs.
 */

export { laws } from './laws/index.ts'
export type { Law, Laws, Trial, Verdict } from './law.ts'
export { EndlessError, observe, type Circumstances, type Subject } from './subject.ts'
export { programs, sessions } from './arbitraries/random.ts'
export { countPrograms } from './arbitraries/counts.ts'
export { everyProgram } from './arbitraries/exhaustive.ts'
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
export { eventText, failureReport, replayLine, runProgram, standings, type Run } from './report.ts'
export { sessionAsCode } from './code.ts'
