/** What is acquired, held and released: what a lock and a semaphore have in common. */

import {
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
  /** @internal Callers of `acquire`, and notified waiters of a condition (Y7); empty while a permit is free. */
  protected readonly waiters: WaitQueue<Waiter<void>> = new WaitQueue(() => {
    const by = this.holding
    return { what: this.what, by, remedy: () => remedy(by), oneIsEnough: by.length > 1 }
  })
  /** Depends on one of the live holders, as long as there are waiters. */
  readonly #contention = new Contention(this)

  /** @internal Whether a task or main holds a permit. */
  abstract isHeldBy(who: Runner): boolean

  /** @internal One of the holders that have not ended. */
  abstract get liveHolder(): Runner | undefined

  /** @internal Y13: whether all permits are held by tasks or mains that have ended. */
  abstract isAbandoned(): boolean

  /** @internal The holders, in the order of acquiring, once for each permit. */
  abstract get holding(): readonly Runner[]

  /** @internal Lets a caller hold a free permit; returns false if none is free. */
  protected abstract takeFree(who: Runner): boolean

  /** @internal A permit passes from its holder to another, or becomes free. */
  protected abstract transfer(from: Runner, to: Runner | undefined): void

  /**
   * Waits until a permit is free and every earlier caller has received one, then holds it. A free permit
   * is taken at once, and the caller suspends once nevertheless. `hold` also releases it.
   *
   * The task or main that runs this is the holder. Given to `spawn`, `race` and the like, it is run by a
   * task of its own, which completes and holds the permit for ever; `timeout(ms, lock.acquire())` runs
   * it in place. So `race([lock.acquire(), sleep(10)])` is a trap: if the acquisition wins, its task has ended, and
   * every later caller receives an `AbandonedError`.
   *
   * @throws `AbandonedError` if every permit is held by a task or main that has ended, or as soon as that is so;
   *   `BadYieldError` outside a coroutine
   */
  *acquire(): Coroutine<void> {
    const who = this.caller('acquire')
    // Y2: an acquisition suspends even if a permit is free, which is then held from here on.
    yield* this.takeFree(who) ? new Acquisition(this, who).reserve() : this.ask(who)
  }

  /**
   * Holds a permit from now on, if one is free, and returns whether it does. It never suspends, and never overtakes a
   * waiter: while there is one, no permit is free.
   *
   * @throws `InvalidStateError` outside a task or main: there is nothing to hold it
   */
  tryAcquire(): boolean {
    const who = runner()
    if (who === undefined) {
      throw new InvalidStateError(
        `${this.what} is held by a task or by main: call tryAcquire() in a coroutine`,
      )
    }
    // Y10: a permit is never free while a caller waits for it.
    return this.takeFree(who)
  }

  /**
   * Releases a permit of the caller: it is handed over to the first waiter, or becomes free.
   *
   * @throws `InvalidStateError` unless the caller holds one; nothing was changed
   */
  release(): void {
    this.#releaseBy(runner())
  }

  /**
   * Acquires a permit, runs the body in place, and releases the permit when the body has completed: with
   * a result, with an error, or because it was closed, and then after its clean-up.
   *
   * @param body called once the permit is held; the coroutine that it returns is run
   * @returns what the body returns
   * @throws what the body throws; `AbandonedError` as {@link acquire} does; `NotACoroutineError` and `CoroutineReusedError` for what it returns;
   *   `InvalidStateError` if it has released the permit itself; `TypeError` at once if it is no function
   */
  hold<T>(body: () => Coroutine<T>): Coroutine<T> {
    if (typeof body !== 'function') {
      throw new TypeError(
        `hold takes a generator function, like hold(function* () { … }), not ${kindOf(body)}`,
      )
    }
    // C11, C12: the whole of it, so that an error of its clean-up passes every `catch` around it.
    return scoped(this.#hold(body))
  }

  /** @internal Lets a caller wait for a permit, or be refused. */
  protected ask(who: Runner): Waiter<void> {
    const waiter = new Acquisition(this, who)
    if (!this.enqueue(waiter)) presettle(waiter, new Failure(this.abandonment()))
    return waiter
  }

  /** @internal Adds a waiter as the last, unless no permit will be free any more (Y13). Returns whether it did. */
  enqueue(waiter: Waiter<void>): boolean {
    // While there are waiters, they depend on a holder already.
    if (this.waiters.length === 0) {
      if (this.isAbandoned()) return false
      this.#contention.follow(this.liveHolder)
    }
    this.waiters.append(waiter)
    return true
  }

  /** @internal Y1: the first waiter holds the permit from here on, so no later caller can barge in before its next step. */
  handOff(from: Runner, notifications?: Notifications): void {
    const first = this.waiters.take()
    this.transfer(from, first?.who)
    const { on } = this.#contention
    if (on !== undefined) {
      if (this.waiters.length === 0) this.#contention.follow(undefined)
      else if (on === from) this.#contention.follow(first?.who)
    }
    first?.serve(undefined, notifications)
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
    if (this.waiters.length === 0) return
    const live = this.liveHolder
    if (live !== undefined) return this.#contention.follow(live)
    for (const waiter of this.waiters.drain()) waiter.refuse(this.abandonment(), notifications)
  }

  /** Y4, Y5: a release by another would let in one more than there are permits. */
  #releaseBy(who: Runner | undefined): void {
    if (who === undefined || !this.isHeldBy(who)) {
      throw new InvalidStateError(`${this.what} is ${refusal(this.holding)}`)
    }
    this.handOff(who)
  }

  /** Y12: whichever way the body completes leads through the release. */
  *#hold<T>(body: () => Coroutine<T>): Coroutine<T> {
    const who = this.caller('hold')
    yield* this.acquire()
    try {
      return yield* enclosed(body)
    } finally {
      this.#endHold(who)
    }
  }

  /** Y13, C15: a condition that has released a lock may not have acquired it again. */
  #endHold(who: Runner): void {
    if (this.isHeldBy(who) || !(this.isAbandoned() || isForced(who))) this.#releaseBy(who)
  }
}

/** An `acquire` that has not received its permit yet. */
class Acquisition extends Waiter<void, Permits> {
  protected override giveBack(notifications: Notifications): void {
    // Y13: it was refused, and holds nothing.
    if (this.state instanceof Failure) return
    // Otherwise no task would ever release what it holds.
    if (!this.leave()) this.primitive.handOff(this.who, notifications)
  }
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
  // Without a permit there is no holder, and only then are there waiters nevertheless.
  if (holders.length === 0) return 'create it with at least one permit'
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
