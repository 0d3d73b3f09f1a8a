/** The primitives as data: locks, semaphores, events, conditions, barriers and queues. */

import type { Plain } from '../event.ts'

/** A task or a main in a wait queue. */
export interface Waiter {
  readonly who: string
  /** The future that wakes it. */
  readonly future: string
  /** How many internal futures there were when it began to wait, its own among them. */
  readonly since: number
  /** What it puts into a queue. */
  readonly value: Plain
  /** How many permits it waits for. */
  readonly wants: number
}

/** What a task or main acquired at once, and has not released of it. */
export interface Holding {
  readonly who: string
  readonly permits: number
}

/** An item of a queue; items are numbered in the order in which they are put. */
export interface QueueItem {
  readonly value: Plain
  readonly number: number
}

/** `waiters` is the wait queue, in FIFO order. */
export type Primitive = { waiters: readonly Waiter[] } & (
  | {
      /** A lock is a semaphore with one permit. */
      readonly is: 'lock' | 'semaphore'
      /** How many there are. */
      readonly count: number
      /** How many are free. */
      permits: number
      /** In order of acquisition. */
      holders: readonly Holding[]
    }
  | { readonly is: 'event'; set: boolean }
  | {
      readonly is: 'condition'
      readonly lock: string
      /** When the notification was sent that each waiter received, counted in internal futures. */
      readonly sent: Map<string, number>
    }
  | { readonly is: 'barrier'; readonly parties: number }
  | {
      readonly is: 'queue'
      readonly capacity: number
      items: readonly QueueItem[]
      /** How many items were ever put. */
      count: number
      closed: boolean
      /** The waiters that put; `waiters` are those that take. */
      putters: readonly Waiter[]
      /** The waiters that join. */
      joiners: readonly Waiter[]
      /** How many of the items that were taken are not done with. */
      taken: number
      /** The number of the item that each put put in, by its future. */
      readonly put: Map<string, number>
      /** The number of the item that each waiter was handed, by its future. */
      readonly handed: Map<string, number>
    }
)

/** Y14: how many permits are meant: a lock has one. */
export function permitsIn(it: Primitive, count = 1): number {
  return it.is === 'semaphore' ? count : 1
}

/** Y14: whether so many can be asked for: an integer from 1 to the number of permits. */
export function fits(it: Primitive, count?: number): boolean {
  const permits = permitsIn(it, count)
  return 'permits' in it && Number.isInteger(permits) && permits >= 1 && permits <= it.count
}

/** Y15: how many items are not done with: those that are in it, and those that were taken. */
export function undone({ items, taken }: Extract<Primitive, { is: 'queue' }>): number {
  return items.length + taken
}
