/** The wait queue of a primitive, and what locks, semaphores, events and barriers do with it. */

import type { Plain } from '../event.ts'
import { announce } from './future.ts'
import { handOff, serve } from './handing.ts'
import { ALL, type Holding, type Waiter } from './primitive.ts'
import { areRivals } from './races.ts'
import { createInternal, createSettled, fault, type Coroutine, type State } from './state.ts'
import { commit } from './waking.ts'

/** @param base what the log calls the wait */
export function newWaiter(
  state: State,
  base: string,
  { name: who }: Coroutine,
  value?: Plain,
  wants = 1,
): Waiter {
  return { who, future: createInternal(state, base), since: state.internals, value, wants }
}

/** Y13: a wait for what no task or main will release: it ends after one step, with an error. */
export function createRefused(state: State, base: string): string {
  return createSettled(state, base, { error: fault(state, 'AbandonedError') })
}

/** Y1: a wait queue is FIFO. */
export function enqueue(state: State, at: string, waiter: Waiter): void {
  const it = state.primitives.get(at)
  if (it !== undefined) it.waiters = [...it.waiters, waiter]
}

/** Y4, Y5, Y14: acquires so many free permits, unless a caller waits. Returns whether it did. */
export function takePermits(state: State, at: string, who: string, permits = 1): boolean {
  const it = state.primitives.get(at)
  if (it === undefined || !('permits' in it)) return false
  if (it.permits < permits || it.waiters.length > 0) return false
  it.permits -= permits
  it.holders = [...it.holders, { who, permits }]
  return true
}

/** Y4, Y5, Y14: whether it holds so many permits: only what is held may be released. */
export function holds(state: State, at: string, who: string, permits = 1): boolean {
  return heldOf(state, at, who, permits) === permits
}

/** Y14: how many of so many permits it holds. Y18: all of a side, or nothing. */
export function heldOf(state: State, at: string, who: string, permits: number): number {
  const it = state.primitives.get(at)
  const holders: readonly Holding[] = it !== undefined && 'holders' in it ? it.holders : []
  const has = holders.reduce((sum, one) => (one.who === who ? sum + one.permits : sum), 0)
  const isOther = it?.is === 'readWriteLock' && (has === ALL) !== (permits === ALL)
  return isOther ? 0 : Math.min(has, permits)
}

/** Y1: what is released is handed to the first waiters. */
export function release(state: State, at: string, who: string, permits = 1): void {
  announce(state, handOff(state, at, who, permits))
}

/** Y6: wakes every waiter, in FIFO order. */
export function setEvent(state: State, at: string): void {
  const it = state.primitives.get(at)
  if (it?.is !== 'event') return
  const { waiters } = it
  it.set = true
  it.waiters = []
  announce(
    state,
    waiters.flatMap(({ future }) => serve(state, future)),
  )
}

/** S11: the waiters of a barrier that count: of those that race with each other, the first. */
export function parties(state: State, waiters: readonly Waiter[]): readonly Waiter[] {
  return waiters.filter(({ who }, index) => {
    return !waiters.slice(0, index).some((earlier) => areRivals(state, earlier.who, who))
  })
}

/**
 * Y8: wakes every waiter, each with its place in the order of arrival. S11: that commits the race of each; those that do
 * not count are cancelled by that.
 *
 * @param last the task or main that arrives last
 */
export function openBarrier(state: State, at: string, last: string): void {
  const it = state.primitives.get(at)
  if (it === undefined) return
  const through = parties(state, it.waiters)
  it.waiters = it.waiters.filter((waiter) => !through.includes(waiter))
  announce(state, [
    ...through.flatMap(({ future }, place) => serve(state, future, { value: place })),
    ...[...through.map(({ who }) => who), last].flatMap((who) => commit(state, who)),
  ])
}
