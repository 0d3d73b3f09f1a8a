/** Y9, Y10, Y11: a queue. */

import type { Plain } from '../event.ts'
import { settle } from './future.ts'
import { serve } from './lines.ts'
import type { Ask } from './frame.ts'
import { fault, outcomeOf, type Entry, type Primitive, type State } from './state.ts'

type Queue = Extract<Primitive, { is: 'queue' }>
type Frame = Extract<Ask, { in: 'turn' }>

/** The value goes to the first who waits for one, or in where there is room. Gives whether it went. */
export function putIn(state: State, it: Queue, value: Plain): boolean {
  if (it.line.length > 0) handOver(state, it, number(it, value))
  else if (it.items.length < it.capacity && it.putters.length === 0) enter(it, value)
  else return false
  return true
}

/** Items are numbered as they come. */
function number(it: Queue, value: Plain): Entry {
  const entry = it.entries
  it.entries += 1
  return { value, entry }
}

function enter(it: Queue, value: Plain): void {
  it.items = [...it.items, number(it, value)]
}

/** To the first who waits; back to its place if nobody does. */
function handOver(state: State, it: Queue, item: Entry): void {
  const [first, ...line] = it.line
  if (first === undefined) {
    it.items = [...it.items, item].toSorted((one, other) => one.entry - other.entry)
    return
  }
  it.line = line
  it.handed.set(first.ticket, item.entry)
  serve(state, first, item.value)
}

/** The first item, or what the first who waits would put in; undefined if there is neither. */
export function takeOut(state: State, it: Queue): Entry | undefined {
  const [item, ...items] = it.items
  if (item !== undefined) {
    it.items = items
    admitPutters(state, it)
    return item
  }
  const [first, ...putters] = it.putters
  if (first === undefined) return undefined
  const taken = number(it, first.value)
  it.putters = putters
  serve(state, first)
  return taken
}

/** While there is room, in order. */
function admitPutters(state: State, it: Queue): void {
  const [first, ...putters] = it.putters
  if (first === undefined || it.items.length >= it.capacity) return
  enter(it, first.value)
  it.putters = putters
  serve(state, first)
  admitPutters(state, it)
}

/** Y11: those who wait get an error, each its own. */
export function closeQueue(state: State, at: string): void {
  const it = state.primitives.get(at)
  if (it?.is !== 'queue' || it.closed) return
  const waiting = [...it.putters, ...it.line]
  it.closed = true
  it.putters = []
  it.line = []
  for (const { ticket } of waiting) {
    settle(state, ticket, { error: fault(state, 'QueueClosedError') }, state.phase)
  }
}

/** Y3: what it was handed, and had not got, goes to the next, or back to where it came from. */
export function giveBack(state: State, { entry, had, of: at, ticket }: Frame): void {
  const it = state.primitives.get(at)
  if (it?.is !== 'queue') return
  if (ticket === undefined) {
    if (entry !== undefined) handOver(state, it, { value: had, entry })
    return
  }
  if (it.line.some((turn) => turn.ticket === ticket)) {
    it.line = it.line.filter((turn) => turn.ticket !== ticket)
    return
  }
  const outcome = outcomeOf(state, ticket)
  const handed = it.handed.get(ticket)
  if (outcome === undefined || 'error' in outcome || handed === undefined) return
  handOver(state, it, { value: outcome.value, entry: handed })
}

/** What it put in stays; what it was still to put in does not. */
export function leavePutters(state: State, { of: at, ticket }: Frame): void {
  const it = state.primitives.get(at)
  if (it?.is === 'queue') it.putters = it.putters.filter((turn) => turn.ticket !== ticket)
}
