/** The items of a queue. */

import TinyQueue from 'tinyqueue'
import type { Runner } from '../core/index.ts'

/** An item that has entered a queue, or was handed over through it. */
export class Entry<T> {
  readonly item: T
  /** Counts the entries: the order in which items are taken, even if one of them comes back (Y3). */
  readonly number: number
  /** Whether it is in the queue. `Items` alone writes it. */
  inside = false
  /** The entry after it in the list. `Items` alone writes it. */
  later: Entry<T> | undefined = undefined

  constructor(item: T, number: number) {
    this.item = item
    this.number = number
  }
}

/** The item of a put that races (S11): to take it commits the race. */
export class RacingEntry<T> extends Entry<T> {
  readonly putter: Runner

  constructor(item: T, number: number, putter: Runner) {
    super(item, number)
    this.putter = putter
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
 * With priorities all are in the heap, the lowest priority first.
 *
 * A new entry is added and taken in O(1), one that comes back in O(log n). One that is removed stays where it is until
 * it is the first, or until most are such, so that this costs O(1) too.
 */
export class Items<T> {
  /** The first of the list, whose numbers ascend. */
  #oldest: Entry<T> | undefined = undefined
  /** The last of the list; undefined exactly if there is no oldest. */
  #newest: Entry<T> | undefined = undefined
  /** Those that came back, the lowest number first. */
  #returned = new TinyQueue<Entry<T>>([], (one, other) => this.#compare(one, other))
  #size = 0
  #entered = 0
  /** How many are done with, or went out again before they were taken (Y15). */
  #finished = 0
  /** Of a queue with priorities: that of each entry. Then all are in the heap. */
  readonly #ranks: WeakMap<Entry<T>, number> | undefined
  /** How many were removed, and are still in the list or the heap. */
  #removed = 0

  constructor(ranked = false) {
    this.#ranks = ranked ? new WeakMap() : undefined
  }

  /** How many there are. */
  get size(): number {
    return this.#size
  }

  /** How many were ever numbered. */
  get entered(): number {
    return this.#entered
  }

  /** How many are not done with (Y15): those that are in, and those that were taken. */
  get undone(): number {
    return this.#entered - this.#finished
  }

  /** So many are done with. */
  finish(count: number): void {
    this.#finished += count
  }

  /** Y15: one that was taken comes back, and is not done with, whatever `taskDone()` was called for. */
  reopen(): void {
    if (this.undone === this.#size) this.#finished -= 1
  }

  /**
   * Numbers an item that enters.
   *
   * @param rank its priority, in a queue with priorities
   * @param putter the task that puts it, if that races
   */
  entry(item: T, rank?: number, putter?: Runner): Entry<T> {
    this.#entered += 1
    const entry =
      putter === undefined
        ? new Entry(item, this.#entered)
        : new RacingEntry(item, this.#entered, putter)
    if (rank !== undefined) this.#ranks?.set(entry, rank)
    return entry
  }

  /** Puts an entry in its place: the last, or the place from which it was taken. */
  add(entry: Entry<T>): void {
    this.#size += 1
    entry.inside = true
    const isLast = this.#newest === undefined || entry.number > this.#newest.number
    if (isLast && this.#ranks === undefined) this.#append(entry)
    else this.#returned.push(entry)
  }

  /** Takes the entry with the lowest number. */
  take(): Entry<T> | undefined {
    this.#skipRemoved()
    const entry = this.#first()
    if (entry === undefined) return undefined
    this.#size -= 1
    entry.inside = false
    this.#drop(entry)
    return entry
  }

  /** Takes the entry with the lowest number of those that fit. */
  takeIf(fits: (entry: Entry<T>) => boolean): Entry<T> | undefined {
    const others: Entry<T>[] = []
    let entry = this.take()
    while (entry !== undefined && !fits(entry)) {
      others.push(entry)
      entry = this.take()
    }
    for (const other of others) this.add(other)
    return entry
  }

  /** Takes out an entry that is in. */
  remove(entry: Entry<T>): void {
    this.#size -= 1
    entry.inside = false
    this.#removed += 1
    if (this.#removed > 64 && this.#removed > this.#size) this.#rebuild()
  }

  /** Y17: which is taken first: the one of the lower priority, of two with the same the earlier. */
  #compare(one: Entry<T>, other: Entry<T>): number {
    const first = this.#ranks?.get(one) ?? 0
    const second = this.#ranks?.get(other) ?? 0
    return first === second ? one.number - other.number : first < second ? -1 : 1
  }

  #append(entry: Entry<T>): void {
    if (this.#newest === undefined) this.#oldest = entry
    else this.#newest.later = entry
    this.#newest = entry
  }

  /** The entry with the lowest number, whether it was removed or not. */
  #first(): Entry<T> | undefined {
    const oldest = this.#oldest
    const returned = this.#returned.peek()
    if (oldest === undefined || returned === undefined) return oldest ?? returned
    return oldest.number < returned.number ? oldest : returned
  }

  /** Forgets the first. */
  #drop(first: Entry<T>): void {
    if (first !== this.#oldest) {
      this.#returned.pop()
      return
    }
    this.#oldest = first.later
    if (this.#oldest === undefined) this.#newest = undefined
    first.later = undefined
  }

  #skipRemoved(): void {
    if (this.#removed === 0) return
    for (let first = this.#first(); first?.inside === false; first = this.#first()) {
      this.#removed -= 1
      this.#drop(first)
    }
  }

  #rebuild(): void {
    const inside = this.#returned.data.filter((entry) => entry.inside)
    this.#returned = new TinyQueue(inside, (one, other) => this.#compare(one, other))
    let entry = this.#oldest
    this.#oldest = undefined
    this.#newest = undefined
    while (entry !== undefined) {
      const { later } = entry
      entry.later = undefined
      if (entry.inside) this.#append(entry)
      entry = later
    }
    this.#removed = 0
  }
}
