/** What a primitive shows of itself. */

import type { RawEvent } from '../event.ts'
import { displayName } from './future.ts'
import { undone } from './primitive.ts'
import { record, type State } from './state.ts'

type Facts = Omit<Extract<RawEvent, { event: 'inspected' }>, 'event' | 'who' | 'of'>

/** A hook may act before the primitive exists. */
export function inspect(state: State, who: string, of: string): void {
  if (state.primitives.has(of)) record(state, { event: 'inspected', who, of, ...facts(state, of) })
}

function facts(state: State, of: string): Facts {
  const it = state.primitives.get(of)
  switch (it?.is) {
    case 'event':
      return { set: it.set }
    case 'lock':
    case 'semaphore':
    case 'readWriteLock': {
      // Y3: what was handed over is held by the waiter that has not yet received it.
      const holders = it.holders.map(({ who: holder }) =>
        state.coroutines.get(holder)?.kind === 'main' ? 'main' : displayName(state, holder),
      )
      // Y18: a writer holds all.
      if (it.is === 'readWriteLock')
        return it.permits === 0 ? { readers: [], writer: holders[0] } : { readers: holders }
      return it.is === 'lock'
        ? { locked: holders.length > 0, holders }
        : { free: it.permits, holders }
    }
    case 'barrier':
      return { waiting: it.waiters.length }
    case 'queue':
      return { size: it.items.length, undone: undone(it), closed: it.closed }
    default:
      return {}
  }
}
