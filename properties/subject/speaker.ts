/** Who speaks in a session, for which implementation, and what values it speaks of. */

import type * as looplaw from '../../src/index.ts'
import type { Plain } from '../../spec/event.ts'
import type { Value } from '../../spec/program.ts'

/** An implementation: this package's, or one that is wrong on purpose. */
export type Subject = typeof looplaw

export type Task = looplaw.Task<unknown>
export type Coroutine = looplaw.Coroutine<Plain>

/** Who runs a body, and the bodies that it delegates to. */
export interface Speaker {
  /** Its name in the log; known when it begins, and until then it may change. */
  who: string
  /** What it was handed, by the name that it awaited. */
  readonly got: Map<string, Plain>
  /**
   * True while it is being closed: what it does then is clean-up. That is over when a scope that closed
   * its own body, and was not closed itself, gives the turn back.
   */
  closed: boolean
}

export function speakerOf(who: string): Speaker {
  return { who, got: new Map(), closed: false }
}

export function valueOf(value: Value | undefined, got: ReadonlyMap<string, Plain>): Plain {
  if (typeof value !== 'object' || value === null) return value
  let sum = 0
  for (const name of value.sum) {
    const one = got.get(name)
    if (typeof one === 'number') sum += one
  }
  return sum
}

export function plain(value: unknown): Plain {
  switch (typeof value) {
    case 'number':
    case 'string':
    case 'boolean':
    case 'undefined':
      return value
    default:
      return value === null ? null : 'something that no program sets'
  }
}
