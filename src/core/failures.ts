/** The failures of a loop that are not handled yet (L10). */

import { UnhandledError } from './errors.ts'
import { Failure } from './outcome.ts'
import type { Task } from './types.ts'

interface Entry {
  readonly failure: Failure
  readonly task?: Task<unknown>
}

/** Receives reports of unhandled failures. */
type Handler = (error: UnhandledError) => void

/** In the order of failure. Those that were handled are dropped lazily, as in the registry. */
export class Failures {
  #entries: Entry[] = []
  #limit = 64
  /** Receives the reports, if there is one; otherwise they are thrown. */
  readonly handler: Handler | undefined

  constructor(handler: Handler | undefined) {
    this.handler = handler
  }

  add(failure: Failure, task?: Task<unknown>): void {
    if (this.#entries.length >= this.#limit) {
      this.#entries = this.#entries.filter((entry) => !entry.failure.handled)
      this.#limit = 64 + 2 * this.#entries.length
    }
    this.#entries.push(task === undefined ? { failure } : { failure, task })
  }

  /** The report that is due, unless there is nothing to report or the handler has received it. */
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

  /** Names those that are unhandled, if there are any: from here on they are handled. */
  report(): UnhandledError | undefined {
    const due = this.#entries.filter(({ failure }) => failure.unhandled)
    if (due.length === 0) return undefined
    const report = new UnhandledError(
      due.map(({ failure, task }) => {
        const { error } = failure
        return task === undefined ? { error } : { error, task }
      }),
    )
    for (const { failure } of due) failure.handle()
    this.#entries = this.#entries.filter(({ failure }) => !failure.handled)
    return report
  }
}
