/** An observer that records what a timeline shows. */

import {
  CancelledError,
  type Future,
  type Observer,
  type Outcome,
  type Task,
} from '../core/index.ts'
import type { Ended, TimelineRecord } from './records.ts'

export class Recorder implements Observer {
  readonly records: TimelineRecord[] = []
  readonly #limit: number
  /** By id, since names may repeat. No task is kept alive by its picture. */
  readonly #names = new Map<number, string>()
  readonly #taken = new Set<string>(['host', 'main'])
  /** Main is no waiter that an observer is notified of when it is woken, unless it is cut short. */
  #mainOn: Future<unknown> | undefined

  /** @param limit how many notifications are kept, from the first on */
  constructor(limit: number) {
    this.#limit = limit
  }

  /** Whether something was left out. */
  dropped = false

  tick(tick: number): void {
    this.add(() => ({ event: 'tick', tick }))
  }

  spawned(task: Task<unknown>): void {
    this.add(() => ({ event: 'spawned', task: this.#nameOf(task) }))
  }

  scheduled(task: Task<unknown>): void {
    this.add(() => ({ event: 'scheduled', task: this.#nameOf(task) }))
  }

  stepped(who: Task<unknown> | 'main'): void {
    if (who === 'main') this.#mainOn = undefined
    this.add(() => ({ event: 'stepped', who: this.#nameOf(who) }))
  }

  parked(who: Task<unknown> | 'main', on: Future<unknown>): void {
    if (who === 'main') this.#mainOn = on
    this.add(() => ({ event: 'parked', who: this.#nameOf(who), on: this.#shown(on) }))
  }

  woken(who: Task<unknown> | 'main', by: Future<unknown>): void {
    if (who === 'main') this.#mainOn = undefined
    this.add(() => ({ event: 'woken', task: this.#nameOf(who), by: this.#shown(by) }))
  }

  cancelled(task: Task<unknown>): void {
    this.add(() => ({ event: 'cancelled', task: this.#nameOf(task) }))
  }

  terminated(task: Task<unknown>): void {
    this.add(() => ({ event: 'terminated', task: this.#nameOf(task) }))
  }

  advanced(now: number): void {
    this.add(() => ({ event: 'advanced', now }))
  }

  settled(future: Future<unknown>, outcome: Outcome): void {
    const name = this.#names.get(idOf(future) ?? -1)
    if (name !== undefined)
      this.add(() => ({ event: 'settled', future: name, how: howOf(future, outcome) }))
    if (future === this.#mainOn) this.woken('main', future)
  }

  /** Names are kept only for what is recorded. */
  add(record: () => TimelineRecord): void {
    if (this.records.length < this.#limit) this.records.push(record())
    else this.dropped = true
  }

  #nameOf(who: Task<unknown> | 'main'): string {
    if (who === 'main') return who
    const known = this.#names.get(who.id)
    if (known !== undefined) return known
    const name = this.#taken.has(who.name) ? `${who.name} (0x${who.id.toString(16)})` : who.name
    this.#taken.add(name)
    this.#names.set(who.id, name)
    return name
  }

  #shown(future: Future<unknown>): string {
    return this.#names.get(idOf(future) ?? -1) ?? future.name ?? 'a future'
  }
}

/** Of a task. */
function idOf(future: Future<unknown>): number | undefined {
  return 'id' in future && typeof future.id === 'number' ? future.id : undefined
}

function howOf(future: Future<unknown>, outcome: Outcome): Ended {
  if ('value' in outcome) return 'returned'
  return outcome.error instanceof CancelledError && future.cancelled() ? 'cancelled' : 'failed'
}
