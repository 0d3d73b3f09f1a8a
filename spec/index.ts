/** `looplaw/spec`: the specification as data, and as a model that can be run. */

/** The clauses, by id. */
export { clauseIds, clauses, type Clause, type ClauseId } from './clauses.ts'

export {
  explorationClauseIds,
  explorationClauses,
  type ExplorationClauseId,
} from './exploration/clauses.ts'

/** The language of programs and sessions. */
export { IllFormedError, parseProgram, parseSession } from './parse.ts'
export { sessionOf } from './program.ts'
export type {
  Call,
  Discipline,
  Hook,
  HostCall,
  Program,
  Session,
  Statement,
  Value,
} from './program.ts'

/** What a session leaves, and the model, which says what it must leave. */
export type { Ending, Event, Log } from './event.ts'
export { model } from './model.ts'

/** The log as a document. */
export { traceSchema, type Trace } from './trace.ts'
