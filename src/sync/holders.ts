/** The holders of a semaphore. */

import { hasEnded, type Runner } from '../core/index.ts'

/** The holders in the order of acquiring, each once for each of its permits. Every change costs O(1). */
export class Holders {
  /** In the order of acquiring. */
  readonly #permits = new Set<Permit>()
  /** The oldest permit of each holder, which leads to its others. */
  readonly #oldest = new Map<Runner, Permit>()
  /** The latest answer of `all`, until a change: a deadlock report asks once for each waiter. */
  #listed: readonly Runner[] | undefined = undefined

  /** In the order of acquiring. */
  get all(): readonly Runner[] {
    this.#listed ??= Array.from(this.#permits, ({ who }) => who)
    return this.#listed
  }

  get size(): number {
    return this.#permits.size
  }

  /** The first that has not ended. */
  get live(): Runner | undefined {
    for (const { who } of this.#permits) if (!hasEnded(who)) return who
    return undefined
  }

  has(who: Runner): boolean {
    return this.#oldest.has(who)
  }

  add(who: Runner): void {
    const permit = new Permit(who)
    const oldest = this.#oldest.get(who)
    this.#permits.add(permit)
    this.#listed = undefined
    if (oldest === undefined) {
      this.#oldest.set(who, permit)
      return
    }
    oldest.newest.later = permit
    oldest.newest = permit
  }

  /** Removes the oldest permit of a holder. */
  remove(who: Runner): void {
    const oldest = this.#oldest.get(who)
    if (oldest === undefined) return
    this.#permits.delete(oldest)
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
 * One permit that is held. Those of one holder form a list, of which only the oldest knows the end:
 *
 *      #oldest.get(who)
 *           ▼
 *      ┌────────┐ later  ┌────────┐ later  ┌────────┐ later
 *      │ oldest │───────▶│ permit │───────▶│ newest │───────▶ undefined
 *      └────────┘        └────────┘        └────────┘
 *           └──────────────── newest ───────────▲
 *
 * `Holders` alone writes its links.
 */
class Permit {
  readonly who: Runner
  /** The permit that its holder acquired next. */
  later: Permit | undefined = undefined
  /** In the oldest permit of a holder: its newest. Elsewhere it may be out of date. */
  newest: Permit = this

  constructor(who: Runner) {
    this.who = who
  }
}
