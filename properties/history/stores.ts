/** The items of each queue, and to which waiter each was handed over, as far as events show it. */

import type { Event } from '../../spec/event.ts'
import type { History } from './history.ts'
import type { Trial } from '../trial.ts'
import { WaitQueues, type Claim, type Primitive } from './waitQueues.ts'
import { isUnnamed, scriptOf, type Script } from './script.ts'

/** An item; its value is missing if it is not certain. */
export interface Entry {
  readonly number: number
  readonly value: { readonly value: unknown } | undefined
}

/** The content of a queue. */
interface Content {
  /** In the order of taking. */
  readonly items: Entry[]
  /** Takers that were served with an item that is not known yet. */
  readonly owed: string[]
  /** By taker: the item that was handed over, and not received yet. */
  readonly handed: Map<string, Entry>
  /** By putter that has not returned: its item, once it has entered. */
  readonly put: Map<string, Entry>
  /** By putter: the item that it waits to put in. */
  readonly offered: Map<string, Entry['value']>
  /** The last take or put, until it is clear whether it had to wait. */
  latest: { who: string; claim: Claim; known: number } | undefined
  /** How many items have entered. */
  entries: number
  /** How many had, before what the log shows of a call ahead of it: whom it lets in, and whom it serves. */
  known: number
}

/** Follows a log along with its history, and the wait queues too. */
export class Stores {
  readonly waitQueues: WaitQueues
  readonly #script: Script
  readonly #contents = new Map<Primitive, Content>()

  constructor(trial: Trial) {
    this.waitQueues = new WaitQueues(trial)
    this.#script = scriptOf(trial)
  }

  of(queue: Primitive): Content {
    const rest = { items: [], owed: [], latest: undefined, entries: 0, known: 0 }
    const known = this.#contents.get(queue)
    if (known !== undefined) return known
    const content = { ...rest, handed: new Map(), put: new Map(), offered: new Map() }
    this.#contents.set(queue, content)
    return content
  }

  follow(event: Event, before: History, index: number): void {
    this.#resolve(event, before)
    if (event.event === 'settled') this.#settled(event, before)
    else if (event.event === 'woken') this.#woken(event, before, index)
    else if (event.event === 'cancelled' && before.isSheltered(before.voice(event.task))) {
      // C11, C13: nothing happens to what is sheltered.
    } else if (event.event === 'cancelled' || event.event === 'terminated')
      this.#withdrawn(before.voice(event.task), index)
    else if (event.event === 'stepped') this.#stepped(before.voice(event.who))
    else if (event.event === 'called') this.#called(event, before, index)
    else if (event.event === 'has') this.#has(event)
    this.waitQueues.follow(event, before, index)
    if (event.event === 'asks') this.#asks(event.who, index)
    if (event.event === 'parked') this.#parked(before.voice(event.who))
    if (SERVING.has(event.event)) return
    for (const queue of this.#queues()) this.of(queue).known = this.of(queue).entries
  }

  #queues(): Primitive[] {
    return [...this.waitQueues.all.values()].filter(({ kind }) => kind === 'queue')
  }

