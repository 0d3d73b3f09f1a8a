/** The items of a queue. */

import TinyQueue from 'tinyqueue'

/** An item that has entered a queue, or was handed over through it. */
export class Entry<T> {
  readonly item: T
  /** Counts the entries: the order in which items are taken, even if one of them comes back (Y3). */
  readonly number: number
  /** The entry after it in the list. `Items` alone writes it. */
  later: Entry<T> | undefined = undefined

  constructor(item: T, number: number) {
    this.item = item
    this.number = number
  }
}

/**
 * Entries in the order of their numbers (Y9). A new one goes to the end of a list; one that comes back
 * may belong before any other, and goes into a heap:
 *
 *      #oldest                              #newest
 *         ▼                                    ▼
 *      ┌───┐ later   ┌───┐ later   ┌───┐ later ┌───┐ later
 *      │ 5 │────────▶│ 6 │────────▶│ 7 │──────▶│ 8 │──────▶ undefined
 *      └───┘         └───┘         └───┘       └───┘
 *      #returned: a heap, here with 2 and 4: the next to be taken is 2
 *
 * A new entry is added and taken in O(1), one that comes back in O(log n).
 */
export class Items<T> {
  /** The first of the list, whose numbers ascend. */
  #oldest: Entry<T> | undefined = undefined
  /** The last of the list; undefined exactly if there is no oldest. */
  #newest: Entry<T> | undefined = undefined
  /** Those that came back, the lowest number first. */
  readonly #returned = new TinyQueue<Entry<T>>([], (one, other) => one.number - other.number)
  #size = 0
  #entered = 0

  /** How many there are. */
  get size(): number {
    return this.#size
  }

  /** Numbers an item that enters. */
  entry(item: T): Entry<T> {
    this.#entered += 1
    return new Entry(item, this.#entered)
  }

  /** Puts an entry in its place: the last, or the place from which it was taken. */
  add(entry: Entry<T>): void {
    this.#size += 1
    if (this.#oldest === undefined || this.#newest === undefined) this.#oldest = entry
    else if (entry.number > this.#newest.number) this.#newest.later = entry
    else {
      this.#returned.push(entry)
      return
    }
    this.#newest = entry
  }

  /** Takes the entry with the lowest number. */
  take(): Entry<T> | undefined {
    const oldest = this.#oldest
    const returned = this.#returned.peek()
    if (oldest === undefined && returned === undefined) return undefined
    this.#size -= 1
    if (returned !== undefined && !(oldest !== undefined && oldest.number < returned.number)) {
      return this.#returned.pop()
    }
    this.#oldest = oldest?.later
    if (this.#oldest === undefined) this.#newest = undefined
    if (oldest !== undefined) oldest.later = undefined
    return oldest
  }
}
