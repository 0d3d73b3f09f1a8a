/** The names of the tasks that the library spawns from the coroutines in a combinator or a shield. */

import type * as looplaw from '../../src/index.ts'
import type { Task } from './implementation.ts'
import type { Runner } from './runner.ts'

/**
 * Such a task is called `Task-` and its id, which counts the tasks of its loop (T12). Its body has to know the name
 * even if no observer is notified of the task; a combinator that is decided already spawns none (S10).
 */
export class TaskNames {
  /** The runners whose tasks may be spawned next, and were not notified of yet. */
  #expected: Runner[] = []
  /** Those without a name of their own so far. */
  readonly #unnamed = new Set<Runner>()
  /** The names of the tasks that have begun. */
  readonly #begun = new Set<string>()

  /** The tasks of these runners are about to be spawned, one after the other, or not at all. */
  expect(runners: readonly Runner[]): void {
    this.#expected = [...runners]
    for (const runner of runners) this.#unnamed.add(runner)
  }

  /** The observer was notified of a new task. */
  notified({ id, name }: Task): void {
    const runner = name === `Task-${id}` ? this.#expected.shift() : undefined
    if (runner !== undefined) this.#name(runner, name)
  }

  /** The body of a runner begins. If its task has no name yet, it is the one that is not scheduled, and had not begun. */
  begins(runner: Runner, { pending, scheduled }: looplaw.Loop): void {
    if (this.#unnamed.has(runner)) {
      const waiting = new Set(scheduled)
      const task = pending.find(
        (one) => one.name === `Task-${one.id}` && !waiting.has(one) && !this.#begun.has(one.name),
      )
      if (task !== undefined) this.#name(runner, task.name)
    }
    this.#begun.add(runner.who)
  }

  #name(runner: Runner, name: string): void {
    runner.who = name
    this.#unnamed.delete(runner)
  }
}
