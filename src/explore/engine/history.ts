/** What a run decides, and what it leaves: all that the engine knows of a source of decisions. */

import type { TimelineRecord } from '../../trace/index.ts'
import type { Footprint } from './footprint.ts'

/**
 * What a decision is about: that an operation completes, or fails; that time passes, up to the next timer; that an
 * event happens; that a signal is aborted, or a task cancelled; that an operation is held back until nothing else can
 * happen; that the events of one macrotask end here; or, of coroutines, which task is stepped. Clauses X2, X3, X15.
 */
export type DecisionKind =
  | 'complete'
  | 'fail'
  | 'time'
  | 'event'
  | 'cancel'
  | 'hold'
  | 'burst'
  | 'pick'

/** One of the things that can happen next. Clause X2. */
export interface Choice {
  readonly kind: DecisionKind
  /** Of what it is about; two runs with the same decisions have the same labels. */
  readonly label: string
  /** The chain of operations that it belongs to, each begun by the one before; 0 if it belongs to none. */
  readonly actor: number
  /** What happens to it, where its kind does not say that. */
  readonly verb?: string
  /** @internal Of coroutines: what is stepped, or completes, the same number in each run; only if footprints are taken. */
  readonly process?: number
}

/** A point at which a run decided. */
export interface Step {
  /** What could happen: the default first, and those that only stand for several of the others last. */
  readonly choices: readonly Choice[]
  /** How many of the choices stand for themselves alone; the others are holds, which no history needs. */
  readonly plain: number
  /** An index of `choices`. */
  readonly chosen: number
}

/**
 * How a run failed: the scenario rejected, or with the error of an assertion; a rejection was never handled; a
 * callback threw; an invariant did not hold; nothing could happen any more; two runs with the same decisions
 * differed; it did not end within the decisions that it may take; or it reads the clock and waits for nothing.
 *
 * Clauses X1, X6, X8.
 */
export type FailureKind =
  | 'rejection'
  | 'assertion'
  | 'unhandled rejection'
  | 'exception'
  | 'invariant'
  | 'hang'
  | 'nondeterminism'
  | 'too many decisions'
  | 'spin'

/** Why a run failed. Two failures are alike if their kinds and messages are. Clauses X6, X7. */
export interface Failure {
  readonly kind: FailureKind
  /** What went wrong, and what to do where that is known. */
  readonly message: string
  /** What was thrown, if something was. */
  readonly cause: unknown
}

/** What a decision led to, for a report. */
export interface Effect {
  /** Labels of the operations and timers that began before the next decision. */
  readonly began: readonly string[]
  /** Where the code asked for what this decision is about, as `file:line`, if it is known. */
  readonly asked: string | undefined
}

/** A run. */
export interface History {
  readonly steps: readonly Step[]
  readonly failure: Failure | undefined
  /** What was still pending when it ended. */
  readonly pending: readonly string[]
  /** What happened outside the control of the source, each named once. */
  readonly escapes: readonly string[]
  /** An effect for each step, and one for the beginning; only if the run was traced. */
  readonly effects?: readonly Effect[]
  /** Of coroutines, what their loop notified of, with a tick for each decision; only if the run was traced. */
  readonly records?: readonly TimelineRecord[]
  /** X5: whether it took defaults where it could have decided, since it had taken as many decisions as it may. */
  readonly limited?: boolean
  /** Whether it was cut short, since it would have repeated another but for the order of independent steps. */
  readonly cut?: boolean
}

/** Decides. */
export interface Chooser {
  /**
   * @param choices at least two; of a chooser that takes footprints, at least one
   * @param at how many decisions were taken before
   * @returns an index of `choices`; of a chooser that takes footprints, -1 to cut the run short
   */
  choose(choices: readonly Choice[], at: number): number
  /** Is called after each decision with what it touched. */
  took?(footprint: Footprint): void
}

/** How a run is carried out. */
export interface RunOptions {
  /** Whether to note what each decision led to, which takes time. */
  readonly traced?: boolean
  /** Whether to wait in real time before a hang is believed. */
  readonly patient?: boolean
}

/** A source of decisions: it can run its scenario from the beginning, again and again. */
export interface Source {
  run(chooser: Chooser, options?: RunOptions): Promise<History>
  /** X19: whether it says what each step touches; false if it could, and nothing is shared that it would see. */
  readonly takesFootprints?: boolean | undefined
}

/** What was chosen, decision by decision. */
export function chosenIn(history: History): number[] {
  return history.steps.map(({ chosen }) => chosen)
}

/** How many decisions are not the default. */
export function deviationsIn(history: History): number {
  let count = 0
  for (const { chosen } of history.steps) if (chosen > 0) count += 1
  return count
}

/** X7: the same failure, in whichever history. */
export function areAlike(one: Failure | undefined, other: Failure | undefined): boolean {
  return one?.kind === other?.kind && one?.message === other?.message
}

/** X1: takes these choices, and the default beyond their end. */
export function following(chosen: readonly number[]): Chooser {
  return { choose: (_choices, at) => chosen[at] ?? 0 }
}

/** In words. */
export function textOf({ kind, label, verb }: Choice): string {
  if (verb !== undefined) return `${label} ${verb}`
  switch (kind) {
    case 'complete':
      return `${label} completes`
    case 'fail':
      return `${label} fails`
    case 'hold':
      return `${label} is held back`
    case 'pick':
      return `${label} is stepped`
    case 'cancel':
      return `${label} is aborted`
    default:
      return label
  }
}
