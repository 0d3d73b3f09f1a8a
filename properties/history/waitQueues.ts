/** The wait queues and the holders of each primitive, as far as the events of a log show them. */

import type { Event } from '../../spec/event.ts'
import { isGuarding } from '../../spec/program.ts'
import { returned } from './endings.ts'
import { isTimer, type History } from './history.ts'
import type { Trial } from '../trial.ts'
import { actorOf } from './history.ts'
import { everyStatement } from '../arbitraries/scope.ts'
import { scriptOf, type Script } from './script.ts'

type Kind = 'lock' | 'semaphore' | 'readWriteLock' | 'event' | 'condition' | 'barrier' | 'queue'

/** As many as the readers of no session come to: a reader holds one of them, a writer all. */
const ALL = 100

/** A waiter in the wait queue of a primitive. */
export interface Waiter {
  readonly who: string
  readonly ticket: string
  /** The event with which it began to wait. */
  readonly since: number
  /** Of a condition: the call that notified it, even if the notification was passed on to it later. */
  sent: number
  /** Of a condition: whether it was notified, and is in the wait queue of the lock. */
  moved: boolean
  /** Whether its notification was received, or passed on to the next waiter, because it was closed. */
  passed: boolean
  /** What it asked for, and of a semaphore how many permits. */
  readonly what: string
  readonly permits: number
  /**
   * A waiter that is cancelled leaves the wait queue at once: it is gone. One that cleans up will wait again, and one
   * that was notified needs the lock nevertheless: it has withdrawn, and keeps its place. One of which no event shows
   * whether it was served is doubtful.
   */
  state: 'waits' | 'withdrawn' | 'doubtful' | 'served' | 'gone'
  /** Its place at a barrier, once that is known. */
  place: number | undefined
}

/** A primitive, and what the log shows of it. */
export interface Primitive {
  readonly name: string
  readonly kind: Kind
  /** The permits of a lock, a semaphore or a read-write lock, the parties of a barrier, the room in a queue. */
  readonly size: number
  /** Of a queue: whether its items have priorities. */
  readonly ranked: boolean
  /** The lock of a condition. */
  readonly lock: string | undefined
  /** In the order in which they began to wait. */
  readonly waiters: Waiter[]
  /** Its certain holders, once for each permit; and once for each acquisition that is not released, oldest first. */
  readonly holders: string[]
  readonly acquisitions: { readonly who: string; permits: number }[]
  /** Whether any caller asks for permits by their number. */
  readonly counted: boolean
  /** Tasks and mains for which a permit is reserved, or may be, and which have not received it yet, once for each. */
  readonly reserved: string[]
  /** Of an event. */
  set: boolean
  /** Of a queue. */
  closed: boolean
  /** Whether something happened of which the events show too little. */
  unsure: boolean
}

/** What a coroutine has asked of a primitive, and has not received. */
export interface Claim {
  readonly at: Primitive
  readonly what: string
  /** Of a semaphore: how many permits. */
  readonly permits: number
  readonly since: number
  /** How often the coroutine was stepped since. */
  steps: number
  /** Whether it had to wait, as far as the events show. */
  waited: boolean
  /** Whether its wait was interrupted or cancelled. */
  disturbed: boolean
  /** Its place at a barrier, if it is the last to arrive; whether an event was set. */
  readonly place: number | undefined
  free: boolean
  /** Whether it could not be served any more when its caller asked. */
  readonly inVain: boolean
}

/** Follows a log along with its history. */
export class WaitQueues {
  readonly #script: Script
  readonly #log: Trial['log']
  /** By name; without those of which the script is not certain. */
  readonly all = new Map<string, Primitive>()
  /** By the coroutine that asks. */
  readonly claims = new Map<string, Claim>()
  /** The coroutines that have ended: they release nothing any more. */
  readonly #over = new Set<string>()
  /** By the coroutine: the permits of each hold() whose body it runs, the innermost last. */
  readonly #held = new Map<string, number[]>()
  /** The semaphores of which a caller asks for permits by their number, and the read-write locks. */
  readonly #counted: ReadonlySet<string>

  /**
   * Whether a program terminates tasks. A log does not show which scope or clean-up a task waits in that is terminated,
   * and so not what it asks for and loses in that step: then nothing is known of any primitive, and the model alone
   * judges what becomes of them.
   */
  readonly unknown: boolean

