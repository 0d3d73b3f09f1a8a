/** Which waiter waits for which, in a deadlock. */

import type { Event } from '../../spec/event.ts'
import { isJoin, isTicket, type History } from './history.ts'
import type { Trial } from '../trial.ts'
import { Joins } from './joins.ts'
import { hasPermits, WaitQueues } from './waitQueues.ts'
import { Scopes } from './scopes.ts'

/** Follows a log along with its history. */
export class Waits {
  readonly #joins: Joins
  readonly #waitQueues: WaitQueues
  readonly #scopes: Scopes

  constructor(trial: Trial) {
    this.#joins = new Joins(trial)
    this.#waitQueues = new WaitQueues(trial)
    this.#scopes = new Scopes(trial)
  }

  follow(event: Event, before: History, index: number): void {
    this.#joins.follow(event, before, index)
    this.#waitQueues.follow(event, before, index)
    this.#scopes.follow(event, before, index)
  }

  /**
   * The waiters that are certainly in a cycle: from each of them, a chain of waits leads back to it in which each
   * waits for one other alone.
   *
   * @param waiting all waiters
   */
  certainlyOnCycle(waiting: readonly string[], before: History): string[] {
    const next = new Map<string, string>()
    for (const from of waiting) {
      const possible = waiting.filter((to) => this.leads(from, to, before))
      const [to] = possible
      if (to === undefined || possible.length > 1 || !this.#surely(from, to, before)) continue
      next.set(from, to)
    }
    return waiting.filter((who) => {
      let at = next.get(who)
      for (let steps = 0; at !== undefined && at !== who && steps < waiting.length; steps += 1) {
        at = next.get(at)
      }
      return at === who
    })
  }

  /** The holders of what a wait is for, by their names in notifications; undefined if they are not certain. */
  holdersOf(on: string, before: History): readonly string[] | undefined {
    const at = this.#waitQueues.ofTicket(on)
    if (at === undefined) return this.#unfinished(on, before)
    const guard = this.#waitQueues.guardOf(at)
    if (guard === undefined || !hasPermits(guard.kind)) return []
    if (guard.unsure || guard.reserved.length > 0) return undefined
    // No event shows that a coroutine that is closed in the wait of a condition holds the lock again.
    const conditions = [...this.#waitQueues.all.values()].filter(({ lock }) => lock === guard.name)
    if (conditions.length > 0) return undefined
    return guard.acquisitions.map(({ who }) => before.notifiedAs(who) ?? 'main')
  }

  /** The tasks that have not ended of a combinator or a group that is waited for. */
  #unfinished(on: string, before: History): readonly string[] | undefined {
    const name = [...before.parked.keys()].find((who) => before.parked.get(who) === on)
    const who = name === undefined ? undefined : before.voice(name)
    if (who === undefined) return undefined
    if (before.tasks.has(on) || before.futures.has(on)) return []
    const join = this.#joins.open.get(who)
    if (isJoin(on) && join !== undefined && !on.startsWith('group/')) {
      // Once it is decided or closed, it waits for its own tasks alone.
      const { items, steps } = join
      return steps > 0 ? undefined : items?.filter((item) => before.live.includes(item))
    }
    const [group, ...others] = this.#scopes.groupsOf(who)
    if (!on.startsWith('group/') || group === undefined || others.length > 0) return undefined
    return group.children.filter((child) => before.live.includes(child))
  }

  #surely(from: string, to: string, before: History): boolean {
    const on = before.parked.get(from)
    if (on === undefined || before.cancelled.has(from)) return false
    if (on === to) return true
    const who = before.voice(from)
    const at = this.#waitQueues.ofTicket(on)
    if (at !== undefined) {
      const guard = this.#waitQueues.guardOf(at)
      // A waiter that was not notified waits for its notification, not for the lock.
      if (guard === undefined || at.kind === 'condition') return false
      return !guard.unsure && guard.holders.includes(before.voice(to))
    }
    const join = this.#joins.open.get(who)
    if (join !== undefined) return join.items?.includes(to) === true && join.ended.length === 0
    return on.startsWith('group/') && this.#scopes.groupsOf(who).length === 1
  }

  /** Whether a waiter waits for another: for that task, for what it holds, or for it as an item or a child. */
  leads(from: string, to: string, before: History): boolean {
    const on = before.parked.get(from)
    if (on === undefined || on === to) return on === to
    const who = before.voice(from)
    if (isTicket(on) && this.#waitQueues.unknown) return true
    const at = this.#waitQueues.ofTicket(on)
    if (at !== undefined) {
      const guard = this.#waitQueues.guardOf(at)
      const other = before.voice(to)
      return guard?.holders.includes(other) === true || guard?.reserved.includes(other) === true
    }
    const join = this.#joins.open.get(who)
    if (join !== undefined) return join.items?.includes(to) ?? true
    return this.#scopes.groupsOf(who).some(({ children }) => children.includes(to))
  }
}
