/** A queue: its items, and the waiters that put and take. */

import type { Plain } from '../event.ts'
import type { Wait } from './frame.ts'
import { settle } from './future.ts'
import type { Primitive, QueueItem } from './primitive.ts'
import { fault, outcomeOf, type State } from './state.ts'
import { wakeWaiter } from './waiters.ts'

type Queue = Extract<Primitive, { is: 'queue' }>
type Frame = Extract<Wait, { in: 'primitive' }>

/** Y9: the value goes to the first waiter, or into the queue while there is room. Returns whether it did. */
export function putIn(state: State, it: Queue, value: Plain): boolean {
  if (it.waiters.length > 0) handOver(state, it, createItem(it, value))
  else if (it.items.length < it.capacity && it.putters.length === 0) append(it, value)
  else return false
  return true
}

function createItem(it: Queue, value: Plain): QueueItem {
  const number = it.count
  it.count += 1
  return { value, number }
}

function append(it: Queue, value: Plain): void {
  it.items = [...it.items, createItem(it, value)]
}

/** Hands the item to the first waiter; with no waiter, it returns to its place among the items. */
function handOver(state: State, it: Queue, item: QueueItem): void {
  const [first, ...rest] = it.waiters
  if (first === undefined) {
    it.items = [...it.items, item].toSorted((one, other) => one.number - other.number)
    return
  }
  it.waiters = rest
  it.handed.set(first.future, item.number)
  wakeWaiter(state, first, item.value)
}

/** Y9: the first item, or what the first putter would put; undefined if there is neither. */
export function takeOut(state: State, it: Queue): QueueItem | undefined {
  const [item, ...items] = it.items
  if (item !== undefined) {
    it.items = items
    admitPutters(state, it)
    return item
  }
  const [first, ...putters] = it.putters
  if (first === undefined) return undefined
  const taken = createItem(it, first.value)
  it.putters = putters
  wakeWaiter(state, first)
  return taken
}

/** Y9: while there is room, in FIFO order. */
function admitPutters(state: State, it: Queue): void {
  const [first, ...putters] = it.putters
  if (first === undefined || it.items.length >= it.capacity) return
  append(it, first.value)
  it.putters = putters
  wakeWaiter(state, first)
  admitPutters(state, it)
}

/** Y11: every waiter receives an error of its own; the items stay. */
export function closeQueue(state: State, at: string): void {
  const it = state.primitives.get(at)
  if (it?.is !== 'queue' || it.closed) return
  const waiting = [...it.putters, ...it.waiters]
  it.closed = true
  it.putters = []
  it.waiters = []
  for (const { future } of waiting) {
    settle(state, future, { error: fault(state, 'QueueClosedError') }, state.phase)
  }
}

/** Y3: an item handed over but not yet received goes to the next waiter, or back to its place. */
export function returnItem(state: State, { future: on, number, of: at, value }: Frame): void {
  const it = state.primitives.get(at)
  if (it?.is !== 'queue') return
  if (on === undefined) {
    if (number !== undefined) handOver(state, it, { value, number })
    return
  }
  if (it.waiters.some(({ future }) => future === on)) {
    it.waiters = it.waiters.filter(({ future }) => future !== on)
    return
  }
  const outcome = outcomeOf(state, on)
  const handed = it.handed.get(on)
  if (outcome === undefined || 'error' in outcome || handed === undefined) return
  handOver(state, it, { value: outcome.value, number: handed })
}

/** Y3: an item that was put stays; a putter that still waits leaves with its item. */
export function leavePutters(state: State, { future: on, of: at }: Frame): void {
  const it = state.primitives.get(at)
  if (it?.is === 'queue') it.putters = it.putters.filter(({ future }) => future !== on)
}