  constructor(trial: Trial) {
    this.#script = scriptOf(trial)
    this.#log = trial.log
    this.#counted = countedIn(trial)
    this.unknown = trial.log.some((event) => event.event === 'called' && event.call === 'terminate')
  }

  /** The waiters that may be served. */
  waiting({ waiters }: Primitive, what?: string): readonly Waiter[] {
    return waiters.filter(
      (waiter) =>
        (waiter.state === 'waits' || waiter.state === 'withdrawn') &&
        (what === undefined || waiter.what === what),
    )
  }

  /** Whether another operation of the same race asks for the same: none of them serves another. */
  hasRival(at: Primitive, who: string): boolean {
    for (const [other, claim] of this.claims)
      if (claim.at === at && this.#script.areRivals(other, who)) return true
    return false
  }

  /** Whether a coroutine that arrives at a barrier opens it. */
  isLast(at: Primitive, who: string): boolean {
    if (at.kind !== 'barrier') return false
    const arrived = this.#parties(this.waiting(at))
    const counts = !arrived.some((waiter) => this.#script.areRivals(waiter.who, who))
    return counts && arrived.length + 1 >= at.size
  }

  /** Whether a coroutine has ended. */
  isOver(who: string): boolean {
    return this.#over.has(who)
  }

  /** Whether so many permits will not be free any more: the others are held by coroutines that have ended. */
  isAbandoned(at: Primitive, permits = 1): boolean {
    const { holders, kind, reserved, size } = at
    if (!hasPermits(kind)) return false
    const isFew =
      holders.length >= size || (reserved.length === 0 && holders.length + permits > size)
    return size > 0 && isFew && holders.every((who) => this.isOver(who))
  }

  /**
   * How many permits the end of the innermost hold() of a coroutine releases: those that its body has left. Y18: nothing
   * of the other side of a read-write lock.
   */
  leftBy(at: Primitive, who: string): number {
    return heldOf(at, who, this.#held.get(who)?.at(-1) ?? 1)
  }

  /** How many permits a statement asks for; if it is not certain which statement it is, the primitive is unsure. */
  permitsAt(index: number, at: Primitive): number {
    if (!at.counted) return 1
    const statement = this.#script.at(index)
    if (statement === undefined) at.unsure = true
    if (at.kind === 'readWriteLock')
      return statement && isGuarding(statement) && statement.side === 'write' ? at.size : 1
    const count = statement !== undefined && 'count' in statement ? statement.count : undefined
    return count ?? 1
  }

  /** The primitive that an internal future belongs to. */
  ofTicket(ticket: string): Primitive | undefined {
    return ticket.includes('/') ? this.all.get(ticket.slice(0, ticket.lastIndexOf('/'))) : undefined
  }

  follow(event: Event, before: History, index: number): void {
    switch (event.event) {
      case 'called':
        this.#called(event, before, index)
        break
      case 'asks':
        this.#acts(event.who)
        this.#asks(event, before, index)
        break
      case 'parked':
        this.#parked(event, before, index)
        break
      case 'settled':
        this.#ended(before.voice(event.future))
        this.#served(event.future, 'value' in event.ending)
        if (isTimer(event.future) || 'error' in event.ending) this.#doubt(index)
        break
      case 'woken':
        if (before.parked.get(event.task) === event.by) this.#served(event.by, true)
        else this.#withdraw(before.voice(event.task), before, index)
        break
      case 'cancelled':
        // C11, C13: nothing happens to what is sheltered.
        if (!before.isSheltered(before.voice(event.task)))
          this.#withdraw(before.voice(event.task), before, index)
        break
      case 'terminated':
        this.#leave(event.task, before, index)
        break
      case 'stepped':
        this.#stepped(before.voice(event.who))
        break
      case 'has':
        this.#has(event)
        break
      case 'left':
        this.#acts(event.who)
        if (event.what === 'hold') this.#leaveHold(event.of, event.who)
        break
      case 'ends':
        this.#ended(event.who)
        break
      case 'calls':
        break
      default:
        if ('who' in event) this.#acts(event.who)
    }
  }

  #called(event: Extract<Event, { event: 'called' }>, before: History, index: number): void {
    const { call, of, who } = event
    this.#acts(who)
    if ('error' in event.ending) return
    this.#create(index)
    const at = this.all.get(of)
    if (at === undefined) return
    if (call === 'release') release(at, who, this.permitsAt(index, at))
    if (call === 'tryAcquire' && returned(event.ending, true))
      acquire(at, who, this.permitsAt(index, at))
    if (call === 'set') at.set = true
    if (call === 'clear') at.set = false
    if (call === 'closeQueue') at.closed = true
    if (call === 'notify') this.#notify(at, this.#countOf(index), index)
    if (!before.ticking && servesAll.has(call)) this.#servedSilently(at, before)
  }

  /** While the loop is not stepping, no event shows whether a waiter that has withdrawn or a main is served. */
  #servedSilently(at: Primitive, before: History): void {
    for (const waiter of at.waiters) {
      const name = before.notifiedAs(waiter.who)
      const silent = waiter.state === 'withdrawn' || name === undefined || !before.tasks.has(name)
      if (silent && (waiter.state === 'waits' || waiter.state === 'withdrawn'))
        waiter.state = 'doubtful'
    }
  }

  /** How many waiters a call notifies; undefined if that is not certain. */
  #countOf(index: number): number | undefined {
    const call = this.#script.at(index)
    return call?.do === 'notify' ? (call.count ?? 1) : undefined
  }

