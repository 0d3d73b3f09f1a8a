/** A queue: its items, and the waiters that put and take. */

import type { Plain, RawEvent } from '../event.ts'
import { announce } from './future.ts'
import { admitPutters, createItem, handOver, serve, serveJoiners } from './handing.ts'
import type { Primitive, QueueItem, Waiter } from './primitive.ts'
import { areRivals } from './races.ts'
import { fault, type State } from './state.ts'
import { commit } from './waking.ts'

type Queue = Extract<Primitive, { is: 'queue' }>

/**
 * Y9: the value goes to the first waiter, or into the queue while there is room. Returns whether it did.
 *
 * @param by the put, if it may wait
 */
export function putIn(
  state: State,
  it: Queue,
  value: Plain,
  by?: Pick<Waiter, 'who' | 'future'>,
): boolean {
  const served = it.waiters.some(({ who }) => !areRivals(state, by?.who, who))
  if (!served && (it.items.length >= it.capacity || it.putters.length > 0)) return false
  const woken = handOver(state, it, createItem(it, value, by?.future), by?.who)
  // S11: an item that was handed over commits the race of its put.
  announce(state, served ? [...woken, ...commit(state, by?.who)] : woken)
  return true
}

/**
 * Y9: the first item, or what the first putter would put; undefined if there is neither. S11: nothing of a put that
 * races with the taker.
 *
 * @param taker the task or main that takes, if it may wait
 */
export function takeOut(state: State, it: Queue, taker?: string): QueueItem | undefined {
  const item = it.items.find((one) => !areRivals(state, putterOf(state, it, one), taker ?? ''))
  if (item !== undefined) {
    const by = putterOf(state, it, item)
    it.items = it.items.filter((one) => one !== item)
    it.taken += 1
    announce(state, [...commit(state, by), ...admitPutters(state, it)])
    return item
  }
  const first = it.putters.find(({ who }) => !areRivals(state, who, taker ?? ''))
  if (first === undefined) return undefined
  const taken = createItem(it, first.value, first.future)
  it.putters = it.putters.filter((putter) => putter !== first)
  it.taken += 1
  announce(state, [...serve(state, first.future), ...commit(state, first.who)])
  return taken
}

/** The task or main that has put an item in, and whose put has not returned. */
function putterOf(state: State, it: Queue, { number }: QueueItem): string | undefined {
  for (const { awaiting, name } of state.coroutines.values())
    if (awaiting !== undefined && it.put.get(awaiting) === number) return name
  return undefined
}

/** Y15: one of the items that were taken is done with. Returns whether there was one. */
export function finishTask(state: State, it: Queue): boolean {
  if (it.taken === 0) return false
  it.taken -= 1
  announce(state, serveJoiners(state, it))
  return true
}

/**
 * Y16: every item that is in is taken out, in the order of taking, and done with; what waits for room enters after that.
 * Returns them. S11: what enters in place of a put that loses its race was not in.
 */
export function discardItems(state: State, it: Queue): Plain {
  const { count } = it
  const dropped: Plain[] = []
  const woken: RawEvent[] = []
  for (;;) {
    const item = it.items.find(({ number }) => number < count)
    if (item === undefined) break
    const by = putterOf(state, it, item)
    it.items = it.items.filter((one) => one !== item)
    it.taken += 1
    dropped.push(item.value)
    woken.push(...commit(state, by))
  }
  woken.push(...admitPutters(state, it))
  it.taken -= dropped.length
  announce(state, [...woken, ...serveJoiners(state, it)])
  return dropped.map(String).join(', ')
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
