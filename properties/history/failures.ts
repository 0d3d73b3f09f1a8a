/** The failures that a log shows and that are not handled yet (L10). */

import type { Ending, Event, Log } from '../../spec/event.ts'
import type { History } from './history.ts'
import type { Trial } from '../trial.ts'
import { decider, Joins, type Join } from './joins.ts'
import { actorOf } from './history.ts'
import { Scopes, wasCancelled } from './scopes.ts'
import { isUnnamed, scriptOf, type Script } from './script.ts'

/** A failure of a task, and whether it has an awaiter that has not received it yet. */
interface Failure {
  readonly task: string
  readonly error: string
  awaited: boolean
}

/** Follows a log along with its history. */
export class Failures {
  readonly #script: Script
  /** Whether an observer acts. */
  readonly #acting: boolean
  readonly #log: Log
  readonly #joins: Joins
  readonly #scopes: Scopes
  /** By coroutine: what it awaits, by itself or in a shield, and has not received. */
  readonly #waits = new Map<string, string>()
  /** The combinators that are closed at the next step of their waiter. */
  readonly #closing = new Set<Join>()
  /** The combinators that were decided when a timeout around them expired: they end with the next step. */
  readonly #granted = new Set<Join>()
  /** The combinators that no longer wait for their items. */
  readonly #released = new Set<Join>()
  /** By combinator that is decided and has not returned: the items of which it takes the outcome. */
  readonly #kept = new Map<Join, readonly string[]>()
  /** In the order of failure. */
  all: Failure[] = []
  /** The combinators that are closed once they were decided: no event shows when they give up what they would take. */
  readonly #giving = new Set<Join>()
  /** A combinator or a shield waits for items that the script does not name for certain. */
  #unknown = false

  constructor(trial: Trial) {
    this.#script = scriptOf(trial)
    this.#acting = trial.session.hooks !== undefined
    this.#log = trial.log
    this.#joins = new Joins(trial)
    this.#scopes = new Scopes(trial)
  }

  /** Whether it is not certain which failures are awaited. */
  get unsure(): boolean {
    return this.#unknown || this.#giving.size > 0
  }

  follow(event: Event, before: History, index: number): void {
    this.#given(event, before)
    this.#follow(event, before, index)
    this.#joins.follow(event, before, index)
    this.#scopes.follow(event, before, index)
    this.#asks(event, before, index)
    // S10: from here on, a combinator that is decided awaits no other item.
    for (const join of this.#joins.open.values()) {
      if (join.items === undefined && !join.refused) this.#unknown = true
      this.#decided(join, event, before)
    }
  }

  /** A coroutine that acts, or has ended, has left the combinator in which it was closed. */
  #given(event: Event, before: History): void {
    if (this.#giving.size === 0) return
    const who = event.event === 'settled' ? before.voice(event.future) : actorOf(event)
    for (const join of this.#giving) {
      if (join.who !== who) continue
      this.#giving.delete(join)
      this.#kept.delete(join)
      this.#release(join)
    }
  }

