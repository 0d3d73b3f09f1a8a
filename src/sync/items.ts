/** What is in a queue. */

import TinyQueue from 'tinyqueue'

/** An item that entered a queue, or was handed through it. */
export class Entry<T> {
  readonly item: T
  /** Counts what entered: the order in which items are taken, also when one of them comes back. */
  readonly number: number
  /** The next that entered. */
  later: Entry<T> | undefined = undefined

  constructor(item: T, number: number) {
    this.item = item
    this.number = number
  }
}

/** Entries by their numbers. What is new comes and goes in O(1), what comes back in O(log n). */
export class Items<T> {
  /** What has not been handed out yet: ascending, linked by `later`. */
  #oldest: Entry<T> | undefined = undefined
  /** The last of these; it counts only while there is an oldest. */
  #newest: Entry<T> | undefined = undefined
  /** What came back, the lowest number first. */
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

  /** Puts an entry in its place: the last, or wherever it was taken from. */
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
