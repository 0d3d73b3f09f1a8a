/** The sleeps and timeouts under way, and their deadlines. */

import type { Event } from '../../spec/event.ts'
import type { History } from './history.ts'
import { actorOf } from './history.ts'

/** A sleep or a timeout of a coroutine. */
export interface Timer {
  readonly who: string
  readonly deadline: number
  readonly order: number
  /** Of a sleep: the internal future that it waits for, once that is known. */
  ticket: string | undefined
}

/** Follows a log along with its history. */
export class Times {
  /** The timers that may have a waiter, by coroutine and kind. */
  readonly timers = new Map<string, Timer>()
  readonly #byTicket = new Map<string, Timer>()

  follow(event: Event, before: History, index: number): void {
    if (event.event === 'asks' && (event.what === 'sleep' || event.what === 'timeout')) {
      const ms = Number(event.of)
      const deadline = before.now + ms
      // A coroutine that acts no longer sleeps.
      this.timers.delete(`${event.who} sleep`)
      if (ms > 0 || (ms === 0 && event.what === 'timeout'))
        this.timers.set(this.#key(event.who, event.what, index), {
          who: event.who,
          deadline,
          order: index,
          ticket: undefined,
        })
      return
    }
    if (event.event === 'parked' && event.on.startsWith('sleep/')) {
      const key = `${before.voice(event.who)} sleep`
      const timer = this.timers.get(key) ?? this.#byTicket.get(event.on)
      if (timer === undefined) return
      timer.ticket = event.on
      this.#byTicket.set(event.on, timer)
      this.timers.set(key, timer)
    }
    if (event.event === 'stepped') this.timers.delete(`${before.voice(event.who)} sleep`)
    if (event.event === 'left' && event.what === 'timeout') this.#drop(event.who)
    const who = event.event === 'settled' ? before.voice(event.future) : actorOf(event)
    if (who !== undefined) this.timers.delete(`${who} sleep`)
    if (event.event === 'settled')
      for (const key of this.timers.keys()) if (key.startsWith(`${who} `)) this.timers.delete(key)
  }

  /** Drops every timeout of a coroutine. */
  close(who: string): void {
    for (const key of this.timers.keys())
      if (key.startsWith(`${who} timeout `)) this.timers.delete(key)
  }

  timerOf(ticket: string): Timer | undefined {
    return [...this.timers.values()].find((timer) => timer.ticket === ticket)
  }

  /** Drops the innermost timeout of a coroutine: that is left first. */
  #drop(who: string): void {
    const key = [...this.timers.keys()].findLast((name) => name.startsWith(`${who} timeout `))
    if (key !== undefined) this.timers.delete(key)
  }

  #key(who: string, what: string, index: number): string {
    return what === 'sleep' ? `${who} sleep` : `${who} timeout ${index}`
  }
}
