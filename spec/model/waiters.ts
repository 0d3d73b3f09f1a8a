/** The wait queue of a primitive, and what locks, semaphores, events and barriers do with it. */

import type { Plain } from '../event.ts'
import { settle } from './future.ts'
import type { Waiter } from './primitive.ts'
import { NOTHING, createInternal, type Coroutine, type State } from './state.ts'

/** @param base what the log calls the wait */
export function newWaiter(
  state: State,
  base: string,
  { name: who }: Coroutine,
  value?: Plain,
): Waiter {
  return { who, future: createInternal(state, base), value }
}

/** Y1: a wait queue is FIFO. */
export function enqueue(state: State, at: string, waiter: Waiter): void {
  const it = state.primitives.get(at)
  if (it !== undefined) it.waiters = [...it.waiters, waiter]
}

export function isQueued(state: State, at: string, on: string): boolean {
  return state.primitives.get(at)?.waiters.some(({ future }) => future === on) ?? false
}

/** Y3: a waiter that is closed leaves the wait queue. */
export function dequeue(state: State, at: string, on: string): void {
  const it = state.primitives.get(at)
  if (it !== undefined) it.waiters = it.waiters.filter(({ future }) => future !== on)
}

/** Settles what the waiter waits for. */
export function wakeWaiter(state: State, { future }: Waiter, value?: Plain): void {
  settle(state, future, value === undefined ? NOTHING : { value }, state.phase)
}

/** Y4, Y5: acquires a free permit. Returns whether there was one. */
export function takePermit(state: State, at: string, who: string): boolean {
  const it = state.primitives.get(at)
  if (it === undefined || !('permits' in it) || it.permits === 0) return false
  it.permits -= 1
  it.holders = [...it.holders, who]
  return true
}

/** Y4, Y5: only a holder may release. */
export function holds(state: State, at: string, who: string): boolean {
  const it = state.primitives.get(at)
  return it !== undefined && 'holders' in it && it.holders.includes(who)
}

/** Y1: the permit is handed to the first waiter; with no waiter, it is free. */
export function release(state: State, at: string, who: string): void {
  const it = state.primitives.get(at)
  if (it === undefined || !('permits' in it)) return
  const index = it.holders.indexOf(who)
  const others = it.holders.filter((_, place) => place !== index)
  const [first, ...rest] = it.waiters
  if (first === undefined) {
    it.holders = others
    it.permits += 1
  } else {
    it.holders = [...others, first.who]
    it.waiters = rest
    wakeWaiter(state, first)
  }
}

/** Y6: wakes every waiter, in FIFO order. */
export function setEvent(state: State, at: string): void {
  const it = state.primitives.get(at)
  if (it?.is !== 'event') return
  const { waiters } = it
  it.set = true
  it.waiters = []
  for (const waiter of waiters) wakeWaiter(state, waiter)
}

/** Y8: wakes every waiter, each with its place in the order of arrival. */
export function openBarrier(state: State, at: string): void {
  const it = state.primitives.get(at)
  if (it === undefined) return
  const { waiters } = it
  it.waiters = []
  for (const [place, waiter] of waiters.entries()) wakeWaiter(state, waiter, place)
}
