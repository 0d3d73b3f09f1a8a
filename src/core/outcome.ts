/** How a future can have ended. Its class is its kind, so that no flag can disagree with it. */

/** A value. It has the shape of an iterator's last result, so `yield*` takes it as it is. */
export class Success<T> implements IteratorReturnResult<T> {
  readonly done = true
  readonly value: T

  constructor(value: T) {
    this.value = value
  }
}

/** An error, and what has become of it. */
export class Failure {
  readonly error: unknown
  /**
   * Ignored: nobody has waited for it. Awaited: somebody waits, and is to get it. Looked at: somebody
   * has got it, or was told of it. A failure is reported if it is ignored, and once.
   */
  #regard: 'ignored' | 'awaited' | 'looked at' = 'ignored'

  constructor(error: unknown) {
    this.error = error
  }

  get ignored(): boolean {
    return this.#regard === 'ignored'
  }

  get lookedAt(): boolean {
    return this.#regard === 'looked at'
  }

  /** Somebody waits for it. */
  await(): void {
    if (this.#regard === 'ignored') this.#regard = 'awaited'
  }

  /** Whoever waited for it is gone. */
  ignore(): void {
    if (this.#regard === 'awaited') this.#regard = 'ignored'
  }

  /** Somebody gets it: the error. */
  look(): unknown {
    this.#regard = 'looked at'
    return this.error
  }
}

/** The end of a task that was closed before it was done; its error is a `CancelledError`. */
export class Cancelled extends Failure {}
