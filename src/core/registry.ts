/** The tasks of a loop that are not done, by creation. */

import type { Task } from './task.ts'

/**
 * A list that forgets lazily: links or a slot in every task would cost 8 to 16 bytes each, and work at
 * every end. Settled tasks are dropped whenever the list has doubled, so it holds at most twice as
 * many as were live at that time, and 64.
 */
export class Registry {
  #tasks: Task<unknown>[] = []
  #limit = 64
  #made = 0

  /** Adds a task that was just made, and counts it: its id. */
  add(task: Task<unknown>): number {
    if (this.#tasks.length >= this.#limit) {
      this.#sweep()
      this.#limit = 64 + 2 * this.#tasks.length
    }
    this.#tasks.push(task)
    this.#made += 1
    return this.#made
  }

  all(): Task<unknown>[] {
    this.#sweep()
    return [...this.#tasks]
  }

  #sweep(): void {
    this.#tasks = this.#tasks.filter((task) => !task.done())
  }

  clear(): void {
    this.#tasks = []
  }
}
