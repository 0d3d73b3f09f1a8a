/** What a law is. */

import type { ClauseId } from '../spec/clauses.ts'
import type { Event, Log } from '../spec/event.ts'
import { failedWith } from './history/endings.ts'
import { replay, type History } from './history/history.ts'
import type { Mutant } from './mutants/mutant.ts'
import type { Trial } from './trial.ts'

/** In how many places a trial put a law to the test, and the first violation, if there is one. */
export interface Verdict {
  readonly exercised: number
  readonly wrong?: string
}

/** A guarantee of a clause as a property of the log, stated without the model. */
export interface Law {
  readonly clause: ClauseId
  /** The law as a sentence. */
  readonly sentence: string
  /** Where to look in `src` when it fails. */
  readonly hint: string
  readonly check: (trial: Trial) => Verdict
  /** Of a law over single events: begins to check a trial, event by event. */
  readonly begin?: (trial: Trial) => Visitor
  /** The mutants that it must catch. */
  readonly mutants: readonly Mutant[]
}

/** A law over single events, at work on one trial. */
interface Visitor {
  /** Undefined if the law does not apply to this trial. */
  readonly visit: Visit | undefined
  readonly found: Findings
}

/** The laws of a clause: at least one. */
export type Laws = readonly [Law, ...Law[]]

/** A law without its clause. */
type Draft = Omit<Law, 'clause'>

/** Assigns laws to their clause. */
export function clause(id: ClauseId, [first, ...others]: readonly [Draft, ...Draft[]]): Laws {
  const assigned = (draft: Draft): Law => ({ clause: id, ...draft })
  return [assigned(first), ...others.map(assigned)]
}

/** What the check of a law finds in a trial. */
export class Findings {
  #exercised = 0
  #wrong: string | undefined

  /** The law must hold here, and is put to the test. */
  expect(holds: boolean, wrong: () => string): void {
    this.#exercised += 1
    this.require(holds, wrong)
  }

  /** The law must hold here, but this alone does not put it to the test. */
  require(holds: boolean, wrong: () => string): void {
    if (!holds) this.#wrong ??= wrong()
  }

  /** The law must hold here, and is put to the test if `tested`: where a mistake would show. */
  expectWhere(tested: boolean, holds: boolean, wrong: () => string): void {
    if (tested) this.expect(holds, wrong)
    else this.require(holds, wrong)
  }

  verdict(): Verdict {
    const exercised = this.#exercised
    return this.#wrong === undefined ? { exercised } : { exercised, wrong: this.#wrong }
  }
}

type Text = Pick<Law, 'sentence' | 'hint' | 'mutants'>

/** A law over a trial as a whole. */
export function law({
  check,
  ...text
}: Text & { readonly check: (trial: Trial, found: Findings) => void }): Draft {
  return {
    ...text,
    check(trial) {
      const found = new Findings()
      check(trial, found)
      return found.verdict()
    },
  }
}

/** What a law says of one event, with the history before it. */
export type Visit = (event: Event, before: History, found: Findings, index: number) => void
/** Creates the visit of one trial, which may keep a state of its own. */
export type Begin = (trial: Trial) => Visit

/**
 * A law over the log, event by event. It skips trials in which the observer throws, since it is not notified
 * afterwards, and those in which it steps the loop while it is notified, since the order of events differs then.
 */
export function eventLaw({ begin, ...text }: Text & { readonly begin: Begin }): Draft {
  const enter = (trial: Trial): Visitor => {
    const disturbed =
      trial.session.hooks?.some((hook) => hook.do === 'throw') === true || observerSteps(trial.log)
    return { visit: disturbed ? undefined : begin(trial), found: new Findings() }
  }
  return {
    ...text,
    begin: enter,
    check(trial) {
      const { found, visit } = enter(trial)
      if (visit !== undefined) {
        replay(trial.log, (event, before, index) => visit(event, before, found, index))
      }
      return found.verdict()
    },
  }
}

/** Only where the log has such an event: what most logs have nothing to do with costs them nothing. */
export function where(fits: (event: Event) => boolean, begin: Begin): Begin {
  return (trial) => (trial.log.some(fits) ? begin(trial) : NOTHING)
}

const NOTHING: Visit = () => {}

/** Derives more from the events of a trial than its history does. */
interface Tracker {
  follow(event: Event, before: History, index: number): void
}

/** With a tracker, which follows each event after the visit. */
export function following<T extends Tracker>(
  Tracks: new (trial: Trial) => T,
  begin: (trial: Trial, tracker: T) => Visit,
): Begin {
  return (trial) => {
    const tracker = new Tracks(trial)
    const visit = begin(trial, tracker)
    return (event, before, found, index) => {
      visit(event, before, found, index)
      tracker.follow(event, before, index)
    }
  }
}

/** The verdicts of these laws on a trial; those over single events share one pass through its log. */
export function checkAll(all: readonly Law[], trial: Trial): ReadonlyMap<Law, Verdict> {
  const verdicts = new Map<Law, Verdict>()
  let visitors: readonly AtWork[] = all.flatMap((one): AtWork | [] => {
    try {
      const { found, visit } = one.begin?.(trial) ?? {}
      if (found !== undefined && visit !== undefined) return { one, found, visit }
      verdicts.set(one, found?.verdict() ?? one.check(trial))
    } catch (error) {
      verdicts.set(one, uncheckable(error))
    }
    return []
  })
  replay(trial.log, (event, before, index) => {
    // 155 laws at each event: to guard each by a closure, out of a map, takes longer than most laws do.
    for (const visitor of visitors) {
      try {
        visitor.visit(event, before, visitor.found, index)
      } catch (error) {
        verdicts.set(visitor.one, uncheckable(error))
        visitors = visitors.filter((other) => other !== visitor)
      }
    }
  })
  for (const { found, one } of visitors) verdicts.set(one, found.verdict())
  return verdicts
}

/** A law over single events, in the course of a pass through a log. */
interface AtWork {
  readonly one: Law
  readonly visit: Visit
  readonly found: Findings
}

/** A law that throws counts as violated: it has not shown that the subject is right. */
function uncheckable(error: unknown): Verdict {
  return { exercised: 0, wrong: `it could not be checked: ${String(error)}` }
}

/** Whether the observer stepped the loop by a call that was not rejected. */
function observerSteps(log: Log): boolean {
  return log.some(
    (event) =>
      event.event === 'called' &&
      event.who === 'observer' &&
      ['run', 'runStep', 'step', 'close'].includes(event.call) &&
      !failedWith(event.ending, 'LoopRunningError') &&
      !failedWith(event.ending, 'OutOfTurnError'),
  )
}
