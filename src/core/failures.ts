/** Failures that nobody has looked at yet. */

import { UnhandledError } from './errors.ts'
import { Failure } from './outcome.ts'
import type { Task } from './task.ts'

interface Entry {
  readonly failure: Failure
  readonly task?: Task<unknown>
}

/** What is to be told of the failures that nobody looked at. */
type Handler = (error: UnhandledError) => void

/** In the order of failure. It forgets lazily those that were looked at, as the registry does. */
export class Failures {
  #entries: Entry[] = []
  #limit = 64
  /** Is given the reports, if there is one; otherwise they are thrown. */
  readonly handler: Handler | undefined

  constructor(handler: Handler | undefined) {
    this.handler = handler
  }

  add(failure: Failure, task?: Task<unknown>): void {
    if (this.#entries.length >= this.#limit) {
      this.#entries = this.#entries.filter((entry) => !entry.failure.lookedAt)
      this.#limit = 64 + 2 * this.#entries.length
    }
    this.#entries.push(task === undefined ? { failure } : { failure, task })
  }

  /** The report that is due, unless there is nothing to report or the handler has taken it. */
  take(): UnhandledError | undefined {
    const report = this.report()
    if (report === undefined || this.handler === undefined) return report
    try {
      this.handler(report)
    } catch (error) {
      this.add(new Failure(error))
    }
    return undefined
  }

  /** Names those that are ignored, if there are any: from here on they have been looked at. */
  report(): UnhandledError | undefined {
    const due = this.#entries.filter(({ failure }) => failure.ignored)
    if (due.length === 0) return undefined
    const report = new UnhandledError(
      due.map(({ failure, task }) => {
        const { error } = failure
        return task === undefined ? { error } : { error, task }
      }),
    )
    for (const { failure } of due) failure.look()
    this.#entries = this.#entries.filter(({ failure }) => !failure.lookedAt)
    return report
  }
}
