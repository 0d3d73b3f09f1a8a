/** The names of the tasks that the library spawns from the coroutines in a combinator or a shield. */

import type { Task } from './implementation.ts'
import type { Runner } from './runner.ts'

/**
 * Such a task is called `Task-` and its id, which counts the tasks of its loop (T12). Its body has to know
 * the name even if no observer is notified of the task, so this class counts along.
 */
export class TaskNames {
  /** Whether an observer is notified of every task; it may spawn others in between. */
  #observed: boolean
  #created = 0
  /** The runners whose tasks are being spawned, and were not notified of yet. */
  #expected: Runner[] = []

  constructor(observed: boolean) {
    this.#observed = observed
  }

  /** A task was created. */
  created({ id }: Task): void {
    this.#created = Math.max(this.#created, id)
  }

  /** The observer was notified of a new task. */
  notified(task: Task): void {
    this.created(task)
    if (task.name !== nameOf(task.id)) return
    const runner = this.#expected.shift()
    if (runner !== undefined) runner.who = task.name
  }

  /** The tasks of these runners are about to be spawned, one after the other. */
  expect(runners: readonly Runner[]): void {
    for (const [index, runner] of runners.entries()) runner.who = nameOf(this.#created + index + 1)
    if (this.#observed) this.#expected = [...runners]
    else this.#created += runners.length
  }

  /** The observer is not notified of anything from now on. */
  dismiss(): void {
    this.#observed = false
    this.expect(this.#expected)
  }
}

function nameOf(id: number): string {
  return `Task-${id}`
}
