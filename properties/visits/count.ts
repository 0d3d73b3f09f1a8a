/** The numbers with which primitives are created. */

import { failedWith } from '../history/endings.ts'
import { scriptOf } from '../history/script.ts'
import type { Begin } from '../law.ts'

/** A law of the numbers with which a primitive is created. */
export function counted(call: 'semaphore' | 'barrier' | 'queue'): Begin {
  return (trial) => {
    const script = scriptOf(trial)
    return (event, _before, found, index) => {
      if (event.event !== 'called' || event.call !== call) return
      const statement = script.at(index)
      const refused = failedWith(event.ending, 'RangeError')
      const right =
        statement?.do === 'semaphore'
          ? isCount(statement.count, 0)
          : statement?.do === 'barrier'
            ? isCount(statement.parties, 1)
            : statement?.do === 'queue'
              ? isCount(statement.capacity ?? 0, 0) || statement.capacity === Infinity
              : undefined
      if (right === undefined) return
      found.expectWhere(
        !right,
        refused !== right,
        () => `${event.of} was ${right ? 'rejected' : 'created'}`,
      )
    }
  }
}

function isCount(count: number, least: number): boolean {
  return Number.isInteger(count) && count >= least
}
