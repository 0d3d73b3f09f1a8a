/** What a law is. */

import type { ClauseId } from '../spec/clauses.ts'
import type { Log } from '../spec/event.ts'
import type { Session } from '../spec/program.ts'
import type { Circumstances, Subject } from './subject.ts'

/** A session, what a subject made of it, and the means to try it again. */
export interface Trial {
  readonly subject: Subject
  readonly session: Session
  readonly log: Log
  /** What the subject makes of another session, or of this one in other circumstances. */
  readonly observe: (session: Session, circumstances?: Circumstances) => Log
}

/**
 * What a law says of a trial: in how many places it was put to the test, and what is wrong, if anything
 * is. A law that was not put to the test says nothing.
 */
export interface Verdict {
  readonly exercised: number
  readonly wrong?: string
}

/** A property of every log that a loop can leave, without the model: what a clause guarantees. */
export interface Law {
  readonly clause: ClauseId
  /** The law as a sentence, which a suite uses as its title. */
  readonly sentence: string
  /** Where to look when it fails. */
  readonly hint: string
  readonly check: (trial: Trial) => Verdict
}

/** At least one. */
export type Laws = readonly [Law, ...Law[]]

/** Collects what a law finds in a log. */
export class Findings {
  #exercised = 0
  #wrong: string | undefined

  /** One place where the law applies; `wrong` says what is wrong if it does not hold there. */
  expect(holds: boolean, wrong: () => string): void {
    this.#exercised += 1
    if (!holds) this.#wrong ??= wrong()
  }

  verdict(): Verdict {
    return this.#wrong === undefined
      ? { exercised: this.#exercised }
      : { exercised: this.#exercised, wrong: this.#wrong }
  }
}
