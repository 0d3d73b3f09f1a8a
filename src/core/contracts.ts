/** What is promised between files, and needs neither task nor loop to be said. */

/**
 * A generator that a loop steps: `yield` alone suspends for one step, `yield* future` waits and returns the
 * future's value or throws its error, `yield* other()` delegates and costs nothing. Yielding anything
 * else does not type-check, and throws a `BadYieldError` at that point.
 *
 * @typeParam T what the coroutine returns
 *
 * @example
 * ```ts
 * import { Loop, type Coroutine } from 'looplaw'
 *
 * function* one(): Coroutine<number> {
 *   yield
 *   return 1
 * }
 * console.log(new Loop().run(one())) // 1
 * ```
 *
 * Clauses T3, T11, F4, F7.
 */
export type Coroutine<T> = Generator<undefined, T, undefined>

/** The waiters of a future in their order, if not all of them are tasks of one loop; see waiters.ts. */
export interface WaiterSet {
  readonly size: number
}

/** A coroutine that runs within another and can be closed there; see closing.ts. */
export interface Scope {
  /** The scope around it, in the same task or main. */
  readonly outer: Scope | undefined
  /** Whether it is to be closed when it is resumed next. */
  readonly requested: boolean
  /** C16: whether it is being closed, or is to be. */
  readonly closing: boolean
  /** C11, C13: whether nothing further out is closed while it waits: it cleans up, or is uninterruptible. */
  readonly shelters: boolean
}

/** A change under way: what follows from it once every waiter is woken, and then what observers are notified of. */
export interface Notifications {
  /** Observers receive this once the change is complete (O2). */
  push(notify: () => void): void
  /** Completes the change when every waiter is woken, with no other task in between (F8). */
  afterwards(follow: () => void): void
}

/** The outcome of a future, as an observer receives it. Clause O1. */
export type Outcome = { readonly value: unknown } | { readonly error: unknown }