  /** The first waiters that waited when a notification was sent are moved to the wait queue of the lock. */
  #notify(at: Primitive, count: number | undefined, sent: number): void {
    if (count === undefined) at.unsure = true
    const next = this.waiting(at).filter(({ moved, since }) => !moved && since < sent)
    for (const waiter of next.slice(0, count ?? 0)) {
      waiter.moved = true
      waiter.sent = sent
    }
  }

  #create(index: number): void {
    if (this.unknown) return
    const call = this.#script.at(index)
    const of = call !== undefined && 'name' in call ? call.name : ''
    const create = (kind: Kind, size: number, lock?: string): void => {
      const rest = {
        waiters: [],
        holders: [],
        acquisitions: [],
        counted: this.#counted.has(of),
        reserved: [],
        set: false,
        closed: false,
        unsure: false,
        ranked: call?.do === 'queue' && call.ranked === true,
      }
      this.all.set(of, { name: of, kind, size, lock, ...rest })
    }
    switch (call?.do) {
      case 'lock':
        return create('lock', 1)
      case 'semaphore':
        return create('semaphore', call.count)
      case 'readWriteLock':
        return create('readWriteLock', ALL)
      case 'event':
        return create('event', 0)
      case 'condition':
        // Without its lock, it is not created.
        return this.all.has(call.lock) ? create('condition', 0, call.lock) : undefined
      case 'barrier':
        return create('barrier', call.parties)
      case 'queue':
        return create('queue', call.capacity ?? Infinity)
      default:
    }
  }

  #asks(event: Extract<Event, { event: 'asks' }>, before: History, index: number): void {
    const { of, what, who } = event
    this.claims.delete(who)
    const at = this.all.get(of)
    if (at === undefined || !asksOf(at.kind, what)) return
    const next = this.#log[index + 1]
    if (next?.event === 'has' && next.who === who && 'error' in next.ending) return
    const arrived = at.kind === 'barrier' ? this.#parties(this.waiting(at)) : []
    const last = this.isLast(at, who)
    if (last) for (const [place, waiter] of arrived.entries()) waiter.place = place
    // A task that was cancelled in this step does not begin its wait, and loses what it asks for.
    const closed =
      before.isCut(who) || (before.doomed !== undefined && before.voice(before.doomed) === who)
    const doomed = closed || this.#isRefused(who, before, index)
    const permits = this.permitsAt(index, at)
    const base = { at, what, permits, since: index, steps: 0, waited: false, disturbed: doomed }
    if (doomed && at.kind === 'queue') at.unsure = true
    const place = last ? at.size - 1 : undefined
    const inVain = this.isAbandoned(at, permits)
    const claim = { ...base, place, free: at.kind === 'event' && at.set, inVain }
    if (doomed && at.kind !== 'condition' && !this.receives(who, claim, index)) return
    this.claims.set(who, claim)
    const lock = this.all.get(at.lock ?? '')
    if (lock !== undefined) release(lock, who, 1)
    // Until an event shows that it waits.
    else if (!inVain) add(at.reserved, who, permits)
  }

  /** Of the waiters of a barrier that race with each other, only the first counts. */
  #parties(waiters: readonly Waiter[]): readonly Waiter[] {
    return waiters.filter(({ who }, index) => {
      return !waiters.slice(0, index).some((other) => this.#script.areRivals(other.who, who))
    })
  }

  /** D5: a scope that is to close a coroutine lets it not begin to wait, as far as the rest of the log can show. */
  #isRefused(who: string, before: History, index: number): boolean {
    if (!before.mayBeDue(who)) return false
    const name = before.notifiedAs(who)
    for (let at = index + 1; at < this.#log.length; at += 1) {
      const event = this.#log[at]
      if (event?.event === 'parked' && event.who === name) return false
      if (event !== undefined && actorOf(event) === who) return event.event !== 'has'
    }
    return true
  }

  #parked(
    { on, who: name }: Extract<Event, { event: 'parked' }>,
    before: History,
    index: number,
  ): void {
    const who = before.voice(name)
    const at = this.ofTicket(on)
    if (at === undefined) return
    remove(at.reserved, who, this.claims.get(who)?.permits)
    const again = at.waiters.find(({ ticket }) => ticket === on)
    if (again !== undefined) {
      again.state = 'waits'
      return
    }
    const claim = this.claims.get(who)
    if (claim?.at === at) claim.waited = true
    const { permits, what } = claim?.at === at ? claim : { permits: 1, what: 'acquire' }
    at.waiters.push({
      who,
      ticket: on,
      since: index,
      sent: 0,
      what,
      permits,
      state: 'waits',
      place: undefined,
      moved: false,
      passed: false,
    })
  }

  #served(ticket: string, received: boolean): void {
    const at = this.ofTicket(ticket)
    const waiter = at?.waiters.find((one) => one.ticket === ticket)
    if (at === undefined || waiter === undefined || waiter.state === 'served') return
    waiter.state = 'served'
    if (!received && at.kind === 'condition' && !waiter.moved) this.#wasPassed(waiter, at)
    const guard = received ? this.guardOf(at) : undefined
    if (guard !== undefined) add(guard.reserved, waiter.who, waiter.permits)
  }

  /**
   * It stops waiting, or does not receive what was reserved for it, which passes on at once: unless it cleans up, and
   * will wait again.
   */
  #withdraw(who: string, before: History, index: number): void {
    const claim = this.claims.get(who)
    if (claim !== undefined) claim.disturbed = true
    const again = claim === undefined || this.receives(who, claim, index)
    for (const at of this.all.values()) {
      for (const waiter of at.waiters) {
        if (waiter.who !== who || isOver(waiter, at, claim)) continue
        // A wait for a condition ends with its lock, which another call may be under way to acquire.
        const keeps = again || waiter.moved || (claim.at.kind === 'condition' && claim.at !== at)
        if (waiter.state === 'waits') waiter.state = keeps ? 'withdrawn' : 'gone'
        // Y7: one that acquires the lock again, as it is closed, has passed its notification on.
        const passes = claim !== undefined && !this.#returns(who, claim, index)
        if (passes && waiter.moved && !waiter.passed && waiter.state !== 'gone')
          this.#passOn(waiter, at)
      }
    }
    if (again || claim.at.kind === 'condition') return
    this.claims.delete(who)
    remove(claim.at.reserved, who, claim.permits)
    if (!before.ticking) this.#servedSilently(claim.at, before)
  }

  /**
   * C15: a task that is terminated while it waits is in no wait queue any more. One that was notified, and then
   * cancelled, is scheduled already: until its next step, the lock may still be handed to it.
   */
  #leave(task: string, before: History, index: number): void {
    const who = before.voice(task)
    const known = this.claims.get(who)
    if (known !== undefined && this.receives(who, known, index)) return
    this.#withdraw(who, before, index)
    let has = false
    for (const at of this.all.values()) {
      for (const waiter of at.waiters) {
        if (waiter.who !== who || isOver(waiter, at, known)) continue
        const keeps = waiter.moved && before.parked.get(task) !== waiter.ticket
        has ||= waiter.state === 'served' || keeps
        if (waiter.state !== 'served' && !keeps) waiter.state = 'gone'
      }
    }
    if (!has) this.claims.delete(who)
  }

  /**
   * Whether a coroutine will receive what it has asked for, whatever happened to it meanwhile, as the rest of the log
   * shows: it waits for it again, or its next action is to have it.
   */
  receives(who: string, claim: Claim, index: number): boolean {
    const tickets = new Set(
      claim.at.waiters.filter((waiter) => waiter.who === who).map(({ ticket }) => ticket),
    )
    for (let at = index + 1; at < this.#log.length; at += 1) {
      const event = this.#log[at]
      if (event === undefined) break
      if (event.event === 'parked' && tickets.has(event.on)) return true
      if (event.event === 'settled' && event.future === who) return false
      if (actorOf(event) !== who) continue
      return event.event === 'has' && event.of === claim.at.name && isFor(claim, event.what)
    }
    return false
  }

  /** The same, if it does not wait for it again. */
  #returns(who: string, claim: Claim, index: number): boolean {
    const next = this.#log.slice(index + 1).find((event) => actorOf(event) === who)
    return next?.event === 'has' && next.of === claim.at.name && isFor(claim, next.what)
  }

  /** A scope may have ended the wait of a task that was scheduled already, which no event reports. */
  #doubt(index: number): void {
    for (const [who, claim] of this.claims)
      if (!claim.disturbed && !this.receives(who, claim, index)) claim.disturbed = true
  }

  #stepped(who: string): void {
    const claim = this.claims.get(who)
    if (claim !== undefined) claim.steps += 1
  }

  /** A coroutine that acts before it has received what it asked for was closed; after a condition, it holds the lock. */
  #acts(who: string): void {
    const claim = this.claims.get(who)
    if (claim !== undefined && claim.steps > 0) this.#drop(who, claim)
  }

  #drop(who: string, claim: Claim): void {
    const { at, permits } = claim
    this.claims.delete(who)
    const guard = this.guardOf(at)
    if (guard !== undefined) remove(guard.reserved, who, permits)
    for (const waiter of at.waiters) {
      if (waiter.who !== who || waiter.passed || isOver(waiter, at, claim)) continue
      if (waiter.state === 'served' && waiter.moved) this.#passOn(waiter, at)
      if (waiter.state !== 'served') waiter.state = 'gone'
    }
    if (at.kind === 'condition' && guard !== undefined && !this.isAbandoned(guard))
      acquire(guard, who, 1)
  }

  /** A notified waiter that is closed notifies the next. */
  #passOn(waiter: Waiter, at: Primitive): void {
    waiter.passed = true
    this.#notify(at, 1, waiter.sent)
  }

  /** A waiter that is refused although no event shows its notification has received that of a clean-up before it. */
  #wasPassed(waiter: Waiter, at: Primitive): void {
    waiter.moved = true
    const giver = at.waiters.find((one) => one !== waiter && one.moved && !one.passed)
    if (giver !== undefined) giver.passed = true
  }

  /** What a waiter holds when its wait is over: the lock of a condition, or the primitive itself. */
  guardOf(at: Primitive): Primitive | undefined {
    return at.lock === undefined ? at : this.all.get(at.lock)
  }

  #has({ ending, of, what, who }: Extract<Event, { event: 'has' }>): void {
    const claim = this.claims.get(who)
    const at = this.all.get(of)
    if (at === undefined || claim?.at !== at || !isFor(claim, what)) {
      this.#acts(who)
      return
    }
    this.claims.delete(who)
    for (const waiter of at.waiters) if (waiter.who === who && waiter.moved) waiter.passed = true
    const guard = this.guardOf(at)
    if (guard === undefined) return
    remove(guard.reserved, who, claim.permits)
    if ('error' in ending || !hasPermits(guard.kind)) return
    acquire(guard, who, claim.permits)
    if (claim.what === 'hold') this.#held.set(who, [...(this.#held.get(who) ?? []), claim.permits])
  }

  #leaveHold(of: string, who: string): void {
    const at = this.all.get(of)
    if (at !== undefined) release(at, who, this.leftBy(at, who))
    this.#held.get(who)?.pop()
  }

  /** A coroutine that has ended receives nothing more; what it holds, it keeps. */
  #ended(who: string): void {
    this.#acts(who)
    this.#over.add(who)
    for (const { reserved, waiters } of this.all.values()) {
      remove(reserved, who, reserved.length)
      for (const waiter of waiters)
        if (waiter.who === who && waiter.state !== 'served') waiter.state = 'gone'
    }
  }
}

