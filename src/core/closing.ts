/** How a coroutine is closed: by `return()`, so that its `finally` blocks run and no `catch` does (C5). */

import { finish, next, raise } from './coroutine.ts'
import { TerminationError } from './errors.ts'
import { cut, CUTS, isForced, terminateOwned } from './forcing.ts'
import { count, describe, formatLines } from './inspect.ts'
import { toPass, yieldsNothing, type Method } from './passing.ts'
import { asTask, current, isSuspension, refuseRequest, waitRequest } from './suspension.ts'
import type { Coroutine, Runner, Scope } from './types.ts'
import { Change } from './waiters.ts'

/**
 * What a scope suspends with when its clean-up is over and what is around it is to be closed: "close me again".
 * It carries the errors of the clean-up past every `catch` on the way, to what closes (C12).
 */
class CloseAgain implements IteratorYieldResult<undefined> {
  readonly done = false
  readonly value = undefined
  readonly errors: readonly unknown[]

  constructor(errors: readonly unknown[]) {
    this.errors = errors
    toPass(this)
  }
}

const closeAgain = new CloseAgain([])

/** What is in a scope: a whole task, a part of one, or a part that runs to its end before anything is closed (C13). */
type Kind = 'task' | 'part' | 'uninterruptible'

/**
 * Stands around a coroutine that runs within another, and can close it there. It is an iterator, not a
 * generator, so that a wait of the coroutine passes through as it is.
 *
 * JavaScript closes a delegate together with its delegators only as long as the delegate does not suspend in its
 * clean-up: then they would continue after their `yield*`. Here closing continues outward when the clean-up is
 * over (C11).
 *
 *            its next        its next        it cleans up
 *            resumption      resumption
 *            is granted      closes it
 *     open ──▶ granted ──▶ requested ──▶ closing ──▶ over
 */
export class CloseScope<T> implements Iterator<undefined, T, undefined>, Scope {
  outer: Scope | undefined = undefined
  readonly #coroutine: Coroutine<T>
  /** What to do first when it is closed, from within or from outside. */
  readonly #onClose: () => void
  readonly #kind: Kind
  #phase: 'open' | 'granted' | 'requested' | 'closing' | 'over' = 'open'
  /** Whether what is around it is being closed too. */
  #outward = false
  /** Whether it was closed before it was over. */
  #cut = false
  #owner: Runner | undefined = undefined
  #suspended = false
  /** How many of its suspensions were cut short (C15). */
  #cuts = 0
  /** What was thrown in it while it was closed, or ended it, in that order. */
  readonly #errors: unknown[] = []

  constructor(coroutine: Coroutine<T>, onClose: () => void = () => {}, kind: Kind = 'part') {
    this.#coroutine = coroutine
    this.#onClose = onClose
    this.#kind = kind
  }

  /** The task or main that ran it last, in whose coroutine it stands. */
  get owner(): Runner | undefined {
    return this.#owner && asTask(this.#owner)
  }

  /** Whether it has suspended at all. */
  get suspended(): boolean {
    return this.#suspended
  }

  /** Whether it was closed before it was over. */
  get cut(): boolean {
    return this.#cut
  }

  /** What was thrown in it: several only if it was closed. */
  get errors(): readonly unknown[] {
    return this.#errors
  }

  get requested(): boolean {
    return this.#phase === 'requested'
  }

  get closing(): boolean {
    return this.#phase === 'requested' || this.#phase === 'closing'
  }

  get shelters(): boolean {
    return this.#kind === 'uninterruptible' || this.#phase === 'closing'
  }

