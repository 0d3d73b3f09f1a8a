/** Where errors come from: each is new in one event, and others show it again. */

import type { Event } from '../../spec/event.ts'

/** The errors that an event is the first to show. Follows a log. */
export class Origins {
  readonly #known = new Set<string>()

  /** The errors of this name that are new in an event. */
  newIn(event: Event, name: string): readonly string[] {
    const fresh = errorsIn(event).filter((error) => !this.#known.has(error))
    for (const error of fresh) this.#known.add(error)
    return fresh.filter((error) => error.startsWith(`${name}#`))
  }
}

function errorsIn(event: Event): readonly string[] {
  if (event.event === 'caught') return [event.error]
  if (!('ending' in event) || !('error' in event.ending)) return []
  const { error, errors = [], unhandled = [] } = event.ending
  return [error, ...errors, ...unhandled.map(([, one]) => one)]
}
