/** Failures that nobody has looked at yet. */

import type { UnhandledFailure } from './errors.ts'
import type { Failure } from './outcome.ts'
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

  /** Hands out those that nobody has looked at: from here on somebody has. */
  take(): UnhandledFailure[] {
    const unseen = this.#unseen()
    this.#entries = []
    return unseen.map(({ failure, task }) => {
      failure.seen = true
      return task === undefined ? { error: failure.error } : { error: failure.error, task }
    })
  }

  #unseen(): Entry[] {
    return this.#entries.filter(({ failure }) => !failure.seen)
  }
}
