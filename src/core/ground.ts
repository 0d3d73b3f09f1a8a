/** A loop that is stepped from outside, one task at a time. */

import type { Clock } from './clock.ts'
import type { UnhandledError } from './errors.ts'
import { EventLoop } from './loop.ts'
import { within } from './suspension.ts'
import type { Loop, Observer, Task } from './types.ts'

export class Ground {
  readonly #loop: EventLoop

  constructor(clock: Clock, observer?: Observer) {
    this.#loop = new EventLoop({ clock, name: 'explored', ...(observer && { observer }) })
  }

  get loop(): Loop {
    return this.#loop
  }

  /** The task that was scheduled first. */
  oldest(): Task<unknown> | undefined {
    return this.#loop.scheduled[0]
  }

  bringForward(task: Task<unknown>): void {
    this.#loop.bringForward(task)
  }

  /** D2: tasks whose deadline has come are ready; none is stepped. */
  ring(): void {
    within(this.#loop, () => this.#loop.time.ring())
  }

  /** The failures that nothing has handled, as one error. */
  unhandled(): UnhandledError | undefined {
    return this.#loop.failures.report()
  }

  /** What a run that awaits the task would report, where nothing can resume. */
  deadlock(task: Task<unknown>): string {
    try {
      this.#loop.run(awaiting(task))
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
    return 'it awaits what nothing settles'
  }

  /** X9: nothing of one run is left for the next; how the rest of it ends is no part of the run. */
  close(): void {
    try {
      this.#loop.close()
    } catch {
      // A run that failed leaves what it likes.
    }
  }
}

function* awaiting(task: Task<unknown>): Generator<undefined, void, undefined> {
  yield* task
}
