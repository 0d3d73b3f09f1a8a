/** The calls of the primitives: none of them waits. */

import type { Synchronisation } from '../program.ts'
import { notify } from './condition.ts'
import { valueOf } from './coroutine.ts'
import { holds, put, release, setEvent } from './lines.ts'
import { closeQueue, putIn, takeOut } from './queue.ts'
import { NOTHING, mistake, type Primitive, type Result, type State } from './state.ts'

type Made = Extract<Synchronisation, { name: string }>
type Used = Exclude<Synchronisation, Made>

export function operate(state: State, who: string, call: Synchronisation): Result {
  if ('at' in call) return use(state, who, call)
  const primitive = make(call)
  if (primitive === undefined) return mistake(state, 'RangeError')
  // A hook may act before there is the lock.
  if (call.do === 'condition' && state.primitives[call.lock]?.is !== 'lock') return [state, NOTHING]
  return [put(state, call.name, primitive), NOTHING]
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
      const empty = { items: [], entries: 0, closed: false, putters: [], handed: {} }
      return { is: 'queue', capacity, line, ...empty }
    }
  }
}

function counts(count: number, least: number): boolean {
  return Number.isInteger(count) && count >= least
}

function use(state: State, who: string, call: Used): Result {
  const it = state.primitives[call.at]
  switch (call.do) {
    case 'set':
      return [setEvent(state, call.at), NOTHING]
    case 'clear':
      // Y6: those whom it woke are woken.
      return [it?.is === 'event' ? put(state, call.at, { ...it, set: false }) : state, NOTHING]
    case 'release':
      // Y4, Y5: by who holds it.
      if (it === undefined || !('holders' in it)) return [state, NOTHING]
      if (!holds(state, call.at, who)) return mistake(state, 'InvalidStateError')
      return [release(state, call.at, who), NOTHING]
    case 'notify': {
      // Y7: by who holds its lock.
      if (it?.is !== 'condition') return [state, NOTHING]
      if (!holds(state, it.lock, who)) return mistake(state, 'InvalidStateError')
      const { count = 1 } = call
      return counts(count, 0)
        ? [notify(state, call.at, count), NOTHING]
        : mistake(state, 'RangeError')
    }
    case 'closeQueue':
      return [closeQueue(state, call.at), NOTHING]
    case 'putNow': {
      if (it?.is !== 'queue') return [state, NOTHING]
      if (it.closed) return mistake(state, 'QueueClosedError')
      const value = valueOf(call.value, state.coroutines[who]?.got ?? {})
      const entered = putIn(state, call.at, value)
      // Y10: where it would wait.
      return entered === undefined ? mistake(state, 'QueueFullError') : [entered, NOTHING]
    }
    // takeNow
    default: {
      if (it?.is !== 'queue') return [state, NOTHING]
      const taken = takeOut(state, call.at)
      if (taken !== undefined) return [taken[0], { value: taken[1].value }]
      return mistake(state, it.closed ? 'QueueClosedError' : 'QueueEmptyError')
    }
  }
}
