/** Hand-off: what a primitive hands to its first waiter, and what passes on when a wait is withdrawn. */

import type { Outcome, Plain } from '../event.ts'
import { isShelter, type Combinator, type Wait } from './frame.ts'
import { inOrder, rankOf, undone, type Primitive, type QueueItem } from './primitive.ts'
import { areRivals } from './races.ts'
import { NOTHING, fault, liveOf, outcomeOf } from './state.ts'
import type { Coroutine, Decision, Notifications, State } from './state.ts'

type Queue = Extract<Primitive, { is: 'queue' }>
type AtPrimitive = Extract<Wait, { in: 'primitive' }>

/** F5: the task is scheduled. */
export function wakeTask(state: State, task: string, by: string): Notifications {
  state.scheduled.push(task)
  return [
    { event: 'woken', task, by },
    { event: 'scheduled', task },
  ]
}

/** Settles what a waiter waits for. Only tasks wake: a main sees for itself that it can resume. */
export function serve(state: State, name: string, ending: Outcome = NOTHING): Notifications {
  const future = state.futures.get(name)
  if (future === undefined) return []
  const { waiters } = future
  future.waiters = []
  future.outcome = ending
  const woken = waiters.flatMap((waiter) => {
    return waiter.wakes === 'task' ? wakeTask(state, waiter.task, name) : []
  })
  return state.phase === 'stepping' ? [{ event: 'settled', future: name, ending }, ...woken] : woken
}

function isQueued(state: State, at: string, on: string): boolean {
  return state.primitives.get(at)?.waiters.some(({ future }) => future === on) ?? false
}

/** It leaves the wait queue. */
export function dequeue(state: State, at: string, on: string): void {
  const it = state.primitives.get(at)
  if (it === undefined) return
  it.waiters = it.waiters.filter(({ future }) => future !== on)
  if (it.is !== 'queue') return
  it.putters = it.putters.filter(({ future }) => future !== on)
  it.joiners = it.joiners.filter(({ future }) => future !== on)
}

/** Y1: so many permits, those that were acquired first, are handed to the first waiters; with no waiter, they are free. */
export function handOff(state: State, at: string, who: string, permits: number): Notifications {
  const it = state.primitives.get(at)
  if (it === undefined || !('permits' in it)) return []
  let left = permits
  it.holders = it.holders.flatMap((one) => {
    const released = one.who === who ? Math.min(left, one.permits) : 0
    left -= released
    return released === one.permits ? [] : [{ who: one.who, permits: one.permits - released }]
  })
  it.permits += permits
  return serveWaiters(state, it)
}

/** Y1, Y14: the first waiters hold what is free, as long as it is enough for the first. Y13: one that waits in vain is refused. */
function serveWaiters(state: State, it: Primitive): Notifications {
  const [first, ...rest] = it.waiters
  if (first === undefined || !('permits' in it)) return []
  const { future, wants, who } = first
  if (it.permits >= wants) {
    it.permits -= wants
    it.holders = [...it.holders, { who, permits: wants }]
    it.waiters = rest
    return [...serve(state, future), ...serveWaiters(state, it)]
  }
  if (!isAbandoned(state, it, wants)) return []
  it.waiters = rest
  const error = fault(state, 'AbandonedError')
  return [...serve(state, future, { error }), ...serveWaiters(state, it)]
}

/** Y13: whether there will not be so many free permits any more: the holders of the others have ended. */
export function isAbandoned(state: State, it: Primitive | undefined, wants = 1): boolean {
  if (it === undefined || !('permits' in it)) return false
  return (
    it.permits < wants &&
    it.holders.every(({ who }) => state.coroutines.get(who)?.outcome !== undefined)
  )
}

/** Y13: the waiters for what no task or main will release are refused, in FIFO order, each with its own error. */
export function refuseAbandoned(state: State): Notifications {
  return [...state.primitives.values()].flatMap((it) => serveWaiters(state, it))
}

/**
 * Hands the item to the first waiter, unless that races with the task that puts it (S11); with no such waiter, it
 * takes its place among the items.
 *
 * @param by the task or main that puts it, if it is new
 */
export function handOver(state: State, it: Queue, item: QueueItem, by?: string): Notifications {
  const first = it.waiters.find(({ who }) => !areRivals(state, by, who))
  if (first === undefined) {
    it.items = inOrder([...it.items, item])
    return []
  }
  it.waiters = it.waiters.filter((waiter) => waiter !== first)
  it.handed.set(first.future, item.number)
  it.taken += 1
  return serve(state, first.future, { value: item.value })
}

/**
 * Y7: the next waiters, in FIFO order, move to the wait queue of the lock, which the caller holds. Y13: if a
 * notification is passed on, the holder of the lock may have ended.
 *
 * @param sent when the notification was sent: a waiter that began later does not receive it
 */
export function notify(
  state: State,
  at: string,
  count: number,
  sent = state.internals,
): Notifications {
  const it = state.primitives.get(at)
  const lock = it?.is === 'condition' ? state.primitives.get(it.lock) : undefined
  if (it?.is !== 'condition' || lock === undefined) return []
  const next = it.waiters.filter(({ since }) => since <= sent).slice(0, count)
  it.waiters = it.waiters.filter((waiter) => !next.includes(waiter))
  lock.waiters = [...lock.waiters, ...next]
  for (const { future } of next) it.sent.set(future, sent)
  return refuseAbandoned(state)
}

/**
 * Whether what is requested is put off: a shelter is in the way (C11, C13), or what cannot be undone is to be received
 * first (C14).
 *
 * @param first the outermost frame that would be closed
 */
