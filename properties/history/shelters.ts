/** When a coroutine is not closed at once, although that is requested (C11, C13, C14). */

import type { Event } from '../../spec/event.ts'

export class Shelters {
  /** By coroutine: in how many bodies it is that run to their end. */
  readonly #depths = new Map<string, number>()
  /** By coroutine in a combinator: how often it was stepped in it. Once it has resumed, it waits for its own tasks. */
  readonly #joins = new Map<string, number>()

  readonly #barriers = new Set<string>()
  /** By coroutine that acted last by asking for what can have happened, or by leaving the body of a scope. */
  readonly #asked = new Set<string>()

  /** Follows what is created, by the host too. */
  note(event: Event): void {
    if (event.event === 'called' && event.call === 'barrier') this.#barriers.add(event.of)
  }

  #mayHappen({ of, what }: { readonly of: string; readonly what: string }): boolean {
    return what === 'wait' ? this.#barriers.has(of) : HAPPENS.has(what)
  }

  /** Whether its last action was to ask for what it receives even if it is closed, once that has happened (C14). */
  asks(who: string): boolean {
    return this.#asked.has(who)
  }

  /**
   * Whether it is certainly in a shelter: nothing around that is closed while it waits (C11, C13).
   *
   * @param isFresh whether the last event shows its step, and it has not resumed yet
   */
  has(who: string, isFresh: boolean): boolean {
    const steps = this.#joins.get(who) ?? 0
    return (this.#depths.get(who) ?? 0) > 0 || steps > (isFresh ? 1 : 0)
  }

  /**
   * @param who the coroutine that acts or is stepped
   * @param enters whether it enters the body of what it asks for, which runs to its end
   */
  follow(event: Event, who: string, enters: () => boolean): void {
    if (event.event === 'stepped') {
      const steps = this.#joins.get(who)
      if (steps !== undefined) this.#joins.set(who, steps + 1)
      return
    }
    this.#joins.delete(who)
    const asks = event.event === 'asks' && this.#mayHappen(event)
    if (asks || event.event === 'left') this.#asked.add(who)
    else this.#asked.delete(who)
    if (event.event === 'asks' && isCombinator(event.what)) this.#joins.set(who, 0)
    const depth = this.#depths.get(who) ?? 0
    if (event.event === 'asks' && isShelter(event.what) && enters())
      this.#depths.set(who, depth + 1)
    if (event.event === 'left' && isShelter(event.what)) this.#depths.set(who, depth - 1)
    if (event.event === 'ends') this.#depths.delete(who)
  }
}

const HAPPENS: ReadonlySet<string> = new Set(['put', 'all', 'allSettled', 'race', 'any'])

/** Whether it runs its body to its end. */
export function isShelter(what: string): boolean {
  return what === 'uninterruptible' || what === 'resource' || what === 'release'
}

function isCombinator(what: string): boolean {
  return what === 'all' || what === 'allSettled' || what === 'race' || what === 'any'
}
