/** What laws are asked of. */

import type { Log } from '../spec/event.ts'
import type { Session } from '../spec/program.ts'
import { observe, type Circumstances, type Subject } from './subject.ts'

/** A session, what a subject made of it, and the means to try something else. */
export interface Trial {
  readonly session: Session
  readonly log: Log
  /** What the subject makes of another session, or of this one in other circumstances. */
  readonly observe: (session: Session, circumstances?: Circumstances) => Log
  readonly subject: Subject
}

/** The trial of a session, of which the log may be known. */
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
 * change, and is notified of its own doings first: then their order is not that of the changes.
 */
export function isQuiet({ session }: Trial): boolean {
  return session.hooks === undefined
}
