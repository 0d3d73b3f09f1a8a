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
  /** What it calls itself that a loop of the basics may lack; other laws judge what the session calls. */
  readonly needs?: string
  readonly check: (trial: Trial) => Verdict
  /** Of a law over single events: begins to check a trial, event by event, in a pass that others may share. */
  readonly begin?: (trial: Trial, pass: Pass) => Visitor
  /** Whether it plays with the subject itself, and the session only says which game: then its log shows nothing of it. */
  readonly plays?: true
  /** The mutants that it must catch. */
  readonly mutants: readonly Mutant[]
}

/** A law over single events, at work on one trial. */
interface Visitor {
  /** Undefined if the law does not apply to this trial. */
  readonly visit: Visit | undefined
  readonly found: Findings
  /** What it needs to follow the log with it. */
  readonly trackers: readonly Tracker[]
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

type Text = Pick<Law, 'sentence' | 'hint' | 'mutants' | 'needs'>

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

/** A law that plays with the subject itself. Which game is drawn from the session, and is the same for the same session. */
export function game(draft: Parameters<typeof law>[0]): Draft {
  return { ...law(draft), plays: true }
}

/** What a law says of one event, with the history before it. */
export type Visit = (event: Event, before: History, found: Findings, index: number) => void
/** Creates the visit of one trial, which may keep a state of its own, and follow trackers. */
export type Begin = (trial: Trial, follow: Follow) => Visit

/** Derives more from the events of a trial than its history does. */
interface Tracker {
  follow(event: Event, before: History, index: number): void
}

/** Trackers of one class, each of one trial. */
type Tracks<T extends Tracker> = new (trial: Trial) => T

/** The tracker of this class, which follows each event after the visits. It is shared: a visit only reads it. */
type Follow = <T extends Tracker>(tracks: Tracks<T>) => T

/** One pass through the log of a trial: what the laws that are checked in it share. */
class Pass {
  readonly #trial: Trial
  /** Whether the observer throws, or steps the loop: then the log is not what laws over single events are about. */
  readonly disturbed: boolean
  /** One of each class that a law follows. */
  readonly trackers: Tracker[] = []

  constructor(trial: Trial) {
    this.#trial = trial
    this.disturbed =
      trial.session.hooks?.some((hook) => hook.do === 'throw') === true || observerSteps(trial.log)
  }

  tracker<T extends Tracker>(tracks: Tracks<T>): T {
    const known = this.trackers.find((one): one is T => one instanceof tracks)
    if (known !== undefined) return known
    const tracker = new tracks(this.#trial)
    this.trackers.push(tracker)
    return tracker
  }
}

/**
 * A law over the log, event by event. It skips trials in which the observer throws, since it is not notified
 * afterwards, and those in which it steps the loop while it is notified, since the order of events differs then.
 */
export function eventLaw({ begin, ...text }: Text & { readonly begin: Begin }): Draft {
  const enter = (trial: Trial, pass: Pass): Visitor => {
    const found = new Findings()
    const trackers: Tracker[] = []
    if (pass.disturbed) return { visit: undefined, found, trackers }
    const visit = begin(trial, (tracks) => {
      const tracker = pass.tracker(tracks)
      trackers.push(tracker)
      return tracker
    })
    return { visit: visit === NOTHING ? undefined : visit, found, trackers }
  }
  return {
    ...text,
    begin: enter,
    check(trial) {
      const { found, trackers, visit } = enter(trial, new Pass(trial))
      if (visit !== undefined) {
        replay(trial.log, (event, before, index) => {
          visit(event, before, found, index)
          for (const tracker of trackers) tracker.follow(event, before, index)
        })
      }
      return found.verdict()
    },
  }
}

/** Only where the log has such an event: what most logs have nothing to do with costs them nothing. */
export function where(fits: (event: Event) => boolean, begin: Begin): Begin {
  return (trial, follow) => (trial.log.some(fits) ? begin(trial, follow) : NOTHING)
}

const NOTHING: Visit = () => {}

/** With a tracker, which follows each event after the visit. */
export function following<T extends Tracker>(
  tracks: Tracks<T>,
  begin: (trial: Trial, tracker: T) => Visit,
): Begin {
  return (trial, follow) => begin(trial, follow(tracks))
}

/** The verdicts of these laws on a trial; those over single events share one pass through its log. */
export function checkAll(all: readonly Law[], trial: Trial): ReadonlyMap<Law, Verdict> {
  const verdicts = new Map<Law, Verdict>()
  const pass = new Pass(trial)
  let visitors: AtWork[] = []
  for (const one of all) {
    try {
      const visitor = one.begin?.(trial, pass)
      if (visitor === undefined) verdicts.set(one, one.check(trial))
      else if (visitor.visit === undefined) verdicts.set(one, visitor.found.verdict())
      else {
        const { found, trackers, visit } = visitor
        visitors.push({ one, found, trackers, visit })
      }
    } catch (error) {
      verdicts.set(one, uncheckable(error))
    }
  }
  const drop = (fails: (visitor: AtWork) => boolean, error: unknown): void => {
    for (const { one } of visitors.filter(fails)) verdicts.set(one, uncheckable(error))
    visitors = visitors.filter((visitor) => !fails(visitor))
  }
  replay(trial.log, (event, before, index) => {
    // 155 laws at each event: to guard each by a closure, out of a map, takes longer than most laws do.
    for (const visitor of visitors) {
      try {
        visitor.visit(event, before, visitor.found, index)
      } catch (error) {
        drop((other) => other === visitor, error)
      }
    }
    for (const tracker of pass.trackers) {
      try {
        tracker.follow(event, before, index)
      } catch (error) {
        drop(({ trackers }) => trackers.includes(tracker), error)
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
  readonly trackers: readonly Tracker[]
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
