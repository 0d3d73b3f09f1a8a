/** The primitives as data: locks, semaphores, read-write locks, events, conditions, barriers and queues. */

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

/** An item of a queue; items are numbered in the order in which they are put. Y17: its rank is its priority. */
export interface QueueItem {
  readonly value: Plain
  readonly number: number
  readonly rank: number
}

/** `waiters` is the wait queue, in FIFO order. */
export type Primitive = { waiters: readonly Waiter[] } & (
  | {
      /** A lock is a semaphore with one permit. Y18: of a read-write lock a reader holds one, and a writer all. */
      readonly is: 'lock' | 'semaphore' | 'readWriteLock'
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
      /** Y17: whether its items have priorities. */
      readonly ranked: boolean
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

/** What a statement says of how much it asks for. */
export interface Amount {
  readonly count?: number | undefined
  readonly side?: 'read' | 'write' | undefined
}

/** Y18: more than there will be readers. */
export const ALL = Number.MAX_SAFE_INTEGER

/** Y14: how many permits are meant: a lock has one. Y18: a reader holds one, and a writer all. */
export function permitsIn(it: Primitive, { count = 1, side }: Amount): number {
  if (it.is === 'readWriteLock') return side === 'write' ? ALL : 1
  return it.is === 'semaphore' ? count : 1
}

/** Y14: whether so many can be asked for: an integer from 1 to the number of permits. */
export function fits(it: Primitive, permits: number): boolean {
  return 'permits' in it && Number.isInteger(permits) && permits >= 1 && permits <= it.count
}

/** Y15: how many items are not done with: those that are in it, and those that were taken. */
export function undone({ items, taken }: Extract<Primitive, { is: 'queue' }>): number {
  return items.length + taken
}

/** Y17: the priority of what is put into a queue: the number that it is, if the queue has priorities. NaN is none. */
export function rankOf({ ranked }: Extract<Primitive, { is: 'queue' }>, value: Plain): number {
  return ranked ? Number(value) : 0
}

/** Y9, Y17: the order of taking. */
export function inOrder(items: readonly QueueItem[]): readonly QueueItem[] {
  return items.toSorted((one, other) =>
    one.rank === other.rank ? one.number - other.number : one.rank < other.rank ? -1 : 1,
  )
}
