/** The calls of the primitives: none of them waits. */

import type { Outcome } from '../event.ts'
import type { Synchronisation } from '../program.ts'
import { notify } from './condition.ts'
import { valueOf } from './coroutine.ts'
import { holds, release, setEvent } from './lines.ts'
import { closeQueue, putIn, takeOut } from './queue.ts'
import { NOTHING, mistake, type Primitive, type State } from './state.ts'

type Made = Extract<Synchronisation, { name: string }>
type Used = Exclude<Synchronisation, Made>

export function operate(state: State, who: string, call: Synchronisation): Outcome {
  if ('at' in call) return use(state, who, call)
  const primitive = make(call)
  if (primitive === undefined) return mistake(state, 'RangeError')
  // A hook may act before there is the lock.
  if (call.do === 'condition' && state.primitives.get(call.lock)?.is !== 'lock') return NOTHING
  state.primitives.set(call.name, primitive)
  return NOTHING
}

/** Undefined: what was asked for is no such number. */
function make(call: Made): Primitive | undefined {
  const line: Primitive['line'] = []
  switch (call.do) {
    case 'event':
      return { is: 'event', set: false, line }
    case 'lock':
      return { is: 'lock', permits: 1, holders: [], line }
    case 'semaphore':
      return counts(call.count, 0)
        ? { is: 'semaphore', permits: call.count, holders: [], line }
        : undefined
    case 'condition':
      return { is: 'condition', lock: call.lock, line }
    case 'barrier':
      return counts(call.parties, 1) ? { is: 'barrier', parties: call.parties, line } : undefined
    default: {
      const { capacity = Infinity } = call
      if (capacity !== Infinity && !counts(capacity, 0)) return undefined
      const empty = { items: [], entries: 0, closed: false, putters: [], handed: new Map() }
      return { is: 'queue', capacity, line, ...empty }
    }
  }
}

function counts(count: number, least: number): boolean {
  return Number.isInteger(count) && count >= least
}

function use(state: State, who: string, call: Used): Outcome {
  const it = state.primitives.get(call.at)
  switch (call.do) {
    case 'set':
      setEvent(state, call.at)
      return NOTHING
    case 'clear':
      // Y6: those whom it woke are woken.
      if (it?.is === 'event') it.set = false
      return NOTHING
    case 'release':
      // Y4, Y5: by who holds it.
      if (it === undefined || !('holders' in it)) return NOTHING
      if (!holds(state, call.at, who)) return mistake(state, 'InvalidStateError')
      release(state, call.at, who)
      return NOTHING
    case 'notify': {
      // Y7: by who holds its lock.
      if (it?.is !== 'condition') return NOTHING
      if (!holds(state, it.lock, who)) return mistake(state, 'InvalidStateError')
      const { count = 1 } = call
      if (!counts(count, 0)) return mistake(state, 'RangeError')
      notify(state, call.at, count)
      return NOTHING
    }
    case 'closeQueue':
      closeQueue(state, call.at)
      return NOTHING
    case 'putNow': {
      if (it?.is !== 'queue') return NOTHING
      if (it.closed) return mistake(state, 'QueueClosedError')
      const value = valueOf(call.value, state.coroutines.get(who))
      // Y10: where it would wait.
      return putIn(state, it, value) ? NOTHING : mistake(state, 'QueueFullError')
    }
    // takeNow
    default: {
      if (it?.is !== 'queue') return NOTHING
      const taken = takeOut(state, it)
      if (taken !== undefined) return { value: taken.value }
      return mistake(state, it.closed ? 'QueueClosedError' : 'QueueEmptyError')
    }
  }
}
