/** What is in a queue. */

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
  /** What came back: a heap, the lowest number first, each above those at 2i + 1 and 2i + 2. */
  readonly #returned: Entry<T>[] = []
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
    else return this.#raise(entry)
    this.#newest = entry
  }

  /** Takes the entry with the lowest number. */
  take(): Entry<T> | undefined {
    const oldest = this.#oldest
    const [returned] = this.#returned
    if (oldest === undefined && returned === undefined) return undefined
    this.#size -= 1
    if (returned !== undefined && !(oldest !== undefined && oldest.number < returned.number)) {
      this.#lower()
      return returned
    }
    this.#oldest = oldest?.later
    if (oldest !== undefined) oldest.later = undefined
    return oldest
  }

  /** Adds to the heap, from below. */
  #raise(entry: Entry<T>): void {
    const heap = this.#returned
    let at = heap.length
    while (at > 0) {
      const up = (at - 1) >> 1
      const parent = heap[up]
      if (parent === undefined || parent.number < entry.number) break
      heap[at] = parent
      at = up
    }
    heap[at] = entry
  }

  /** Takes the lowest out of the heap: the last goes down from there. */
  #lower(): void {
    const heap = this.#returned
    const entry = heap.pop()
    if (entry === undefined || heap.length === 0) return
    let at = 0
    for (;;) {
      const left = 2 * at + 1
      const down =
        (heap[left + 1]?.number ?? Infinity) < (heap[left]?.number ?? 0) ? left + 1 : left
      const child = heap[down]
      if (child === undefined || child.number > entry.number) break
      heap[at] = child
      at = down
    }
    heap[at] = entry
  }
}
