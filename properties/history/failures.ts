/** The failures that nobody has looked at, as a log shows them. */

import type { Event, Log } from '../../spec/event.ts'
import type { History } from './history.ts'
import type { Trial } from '../trial.ts'
import { decider, Joins, type Join } from './joins.ts'
import { actorOf, Scopes, wasCancelled } from './scopes.ts'
import { isUnnamed, scriptOf, type Script } from './script.ts'

/** A failure of a task, and whether somebody waits for it, or is to be handed it. */
interface Failure {
  readonly task: string
  readonly error: string
  awaited: boolean
}

/** Follows a log along with its history. */
export class Failures {
  readonly #script: Script
  readonly #log: Log
  readonly #joins: Joins
  readonly #scopes: Scopes
  /** What each coroutine awaits, by itself or in a shield, and has not been handed. */
  readonly #waits = new Map<string, string>()
  /** Those that are closed at the next step of who waits for them. */
  readonly #closing = new Set<Join>()
  /** Those that wait for nothing any more. */
  readonly #taken = new Set<Join>()
  /** What those take that are decided and wait for their losers to end. */
  readonly #kept = new Map<Join, readonly string[]>()
  /** In the order of failure. */
  all: Failure[] = []
  /** Somebody waits for it is not certain for what. */
  unsure = false

  constructor(trial: Trial) {
    this.#script = scriptOf(trial)
    this.#log = trial.log
    this.#joins = new Joins(trial)
    this.#scopes = new Scopes(trial)
  }

  follow(event: Event, before: History, index: number): void {
    this.#look(event, before, index)
    this.#joins.follow(event, before, index)
    this.#scopes.follow(event, before, index)
    if (event.event !== 'asks') return
    const join = this.#joins.open.get(event.who)
    if (join?.since !== index || join.refused) return
    if (join.items === undefined) this.unsure = true
    if (isDoomed(before, event.who)) this.#taken.add(join)
    else for (const item of join.items ?? []) this.#regard(item, true)
  }

