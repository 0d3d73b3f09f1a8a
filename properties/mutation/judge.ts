/** What becomes of a mutant: whether the laws catch it, by themselves. */

import { createContext, Script } from 'node:vm'
import type { ClauseId } from '../../spec/clauses.ts'
import type { Log } from '../../spec/event.ts'
import { model } from '../../spec/model.ts'
import type { Session } from '../../spec/program.ts'
import * as host from '../../src/host/index.ts'
import * as looplaw from '../../src/index.ts'
import { everyLaw } from '../clauses/index.ts'
import { firstDifference } from '../difference.ts'
import { checkAll, type Law } from '../law.ts'
import { loadCode } from '../mutants/load.ts'
import { withoutStacks } from '../stacks.ts'
import { EndlessError, observe, type Subject } from '../subject.ts'
import { trialOf } from '../trial.ts'
import { pool } from './pool.ts'

/** The stages at which a mutant can be caught, in this order; the first that catches it counts. */
export const stages = ['load', 'laws', 'endless', 'model', 'none'] as const
export type Stage = (typeof stages)[number]

/** What becomes of a mutant. */
export interface Verdict {
  /**
   * What catches it: it cannot be loaded; a law does not hold; a session does not come to an end, or cannot be run;
   * a log is not the model's, and satisfies every law; nothing.
   */
  readonly stage: Stage
  /** The clause of the law that does not hold. */
  readonly clause?: ClauseId
  /** What is wrong, on one line. */
  readonly wrong?: string
  /** The session that shows it. */
  readonly session?: Session
}

/** A batch of sessions that takes longer has one that never ends; most take less than 10 ms. */
const LIMIT_MS = 2_000
const BATCH = 5
/** So many sessions that do not come to an end are enough. */
const ENDLESS = 6
/** So many logs that differ from the model's, and satisfy every law, are enough. */
const DIFFERENT = 300

/** The laws that run sessions of their own; any other law says the same of the same log. */
const wholes = everyLaw.filter(({ begin }) => begin === undefined)
/** The others: what they forbid, they forbid in the beginning of a log too. */
const perEvent = everyLaw.filter(({ begin }) => begin !== undefined)

const sessions = pool()
const expected: Log[] = []

/** The log of the model, which the shipped loop leaves too: it satisfies the laws. */
function expectedOf(index: number, session: Session): Log {
  const log = expected[index] ?? model(session)
  expected[index] = log
  return log
}

/** Judges the package with other code in one module. */
export async function judge(path: string, code: string): Promise<Verdict> {
  const examination = new Examination()
  while (!examination.isOver) {
    const subject = await loaded(path, code)
    if ('failed' in subject) return { stage: 'load', wrong: subject.failed }
    // A session that is cut short leaves the package in the midst of something: it is loaded again.
    examination.continueWith(subject)
  }
  return examination.verdict
}

async function loaded(path: string, code: string): Promise<Subject | { readonly failed: string }> {
  try {
    return await loadCode('mutation', path, code)
  } catch (error) {
    return { failed: String(error).split('\n')[0] ?? '' }
  }
}

/** One mutant on the sessions, in their order; and once more, with the laws that take longest. */
class Examination {
  #next = 0
  #endless: Verdict[] = []
  #different = 0
  #differs: Verdict | undefined
  #broken: Verdict | undefined

  get isOver(): boolean {
    const all = this.#next >= 2 * sessions.length || this.#different >= DIFFERENT
    return all || this.#endless.length >= ENDLESS || this.#broken !== undefined
  }

  get verdict(): Verdict {
    return this.#broken ?? this.#endless[0] ?? this.#differs ?? { stage: 'none' }
  }

  /** Up to the end, or up to a session that had to be cut short. */
  continueWith(subject: Subject): void {
    while (!this.isOver) {
      const until = this.#next + BATCH
      const ended = inTime(() => {
        while (this.#next < until && !this.isOver) {
          this.#examine(subject)
          this.#next += 1
        }
      })
      if (ended) continue
      this.#setEndless(this.#session, 'a session does not come to an end')
      this.#next += 1
      return
    }
  }

  #setEndless(session: Session | undefined, wrong: string): void {
    this.#endless.push({ stage: 'endless', wrong, ...(session && { session }) })
  }

  get #session(): Session | undefined {
    return sessions[this.#next % sessions.length]
  }

  #examine(subject: Subject): void {
    const session = this.#session
    if (session === undefined) return
    const isAgain = this.#next >= sessions.length
    withoutStacks(() => {
      const log = this.#logOf(session, subject)
      if (log === undefined) return
      const right = expectedOf(this.#next % sessions.length, session)
      const at = firstDifference(right, log)
      if (isAgain) {
        if (at === undefined) this.#check(wholes, session, subject, log)
      } else if (at !== undefined) {
        this.#different += 1
        this.#differs ??= { stage: 'model', wrong: `event ${at} is not the model's`, session }
        this.#check(everyLaw, session, subject, log)
      }
    })
  }

  #logOf(session: Session, subject: Subject): Log | undefined {
    try {
      return observe(session, subject)
    } catch (error) {
      const isEndless = error instanceof EndlessError
      this.#setEndless(session, isEndless ? error.message : `it is not run: ${String(error)}`)
      if (isEndless) this.#check(perEvent, session, subject, error.log)
      return undefined
    }
  }

  #check(laws: readonly Law[], session: Session, subject: Subject, log: Log): void {
    for (const [law, { wrong }] of checkAll(laws, trialOf(session, subject, log))) {
      if (wrong === undefined) continue
      const right = checkAll([law], trialOf(session, { ...looplaw, host })).get(law)
      if (right?.wrong !== undefined)
        throw new Error(`${law.clause} does not hold of the loop itself: ${right.wrong}`)
      this.#broken = {
        stage: 'laws',
        clause: law.clause,
        wrong: `${law.sentence}: ${wrong}`,
        session,
      }
      return
    }
  }
}

const context = createContext({ work: () => {} })
const call = new Script('work()')

/** Whether some work ends by itself; it is cut short when it has taken too long. */
function inTime(work: () => void): boolean {
  context['work'] = work
  try {
    call.runInContext(context, { timeout: LIMIT_MS })
    return true
  } catch (error) {
    if (isCutShort(error)) return false
    throw error
  }
}

/** Recognised by its code: the error is of the context, and not an instance of `Error` here. */
function isCutShort(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : ''
  return code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
}
