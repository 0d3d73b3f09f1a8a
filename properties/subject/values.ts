/** The values of programs. */

import type { Plain } from '../../spec/event.ts'
import type { Value } from '../../spec/program.ts'

/** @param received the values to add up, by the name of the future */
export function valueOf(value: Value | undefined, received: ReadonlyMap<string, Plain>): Plain {
  if (typeof value !== 'object' || value === null) return value
  let sum = 0
  for (const name of value.sum) {
    const one = received.get(name)
    if (typeof one === 'number') sum += one
  }
  return sum
}

/** What an implementation returns, as a log can show it. */
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
