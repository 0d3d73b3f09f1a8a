/** The holders of a semaphore. */

import { hasEnded, type Runner } from '../core/index.ts'

/**
 * The holders in the order of acquiring, each once for each acquisition that it has not released. Every change costs
 * O(1); a release of several permits, O(n) of the acquisitions that it ends.
 */
export class Holders {
  /** In the order of acquiring. */
  readonly #acquisitions = new Set<Acquired>()
  /** The oldest acquisition of each holder, which leads to its others. */
  readonly #oldest = new Map<Runner, Acquired>()
  /** The latest answer of `all`, until a change: a deadlock report asks once for each waiter. */
  #listed: readonly Runner[] | undefined = undefined

  /** In the order of acquiring. */
  get all(): readonly Runner[] {
    this.#listed ??= Array.from(this.#acquisitions, ({ who }) => who)
    return this.#listed
  }

  /** The first that has not ended. */
  get live(): Runner | undefined {
    for (const { who } of this.#acquisitions) if (!hasEnded(who)) return who
    return undefined
  }

  has(who: Runner): boolean {
    return this.#oldest.has(who)
  }

  /** How many permits it holds, counted up to so many. */
  countOf(who: Runner, most: number): number {
    let count = 0
    let acquired = this.#oldest.get(who)
    for (; acquired !== undefined && count < most; acquired = acquired.later)
      count += acquired.permits
    return Math.min(count, most)
  }

  add(who: Runner, permits: number): void {
    const acquired = new Acquired(who, permits)
    const oldest = this.#oldest.get(who)
    this.#acquisitions.add(acquired)
    this.#listed = undefined
    if (oldest === undefined) {
      this.#oldest.set(who, acquired)
      return
    }
    oldest.newest.later = acquired
    oldest.newest = acquired
  }

  /** Removes so many permits of a holder, those first that it acquired first. */
  remove(who: Runner, permits: number): void {
    for (let left = permits; left > 0;) {
      const oldest = this.#oldest.get(who)
      if (oldest === undefined) return
      if (oldest.permits > left) {
        oldest.permits -= left
        return
      }
      left -= oldest.permits
      this.#removeOldest(oldest)
    }
  }

  #removeOldest(oldest: Acquired): void {
    const { who } = oldest
    this.#acquisitions.delete(oldest)
    this.#listed = undefined
    const { later, newest } = oldest
    if (later === undefined) {
      this.#oldest.delete(who)
      return
    }
    later.newest = newest
    this.#oldest.set(who, later)
  }
}

/**
 * What was acquired at once. Those of one holder form a list, of which only the oldest knows the end:
 *
 *      #oldest.get(who)
 *           ▼
 *      ┌────────┐ later  ┌────────┐ later  ┌────────┐ later
 *      │ oldest │───────▶│ second │───────▶│ newest │───────▶ undefined
 *      └────────┘        └────────┘        └────────┘
 *           └──────────────── newest ───────────▲
 *
 * `Holders` alone writes its links.
 */
class Acquired {
  readonly who: Runner
  /** How many permits of it are held: 1 or more. */
  permits: number
  /** What its holder acquired next. */
  later: Acquired | undefined = undefined
  /** In the oldest of a holder: its newest. Elsewhere it may be out of date. */
  newest: Acquired = this

  constructor(who: Runner, permits: number) {
    this.who = who
    this.permits = permits
  }
}