export function isPutOff(state: State, who: Coroutine, first: number): boolean {
  if (hasHappened(state, who)) return true
  if (who.forced && first === 0) return ownedBy(state, who) !== undefined
  return who.frames.slice(first).some(isShelter)
}

/** C15: the tasks for whose ends a coroutine waits as their owner, and for nothing else; undefined if it does not. */
export function ownedBy(state: State, { frames }: Coroutine): readonly string[] | undefined {
  const frame = frames.at(-1)
  if (frame?.in === 'join' && frame.clearing) {
    return liveOf(state, state.joins.get(frame.future)?.owned ?? [])
  }
  if (frame?.in === 'group' && frame.group.wait?.which === 'last') {
    return liveOf(state, frame.group.children)
  }
  return undefined
}

/** C14: whether a coroutine is about to receive the result of what cannot be undone. */
export function hasHappened(state: State, { awaiting, frames }: Coroutine): boolean {
  if (awaiting === undefined) return false
  const frame = frames.at(-1)
  const outcome = outcomeOf(state, awaiting)
  // S11: a race that is committed cannot be undone either, though it is not decided yet.
  if (outcome === undefined) return state.joins.get(awaiting)?.committed !== undefined
  if ('error' in outcome) return false
  switch (frame?.in) {
    case 'primitive': {
      const it = state.primitives.get(frame.of)
      if (it?.is === 'queue' && frame.what === 'put') {
        const number = it.put.get(awaiting)
        return !it.items.some((item) => item.number === number)
      }
      return it?.is === 'barrier'
    }
    case 'join': {
      const decided = state.joins.get(awaiting)?.decided
      return !frame.clearing && decided !== undefined && succeeds(state, frame.what, decided)
    }
    case 'group':
      return frame.group.errors.length === 0 && liveOf(state, frame.group.children).length === 0
    // It has its result, and suspends only because its body did not.
    case 'timeout':
      return frame.left !== undefined && frame.left.ends !== 'throwing'
    default:
      return false
  }
}

function succeeds(state: State, what: Combinator, { by, taken }: Decision): boolean {
  if (what === 'allSettled') return true
  if (what === 'any') return by !== undefined
  return !taken.some((item) => 'error' in (outcomeOf(state, item) ?? NOTHING))
}

/**
 * Y3: a wait that was withdrawn is over at once, if its coroutine will be closed there: its caller leaves the
 * wait queue, and what it was handed passes on.
 */
export function giveUp(state: State, who: Coroutine): Notifications {
  const frame = who.frames.at(-1)
  if (frame?.in !== 'primitive' || frame.over) return []
  frame.over = true
  return giveBack(state, who.name, frame)
}

function giveBack(
  state: State,
  who: string,
  { future, of: at, permits, what }: AtPrimitive,
): Notifications {
  const it = state.primitives.get(at)
  if (it === undefined || future === undefined) return []
  const waits = outcomeOf(state, future) === undefined
  switch (it.is) {
    case 'condition':
      // A notified waiter keeps its place in the wait queue of the lock; another acts on the notification.
      if (!isQueued(state, at, future)) return notify(state, at, 1, it.sent.get(future))
      dequeue(state, at, future)
      return []
    case 'queue':
      if (waits) break
      if (what === 'take') return returnItem(state, it, future)
      return what === 'put' ? undo(state, it, future) : []
    case 'lock':
    case 'semaphore':
    case 'readWriteLock':
      // Y13: one that was refused holds nothing.
      if ('error' in (outcomeOf(state, future) ?? NOTHING)) return []
      if (!waits) return handOff(state, at, who, permits)
      dequeue(state, at, future)
      // Y14: those behind it may wait for less.
      return serveWaiters(state, it)
    default:
  }
  // What was put in stays, an event has been set, a barrier has opened.
  dequeue(state, at, future)
  return []
}

/** C14: a put whose item is still in takes it out again. */
function undo(state: State, it: Queue, on: string): Notifications {
  const number = it.put.get(on)
  it.items = it.items.filter((item) => item.number !== number)
  return [...admitPutters(state, it), ...serveJoiners(state, it)]
}

/** Y15: once every item is done with, all that join resume, in FIFO order. */
export function serveJoiners(state: State, it: Queue): Notifications {
  if (undone(it) > 0) return []
  const { joiners } = it
  it.joiners = []
  return joiners.flatMap(({ future }) => serve(state, future))
}

/** Y9: while there is room, in FIFO order. */
export function admitPutters(state: State, it: Queue): Notifications {
  const [first, ...putters] = it.putters
  if (first === undefined || it.items.length >= it.capacity) return []
  it.items = inOrder([...it.items, createItem(it, first.value, first.future)])
  it.putters = putters
  return [...serve(state, first.future), ...admitPutters(state, it)]
}

/** @param by the future of the put */
export function createItem(it: Queue, value: Plain, by?: string): QueueItem {
  const number = it.count
  it.count += 1
  if (by !== undefined) it.put.set(by, number)
  return { value, number, rank: rankOf(it, value) }
}

/** Y3: it is in the queue again, or with another. Y15: and not done with, whatever taskDone() was called for. */
function returnItem(state: State, it: Queue, on: string): Notifications {
  const number = it.handed.get(on)
  const value = valueOf(outcomeOf(state, on))
  if (number === undefined) return []
  it.taken = Math.max(0, it.taken - 1)
  return handOver(state, it, { value, number, rank: rankOf(it, value) })
}

function valueOf(outcome: Outcome | undefined): Plain {
  return outcome !== undefined && 'value' in outcome ? outcome.value : undefined
}
