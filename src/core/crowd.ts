/** Who waits for a future, if somebody among them waits for other futures too, or they are of several loops. */

import type { Future } from './future.ts'
import { Failure } from './outcome.ts'
import type { Task } from './task.ts'

/** What is to be told to observers once a change is complete (O2). */
export type Tellings = (() => void)[]

/** Waits for a future in the place of a task, among the tasks that wait for it. */
export abstract class Watch {
  /** The future is settled; what follows from that follows at once. */
  abstract settled(by: Future<unknown>, tellings: Tellings): void
}

/** Tasks and watches in the order in which they began to wait. */
export class Crowd {
  readonly #waiters = new Set<Task<unknown> | Watch>()

  add(waiter: Task<unknown> | Watch): void {
    this.#waiters.add(waiter)
  }

  delete(waiter: Task<unknown> | Watch): void {
    this.#waiters.delete(waiter)
  }

  wake(by: Future<unknown>, tellings: Tellings): void {
    for (const waiter of this.#waiters) {
      if (waiter instanceof Watch) waiter.settled(by, tellings)
      else wake(waiter, by, tellings)
    }
  }
}

/** A task that waited for a future goes to the tail of the scheduled tasks of its loop. */
export function wake(task: Task<unknown>, by: Future<unknown>, tellings: Tellings): void {
  if (by.state instanceof Failure) by.state.await()
  task.loop.append(task)
  tellWoken(task, by, tellings)
}

/** What is to be told of a task that was woken. */
export function tellWoken(task: Task<unknown>, by: Future<unknown>, tellings: Tellings): void {
  if (task.loop.teller === undefined) return
  tellings.push(() => {
    task.loop.teller?.woken(task, by)
    task.loop.teller?.scheduled(task)
  })
}
