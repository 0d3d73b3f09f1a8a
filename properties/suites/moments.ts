/** A log, event by event, with the state of its tasks before each: the shapes of sessions are made out by it. */

import type { Event, Log } from '../../spec/event.ts'

/** What has happened before an event. */
export interface Before {
  /** The parked tasks, and main, in the order in which they parked, and what each waits for. */
  readonly parked: ReadonlyMap<string, string>
  readonly scheduled: ReadonlySet<string>
  /** The woken tasks that have not stepped since, and what woke each. */
  readonly woken: ReadonlyMap<string, string>
  readonly begun: ReadonlySet<string>
  /** The cancelled tasks, and those of them that are being closed. */
  readonly cancelled: ReadonlySet<string>
  readonly closing: ReadonlySet<string>
  readonly ended: ReadonlySet<string>
  /** What each asked for last, unless it has received it. */
  readonly asked: ReadonlyMap<string, string>
  /** The groups, timeouts and holds that each is in, innermost last. */
  readonly scopes: ReadonlyMap<string, readonly string[]>
  /** What kind of thing a name is: the call that created it. */
  readonly kinds: ReadonlyMap<string, string>
}

/** What a wait is called apart from its number. */
export function baseOf(name: string): string {
  return name.replace(/\/\d+$/u, '')
}

/** Whether a log has an event that fits what was before it. */
export function someMoment(log: Log, fits: (event: Event, before: Before) => boolean): boolean {
  const now = new Now()
  return log.some((event) => {
    const found = fits(event, now)
    now.follow(event)
    return found
  })
}

const MAKERS: ReadonlySet<string> = new Set([
  'future',
  'spawn',
  'event',
  'lock',
  'semaphore',
  'condition',
  'barrier',
  'queue',
])

class Now implements Before {
  readonly parked = new Map<string, string>()
  readonly scheduled = new Set<string>()
  readonly woken = new Map<string, string>()
  readonly begun = new Set<string>()
  readonly cancelled = new Set<string>()
  readonly closing = new Set<string>()
  readonly ended = new Set<string>()
  readonly asked = new Map<string, string>()
  readonly scopes = new Map<string, readonly string[]>()
  readonly kinds = new Map<string, string>()

  follow(event: Event): void {
    switch (event.event) {
      case 'scheduled':
        this.scheduled.add(event.task)
        this.parked.delete(event.task)
        break
      case 'stepped':
        this.scheduled.delete(event.who)
        this.woken.delete(event.who)
        this.parked.delete(event.who)
        if (this.cancelled.has(event.who)) this.closing.add(event.who)
        break
      case 'parked':
        this.parked.set(event.who, event.on)
        break
      case 'woken':
        this.woken.set(event.task, event.by)
        break
      case 'cancelled':
        this.cancelled.add(event.task)
        break
      case 'settled':
        this.ended.add(event.future)
        break
      case 'begun':
        this.begun.add(event.who)
        break
      case 'asks':
        this.asked.set(event.who, event.what)
        this.scopes.set(event.who, [...(this.scopes.get(event.who) ?? []), event.what])
        break
      case 'has':
        this.#leave(event)
        break
      case 'called':
        if (MAKERS.has(event.call) && 'value' in event.ending) this.kinds.set(event.of, event.call)
        break
      default:
    }
  }

  #leave({ what, who }: Extract<Event, { event: 'has' }>): void {
    this.asked.delete(who)
    const scopes = this.scopes.get(who) ?? []
    const at = scopes.lastIndexOf(what)
    if (at >= 0) this.scopes.set(who, scopes.slice(0, at))
  }
}
