/** What laws are checked on. */

import type { Log } from '../spec/event.ts'
import type { Session } from '../spec/program.ts'
import { observe, type Circumstances, type Subject } from './subject.ts'

/** A session, the log that a subject leaves of it, and the means to run another session. */
export interface Trial {
  readonly session: Session
  readonly log: Log
  /** The log of another session on the same subject, or of this one in other circumstances. */
  readonly observe: (session: Session, circumstances?: Circumstances) => Log
  readonly subject: Subject
}

/** The trial of a session; the session is run unless its log is passed. */
export function trialOf(
  session: Session,
  subject: Subject,
  log = observe(session, subject),
): Trial {
  return {
    session,
    subject,
    log,
    observe: (other, circumstances) => observe(other, subject, circumstances),
  }
}

/**
 * Whether the observer does nothing but observe. One that acts does so between the notifications of one
 * change, and is notified of its own actions first: then the order of notifications is not that of the changes.
 */
export function isQuiet({ session }: Trial): boolean {
  return session.hooks === undefined
}