  #look(event: Event, before: History, index: number): void {
    switch (event.event) {
      case 'awaits':
        this.#await(event.who, event.on, before)
        break
      case 'asks': {
        if (event.what !== 'shield') break
        const item = event.of === '' ? this.#script.ownedAt(index)[0] : event.of
        if (event.of === '' && item === undefined) this.unsure = true
        if (item !== undefined) this.#await(event.who, item, before)
        break
      }
      case 'got':
        if (event.by === 'await') this.#waits.delete(event.who)
        if (event.by !== 'cancelled') this.#seen(event.of)
        break
      case 'has':
        if (event.what === 'shield') this.#shielded(event.who)
        else this.#given(event.who, event.what)
        break
      case 'called':
        if (event.call === 'result') this.#seen(event.of)
        break
      case 'calls':
        // A main is closed with its loop.
        if (event.call !== 'close' || before.closed || before.ticking) break
        for (const who of this.#waits.keys()) if (!before.tasks.has(who)) this.#forgo(who)
        break
      case 'cancelled':
        if (before.running !== event.task || this.#isFresh(event.task, index))
          this.#forgo(before.voice(event.task), before.running === event.task)
        break
      case 'woken':
        this.#interrupted(event, before)
        break
      case 'stepped':
        // C3: who is cancelled as its step is told is closed in it.
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
    // C7: the wait of who was cancelled in this step is not begun.
    if (isDoomed(before, who) || on === who) return
    if (!isUnnamed(on) && !before.tasks.has(on) && !before.futures.has(on)) return
    this.#waits.set(who, on)
    this.#regard(on, true)
  }

  #shielded(who: string): void {
    const on = this.#waits.get(who)
    this.#waits.delete(who)
    if (on !== undefined) this.#seen(on)
  }

  /** S10: a combinator gives what it takes when its losers have ended. */
  #given(who: string, what: string): void {
    const join = this.#joins.open.get(who)
    if (join?.kind !== what) return
    for (const item of this.#kept.get(join) ?? []) this.#seen(item)
    this.#kept.delete(join)
  }

  /** Who is closed does not get what it was to get. */
  #forgo(who: string, isNow = false): void {
    const on = this.#waits.get(who)
    this.#waits.delete(who)
    if (on !== undefined) this.#regard(on, false)
    const join = this.#joins.open.get(who)
    // When it lets go of what it takes is not told.
    if (join !== undefined && this.#kept.has(join)) this.unsure = true
    // A combinator lets go of its items when it is closed, in the turn of who waits for it.
    if (join === undefined || this.#taken.has(join)) return
    if (join.steps === 0) this.#closing.add(join)
    else if (join.steps === 1 && isNow) this.#release(join)
  }

  #release(join: Join): void {
    if (this.#taken.has(join)) return
    this.#taken.add(join)
    for (const item of join.items ?? []) this.#regard(item, false)
  }

  #interrupted({ by, task }: Extract<Event, { event: 'woken' }>, before: History): void {
    if (before.parked.get(task) === by) return
    const group = this.#scopes.groupOf(by)
    this.#forgo(group === undefined ? before.voice(task) : group.owner)
  }

  /** What has decided a combinator is looked at, and nothing else of it is waited for. */
  #resumed(who: string, before: History, index: number): void {
    const join = this.#joins.open.get(who)
    if (join === undefined || join.steps > 0 || this.#taken.has(join)) return
    // A scope may close it, and nothing is told of that.
    const may = this.#scopes.disturbed(who, before.now)
    if (this.#closing.has(join) || (may && !this.#goesOn(join, index))) {
      this.#release(join)
      return
    }
    const { ended, items = [], kind } = join
    const endingOf = (item: string) => before.settled.get(item)
    const by = decider(join, endingOf)
    const failed = items.filter((item) => ended.includes(item))
    const seen = by === '' || kind === 'any' ? failed : items.filter((item) => item === by)
    this.#kept.set(join, seen)
    this.#release(join)
  }

  #goesOn({ kind, who }: Join, index: number): boolean {
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
      // S2: its group looks at it; whoever owns that, and is to be handed something, is closed instead.
      const first = group.failures.length === 0 && group.before === undefined
      if (first && !group.over && this.#isHanded(group.owner, before)) this.#forgo(group.owner)
      return
    }
    this.all.push({ task: future, error: ending.error, awaited: this.#isAwaited(future) })
  }

  /** Whose time is over, and who is to be handed something, is closed instead. */
  #late(before: History): void {
    for (const who of [...this.#waits.keys(), ...this.#joins.open.keys()]) {
      const late = this.#scopes
        .standing(who)
        .filter(({ deadline, left, what }) => what === 'timeout' && !left && deadline <= before.now)
      if (late.length > 0 && this.#isHanded(who, before)) this.#forgo(who)
    }
  }

  /** Whether somebody is cancelled just as it is told to be stepped. */
  #isFresh(task: string, index: number): boolean {
    const [step, cancel] = this.#log.slice(index - 1, index + 1)
    const stepped = step?.event === 'stepped' && step.who === task
    return stepped && cancel?.event === 'cancelled' && cancel.task === task
  }

  #isHanded(who: string, before: History): boolean {
    const told = before.toldAs(who)
    const on = told === undefined ? undefined : before.parked.get(told)
    return on === undefined || before.settled.has(on)
  }

  #seen(task: string): void {
    this.all = this.all.filter((failure) => failure.task !== task)
  }

  #regard(task: string, awaited: boolean): void {
    const still = awaited || this.#isAwaited(task)
    for (const failure of this.all) if (failure.task === task) failure.awaited = still
  }

  /** Whether somebody else waits for it, or has it in hand. */
  #isAwaited(task: string): boolean {
    const watched = [...this.#joins.open.values()].some(
      (join) => join.steps === 0 && !this.#taken.has(join) && join.items?.includes(task) === true,
    )
    const kept = [...this.#kept.values()].some((items) => items.includes(task))
    return watched || kept || [...this.#waits.values()].includes(task)
  }
}

function isDoomed(before: History, who: string): boolean {
  return before.doomed !== undefined && before.voice(before.doomed) === who
}
