/** What a scenario is given: the outside of the code under test, in the hands of the explorer. */

/** How an operation may end, and when its effect happens. Clause X2. */
export interface OperationOptions {
  /**
   * Whether it may fail: with an `Error` that names it, with this error, or with what this function returns. `false`
   * if it is left out.
   */
  readonly mayFail?: boolean | Error | (() => unknown)
  /**
   * When the effect happens: when the answer arrives, or already when the operation is called, so that an answer may be
   * older than what it answers. `'completion'` if it is left out.
   */
  readonly at?: 'call' | 'completion'
  /** Rejects the operation with its reason when it is aborted; the effect, if it is still to come, does not happen. */
  readonly signal?: AbortSignal
}

/** How the calls of what is wrapped are explored. Clause X2. */
export interface WrapOptions extends OperationOptions {
  /** What reports call a wrapped function; its own name if it is left out. */
  readonly name?: string
  /** The methods that are operations; all if it is left out. The others are called as they are. */
  readonly only?: readonly string[]
}

/** The same function or object, with calls that return promises. Clause X2. */
export type Wrapped<T> = T extends (...args: infer Args) => infer Result
  ? (...args: Args) => Promise<Awaited<Result>>
  : {
      [Key in keyof T]: T[Key] extends (...args: infer Args) => infer Result
        ? (...args: Args) => Promise<Awaited<Result>>
        : T[Key]
    }

/**
 * The outside of a scenario. What it hands out ends when the explorer decides; timers, clocks and random numbers
 * of the language and of Node are its own while a run is under way. All times are in milliseconds of its own clock,
 * which only the firing of a timer advances.
 *
 * Clauses X1 to X3, X9, X11 to X14.
 */
export interface World {
  /**
   * An operation of the outside: a promise that the explorer settles, when no microtask is left.
   *
   * @param label what reports call it; need not be unique
   * @param value what it resolves with, or a function that has the effect and returns the value
   * @throws `TypeError` if an argument is none of these
   * @example
   * ```ts
   * import { explore } from 'looplaw/explore'
   *
   * const orders = new Set<string>()
   * await explore(async (world) => {
   *   const all: string[] = []
   *   const load = async (page: number) => {
   *     all.push(await world.external(`page ${page}`, () => `text of ${page}`))
   *   }
   *   await Promise.all([load(1), load(2)])
   *   orders.add(all.join(', '))
   * })
   * console.log([...orders].join('; ')) // text of 1, text of 2; text of 2, text of 1
   * ```
   */
  external(label: string): Promise<void>
  external<T>(
    label: string,
    effect: () => T | PromiseLike<T>,
    options?: OperationOptions,
  ): Promise<T>
  external<T>(label: string, value: T, options?: OperationOptions): Promise<T>
  /**
   * A function or an object each of whose calls is an operation, with its arguments in its label. Everything else
   * of an object is read and written as before.
   *
   * @throws `TypeError` if it is neither
   */
  wrap<T extends object>(what: T, options?: WrapOptions): Wrapped<T>
  /** Resolves after so much of the world's time. @throws `RangeError` unless it is a number, 0 or more */
  sleep(ms: number): Promise<void>
  /** The time of the world: 0 when a run begins. */
  now(): number
  /** A number from 0 to below 1, the same ones in each run of an exploration; `Math.random` returns them too. */
  random(): number
  /**
   * Something that may happen at any time, once, or never: if nothing else can, it happens.
   *
   * @param happen is called then, with no microtask left
   */
  event(label: string, happen: () => void): void
  /** An {@link World.event} that aborts a controller, with the reason if one is passed. */
  abort(controller: AbortController, label?: string, reason?: unknown): void
  /**
   * An invariant: is called whenever no microtask is left, from here to the end of the run. It fails by throwing, or by
   * returning `false`.
   */
  check(invariant: () => unknown): void
  /** Resolves when no operation is pending, without a decision of its own. */
  idle(): Promise<void>
  /** From here on the world only does what it does by default: first in, first out, and nothing fails. */
  calm(): void
}

/** What is explored: an async function, in which nothing of the outside is used but what the world offers. Clause X1. */
export type Scenario = (world: World) => unknown
