/** The tasks of a loop that are not done, by creation (L12). */

import type { Future, Task } from './types.ts'

/** How many tasks are kept together, at least and at most. */
const SMALL = 16
const LARGE = 4_096

/**
 * A list that drops ended tasks lazily: links or a slot in every task would cost each 8 to 16 bytes more, and
 * work whenever one ends. It drops them when there is no more room and they are the majority, or when all have
 * ended: so it holds at most twice as many as have been live at once, and a chunk.
 */
export class Registry {
  /** Full chunks, of just their length, so 8 bytes a task: an array that grows keeps room for more, and copies. */
  #chunks: (Task<unknown> | undefined)[][] = []
  /** The newest tasks, and room for others. */
  #recent: (Task<unknown> | undefined)[] = room(SMALL)
  #filled = 0
  /** How many the chunks hold. */
  #older = 0
  #created = 0
  /** How many have not ended. */
  #live = 0

  /** Adds a task that was just created, and counts it: its id (T12). */
  add(task: Task<unknown>): number {
    if (this.#filled === this.#recent.length) this.#makeRoom()
    this.#recent[this.#filled] = task
    this.#filled += 1
    this.#live += 1
    this.#created += 1
    return this.#created
  }

  all(): Task<unknown>[] {
    if (this.#mostHaveEnded) this.#forget()
    return this.#present()
  }

  #present(): Task<unknown>[] {
    return [...this.#chunks, this.#recent].flatMap((tasks) => tasks.filter(isLive))
  }

  /** Whether there is one. */
  any(): boolean {
    return this.#live > 0
  }

  /** A task has ended. */
  drop(): void {
    this.#live -= 1
    if (this.#live === 0 && this.#older + this.#recent.length > SMALL) this.clear()
  }

  /** Those of them that wait, and for what. */
  waits(): { readonly who: Task<unknown>; readonly on: Future<unknown> }[] {
    return this.all().flatMap((who) => {
      const on = who.awaiting
      return on === undefined || on.done() ? [] : [{ who, on }]
    })
  }

  clear(): void {
    this.#chunks = []
    this.#older = 0
    this.#live = 0
    this.#begin([])
  }

  get #mostHaveEnded(): boolean {
    return this.#older + this.#filled >= Math.max(SMALL, 2 * this.#live)
  }

  #makeRoom(): void {
    if (this.#mostHaveEnded) return this.#forget()
    this.#chunks.push(this.#recent)
    this.#older += this.#filled
    this.#begin([])
  }

  /** At least half of what is walked over is dropped. */
  #forget(): void {
    const live = this.#present()
    const full = live.length - (live.length % LARGE)
    this.#chunks = []
    for (let at = 0; at < full; at += LARGE) this.#chunks.push(live.slice(at, at + LARGE))
    this.#older = full
    this.#begin(live.slice(full))
  }

  #begin(tasks: readonly Task<unknown>[]): void {
    this.#recent = room(Math.max(SMALL, Math.min(LARGE, this.#older + 2 * tasks.length)))
    for (const [at, task] of tasks.entries()) this.#recent[at] = task
    this.#filled = tasks.length
  }
}

function room(length: number): undefined[] {
  return Array<undefined>(length).fill(undefined)
}

function isLive(task: Task<unknown> | undefined): task is Task<unknown> {
  return task?.coroutine !== undefined
}
