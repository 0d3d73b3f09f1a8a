/** The calls on a primitive: none of them waits. */

import type { Outcome } from '../event.ts'
import type { Synchronisation } from '../program.ts'
import { valueOf } from './coroutine.ts'
import { announce } from './future.ts'
import { notify } from './handing.ts'
import { ALL, fits, permitsIn, rankOf, type Primitive } from './primitive.ts'
import { closeQueue, discardItems, finishTask, putIn, takeOut } from './queue.ts'
import { NOTHING, mistake, type State } from './state.ts'
import { holds, release, setEvent, takePermits } from './waiters.ts'

type Creation = Extract<Synchronisation, { name: string }>
type Operation = Exclude<Synchronisation, Creation>

export function operate(state: State, who: string, call: Synchronisation): Outcome {
  if ('at' in call) return use(state, who, call)
  const primitive = create(call)
  if (primitive === undefined) return mistake(state, 'RangeError')
  // A hook may act before the lock exists.
  if (call.do === 'condition' && state.primitives.get(call.lock)?.is !== 'lock') return NOTHING
  state.primitives.set(call.name, primitive)
  return NOTHING
}

/** Undefined if a number is out of range. */
function create(call: Creation): Primitive | undefined {
  const waiters: Primitive['waiters'] = []
  switch (call.do) {
    case 'event':
      return { is: 'event', set: false, waiters }
    case 'lock':
      return { is: 'lock', count: 1, permits: 1, holders: [], waiters }
    case 'semaphore':
      return counts(call.count, 0)
        ? { is: 'semaphore', count: call.count, permits: call.count, holders: [], waiters }
        : undefined
    case 'readWriteLock':
      return { is: 'readWriteLock', count: ALL, permits: ALL, holders: [], waiters }
    case 'condition':
      return { is: 'condition', lock: call.lock, sent: new Map(), waiters }
    case 'barrier':
      return counts(call.parties, 1) ? { is: 'barrier', parties: call.parties, waiters } : undefined
    default: {
      const { capacity = Infinity, ranked = false } = call
      if (capacity !== Infinity && !counts(capacity, 0)) return undefined
      const empty = {
        items: [],
        count: 0,
        closed: false,
        putters: [],
        joiners: [],
        taken: 0,
        put: new Map(),
        handed: new Map(),
      }
      return { is: 'queue', capacity, ranked, waiters, ...empty }
    }
  }
}

function counts(count: number, least: number): boolean {
  return Number.isSafeInteger(count) && count >= least
}

function use(state: State, who: string, call: Operation): Outcome {
  const it = state.primitives.get(call.at)
  switch (call.do) {
    case 'set':
      setEvent(state, call.at)
      return NOTHING
    case 'clear':
      // Y6: the waiters that the event woke stay woken.
      if (it?.is === 'event') it.set = false
      return NOTHING
    case 'release': {
      // Y4, Y5: only by a holder.
      if (it === undefined || !('holders' in it)) return NOTHING
      const permits = permitsIn(it, call)
      if (!fits(it, permits)) return mistake(state, 'RangeError')
      if (!holds(state, call.at, who, permits)) return mistake(state, 'InvalidStateError')
      release(state, call.at, who, permits)
      return NOTHING
    }
    case 'tryAcquire': {
      // Y10: a host or an observer cannot hold it.
      if (it === undefined || !('holders' in it)) return NOTHING
      const permits = permitsIn(it, call)
      if (!fits(it, permits)) return mistake(state, 'RangeError')
      if (!state.coroutines.has(who)) return mistake(state, 'InvalidStateError')
      return { value: takePermits(state, call.at, who, permits) }
    }
    case 'notify': {
      // Y7: only by the holder of its lock.
      if (it?.is !== 'condition') return NOTHING
      if (!holds(state, it.lock, who)) return mistake(state, 'InvalidStateError')
      const { count = 1 } = call
      if (!counts(count, 0)) return mistake(state, 'RangeError')
      announce(state, notify(state, call.at, count))
      return NOTHING
    }
    case 'closeQueue':
      closeQueue(state, call.at)
      return NOTHING
    case 'discard':
      return it?.is === 'queue' ? { value: discardItems(state, it) } : NOTHING
    case 'taskDone':
      // Y15: only for an item that was taken.
      if (it?.is !== 'queue') return NOTHING
      return finishTask(state, it) ? NOTHING : mistake(state, 'InvalidStateError')
    case 'putNow': {
      if (it?.is !== 'queue') return NOTHING
      const value = valueOf(call.value, state.coroutines.get(who))
      if (Number.isNaN(rankOf(it, value))) return mistake(state, 'TypeError')
      if (it.closed) return mistake(state, 'QueueClosedError')
      // Y10: it throws where put would wait.
      return putIn(state, it, value) ? NOTHING : mistake(state, 'QueueFullError')
    }
    // Y10: takeNow throws where take would wait.
    default: {
      if (it?.is !== 'queue') return NOTHING
      const taken = takeOut(state, it)
      if (taken !== undefined) return { value: taken.value }
      return mistake(state, it.closed ? 'QueueClosedError' : 'QueueEmptyError')
    }
  }
}
