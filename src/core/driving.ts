/** How a host drives a loop: contracts, which name nothing that only one host has. */

import { requireObject } from './inspect.ts'
import type { Coroutine } from './contracts.ts'

/** How a run is driven tick by tick. Clauses H1, H3. */
export interface TickOptions {
  /**
   * Asked after each step of a task whether the host is to run: `next` then returns in the midst of the tick.
   * Without it, `next` returns at the end of each tick.
   */
  readonly pause?: () => boolean
  /**
   * Whether `next` returns 0, without a tick, as long as only time or the outside can let the run resume. Without it,
   * the clock is advanced, and a run that would have to wait for the outside ends with `OutsideError`.
   */
  readonly waits?: boolean
}

/**
 * Calls back a loop that `runAsync` drives, and lets its host run in between. `nodeDriver`,
 * `channelDriver`, `frameDriver` and `HandDriver` of `looplaw/host` are such.
 *
 * Clause H4.
 */
export interface Driver {
  /** Milliseconds since some beginning: by these, slices are measured. */
  now(): number
  /** Has `turn` called as soon as the host has run; never before this returns. */
  soon(turn: () => void): void
  /**
   * Has `turn` called when so much time has passed, or `undo` has not been called before; `Infinity` is never.
   *
   * @returns `undo`
   */
  later(turn: () => void, ms: number): () => void
}

/** What an `AbortSignal` has, of which a loop knows no more. Clauses H5, H7. */
export interface Signal {
  readonly aborted: boolean
  readonly reason: unknown
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}

/** How `runAsync` drives a run. Clauses H4, H5. */
export interface AsyncOptions {
  /** When it is aborted, main is closed, its clean-ups run, and the promise is rejected with the reason. */
  readonly signal?: Signal
  /** The host runs after so many milliseconds, or a step that takes longer; 8 if it is left out. */
  readonly slice?: number
  /** What calls the loop back; what the host is found to have if it is left out. */
  readonly driver?: Driver
}

/** What a host drives: the part of a loop that is for hosts. */
export interface Drivable {
  /** The earliest time, in milliseconds of its clock, that something waits for; undefined if nothing does. Clause H3. */
  get nextDeadline(): number | undefined

  /**
   * The ticks of a run, one each time the host asks for the next; `run` asks for all of them. Between
   * two ticks the host may spawn, settle futures and stop. Left early, main resumes in a later run.
   *
   * @param options when the generator yields besides
   * @returns a generator of tick numbers that returns what main returns and throws what `run` throws
   * @throws what `run` throws at once; `TypeError` if an option is not what it should be
   */
  ticks<T>(main: Coroutine<T>, options?: TickOptions): Generator<number, T, undefined>

  /**
   * Ticks until main returns, in real time. The host runs in between, so promises, timers and events of its own
   * take effect. The first slice begins at once.
   *
   * A loop that was created without a clock has real time for as long as this lasts. A clock that was passed to it stays:
   * the time of a `VirtualClock` jumps, but never while a task waits for the outside; any other passes by itself.
   *
   * @param main as `run` takes it; one that was stopped resumes where it was
   * @param options a signal that ends it, how long the loop may keep the host waiting, and what calls it back
   * @returns a promise of what main returns; rejected with what `run` throws, and what `options` are refused with;
   *   with the reason of a signal that was aborted
   *
   * @example
   * ```ts
   * import { Loop } from 'looplaw'
   * import { fromPromise } from 'looplaw/host'
   *
   * const loop = new Loop()
   * const answer = await loop.runAsync((function* () {
   *   return yield* fromPromise(Promise.resolve(42))
   * })())
   * console.log(answer) // 42
   * ```
   *
   * Clauses H3 to H6.
   */
  runAsync<T>(main: Coroutine<T>, options?: AsyncOptions): Promise<T>

  /** @internal Called once something can resume, while a run waits (H3). Written by runAsync alone. */
  wake: (() => void) | undefined
}

/**
 * The options of `ticks`, which may come from code that is not type-checked.
 *
 * @throws `TypeError`
 */
export function checkedTickOptions(options: TickOptions): TickOptions {
  requireObject('ticks takes an object of options, like { waits: true }', options)
  const { pause, waits } = options
  if (pause !== undefined && typeof pause !== 'function') {
    throw new TypeError(
      "the pause of ticks is a function that returns whether it is the host's turn",
    )
  }
  if (waits !== undefined && typeof waits !== 'boolean') {
    throw new TypeError('the waits of ticks is true or false')
  }
  return options
}
