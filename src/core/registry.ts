/** The tasks of a loop that are not done, by creation. */

import type { Future } from './future.ts'
import type { Task } from './task.ts'

/** How many tasks are kept together, in an array of just that length: one that grows keeps room for more. */
const CHUNK = 4_096

/**
 * A list that forgets lazily: links or a slot in every task would cost each 8 to 16 bytes more, and work
 * at every end. It forgets when most of it has ended, and more are made, or when all has: so it holds at
 * most twice as many as have been live at once, and 64.
 */
export class Registry {
  /** Full ones: 8 bytes a task, where one long array takes 10.6. */
  #chunks: Task<unknown>[][] = []
  /** Those that were made last. */
  #recent: Task<unknown>[] = []
  #made = 0
  /** How many have not ended. */
  #live = 0

  /** Adds a task that was just made, and counts it: its id. */
  add(task: Task<unknown>): number {
    if (this.#length > 64 + 2 * this.#live) this.#sweep()
    if (this.#recent.length === CHUNK) {
      this.#chunks.push(this.#recent.slice())
      this.#recent = []
    }
    this.#recent.push(task)
    this.#live += 1
    this.#made += 1
    return this.#made
  }

  all(): Task<unknown>[] {
    return [...this.#chunks, this.#recent].flatMap((tasks) => tasks.filter(isLive))
  }

  /** Whether there is one. */
  any(): boolean {
    return this.#live > 0
  }

  /** One of them ends. */
  drop(): void {
    this.#live -= 1
    if (this.#live === 0 && this.#length > 64) this.clear()
  }

  /** Which of them wait, and for what. */
  waits(): { readonly who: Task<unknown>; readonly on: Future<unknown> }[] {
    return this.all().flatMap((who) => {
      const on = who.awaiting
      return on === undefined || on.done() ? [] : [{ who, on }]
    })
  }

  clear(): void {
    this.#chunks = []
    this.#recent = []
    this.#live = 0
  }

  get #length(): number {
    return this.#chunks.length * CHUNK + this.#recent.length
  }

  /** Forgets those that have ended. */
  #sweep(): void {
    const live = this.all()
    this.#chunks = []
    for (let at = 0; at + CHUNK <= live.length; at += CHUNK) {
      this.#chunks.push(live.slice(at, at + CHUNK))
    }
    this.#recent = live.slice(this.#chunks.length * CHUNK)
  }
}

function isLive({ coroutine }: Task<unknown>): boolean {
  return coroutine !== undefined
}