  /**
   * Has the next resumption close it, or the one after that.
   *
   * @returns whether it was open until now
   */
  close(when: 'next' | 'after next' = 'next'): boolean {
    if (this.#phase !== 'open') return false
    this.#phase = when === 'next' ? 'requested' : 'granted'
    return true
  }

  [Symbol.iterator](): Iterator<undefined, T, undefined> {
    return this
  }

  next(): IteratorResult<undefined, T> {
    this.#resumedBy()
    const closes = this.#phase === 'requested' ? !this.#isPutOff() : this.#isForcedFurther()
    if (this.#phase === 'granted') this.#phase = 'requested'
    if (!closes) return this.#resume(next, undefined)
    this.#begin()
    return this.#resume(finish, undefined)
  }

  throw(error: unknown): IteratorResult<undefined, T> {
    this.#resumedBy()
    return this.#resume(raise, error)
  }

  /** What is around it is being closed. */
  return(): IteratorResult<undefined, T> {
    // It has been closed and has cleaned up: JavaScript continues with what is around it.
    if (this.#phase === 'over') return finish.call(this.#coroutine, undefined)
    this.#resumedBy()
    this.#outward = true
    this.#begin()
    const resumption = this.#resume(finish, undefined)
    return resumption === closeAgain ? finish.call(this.#coroutine, undefined) : resumption
  }

  #resumedBy(): void {
    this.#owner = current.loop?.running
  }

  /** A task was perhaps cancelled only after it had suspended: then its scopes do not know this one. */
  #isPutOff(): boolean {
    const whole = this.#kind === 'task'
    const { owner } = this
    return owner !== undefined && isPutOff(owner, whole ? undefined : this)
  }

  /** C15: its task was terminated in the midst of its clean-up, and nothing puts the end off. */
  #isForcedFurther(): boolean {
    const { owner } = this
    if (this.#kind !== 'task' || owner === undefined || !isForced(owner)) return false
    return !isPutOff(owner)
  }

  #begin(): void {
    this.#phase = 'closing'
    this.#cut = true
    this.#onClose()
  }

  /**
   * Resumes the coroutine in one of three ways, in which it is the innermost scope, and closes it further when a scope
   * in it is over.
   */
  #resume<A>(how: Method<A>, argument: A): IteratorResult<undefined, T> {
    const { scope } = current
    this.outer = scope
    current.scope = this
    leaveShelter(this)
    let last: IteratorResult<undefined, T>
    try {
      last = how.call(this.#coroutine, argument)
      while (this.#phase === 'closing' || this.#phase === 'requested') {
        if (last instanceof CloseAgain) this.#errors.push(...last.errors)
        else if (!this.#cutShort(last)) break
        if (this.#phase === 'requested') this.#begin()
        last = finish.call(this.#coroutine, undefined)
      }
    } catch (error) {
      this.#errors.push(error)
      return this.#end()
    } finally {
      current.scope = scope
    }
    return last.done === true ? this.#end(last) : this.#suspend(last)
  }

  /**
   * C15: whether its task was terminated, and would suspend: not for tasks that it owns, which are terminated too.
   *
   * @throws `TerminationError` if there is no end to that
   */
  #cutShort(last: IteratorResult<undefined, T>): boolean {
    const { owner } = this
    if (this.#kind !== 'task' || owner === undefined || !isForced(owner)) return false
    if (!isSuspension(last)) return false
    if (last === waitRequest && owner.awaiting?.owned() !== undefined) {
      const change = new Change()
      terminateOwned(owner, change)
      change.complete()
      return false
    }
    cut(owner)
    this.#cuts += 1
    if (this.#cuts > CUTS) throw new TerminationError(owner)
    return true
  }

  #suspend(request: IteratorYieldResult<undefined>): IteratorResult<undefined, T> {
    enterShelter(this)
    // A mistake is thrown back into it at that point, and is no suspension.
    this.#suspended ||= yieldsNothing(request)
    // C7: it has left its shelter, and is closed where it would wait.
    const waits = request === waitRequest && this.#phase === 'requested'
    return waits && !this.#isPutOff() ? refuseRequest() : request
  }

  /** C12: what was thrown in it goes outward, if what is around it is to be closed. */
  #end(result?: IteratorReturnResult<T>): IteratorResult<undefined, T> {
    const errors = this.#errors
    const cleaned = this.#phase === 'closing'
    this.#phase = 'over'
    const outward =
      this.#outward ||
      ((cleaned || errors.length > 0) && nextToClose(this.outer)?.requested === true)
    if (outward) return errors.length === 0 ? closeAgain : new CloseAgain(errors)
    return errors.length === 0 && result !== undefined ? result : throwAll(errors)
  }
}

/** C12: throws the one error, as it is, or one for all of them. */
function throwAll(errors: readonly unknown[]): never {
  const [first] = errors
  if (errors.length === 1) throw first
  throw new AggregateError(
    errors,
    `${count(errors.length, 'failure')} of clean-ups:${formatLines(errors, describe)}`,
  )
}

/**
 * C11: where a task or main has suspended that is sheltered: the innermost scope that shelters its wait from
 * whatever is closed further out.
 */
const shelters = new WeakMap<Runner, CloseScope<unknown>>()

function enterShelter(scope: CloseScope<unknown>): void {
  const { owner } = scope
  // The scopes further in have suspended before.
  if (scope.shelters && owner !== undefined && !shelters.has(owner)) shelters.set(owner, scope)
}

function leaveShelter(scope: CloseScope<unknown>): void {
  const { owner } = scope
  if (owner !== undefined && shelters.get(owner) === scope) shelters.delete(owner)
}

/**
 * Whether a task or main takes its next step as if nothing was to be closed: it cleans up (C11), runs what is
 * uninterruptible (C13), or is about to receive what cannot be undone (C14). Of a task that was terminated, only its
 * own tasks, for whose ends it waits, put the end off (C15).
 *
 * @param within the scope that is to be closed; undefined if all is
 */
export function isPutOff(who: Runner, within?: Scope): boolean {
  if (who.awaiting?.hasHappened() === true) return true
  const shelter = shelters.get(who)
  if (within === undefined) {
    return isForced(who) ? who.awaiting?.owned() !== undefined : shelter !== undefined
  }
  let scope = shelter?.outer
  while (scope !== undefined && scope !== within) scope = scope.outer
  return scope !== undefined
}

/** C11: a main that is closed with its loop is in the same shelter as a task. */
export function keepShelter(main: Runner, task: Runner): void {
  const shelter = shelters.get(main)
  if (shelter !== undefined) shelters.set(task, shelter)
}

/** The innermost scope that is to be closed as soon as the caller suspends, or that shelters the caller from that. */
function nextToClose(innermost: Scope | undefined): Scope | undefined {
  let scope = innermost
  while (scope !== undefined && !scope.requested && !scope.shelters) scope = scope.outer
  return scope
}

/** C7, C13: whether the caller is to be closed as soon as it suspends. */
export function isToBeClosed(): boolean {
  const scope = nextToClose(current.scope)
  const running = current.loop?.running
  if (scope !== undefined || running === undefined) return scope?.requested === true
  // It was cancelled in this very step.
  return 'coroutine' in running && running.coroutine !== undefined && isClosing(running.coroutine)
}

/** C16: whether the caller is being closed, or is to be where it suspends next. */
export function isBeingClosed(): boolean {
  // An observer that is notified in the midst of a step is not what is being stepped.
  if (current.notifying) return false
  let scope = current.scope
  while (scope !== undefined && !scope.closing) scope = scope.outer
  const running = current.loop?.running
  if (scope !== undefined || running === undefined) return scope !== undefined
  return running.coroutine !== undefined && isClosing(running.coroutine)
}

/**
 * Replaces the coroutine of a task from its next step on: that step closes it, and its clean-up
 * may suspend like any coroutine. A coroutine that never started ends without having run (C4).
 *
 * @returns what `outcome` returns, whatever the clean-up returns; what the coroutine returns, if it was sheltered and
 *   did not suspend after that (C7)
 * @throws what the clean-up throws (C6), or one error for all that was thrown (C12)
 */
export function* closing<T, Outcome>(
  coroutine: Coroutine<T>,
  outcome: () => Outcome,
): Coroutine<T | Outcome> {
  const scope = new CloseScope(coroutine, undefined, 'task')
  scope.close()
  const value = yield* scope
  return scope.cut ? outcome() : value
}

/** Whether a coroutine is one that closes another. */
export function isClosing(coroutine: Coroutine<unknown>): boolean {
  return Object.getPrototypeOf(coroutine) === closing.prototype
}

/** Runs a coroutine in place, closed as a whole: closing continues outward when its clean-up is over (C11). */
export function* scoped<T>(coroutine: Coroutine<T>): Coroutine<T> {
  return yield* new CloseScope<T>(coroutine)
}

/** Runs a coroutine in place, to its end: closing waits for that (C13). */
export function* uninterruptible<T>(coroutine: Coroutine<T>): Coroutine<T> {
  return yield* new CloseScope<T>(coroutine, undefined, 'uninterruptible')
}