/** Calls that serve waiters even while the loop is not stepping. */
const servesAll: ReadonlySet<string> = new Set([
  'set',
  'putNow',
  'takeNow',
  'closeQueue',
  'discard',
  'taskDone',
])

/** Whether it is acquired and released. */
export function hasPermits(kind: Kind): boolean {
  return kind === 'lock' || kind === 'semaphore' || kind === 'readWriteLock'
}

/** Whether such a primitive has a method of this name that waits. */
function asksOf(kind: Kind, what: string): boolean {
  if (hasPermits(kind)) return what === 'acquire' || what === 'hold'
  if (kind === 'queue') return what === 'put' || what === 'take' || what === 'join'
  return what === 'wait'
}

/** Whether a wait had ended before its coroutine asked for what it waits for now, which is of the same primitive. */
function isOver({ since }: Waiter, at: Primitive, claim: Claim | undefined): boolean {
  return claim?.at === at && since < claim.since
}

function add(list: string[], name: string, times: number): void {
  for (let left = times; left > 0; left -= 1) list.push(name)
}

function remove(list: string[], name: string, times = 1): void {
  for (let left = times; left > 0; left -= 1) {
    const at = list.indexOf(name)
    if (at < 0) return
    list.splice(at, 1)
  }
}

function acquire(at: Primitive, who: string, permits: number): void {
  add(at.holders, who, permits)
  at.acquisitions.push({ who, permits })
}

