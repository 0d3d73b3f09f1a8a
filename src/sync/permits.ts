/** What is acquired, held and released: what a lock and a semaphore have in common. */

import {
  Change,
  claim,
  Dependent,
  Failure,
  formatList,
  hasEnded,
  isForced,
  InvalidStateError,
  kindOf,
  presettle,
  runner,
  scoped,
  shown,
  type Blocker,
  type Coroutine,
  type Notifications,
  type Runner,
} from '../core/index.ts'
import { AbandonedError } from './errors.ts'
import { Primitive } from './primitive.ts'
import { Waiter, WaitQueue } from './waitQueue.ts'

/**
 * A fixed number of permits: a {@link Lock} has one, a {@link Semaphore} any number. Each is free, or
 * held by a task or by main. One that is released is handed over to the first waiter at once.
 *
 * Clauses Y1 to Y5, Y12, Y13.
 */
export abstract class Permits extends Primitive {
  /**
   * @internal Callers of `acquire`, and notified waiters of a condition (Y7). While there are any, the first waits for
   * more permits than are free, and a holder has not ended.
   */
  protected readonly waiters: WaitQueue<Waiter<void>> = new WaitQueue(() => {
    const by = this.holding
    return { what: this.what, by, remedy: () => remedy(by), oneIsEnough: by.length > 1 }
  })
  /** Depends on one of the live holders, as long as there are waiters. */
  readonly #contention = new Contention(this)

  /** @internal Whether a task or main holds so many permits: one, if it is not said how many. */
  abstract isHeldBy(who: Runner, permits?: number): boolean

  /** @internal One of the holders that have not ended. */
  abstract get liveHolder(): Runner | undefined

  /** @internal Y13: whether so many permits will not be free any more, since tasks or mains that have ended hold the others. */
  abstract isAbandoned(permits?: number): boolean

  /** @internal The holders, in the order of acquiring, once for each acquisition. */
  abstract get holding(): readonly Runner[]

  /** @internal Whether a permit is free. */
  protected abstract get hasFree(): boolean

  /** @internal Lets a task or main hold so many permits, if they are free. Returns whether it does. */
  protected abstract takeFree(who: Runner, permits: number): boolean

  /** @internal What messages call so many of its permits. */
  amount(permits: number): string {
    return `${permits} permits of ${this.what}`
  }

  /** @internal So many permits that a task or main holds are free again. */
  protected abstract putBack(who: Runner, permits: number): void

  /** @internal The task or main that runs this holds so many permits, once every earlier caller has received its own. */
  protected *request(permits: number): Coroutine<void> {
    const who = this.caller('acquire')
    // Y2: an acquisition suspends even if a permit is free, which is then held from here on.
    yield* this.take(who, permits)
      ? acquisition(this, who, permits).reserve()
      : this.ask(who, permits)
  }

  /** @internal Y10: the same, without waiting. Returns whether it holds them. */
  protected requestNow(permits: number): boolean {
    const who = runner()
    if (who === undefined) {
      throw new InvalidStateError(
        `${this.what} is held by a task or by main: call tryAcquire() in a coroutine`,
      )
    }
    return this.take(who, permits)
  }

  /** @internal Y4, Y5: a release by another would let in one more than there are permits. */
  protected releaseBy(who: Runner | undefined, permits: number): void {
    if (who === undefined || !this.isHeldBy(who, permits)) {
      const several = permits === 1 || who === undefined || !this.isHeldBy(who)
      throw new InvalidStateError(
        `${this.what} is ${several ? refusal(this.holding) : `held by ${shown(who)}, but with fewer than ${permits} permits: release those that it holds`}`,
      )
    }
    this.handOff(who, undefined, permits)
  }

