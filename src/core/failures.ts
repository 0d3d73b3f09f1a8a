/** Failures that nobody has looked at yet. */

import { UnhandledError } from './errors.ts'
import { look, type Failure } from './outcome.ts'
import type { Task } from './task.ts'

interface Entry {
  readonly failure: Failure
  readonly task?: Task<unknown>
}

/** In the order of failure. It forgets lazily those that were looked at meanwhile, as the registry does. */
export class Failures {
  #entries: Entry[] = []
  #limit = 64

  add(failure: Failure, task?: Task<unknown>): void {
    if (this.#entries.length >= this.#limit) {
      this.#entries = this.#unseen()
      this.#limit = 64 + 2 * this.#entries.length
    }
    this.#entries.push(task === undefined ? { failure } : { failure, task })
  }

  /** Names those that nobody has looked at, if there are any: from here on somebody has. */
  report(): UnhandledError | undefined {
    const unseen = this.#unseen()
    this.#entries = []
    if (unseen.length === 0) return undefined
    return new UnhandledError(
      unseen.map(({ failure, task }) => {
        const error = look(failure)
        return task === undefined ? { error } : { error, task }
      }),
    )
  }

  #unseen(): Entry[] {
    return this.#entries.filter(({ failure }) => !failure.seen)
  }
}
