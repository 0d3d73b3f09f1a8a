/** What a scenario of coroutines is given: a loop, and what is outside of it. */

import type { Coroutine, Future, Loop } from '../../core/index.ts'
import type { ExploreOptions } from '../options.ts'

/** How an operation of the outside may end. Clause X15. */
export interface OutsideOptions {
  /** Whether it may fail: with an `Error` that names it, with this error, or with what this function returns. */
  readonly mayFail?: boolean | Error | (() => unknown)
}

/**
 * The outside of a loop, in the hands of the explorer: it acts when no task is ready; with `pick` and with `cancel`, between
 * any two steps. Clause X15.
 */
export interface LoopWorld {
  /**
   * An operation of the outside: a future that the explorer settles. If it is cancelled, its effect does not happen.
   *
   * @param label what reports call it; need not be unique
   * @param effect is called when it completes; what it returns is the value of the future, what it throws its error
   * @throws `TypeError` if an argument is none of these
   */
  external(label: string): Future<void>
  external<T>(label: string, effect: () => T, options?: OutsideOptions): Future<T>
  /** Something that may happen at any time, once, or never: if nothing else can, it happens. */
  event(label: string, happen: () => void): void
  /**
   * An invariant: is called whenever no task is being stepped, from here to the end of the run. It fails by throwing, or by
   * returning `false`.
   */
  check(invariant: () => unknown): void
  /** A number from 0 to below 1, the same ones in each run of an exploration. */
  random(): number
}

/**
 * A coroutine that a task of the loop runs: it spawns what is to be explored, on its loop, and is over when it has returned.
 * Clause X15.
 */
export type LoopScenario = (loop: Loop, world: LoopWorld) => Coroutine<unknown>

/** How a scenario of coroutines is explored. Clauses X4 to X10, X15, X16. */
export interface LoopExploreOptions extends Omit<ExploreOptions, 'bursts' | 'windDown' | 'cancel'> {
  /**
   * Whether any ready task may be stepped next, and not only the one that was scheduled first; `false` if left out. Without
   * a finite `bound`, if tasks share through `shared()`, one history of each class is run (X19).
   */
  readonly pick?: boolean
  /**
   * `'frozen'`: time passes when nothing else can happen, as on a virtual clock. `'explored'`: it may also pass before, so
   * that a time limit races with what it limits. The first if it is left out.
   */
  readonly time?: 'frozen' | 'explored'
  /** `'everywhere'`: each task may be cancelled at each of its suspensions. */
  readonly cancel?: 'everywhere'
}
