/** What an observer of a loop is told. */

import type { Future } from './future.ts'
import type { Loop } from './loop.ts'
import type { Task } from './task.ts'

/** How a future was settled, as an observer is told. Clause O1. */
export type Outcome = { readonly value: unknown } | { readonly error: unknown }

/**
 * Sees what a loop does. Every method is optional, and is called after the change that it tells of is
 * complete. An observer changes nothing: one that throws is not called again, and its error is
 * reported with the failures that nobody looked at.
 *
 * @example
 * ```ts
 * import { Loop } from 'looplaw'
 *
 * const loop = new Loop({ observer: { tick: (n, { scheduled }) => console.log(n, scheduled.length) } })
 * loop.run((function* () { yield })()) // prints 1 0, then 2 0
 * ```
 *
 * Clauses O1 to O3.
 */
export interface Observer {
  /** Tick `number` of a run begins; `loop.scheduled` holds what is to be stepped. */
  tick?(number: number, loop: Loop): void
  /** A task was made. `scheduled` follows. */
  spawned?(task: Task<unknown>): void
  /** A task went to the tail of the scheduled tasks. */
  scheduled?(task: Task<unknown>): void
  /** A task, or main, is about to be resumed. */
  stepped?(who: Task<unknown> | 'main'): void
  /** A task, or main, waits for a pending future. */
  parked?(who: Task<unknown> | 'main', on: Future<unknown>): void
  /**
   * What a task waited for has settled. `scheduled` follows. Or a group or a timeout around it ends the
   * wait of a task, or of main, because of `by`: a child that failed, or a time that has come.
   */
  woken?(who: Task<unknown> | 'main', by: Future<unknown>): void
  /** A task was cancelled, and will be closed. `scheduled` follows if it waited. */
  cancelled?(task: Task<unknown>, reason: unknown): void
  /** Time has moved on, to `now` milliseconds. */
  advanced?(now: number, loop: Loop): void
  /**
   * A task of the loop ended, or a future was settled while the loop was ticking. To be told is not to
   * look: a failure is still reported, while asking the future for its `error()` would be a look.
   */
  settled?(future: Future<unknown>, outcome: Outcome): void
}
