/** What primitives throw. Each message says what is wrong, then what to do. */

/**
 * {@link Queue.putNow} found no room, and put nothing in. Wait for room with `yield* queue.put(item)`.
 *
 * Clause Y10.
 */
export class QueueFullError extends Error {
  override readonly name = 'QueueFullError'
}

/**
 * {@link Queue.takeNow} found no item. Wait for one with `yield* queue.take()`.
 *
 * Clause Y10.
 */
export class QueueEmptyError extends Error {
  override readonly name = 'QueueEmptyError'
}

/**
 * The queue is closed: nothing can be put in, or no item is left to take. It ends a loop that takes
 * items. Each waiter receives an error object of its own.
 *
 * Clause Y11.
 */
export class QueueClosedError extends Error {
  override readonly name = 'QueueClosedError'
}

/**
 * The lock is held by a task or main that has ended without releasing it, or all permits of the semaphore are:
 * they will not be free any more. Use {@link Lock.hold}, which always releases, and create a new lock where this one
 * was. Each waiter receives an error object of its own.
 *
 * Clause Y13.
 */
export class AbandonedError extends Error {
  override readonly name = 'AbandonedError'
}