  #asks(event: Event, before: History, index: number): void {
    if (event.event !== 'asks') return
    const join = this.#joins.open.get(event.who)
    if (join?.since !== index || join.refused) return
    if (join.items === undefined) this.#unknown = true
    if (isDoomed(before, event.who)) this.#released.add(join)
    else for (const item of join.items ?? []) this.#setAwaited(item, true)
  }

  #follow(event: Event, before: History, index: number): void {
    switch (event.event) {
      case 'awaits':
        this.#await(event.who, event.on, before)
        break
      case 'asks': {
        if (event.what !== 'shield') break
        const item = event.of === '' ? this.#script.ownedAt(index)[0] : event.of
        if (event.of === '' && item === undefined) this.#unknown = true
        if (item !== undefined) this.#await(event.who, item, before)
        break
      }
      case 'got':
        if (event.by === 'await') this.#waits.delete(event.who)
        if (event.by !== 'cancelled') this.#handled(event.of)
        break
      case 'has':
        if (event.what === 'shield') this.#shieldReturns(event.who)
        else this.#joinReturns(event.who, event.what)
        break
      case 'called':
        if (event.call === 'result') this.#handled(event.of)
        break
      case 'calls':
        // A main is closed with its loop.
        if (event.call !== 'close' || before.closed || before.ticking) break
        for (const who of this.#waits.keys()) if (!before.tasks.has(who)) this.#discard(who)
        break
      case 'cancelled':
        // An observer acts within a change, of which the log shows the rest only afterwards.
        if (this.#acting && this.#joins.open.has(before.voice(event.task))) this.#unknown = true
        if (before.isPutOff(before.voice(event.task))) break
        if (before.running !== event.task || this.#isFresh(event.task, index))
          this.#discard(before.voice(event.task), before.running === event.task)
        else this.#doomed(before.voice(event.task))
        break
      case 'terminated':
        this.#terminated(event.task, before)
        break
      case 'woken':
        this.#interrupted(event, before)
        break
      case 'stepped':
        // C3: a task that the observer cancels when it is notified of the step is closed in that step.
        if (this.#isFresh(event.who, index + 1)) break
        this.#resumed(before.voice(event.who), before, index)
        break
      case 'settled':
        this.#settled(event, before)
        break
      case 'ends':
        this.#waits.delete(event.who)
        break
      default:
    }
  }

  #await(who: string, on: string, before: History): void {
    // C7: a task that was cancelled in this step does not begin its wait.
    if (isDoomed(before, who) || on === who) return
    if (!isUnnamed(on) && !before.tasks.has(on) && !before.futures.has(on)) return
    this.#waits.set(who, on)
    this.#setAwaited(on, true)
  }

  #shieldReturns(who: string): void {
    const on = this.#waits.get(who)
    this.#waits.delete(who)
    if (on !== undefined) this.#handled(on)
  }

  /** S10: a combinator returns the outcomes that it takes once its losers have ended. */
  #joinReturns(who: string, what: string): void {
    const join = this.#joins.open.get(who)
    if (join?.kind !== what) return
    for (const item of this.#kept.get(join) ?? []) this.#handled(item)
    this.#kept.delete(join)
  }

  /** A coroutine that is closed does not receive what it waits for. */
  #discard(who: string, isNow = false): void {
    const on = this.#waits.get(who)
    this.#waits.delete(who)
    if (on !== undefined) this.#setAwaited(on, false)
    const join = this.#joins.open.get(who)
    if (join === undefined) return
    if (join.steps > 0 && this.#kept.has(join)) this.#giving.add(join)
    // S10: one that is not decided releases its items now, and one that is, at the next step of its waiter.
    if (join.steps === 0 && this.#kept.has(join)) this.#closing.add(join)
    else if (join.steps === 0) this.#release(join)
    else if (join.steps === 1 && isNow) this.#release(join)
  }

  /** C15: no shelter puts the end off; only the wait of an owner for its own tasks continues. */
  #terminated(task: string, before: History): void {
    const who = before.voice(task)
    const join = this.#joins.open.get(who)
    // No event shows when it gives up what it would have taken of its items.
    if (join !== undefined) this.#unknown = true
    const owns = (join?.steps ?? 0) > 0
    if (before.running !== task && !owns && !before.receives(who)) this.#discard(who)
  }

  /** C7: cancelled in the step in which its combinator or its shield begins, it is closed at the next. */
  #doomed(who: string): void {
    const on = this.#waits.get(who)
    this.#waits.delete(who)
    if (on !== undefined) this.#setAwaited(on, false)
    const join = this.#joins.open.get(who)
    if (join?.steps === 0) this.#closing.add(join)
  }

  #release(join: Join): void {
    this.#released.add(join)
    for (const item of join.items ?? []) this.#setAwaited(item, false)
  }

  #interrupted({ by, task }: Extract<Event, { event: 'woken' }>, before: History): void {
    if (before.parked.get(task) === by) return
    const group = this.#scopes.groupOf(by)
    const isMain = task === 'main' && !before.tasks.has(task)
    const who = isMain ? before.interruptedBy(by) : before.voice(task)
    this.#discard(group === undefined ? who : group.owner)
  }

  /** The waiter of a combinator is stepped: if it is closed, it takes no outcome. */
  #resumed(who: string, before: History, index: number): void {
    const join = this.#joins.open.get(who)
    if (join === undefined || join.steps > 0) return
    // A scope may close it, and no event shows that.
    const may = this.#scopes.disturbed(who, before.now)
    if (!this.#closing.has(join)) {
      if (!may || this.#resumes(join, index)) return
      // C12: its error travels outward, and no event shows that it has come.
      if (this.#granted.has(join))
        for (const item of this.#kept.get(join) ?? []) this.#handled(item)
    }
    this.#kept.delete(join)
    this.#release(join)
  }

  #decided(join: Join, event: Event, before: History): void {
    const { ended, items = [], kind, refused, steps } = join
    if (refused || steps > 0 || this.#released.has(join)) return
    const endingOf = (item: string): Ending | undefined =>
      event.event === 'settled' && event.future === item ? event.ending : before.settled.get(item)
    const by = decider(join, endingOf)
    if (by === undefined) return
    const failed = items.filter((item) => ended.includes(item))
    const taken = by === '' || kind === 'any' ? failed : items.filter((item) => item === by)
    this.#kept.set(join, taken)
    this.#release(join)
  }

  #resumes({ kind, who }: Join, index: number): boolean {
    const next = this.#log.slice(index + 1).find((event) => actorOf(event) === who)
    const has = next?.event === 'has' && next.what === kind
    return has || (next?.event === 'got' && next.by === kind)
  }

  #settled(event: Extract<Event, { event: 'settled' }>, before: History): void {
    const { ending, future } = event
    this.#waits.delete(before.voice(future))
    const group = this.#scopes.groupOf(future)
    if (future.startsWith('timeout/')) this.#late(before)
    if (!before.tasks.has(future) || !('error' in ending) || wasCancelled(future, ending)) return
    if (group !== undefined) {
      // S2: its group handles it; an owner that is about to receive an outcome is closed instead.
      const first = group.failures.length === 0 && group.before === undefined
      if (first && !group.over && this.#isReceiving(group.owner, before)) this.#discard(group.owner)
      return
    }
    this.all.push({ task: future, error: ending.error, awaited: this.#isAwaited(future) })
  }

  /** D5: a coroutine whose timeout has expired takes one more step if its combinator is decided. */
  #late(before: History): void {
    for (const [who, join] of this.#joins.open) {
      const late = this.#scopes
        .openScopes(who)
        .some(({ deadline, left, what }) => what === 'timeout' && !left && deadline <= before.now)
      if (late && join.steps === 0 && this.#isReceiving(who, before)) this.#granted.add(join)
    }
  }

  /** Whether a task is cancelled by the observer, on the notification of its step. */
  #isFresh(task: string, index: number): boolean {
    const [step, cancel] = this.#log.slice(index - 1, index + 1)
    const stepped = step?.event === 'stepped' && step.who === task
    return stepped && cancel?.event === 'cancelled' && cancel.task === task
  }

  /** Whether what a coroutine waits for has settled, if it waits at all. */
  #isReceiving(who: string, before: History): boolean {
    const name = before.notifiedAs(who)
    const on = name === undefined ? undefined : before.parked.get(name)
    return on === undefined || before.settled.has(on)
  }

  #handled(task: string): void {
    this.all = this.all.filter((failure) => failure.task !== task)
  }

  #setAwaited(task: string, awaited: boolean): void {
    const still = awaited || this.#isAwaited(task)
    for (const failure of this.all) if (failure.task === task) failure.awaited = still
  }

  /** Whether it still has an awaiter, or a combinator that takes its outcome. */
  #isAwaited(task: string): boolean {
    const joined = [...this.#joins.open.values()].some(
      (join) =>
        join.steps === 0 &&
        !join.refused &&
        !this.#released.has(join) &&
        join.items?.includes(task) === true,
    )
    const kept = [...this.#kept.values()].some((items) => items.includes(task))
    return joined || kept || [...this.#waits.values()].includes(task)
  }
}

function isDoomed(before: History, who: string): boolean {
  return before.doomed !== undefined && before.voice(before.doomed) === who
}
