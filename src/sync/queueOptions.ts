/** The options of a queue, and what it refuses. */

import { kindOf } from '../core/index.ts'
import { requireInteger } from './primitive.ts'

/** The options of a `Queue`. Clauses Y9, Y17. */
export interface QueueOptions<T = unknown> {
  /**
   * How many items it has room for: an integer, 0 or more, or Infinity, the default. With 0, each item
   * is handed over from its `put` to a `take` directly.
   */
  readonly capacity?: number
  /**
   * With it, the item with the lowest priority is taken first, and of those that have the same, the one that was put in
   * first. Called once for each item, when that is put in. Without it, the first item is the first to be taken.
   */
  readonly priority?: (item: T) => number
  /** What messages and traces call it; it need not be unique. */
  readonly name?: string
}

/** What a queue is made of. */
interface Checked<T> {
  readonly capacity: number
  readonly priority: ((item: T) => number) | undefined
}

/** @throws `TypeError` */
export function requireOptions<T>(options: QueueOptions<T>): QueueOptions<T> {
  if (typeof options === 'object' && options !== null) return options
  throw new TypeError(
    `a Queue is given an object of options, like { capacity: 8 }, not ${kindOf(options)}`,
  )
}

/**
 * @param what the queue, as messages call it
 * @throws `RangeError` or `TypeError`, as the constructor of `Queue`; the function that it returns throws `TypeError`
 */
export function checked<T>(options: QueueOptions<T>, what: string): Checked<T> {
  const { capacity = Infinity, priority } = options
  if (capacity !== Infinity) requireInteger(`the capacity of ${what}`, capacity, 0)
  if (priority === undefined) return { capacity, priority }
  if (typeof priority !== 'function') {
    throw new TypeError(`the priority of ${what} is a function, not ${kindOf(priority)}`)
  }
  return { capacity, priority: (item) => requireRank(priority(item), what) }
}

function requireRank(rank: unknown, what: string): number {
  if (typeof rank === 'number' && !Number.isNaN(rank)) return rank
  const given = typeof rank === 'number' ? 'NaN' : kindOf(rank)
  throw new TypeError(`the priority of an item of ${what} is a number, not ${given}`)
}
