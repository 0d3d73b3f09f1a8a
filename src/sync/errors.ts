/** What goes wrong with a queue. Each message says what happened and what to do instead. */

/**
 * {@link Queue.putNow} found no room. Nothing was put. Wait for room with `yield* queue.put(item)`.
 *
 * Clause Y10.
 */
export class QueueFullError extends Error {
  override readonly name = 'QueueFullError'
}

/**
 * {@link Queue.takeNow} found nothing to take. Wait for an item with `yield* queue.take()`.
 *
 * Clause Y10.
 */
export class QueueEmptyError extends Error {
  override readonly name = 'QueueEmptyError'
}

/**
 * A queue was closed: an item cannot be put into it any more, or there is none left to take. For
 * who takes in a loop, that is the end; everybody who waited has an error of its own.
 *
 * Clause Y11.
 */
export class QueueClosedError extends Error {
  override readonly name = 'QueueClosedError'
}
