/** What must be true, as data and as a model: `looplaw/spec`. */

export { clauseIds, clauses, type Clause, type ClauseId } from './clauses.ts'
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
export type { Ending, Event, Log } from './event.ts'
export { model } from './model.ts'
export { traceSchema, type Trace } from './trace.ts'
