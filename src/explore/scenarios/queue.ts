/** The usual abuse of a queue, and the usual promises. */

import type { Explored } from '../engine/search.ts'
import { exploreAs } from '../explore.ts'
import type { ExploreOptions } from '../options.ts'
import { requireFunctions } from './required.ts'

/** A queue, a channel or a mailbox. Clause X18. */
export interface QueueSubject<Q> {
  /** Creates one; its options may be varied here. */
  readonly create: () => Q
  /** Puts an item in; may wait. */
  readonly put: (queue: Q, item: number) => unknown
  /** Takes an item; waits for one. Passes the signal on if the queue takes one. */
  readonly take: (queue: Q, signal: AbortSignal) => Promise<number>
  /** Whether a take whose signal is aborted rejects, and takes nothing; `false` if it takes no signals. */
  readonly aborts?: boolean
}

/**
 * Explores any queue: producers and consumers in any order, one of which may leave. Each item must
 * be taken once, the items of one producer in their order, and no consumer may be left waiting while there are items.
 *
 * @throws as `explore` does; `TypeError` if the subject lacks a function
 * @example
 * ```ts
 * import { exploreQueue } from 'looplaw/explore'
 *
 * class Mailbox {
 *   readonly #items: number[] = []
 *   readonly #waiting: ((item: number) => void)[] = []
 *   put(item: number): void {
 *     const next = this.#waiting.shift()
 *     if (next === undefined) this.#items.push(item)
 *     else next(item)
 *   }
 *   async take(): Promise<number> {
 *     return this.#items.shift() ?? new Promise((resolve) => this.#waiting.push(resolve))
 *   }
 * }
 * const { complete } = await exploreQueue(
 *   {
 *     create: () => new Mailbox(),
 *     put: (mailbox, item) => mailbox.put(item),
 *     take: (mailbox) => mailbox.take(),
 *   },
 *   { bound: 2 },
 * )
 * console.log(complete) // false
 * ```
 *
 * Clause X18.
 */
export async function exploreQueue<Q>(
  subject: QueueSubject<Q>,
  options: ExploreOptions = {},
): Promise<Explored> {
  requireFunctions('exploreQueue', subject, ['create', 'put', 'take'])
  const { aborts = false, create, put, take } = subject
  return exploreAs(
    'exploreQueue(subject',
    async (world) => {
      const queue = create()
      const taken: number[] = []
      const never = new AbortController().signal
      const leave = new AbortController()
      if (aborts) world.abort(leave, 'a consumer leaves')
      // The tens are of one producer, the twenties of the other.
      const produce = async (items: readonly number[]): Promise<void> => {
        for (const item of items) {
          await world.external(`put ${item}`)
          await put(queue, item)
        }
      }
      const consume = async (count: number): Promise<void> => {
        for (let left = count; left > 0; left -= 1) {
          await world.external('ready to take')
          taken.push(await take(queue, never))
        }
      }
      const leaving = async (): Promise<void> => {
        try {
          taken.push(await take(queue, leave.signal))
        } catch (error) {
          // What it had not received is another's.
          if (!leave.signal.aborted) throw error
          taken.push(await take(queue, never))
        }
      }
      await Promise.all([
        produce([11, 12]),
        produce([21, 22]),
        consume(3),
        aborts ? leaving() : consume(1),
      ])
      const sorted = taken.toSorted((one, other) => one - other)
      if (sorted.join() !== '11,12,21,22')
        throw new Error(`of 11, 12, 21, 22 were taken: ${sorted.join(', ')}`)
    },
    options,
  )
}
