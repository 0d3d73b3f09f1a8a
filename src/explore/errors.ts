/** What an exploration throws. */

import type { Picture } from '../trace/index.ts'
import type { DecisionKind, FailureKind } from './engine/history.ts'

/** A decision of a history. Clause X2. */
export interface Decision {
  readonly kind: DecisionKind
  /** What it is about. */
  readonly label: string
  /** How many choices there were. */
  readonly n: number
  /** Which was chosen; 0 is the default. */
  readonly chosen: number
}

/** What an {@link ExplorationError} says. */
interface Found {
  readonly kind: FailureKind
  readonly decisions: readonly Decision[]
  readonly replay: string
  readonly runs: number
  readonly picture: Picture
  readonly cause: unknown
}

/**
 * A history in which the scenario fails, as small as it was found. The message is a report: what failed, the
 * history, the nearest one that passes, and the line that replays it. Clauses X6 to X8, X10.
 */
export class ExplorationError extends Error {
  override readonly name = 'ExplorationError'
  /** How it failed. */
  readonly kind: FailureKind
  /** The smallest history found that fails like the first. */
  readonly decisions: readonly Decision[]
  /** The same as a line, for the option `replay`. */
  readonly replay: string
  /** How many histories were run until the first one failed, that one included. */
  readonly runs: number

  /** That history, above the nearest one that passes: `error.picture.svg()`. */
  get picture(): Picture {
    return this.#picture
  }

  // Not among what is printed with an error.
  readonly #picture: Picture

  constructor(message: string, { cause, decisions, kind, picture, replay, runs }: Found) {
    super(message, { cause })
    this.kind = kind
    this.decisions = decisions
    this.replay = replay
    this.runs = runs
    this.#picture = picture
  }
}

/**
 * A replay line that is none, or that does not fit the scenario, which has changed since. Clause X10.
 */
export class ReplayError extends Error {
  override readonly name = 'ReplayError'
}

/**
 * An exploration was begun that cannot be right: while another one runs, with fake timers that another library
 * has installed, or in a scenario. Clause X9.
 */
export class ExplorationRefusedError extends Error {
  override readonly name = 'ExplorationRefusedError'
}
