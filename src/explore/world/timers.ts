/** The timers of a run: the one that is due first, and for equal deadlines the one that was set first. */

import type { TimerKind } from './door.ts'

/** A pending timer. */
export interface Pending {
  readonly id: number
  readonly kind: TimerKind
  readonly actor: number
  readonly ms: number
  readonly fire: () => unknown
  readonly asked: string | undefined
  due: number
  /** Its place in the order in which operations, timers and immediates began. */
  order: number
}

export class Timers {
  /** By id, in the order of creation. */
  readonly #pending = new Map<number, Pending>()
  /** The first that is due, of all but immediates; undefined if it must be found anew. */
  #first: Pending | undefined
  /** Oldest first: these wait for no time. */
  readonly #immediates: Pending[] = []

  get size(): number {
    return this.#pending.size
  }

  add(timer: Pending): void {
    this.#pending.set(timer.id, timer)
    if (timer.kind === 'immediate') this.#immediates.push(timer)
    else if (this.#first !== undefined && isBefore(timer, this.#first)) this.#first = timer
  }

  has(id: number): boolean {
    return this.#pending.has(id)
  }

  get(id: number): Pending | undefined {
    return this.#pending.get(id)
  }

  delete(id: number): boolean {
    const timer = this.#pending.get(id)
    if (timer === undefined) return false
    this.#pending.delete(id)
    if (timer === this.#first) this.#first = undefined
    if (timer.kind === 'immediate') this.#immediates.splice(this.#immediates.indexOf(timer), 1)
    return true
  }

  /** Sets it anew, to so much later than a time. */
  restart(timer: Pending, now: number, order: number): void {
    timer.due = now + timer.ms
    timer.order = order
    this.#first = undefined
  }

  get immediate(): Pending | undefined {
    return this.#immediates[0]
  }

  get first(): Pending | undefined {
    if (this.#first !== undefined || this.#pending.size === this.#immediates.length) {
      return this.#first
    }
    for (const timer of this.#pending.values()) {
      if (timer.kind === 'immediate') continue
      if (this.#first === undefined || isBefore(timer, this.#first)) this.#first = timer
    }
    return this.#first
  }
}

function isBefore(one: Pending, other: Pending): boolean {
  return one.due === other.due ? one.order < other.order : one.due < other.due
}

/** What code receives for a timer: it behaves as Node's does. */
export class Handle {
  readonly #timers: Timers
  readonly #id: number
  readonly #restart: (timer: Pending) => void

  constructor(timers: Timers, id: number, restart: (timer: Pending) => void) {
    this.#timers = timers
    this.#id = id
    this.#restart = restart
  }

  ref(): this {
    return this
  }

  unref(): this {
    return this
  }

  hasRef(): boolean {
    return true
  }

  refresh(): this {
    const timer = this.#timers.get(this.#id)
    if (timer !== undefined) this.#restart(timer)
    return this
  }

  close(): this {
    this.#timers.delete(this.#id)
    return this
  }

  [Symbol.dispose](): void {
    this.close()
  }

  [Symbol.toPrimitive](): number {
    return this.#id
  }
}
