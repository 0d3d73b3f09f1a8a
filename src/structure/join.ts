/** The wait for several futures at once, until one of them decides. */

import {
  Failure,
  type Future,
  type Loop,
  settleWithin,
  InternalFuture,
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
  return items.find((item) => item.done() && rule(item))
}

/**
 * S9: settles with the item that decides, in the place of a waiter of that item. So the task that awaits
 * this is appended to the ready queue where it would be if it had awaited that item itself.
 */
export class Join extends InternalFuture<void> {
  /** In the order in which they were given. */
  protected readonly items: readonly Future<unknown>[]
  /** Those whose failures it will handle, unless it is closed before (L10). */
  #awaited: readonly Future<unknown>[]
  /** The places among the waiters of the items that were pending at first. */
  readonly #watches = new Map<Subscription, Future<unknown>>()
  /** The item that decided, once one has. This class alone writes it. */
  decider: Future<unknown> | undefined = undefined

  /** @param takes whether it awaits the outcomes of its items; otherwise their failures stay unhandled */
  constructor(name: string, items: readonly Future<unknown>[], rule: Rule, takes: boolean) {
    super(name)
    this.items = items
    this.#awaited = takes ? items : []
    for (const { state } of this.#awaited) if (state instanceof Failure) state.addAwaiter()
    this.decider = settledDecider(items, rule)
    for (const item of items) if (!item.done()) this.#subscribe(item, rule, takes)
  }

  #subscribe(item: Future<unknown>, rule: Rule, takes: boolean): void {
    const watcher = new ItemWatch(takes, (notifications) => {
      if (this.decider !== undefined || !rule(item)) return
      this.decider = item
      settleWithin(this, success(undefined), notifications)
      notifications.afterwards(() => this.decided(notifications))
    })
    subscribe(watcher, item)
    this.#watches.set(watcher, item)
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

/** Waits until every one of these tasks has ended, without handling their failures. */
export function* ended(name: string, tasks: Iterable<Task<unknown>>): Coroutine<void> {
  const live = [...tasks].filter((task) => !task.done())
  if (live.length > 0) {
    yield* uninterruptible(waitFor(new Join(name, live, countdown(live.length), false)))
  }
}

function* waitFor(join: Join): Coroutine<void> {
  yield* join
}