/** What was acquired first is released first. */
function release(at: Primitive, who: string, permits: number): void {
  remove(at.holders, who, permits)
  let left = permits
  for (const one of at.acquisitions) {
    if (one.who !== who) continue
    const released = Math.min(left, one.permits)
    one.permits -= released
    left -= released
  }
  const kept = at.acquisitions.filter((one) => one.permits > 0)
  at.acquisitions.splice(0, at.acquisitions.length, ...kept)
}

/** How many of so many permits a caller certainly holds. Y18: a side of a read-write lock, or nothing of it. */
export function heldOf({ holders, kind, size }: Primitive, who: string, permits: number): number {
  const held = holders.filter((holder) => holder === who).length
  const isOther = kind === 'readWriteLock' && (held === size) !== (permits === size)
  return isOther ? 0 : Math.min(held, permits)
}

/** The semaphores of which a caller asks for permits by their number, and the read-write locks. */
function countedIn({ session }: Trial): ReadonlySet<string> {
  const hooks = (session.hooks ?? []).flatMap((hook) => (hook.do === 'throw' ? [] : [hook.do]))
  const names = new Set<string>()
  for (const statement of everyStatement([...session.host, ...hooks])) {
    if ('count' in statement && 'at' in statement && statement.do !== 'notify')
      if (statement.count !== undefined) names.add(statement.at)
    if (isGuarding(statement) && statement.side !== undefined) names.add(statement.at)
  }
  return names
}

