/** How a future can have ended. Its class is its kind, so that no flag can disagree with it. */

/** A value. It has the shape of an iterator's last result, so `yield*` takes it as it is. */
export class Success<T> implements IteratorReturnResult<T> {
  readonly done = true
  readonly value: T

  constructor(value: T) {
    this.value = value
  }
}

/** An error, and whether anybody has looked at it. */
export class Failure {
  readonly error: unknown
  /** True once somebody waited for it, read it or was told of it: a failure is reported at most once. */
  seen = false

  constructor(error: unknown) {
    this.error = error
  }
}

/** The error of a failure, which has been looked at from here on. */
export function look(failure: Failure): unknown {
  failure.seen = true
  return failure.error
}

/** The end of a task that was closed before it was done; its error is a `CancelledError`. */
export class Cancelled extends Failure {}
