/** A queue: its items, and the waiters that put and take. */

import type { Plain } from '../event.ts'
import { announce } from './future.ts'
import { admitPutters, createItem, handOver, serve } from './handing.ts'
import type { Primitive, QueueItem } from './primitive.ts'
import { fault, type State } from './state.ts'

type Queue = Extract<Primitive, { is: 'queue' }>

/**
 * Y9: the value goes to the first waiter, or into the queue while there is room. Returns whether it did.
 *
 * @param by the future of the put
 */
export function putIn(state: State, it: Queue, value: Plain, by?: string): boolean {
  if (it.waiters.length > 0) announce(state, handOver(state, it, createItem(it, value, by)))
  else if (it.items.length < it.capacity && it.putters.length === 0) {
    it.items = [...it.items, createItem(it, value, by)]
  } else return false
  return true
}

/** Y9: the first item, or what the first putter would put; undefined if there is neither. */
export function takeOut(state: State, it: Queue): QueueItem | undefined {
  const [item, ...items] = it.items
  if (item !== undefined) {
    it.items = items
    announce(state, admitPutters(state, it))
    return item
  }
  const [first, ...putters] = it.putters
  if (first === undefined) return undefined
  const taken = createItem(it, first.value, first.future)
  it.putters = putters
  announce(state, serve(state, first.future))
  return taken
}

/** Y11: every waiter receives an error of its own; the items stay. */
export function closeQueue(state: State, at: string): void {
  const it = state.primitives.get(at)
  if (it?.is !== 'queue' || it.closed) return
  const waiting = [...it.putters, ...it.waiters]
  it.closed = true
  it.putters = []
  it.waiters = []
  announce(
    state,
    waiting.flatMap(({ future }) => {
      return serve(state, future, { error: fault(state, 'QueueClosedError') })
    }),
  )
}
