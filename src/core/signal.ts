/** A future of the library's own. */

import { InvalidStateError } from './errors.ts'
import { Future } from './future.ts'

/**
 * A future that only its maker settles, through `settle`. An observer and a deadlock report show it to
 * everybody, and nobody else is to meddle with it.
 */
export class Signal<T> extends Future<T> {
  override setResult(_value: never): never {
    return refuse(this)
  }

  override setError(_error: never): never {
    return refuse(this)
  }

  /** C1: it is not for others to cancel. */
  override cancel(): boolean {
    return false
  }

  override toString(): string {
    return `<Wait of ${this.name}>`
  }
}

/** No private method: with one, V8 runs a constructor for each of these, which takes 10 ns a wait. */
function refuse(signal: Signal<unknown>): never {
  throw new InvalidStateError(`${signal} is nobody's to settle: cancel the task that waits for it`)
}
