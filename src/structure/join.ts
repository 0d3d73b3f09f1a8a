/** The wait for several futures at once, until one of them decides. */

import {
  Failure,
  type Future,
  type Loop,
  settleWithin,
  InternalFuture,
  Settled,
  formatList,
  success,
  Task,
  unsubscribe,
  Subscription,
  subscribe,
  uninterruptible,
  type Coroutine,
  type Blocker,
  type Notifications,
  type Racer,
} from '../core/index.ts'

/** Called once for each item, when it has settled: whether that decides. */
export type Rule = (settled: Future<unknown>) => boolean

/** The rule by which the last of so many items decides. */
export function countdown(count: number): Rule {
  let left = count
  return () => {
    left -= 1
    return left === 0
  }
}

/** The item that decides already: of those that have settled, the first in order (S5, S7, S8). */
export function settledDecider(
  items: readonly Future<unknown>[],
  rule: Rule,
): Future<unknown> | undefined {
  return items.find((item) => item.state instanceof Settled && rule(item))
}

/**
 * S9: settles with the item that decides, in the place of a waiter of that item. So the task that awaits
 * this is appended to the ready queue where it would be if it had awaited that item itself.
 */
export class Join extends InternalFuture<void> {
  /** @internal In the order in which they were given; once it is committed, without those that do not count any more. */
  items: readonly Future<unknown>[]
  /** Those whose failures it will handle, unless it is closed before (L10). */
  #awaited: readonly Future<unknown>[]
  /** The places among the waiters of the items that were pending at first. */
  readonly #watches = new Map<Subscription, Future<unknown>>()
  /** The item that decided, once one has. This class alone writes it. */
  decider: Future<unknown> | undefined = undefined
  /** S11: the item that alone can decide, since what it has done cannot be undone. This class alone writes it. */
  protected committed: Future<unknown> | undefined = undefined

  /**
   * @param takes whether it awaits the outcomes of its items; otherwise their failures stay unhandled
   * @param racers those of its items, in their order, to which it may be committed
   */
  constructor(
    name: string,
    items: readonly Future<unknown>[],
    rule: Rule,
    takes: boolean,
    racers: readonly Future<unknown>[] = [],
  ) {
    super(name)
    this.items = items
    this.#awaited = takes ? items : []
    for (const { state } of this.#awaited) if (state instanceof Failure) state.addAwaiter()
    this.decider = settledDecider(items, rule)
    let next = 0
    for (const item of items) {
      const races = item === racers[next]
      if (races) next += 1
      if (!(item.state instanceof Settled)) this.#subscribe(item, rule, takes, races)
    }
  }

  #subscribe(item: Future<unknown>, rule: Rule, takes: boolean, races: boolean): void {
    const settled = (notifications: Notifications): void => {
      if (this.decider !== undefined || !(rule(item) || item === this.committed)) return
      this.decider = item
      settleWithin(this, success(undefined), notifications)
      notifications.afterwards(() => this.decided(notifications))
    }
    const watcher = races
      ? new RacerWatch(takes, settled, this, item)
      : new ItemWatch(takes, settled)
    subscribe(watcher, item)
    this.#watches.set(watcher, item)
  }

  /** @internal S11: no other item decides from here on, and what has not settled yet is awaited no longer. */
  commit(to: Future<unknown>, _notifications: Notifications): void {
    this.committed = to
    this.items = this.items.filter((item) => item === to || item.done())
    this.#awaited = this.items
    for (const [watcher, item] of this.#watches) if (item !== to) unsubscribe(watcher, item)
  }

  /** Stops waiting, and gives up the failures of all items but these (L10). */
  protected keep(used: readonly Future<unknown>[]): void {
    const awaited = this.#awaited
    this.#awaited = []
    for (const [watcher, item] of this.#watches) unsubscribe(watcher, item)
    const failed = awaited.filter((item) => item.state instanceof Failure)
    if (failed.length === 0) return
    const kept = new Set(used)
    this.#awaited = failed.filter((item) => kept.has(item))
    for (const item of failed) {
      if (item.state instanceof Failure && !kept.has(item)) item.state.removeAwaiter()
    }
  }

  /** Stops waiting, and gives up the failures that it has not handled (L10). */
  release(): void {
    this.keep([])
  }

  /** What follows, in the same change, once every waiter of the deciding item is woken. */
  protected decided(_notifications: Notifications): void {
    // Where several tasks are only waited for, nothing does.
  }

  /** @internal */
  override outside(loop?: Loop): boolean {
    return this.items.some((item) => !item.done() && item.outside(loop))
  }

  /** @internal */
  override blocker(): Blocker {
    const pending = this.items.filter((item) => !item.done())
    return {
      // Only a race waits without items: any other combinator is decided when it begins.
      what: pending.length === 0 ? `${this.name}([])` : `${this.name} of ${formatList(pending)}`,
      by: pending.filter((item) => item instanceof Task),
      verb: '',
      oneIsEnough: this.name === 'race' || this.name === 'any',
      remedy: () =>
        pending.length === 0
          ? 'an empty race never settles; give it at least one item'
          : 'settle what is still pending',
    }
  }
}

/** The place of a join among the waiters of one item. */
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

/** The same for the task of an operation that races (S11). */
class RacerWatch extends ItemWatch implements Racer {
  readonly race: Join
  readonly #task: Future<unknown>

  constructor(
    takes: boolean,
    then: (notifications: Notifications) => void,
    race: Join,
    task: Future<unknown>,
  ) {
    super(takes, then)
    this.race = race
    this.#task = task
  }

  override get racer(): Racer {
    return this
  }

  commit(notifications: Notifications): void {
    this.race.commit(this.#task, notifications)
  }
}

/** Waits until every one of these tasks has ended, without handling their failures. */
export function* ended(name: string, tasks: Iterable<Task<unknown>>): Coroutine<void> {
  const live = [...tasks].filter(({ state }) => !(state instanceof Settled))
  if (live.length > 0) {
    yield* uninterruptible(waitFor(new Ended(name, live, countdown(live.length), false)))
  }
}

/** The wait of an owner for its tasks. */
class Ended extends Join {
  /** @internal C15. */
  override owned(): readonly Task<unknown>[] {
    return this.items.filter((item): item is Task<unknown> => item instanceof Task && !item.done())
  }
}

function* waitFor(join: Join): Coroutine<void> {
  yield* join
}
