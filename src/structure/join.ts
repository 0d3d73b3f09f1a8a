/** Waiting for several futures at once. */

import {
  cleanUp,
  Failure,
  type Future,
  settleWithin,
  InternalFuture,
  formatList,
  success,
  Task,
  unsubscribe,
  Subscription,
  subscribe,
  type Coroutine,
  type Blocker,
  type Notifications,
} from '../core/index.ts'

/** Asked once of each item that is settled: whether that decides. */
export type Rule = (settled: Future<unknown>) => boolean

/** Decides when it has been waitRequest so often. */
export function countdown(count: number): Rule {
  let left = count
  return () => {
    left -= 1
    return left === 0
  }
}

/**
 * Settled as soon as its rule says that enough of its items are, in the very place in which it waits for
 * the item that decides (S9).
 */
export class Join extends InternalFuture<void> {
  readonly #items: readonly Future<unknown>[]
  /** One for each item that was pending. */
  readonly #watches = new Map<Subscription, Future<unknown>>()
  /** The item that decided. */
  decider: Future<unknown> | undefined = undefined

  /** @param takes whether it is waited for in order to get the outcomes: then failures are somebody's */
  constructor(name: string, items: readonly Future<unknown>[], rule: Rule, takes: boolean) {
    super(name)
    this.#items = items
    if (takes) for (const { state } of items) if (state instanceof Failure) state.addAwaiter()
    this.decider = items.find((item) => item.done() && rule(item))
    for (const item of items) if (!item.done()) this.#subscribe(item, rule, takes)
  }

  #subscribe(item: Future<unknown>, rule: Rule, takes: boolean): void {
    const watcher = new ItemWatch(takes, (notifications) => {
      if (this.decider !== undefined || !rule(item)) return
      this.decider = item
      settleWithin(this, success(undefined), notifications)
    })
    subscribe(watcher, item)
    this.#watches.set(watcher, item)
  }

  /** Waits for none of them any longer but these, which have ended: who else failed is nobody's again (L10). */
  leave(kept: readonly Future<unknown>[]): void {
    for (const [watcher, item] of this.#watches) unsubscribe(watcher, item)
    const still = new Set(kept)
    this.#ignore((item) => !still.has(item))
  }

  /** Nor for these. */
  release(kept: readonly Future<unknown>[]): void {
    const still = new Set(kept)
    this.#ignore((item) => still.has(item))
  }

  #ignore(which: (item: Future<unknown>) => boolean): void {
    for (const item of this.#items) {
      if (item.state instanceof Failure && which(item)) item.state.removeAwaiter()
    }
  }

  /** @internal */
  override blocker(): Blocker {
    const pending = this.#items.filter((item) => !item.done())
    return {
      what: `${this.name} of ${pending.length === 0 ? 'nothing' : formatList(pending)}`,
      by: pending.filter((item) => item instanceof Task),
      verb: '',
      oneIsEnough: this.name === 'race' || this.name === 'any',
      remedy: () => 'settle what is still pending, or cancel who waits',
    }
  }
}

class ItemWatch extends Subscription {
  readonly #takes: boolean
  readonly #then: (notifications: Notifications) => void

  constructor(takes: boolean, then: (notifications: Notifications) => void) {
    super()
    this.#takes = takes
    this.#then = then
  }

  override settled(by: Future<unknown>, notifications: Notifications): void {
    if (this.#takes && by.state instanceof Failure) by.state.addAwaiter()
    this.#then(notifications)
  }
}

/** Waits until all of these have ended, if one of them has not; their failures stay their own. */
export function* ended(name: string, tasks: Iterable<Task<unknown>>): Coroutine<void> {
  const live = [...tasks].filter((task) => !task.done())
  if (live.length > 0) yield* cleanUp(waitFor(new Join(name, live, countdown(live.length), false)))
}

function* waitFor(join: Join): Coroutine<void> {
  yield* join
}
