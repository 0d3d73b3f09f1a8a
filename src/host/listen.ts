/** Callbacks when a future settles. */

import { Subscription, subscribe, type Future, type Notifications } from '../core/index.ts'

/** Waits in the place of a task. */
class Listener extends Subscription {
  readonly #listen: () => void

  constructor(listen: () => void) {
    super()
    this.#listen = listen
  }

  /** What it does may be anything, so it comes after all that follows from the settlement, as observers do (O2). */
  override settled(_by: Future<unknown>, notifications: Notifications): void {
    notifications.push(this.#listen)
  }
}

/** Calls back in the moment of the settlement, or now. */
export function whenSettled(future: Future<unknown>, listen: () => void): void {
  if (future.done()) listen()
  else subscribe(new Listener(listen), future)
}