  /** @internal Y12: a body that runs in place, with so many permits held. */
  protected holdWhile<T>(permits: number, body: () => Coroutine<T>): Coroutine<T> {
    if (typeof body !== 'function') {
      throw new TypeError(
        `hold takes a generator function, like hold(function* () { … }), not ${kindOf(body)}`,
      )
    }
    // C11, C12: the whole of it, so that an error of its clean-up passes every `catch` around it.
    return scoped(this.#hold(permits, body))
  }

  /** @internal Y1: a caller that finds waiters takes nothing, even if there is enough for it. */
  protected take(who: Runner, permits: number): boolean {
    return this.waiters.length === 0 && this.takeFree(who, permits)
  }

  /** @internal Lets a caller wait for permits, or be refused. */
  protected ask(who: Runner, permits: number): Waiter<void> {
    const waiter = acquisition(this, who, permits)
    if (!this.enqueue(waiter)) presettle(waiter, new Failure(this.abandonment()))
    return waiter
  }

  /** @internal Adds a waiter as the last, unless it would wait in vain (Y13). Returns whether it did. */
  enqueue(waiter: Waiter<void>): boolean {
    // While there are waiters, they depend on a holder already.
    if (this.waiters.length === 0) {
      if (this.isAbandoned(waiter.permits)) return false
      this.#contention.follow(this.liveHolder)
    }
    this.waiters.append(waiter)
    return true
  }

  /** @internal Y1: the first waiters hold the permits from here on, so no later caller can barge in before their next step. */
  handOff(from: Runner, notifications?: Notifications, permits = 1): void {
    this.putBack(from, permits)
    const { first } = this.waiters
    if (first === undefined) return this.#contention.follow(undefined)
    const served = this.takeFree(first.who, first.permits)
    if (served) this.waiters.take()
    // One that is not served has found too few, so there are some.
    if (this.hasFree && this.waiters.length > 0) {
      const taken = served ? first : undefined
      if (notifications !== undefined) return this.serveWaiters(notifications, taken)
      // O2: each holds what it was handed when an observer is notified of the first.
      const change = new Change()
      this.serveWaiters(change, taken)
      return change.complete()
    }
    if (this.waiters.length === 0) this.#contention.follow(undefined)
    else if (this.#contention.on === from) this.#contention.follow(first.who)
    first.serve(undefined, notifications)
  }

  /**
   * @internal Y1, Y14: what is free goes to the first waiters, as long as it is enough for the first of them. Y13: where
   * no holder is left that has not ended, it waits in vain.
   *
   * @param taken was taken out of the queue, and holds its permits
   */
  serveWaiters(notifications: Notifications, taken?: Waiter<void>): void {
    taken?.serve(undefined, notifications)
    let live = this.liveHolder
    for (let { first } = this.waiters; first !== undefined; { first } = this.waiters) {
      const served = this.takeFree(first.who, first.permits)
      if (!served && live !== undefined) break
      this.waiters.take()
      if (served) first.serve(undefined, notifications)
      else first.refuse(this.abandonment(), notifications)
      if (served) live ??= first.who
    }
    this.#contention.follow(this.waiters.length === 0 ? undefined : live)
  }

  /** @internal Y13: what a waiter receives where no permit will be free any more. */
  abandonment(): AbandonedError {
    const holders = [...new Set(this.holding)]
    const have = holders.length === 1 ? 'has' : 'have'
    return new AbandonedError(
      `${this.what} is held by ${formatList(holders.map(shown))}, which ${have} ended without releasing it: ${REMEDY}`,
    )
  }

  /** @internal Y13: a holder has ended, and the waiters depend on another now, or wait in vain. */
  holderEnded(notifications: Notifications): void {
    if (this.waiters.length > 0) this.serveWaiters(notifications)
  }

  /** Y12: whichever way the body completes leads through the release. */
  *#hold<T>(permits: number, body: () => Coroutine<T>): Coroutine<T> {
    const who = this.caller('hold')
    yield* this.request(permits)
    try {
      return yield* enclosed(body)
    } finally {
      this.endHold(who, permits)
    }
  }

  /** @internal Y12: releases what the body has not released itself, which is a mistake. */
  protected endHold(who: Runner, permits: number): void {
    // Y13, C15: a condition that has released a lock may not have acquired it again.
    const isHeld = this.isHeldBy(who, permits)
    if (isHeld || !(this.isAbandoned() || isForced(who))) this.releaseBy(who, permits)
  }
}

/** An `acquire` that has not received its permit yet. */
class Acquisition extends Waiter<void, Permits> {
  protected override giveBack(notifications: Notifications): void {
    // Y13: it was refused, and holds nothing.
    if (this.state instanceof Failure) return
    // Otherwise no task would ever release what it holds.
    if (!this.leave()) this.primitive.handOff(this.who, notifications, this.permits)
    // Y14: those behind it may wait for less.
    else this.primitive.serveWaiters(notifications)
  }
}

/** The same, of more permits than one. */
class Several extends Acquisition {
  readonly #permits: number

  constructor(permits: Permits, who: Runner, count: number) {
    super(permits, who)
    this.#permits = count
  }

  override get permits(): number {
    return this.#permits
  }

  override blocker(): Blocker | undefined {
    const blocker = super.blocker()
    return blocker && { ...blocker, what: this.primitive.amount(this.#permits) }
  }
}

function acquisition(of: Permits, who: Runner, permits: number): Acquisition {
  return permits === 1 ? new Acquisition(of, who) : new Several(of, who, permits)
}

/** C11: the body is closed as a whole, even if its clean-up suspends, before its permit is released. */
function enclosed<T>(body: () => Coroutine<T>): Coroutine<T> {
  const coroutine = body()
  claim(coroutine)
  return coroutine
}

const REMEDY = 'use hold(), which always releases'

/** Y13: what the waiters of a lock or semaphore depend on. */
class Contention extends Dependent<Runner, Notifications> {
  readonly order: number
  readonly #permits: Permits

  constructor(permits: Permits) {
    super()
    created += 1
    this.order = created
    this.#permits = permits
  }

  /** From here on it depends on this task or main, if on any. */
  follow(who: Runner | undefined): void {
    this.on?.loop.dependents.remove(this)
    who?.loop.dependents.add(this, who)
  }

  override ended(notifications: Notifications): void {
    this.#permits.holderEnded(notifications)
  }
}

/** How many locks and semaphores there have been. */
let created = 0

/** What would let a waiter resume. */
function remedy(holders: readonly Runner[]): string {
  return holders.some(hasEnded)
    ? `a holder has ended without releasing it: ${REMEDY}`
    : 'let a holder call release()'
}

/** Why a caller that holds no permit cannot release one. */
function refusal(holders: readonly Runner[]): string {
  if (holders.length === 0) return 'not held: acquire it before release()'
  const whose = holders.length === 1 ? 'its holder' : 'a holder'
  return `held by ${formatList(holders.map(shown))}: only ${whose} can release it`
}
