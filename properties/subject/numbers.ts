/** What the tasks are called that the library makes of the coroutines that it is given. */

import type { Speaker, Task } from './speaker.ts'

/**
 * Such a task has no name but `Task-` and its id, which counts the tasks of its loop (T12). Its body is
 * to know that name, also where there is no observer that is told of the task: so they are counted.
 */
export class Numbers {
  /** Whether an observer is told of every task: it may make others in between. */
  #told: boolean
  #made = 0
  /** Whose tasks are being made, of which nobody was told yet. */
  #due: Speaker[] = []

  constructor(told: boolean) {
    this.#told = told
  }

  /** A task was made. */
  made({ id }: Task): void {
    this.#made = Math.max(this.#made, id)
  }

  /** An observer is told of a task that was made. */
  told(task: Task): void {
    this.made(task)
    if (task.name !== nameOf(task.id)) return
    const speaker = this.#due.shift()
    if (speaker !== undefined) speaker.who = task.name
  }

  /** Tasks of these are made now, one after the other. */
  announce(speakers: readonly Speaker[]): void {
    for (const [index, speaker] of speakers.entries()) speaker.who = nameOf(this.#made + index + 1)
    if (this.#told) this.#due = [...speakers]
    else this.#made += speakers.length
  }

  /** No observer is told of anything from here on. */
  dismiss(): void {
    this.#told = false
    this.announce(this.#due)
  }
}

function nameOf(id: number): string {
  return `Task-${id}`
}