/** Whether what a coroutine has is what it asked for: a hold first acquires. */
function isFor({ what }: Claim, had: string): boolean {
  return what === had || (what === 'hold' && had === 'acquire')
}

/** The claim that an event completes. */
export function claimOf(
  waitQueues: WaitQueues,
  event: Extract<Event, { event: 'has' }>,
): Claim | undefined {
  const claim = waitQueues.claims.get(event.who)
  if (claim?.at.name !== event.of) return undefined
  return isFor(claim, event.what) ? claim : undefined
}

/** The waiters for a lock, including those of its conditions that were notified. */
export function permitWaiters(waitQueues: WaitQueues, at: Primitive): readonly Waiter[] {
  const notified = [...waitQueues.all.values()]
    .filter(({ lock, unsure }) => lock === at.name && !unsure)
    .flatMap((condition) => waitQueues.waiting(condition).filter(({ moved }) => moved))
  return [...waitQueues.waiting(at), ...notified]
}

/** Whether a coroutine that asked was stepped and has not received it: it is being closed, which no event shows. */
export function isOpen(waitQueues: WaitQueues, at: Primitive): boolean {
  return [...waitQueues.claims.values()].some(
    (claim) => waitQueues.guardOf(claim.at) === at && (claim.steps > 0 || claim.disturbed),
  )
}

/**
 * Whether enough is free for the first waiter, as far as the events show. One that has withdrawn keeps its place, and
 * those behind it may have to wait for it.
 */
export function isEnough(waitQueues: WaitQueues, at: Primitive): boolean {
  const queue = permitWaiters(waitQueues, at)
  const first = queue.find(({ permits, state }) => state === 'waits' || permits > 1)
  if (at.unsure || first === undefined || first.state !== 'waits') return false
  return at.holders.length + at.reserved.length + first.permits <= at.size
}

export function namesOf(waiters: readonly Waiter[]): string {
  return waiters.map(({ who }) => who).join(', ')
}