  /** A coroutine that asked and does not wait has taken, or put in. */
  #resolve(event: Event, before: History): void {
    for (const queue of this.#queues()) {
      const content = this.of(queue)
      const { latest } = content
      if (latest === undefined) continue
      const own = event.event === 'scheduled' && before.voice(event.task) === latest.who
      const other = ['settled', 'woken', 'scheduled', 'parked'].includes(event.event)
      if (other && !own) continue
      content.latest = undefined
      if (latest.claim.what === 'take') this.#take(queue, latest.who, latest.known)
    }
  }

  #asks(who: string, index: number): void {
    const claim = this.waitQueues.claims.get(who)
    if (claim?.at.kind !== 'queue' || claim.since !== index || claim.what === 'join') return
    const content = this.of(claim.at)
    // Y11: it is refused, one step later.
    if (claim.at.closed && (claim.what === 'put' || content.items.length === 0)) return
    content.latest = { who, claim, known: content.entries }
    if (claim.what !== 'put') return
    content.offered.set(who, this.#valueAt(index))
    content.put.set(who, this.#enter(claim.at, this.#valueAt(index)))
  }

  /** It waits after all, and has put in nothing. */
  #parked(who: string): void {
    for (const queue of this.#queues()) {
      const content = this.of(queue)
      if (content.latest?.who !== who) continue
      if (content.latest.claim.what === 'put') {
        const entry = content.put.get(who)
        const at = content.items.findLastIndex((one) => one === entry)
        if (at >= 0) content.items.splice(at, 1)
        content.put.delete(who)
        content.entries -= 1
      }
      content.latest = undefined
    }
  }

  #settled({ ending, future }: Extract<Event, { event: 'settled' }>, before: History): void {
    const queue = this.waitQueues.ofTicket(future)
    const waiter = queue?.waiters.find(({ ticket }) => ticket === future)
    if (queue?.kind === 'queue' && waiter !== undefined && 'value' in ending)
      this.#serve(queue, waiter.who, waiter.what)
    this.#gone(before.voice(future))
  }

  #woken(event: Extract<Event, { event: 'woken' }>, before: History, index: number): void {
    if (before.parked.get(event.task) !== event.by) this.#withdrawn(before.voice(event.task), index)
    const queue = this.waitQueues.ofTicket(event.by)
    const waiter = queue?.waiters.find(({ ticket }) => ticket === event.by)
    if (queue?.kind !== 'queue' || waiter === undefined || waiter.state === 'served') return
    if (waiter.what === 'join') return
    // No event shows with what.
    if (before.parked.get(event.task) === event.by) queue.unsure = true
  }

  #serve(queue: Primitive, who: string, what: string): void {
    const content = this.of(queue)
    if (what === 'put') content.put.set(who, this.#enter(queue, content.offered.get(who)))
    if (what === 'take') this.#take(queue, who, this.of(queue).entries)
  }

  #enter(queue: Primitive, value: Entry['value']): Entry {
    const content = this.of(queue)
    content.entries += 1
    const entry = { number: content.entries, value }
    const owed = content.owed.shift()
    if (queue.ranked && value === undefined) queue.unsure = true
    if (owed === undefined) this.#place(queue, entry)
    else content.handed.set(owed, entry)
    return entry
  }

  /** @param known how many had entered when it asked: those that were let in since come after them */
  #take(queue: Primitive, who: string, known: number): void {
    const { handed, items, owed } = this.of(queue)
    const free = items.filter((entry) => !this.isOfRival(queue, entry, who))
    const entry = firstOf(free, known)
    if (entry === undefined) owed.push(who)
    else {
      items.splice(items.indexOf(entry), 1)
      handed.set(who, entry)
    }
  }

  /** What a call takes that does not wait. */
  next(queue: Primitive): Entry | undefined {
    const { items, known } = this.of(queue)
    return firstOf(items, known)
  }

  /** Whether two coroutines are operations of one race, of which none serves the other. */
  areRivals(one: string | undefined, other: string): boolean {
    return this.#script.areRivals(one, other)
  }

  /** Whether an item is of a put that races with a task. */
  isOfRival(queue: Primitive, entry: Entry, who: string): boolean {
    for (const [putter, own] of this.of(queue).put)
      if (own === entry) return this.areRivals(putter, who)
    return false
  }

  /**
   * A coroutine that is to be closed puts back at once what was handed over to it, and takes out what it has put in;
   * unless it receives that first.
   */
  #withdrawn(who: string, index: number): void {
    const claim = this.waitQueues.claims.get(who)
    if (claim?.at.kind !== 'queue' || this.waitQueues.receives(who, claim, index)) return
    // S11: it may be cancelled because the item of its rival is taken, which the log shows only after that.
    const content = this.of(claim.at)
    const mayRace = isUnnamed(who) && [...content.put.keys()].some(isUnnamed)
    if (content.handed.has(who) && (mayRace || this.waitQueues.hasRival(claim.at, who)))
      claim.at.unsure = true
    this.#putBack(claim.at, who)
    this.#takeOut(claim.at, who)
  }

  /** The same, where no event has shown when. */
  #stepped(who: string): void {
    for (const queue of this.#queues()) if (this.of(queue).owed.length > 0) queue.unsure = true
    const claim = this.waitQueues.claims.get(who)
    if (claim?.at.kind !== 'queue' || !claim.disturbed) return
    // Another may have taken meanwhile what came back.
    if (this.of(claim.at).handed.has(who) || this.of(claim.at).put.has(who)) claim.at.unsure = true
    this.#putBack(claim.at, who)
  }

  /** C14: a put is undone while its item is in; an item that was handed over, and has come back since, is in too. */
  #takeOut(queue: Primitive, who: string): void {
    const { items, put } = this.of(queue)
    const entry = put.get(who)
    put.delete(who)
    const at = entry === undefined ? -1 : items.indexOf(entry)
    if (at >= 0) items.splice(at, 1)
    else if (entry !== undefined) queue.unsure = true
  }

  #putBack(queue: Primitive, who: string): void {
    const content = this.of(queue)
    const entry = content.handed.get(who)
    if (entry === undefined) return
    content.handed.delete(who)
    this.#place(queue, entry)
  }

  /** Y9, Y17: by its priority, and among its equals by its number. */
  #place(queue: Primitive, entry: Entry): void {
    const { items } = this.of(queue)
    const rankOf = ({ value }: Entry): number => (queue.ranked ? Number(value?.value) : 0)
    const rank = rankOf(entry)
    const at = items.findIndex((one) =>
      rankOf(one) === rank ? one.number > entry.number : rankOf(one) > rank,
    )
    items.splice(at < 0 ? items.length : at, 0, entry)
  }

  #called(event: Extract<Event, { event: 'called' }>, before: History, index: number): void {
    const queue = this.waitQueues.all.get(event.of)
    if (queue?.kind !== 'queue' || 'error' in event.ending) return
    // While the loop is not stepping, no event shows which waiter is served.
    const waits = this.waitQueues.waiting(queue).some(({ what }) => what !== 'join')
    if (!before.ticking && waits) queue.unsure = true
    if (event.call === 'putNow') this.#enter(queue, this.#valueAt(index))
    const next = event.call === 'takeNow' ? this.next(queue) : undefined
    const { items } = this.of(queue)
    if (next !== undefined) items.splice(items.indexOf(next), 1)
    if (event.call === 'discard') this.#discard(queue)
  }

  /** What enters in the place of others stays. S11: which of several puts that race was in, no event shows. */
  #discard(queue: Primitive): void {
    const { items, known, put } = this.of(queue)
    if ([...put.keys()].some(isUnnamed)) queue.unsure ||= items.length > 0
    const late = items.filter(({ number }) => number > known)
    items.splice(0, items.length, ...late)
  }

  #has({ of, what, who }: Extract<Event, { event: 'has' }>): void {
    const queue = this.waitQueues.all.get(of)
    if (queue?.kind === 'queue' && what === 'take') this.of(queue).handed.delete(who)
    else if (queue?.kind === 'queue' && what === 'put') this.of(queue).put.delete(who)
    else this.#gone(who)
  }

  /** A coroutine that did not receive what was handed over was closed, and no event shows when. */
  #gone(who: string): void {
    for (const queue of this.#queues()) {
      const { handed, put } = this.of(queue)
      if (handed.has(who) || put.has(who)) queue.unsure = true
    }
  }

  #valueAt(index: number): Entry['value'] {
    const statement = this.#script.at(index)
    if (statement?.do !== 'put' && statement?.do !== 'putNow') return undefined
    const { value } = statement
    return typeof value === 'object' && value !== null ? undefined : { value }
  }
}

/** The first of those that had entered by then; where there are none, the first. */
function firstOf(items: readonly Entry[], known: number): Entry | undefined {
  return items.find(({ number }) => number <= known) ?? items[0]
}

/** What a log shows of a call before the call itself: whom it serves. */
const SERVING: ReadonlySet<string> = new Set(['settled', 'woken', 'scheduled'])

/**
 * Whether a queue would accept an item at once.
 *
 * @param by the task or main that would put it, if it may wait: a rival does not take it
 */
export function hasRoom(stores: Stores, at: Primitive, by?: string): boolean {
  const { items } = stores.of(at)
  const putters = stores.waitQueues.waiting(at, 'put').length
  const takers = stores.waitQueues
    .waiting(at, 'take')
    .filter(({ who }) => !stores.areRivals(by, who))
  return takers.length > 0 || (putters === 0 && items.length < at.size)
}
