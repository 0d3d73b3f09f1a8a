/** Y9, Y10, Y11: a queue. */

import type { Plain } from '../event.ts'
import { settle } from './future.ts'
import { put, serve } from './lines.ts'
import type { Ask } from './frame.ts'
import { fault, outcomeOf, type Primitive, type State } from './state.ts'

type Queue = Extract<Primitive, { is: 'queue' }>
type Frame = Extract<Ask, { in: 'turn' }>

/** What there is to take. */
export interface Taken {
  readonly value: Plain
  readonly entry: number
}

/** The value goes to the first who waits for one, or in where there is room; undefined if there is none. */
export function putIn(state: State, at: string, value: Plain): State | undefined {
  const it = state.primitives[at]
  if (it?.is !== 'queue') return undefined
  const { capacity, items, line, putters } = it
  if (line.length > 0) {
    return handOver(put(state, at, { ...it, entries: it.entries + 1 }), at, {
      value,
      entry: it.entries,
    })
  }
  return items.length < capacity && putters.length === 0
    ? put(state, at, enter(it, value))
    : undefined
}

function enter(it: Queue, value: Plain): Queue {
  const items = [...it.items, { value, entry: it.entries }]
  return { ...it, items, entries: it.entries + 1 }
}

/** To the first who waits; back to its place if nobody does. */
function handOver(state: State, at: string, item: Taken): State {
  const it = state.primitives[at]
  if (it?.is !== 'queue') return state
  const [first, ...line] = it.line
  if (first === undefined) {
    const items = [...it.items, item].toSorted((one, other) => one.entry - other.entry)
    return put(state, at, { ...it, items })
  }
  const handed = { ...it.handed, [first.ticket]: item.entry }
  return serve(put(state, at, { ...it, line, handed }), first, item.value)
}

/** The first item, or what the first who waits would put in; undefined if there is neither. */
export function takeOut(state: State, at: string): readonly [State, Taken] | undefined {
  const it = state.primitives[at]
  if (it?.is !== 'queue') return undefined
  const [item, ...items] = it.items
  if (item !== undefined) return [admitPutters(put(state, at, { ...it, items }), at), item]
  const [first, ...putters] = it.putters
  if (first === undefined) return undefined
  const taken = { value: first.value, entry: it.entries }
  return [serve(put(state, at, { ...it, putters, entries: it.entries + 1 }), first), taken]
}

/** While there is room, in order. */
function admitPutters(state: State, at: string): State {
  const it = state.primitives[at]
  if (it?.is !== 'queue') return state
  const [first, ...putters] = it.putters
  if (first === undefined || it.items.length >= it.capacity) return state
  const entered = put(state, at, { ...enter(it, first.value), putters })
  return admitPutters(serve(entered, first), at)
}

/** Y11: those who wait get an error, each its own. */
export function closeQueue(state: State, at: string): State {
  const it = state.primitives[at]
  if (it?.is !== 'queue' || it.closed) return state
  return [...it.putters, ...it.line].reduce(
    (now, { ticket }) => {
      const [next, error] = fault(now, 'QueueClosedError')
      return settle(next, ticket, { error }, next.phase)
    },
    put(state, at, { ...it, closed: true, putters: [], line: [] }),
  )
}

/** Y3: what it was handed, and had not got, goes to the next, or back to where it came from. */
export function giveBack(state: State, { entry, had, of: at, ticket }: Frame): State {
  const it = state.primitives[at]
  if (it?.is !== 'queue') return state
  if (ticket === undefined) {
    return entry === undefined ? state : handOver(state, at, { value: had, entry })
  }
  if (it.line.some((turn) => turn.ticket === ticket)) {
    return put(state, at, { ...it, line: it.line.filter((turn) => turn.ticket !== ticket) })
  }
  const outcome = outcomeOf(state, ticket)
  const number = it.handed[ticket]
  if (outcome === undefined || 'error' in outcome || number === undefined) return state
  return handOver(state, at, { value: outcome.value, entry: number })
}

/** What it put in stays; what it was still to put in does not. */
export function leavePutters(state: State, { of: at, ticket }: Frame): State {
  const it = state.primitives[at]
  if (it?.is !== 'queue') return state
  const putters = it.putters.filter((turn) => turn.ticket !== ticket)
  return put(state, at, { ...it, putters })
}
