/** The log of a session while it runs. */

import type * as looplaw from '../../src/index.ts'
import {
  logOf,
  type Fault,
  type Log,
  type Outcome,
  type Plain,
  type RawEvent,
} from '../../spec/event.ts'
import type { Things } from './things.ts'

/** More events than any generated session has: a loop that exceeds it would never stop. */
const ENDLESS = 100_000

/** So many events of an endless session are enough to see what is wrong with it. */
const BEGINNING = 1_000

/** Thrown when a session does not come to an end. */
export class EndlessError extends Error {
  override readonly name = 'EndlessError'
  /** The beginning of its log. */
  readonly log: Log

  constructor(log: Log) {
    super('the session does not come to an end')
    this.log = log
  }
}

export class Journal {
  readonly #nameOf: Things['nameOf']
  readonly #stop: () => void
  readonly #most: number | undefined
  readonly #events: RawEvent[] = []
  /** One number for each error object. */
  readonly #faults = new Map<unknown, number>()

  /**
   * @param stop called when the session does not come to an end
   * @param most how many events are kept before that
   */
  constructor({ nameOf }: Things, stop: () => void, most?: number) {
    this.#nameOf = nameOf
    this.#stop = stop
    this.#most = most
  }

  log(): Log {
    return logOf(this.#events)
  }

  record(event: RawEvent): void {
    if (this.#events.length >= (this.#most ?? ENDLESS)) {
      this.#stop()
      throw new EndlessError(logOf(this.#events.slice(0, this.#most ?? BEGINNING)))
    }
    this.#events.push(event)
  }

  attempt(work: () => Plain): Outcome {
    try {
      return { value: work() }
    } catch (error) {
      return this.thrown(error)
    }
  }

  thrown(error: unknown): { error: Fault } {
    if (error instanceof EndlessError) throw error
    return { error: this.fault(error) }
  }

  fault(error: unknown): Fault {
    const id = this.#faults.get(error) ?? this.#faults.size
    this.#faults.set(error, id)
    if (!(error instanceof Error)) return { name: String(error), id }
    return {
      name: error.name === 'Error' ? error.message : error.name,
      id,
      ...(isReport(error) && { unhandled: this.#unhandled(error) }),
      ...(isReport(error.cause) && { unhandled: this.#unhandled(error.cause) }),
      ...(isDeadlock(error) && { waits: this.#waits(error), cycles: this.#cycles(error) }),
      ...(isAggregate(error) && { errors: error.errors.map((one) => this.fault(one)) }),
      ...(isCancelled(error) && { cancelled: this.#cancelled(error) }),
    }
  }

  #unhandled({ failures, tasks }: looplaw.UnhandledError): NonNullable<Fault['unhandled']> {
    const names = tasks.map(this.#nameOf)
    return failures.map(({ error, task }) => ({
      // `tasks` has those of them that have one.
      task: task === undefined ? null : (names.shift() ?? '?'),
      error: this.fault(error),
    }))
  }

  #waits({ waits }: looplaw.DeadlockError): NonNullable<Fault['waits']> {
    return waits.map(({ heldBy, on, who }) => {
      const holders = heldBy.map((holder) => this.#nameOf(holder))
      return [this.#nameOf(who), this.#nameOf(on), holders] as const
    })
  }

  #cycles({ cycles }: looplaw.DeadlockError): NonNullable<Fault['cycles']> {
    return cycles.map((cycle) => cycle.map(this.#nameOf))
  }

  #cancelled({ future, reason, task }: looplaw.CancelledError): NonNullable<Fault['cancelled']> {
    const isTask = 'loop' in future
    return [
      this.#nameOf(isTask ? (task ?? 'main') : future),
      typeof reason === 'string' ? reason : null,
    ]
  }
}

// Recognised by their properties: a mutant has error classes of its own.

function isReport(error: unknown): error is looplaw.UnhandledError {
  return error instanceof AggregateError && 'failures' in error
}

function isAggregate(error: Error): error is AggregateError & { readonly errors: unknown[] } {
  return error instanceof AggregateError && !isReport(error)
}

function isDeadlock(error: Error): error is looplaw.DeadlockError {
  return 'waits' in error && 'cycles' in error
}

function isCancelled(error: Error): error is looplaw.CancelledError {
  return error.name === 'CancelledError' && 'future' in error && 'reason' in error
}
