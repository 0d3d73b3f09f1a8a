/** Futures that the outside settles. */

import { externals, Future, type Blocker } from '../core/index.ts'

/** A future that only the outside settles, marked as such. */
export class External<T> extends Future<T> {
  constructor(name?: string) {
    super(name)
    externals.pending += 1
  }

  override setResult(value: T): void {
    super.setResult(value)
    externals.pending -= 1
  }

  override setError(error: unknown): void {
    super.setError(error)
    externals.pending -= 1
  }

  override cancel(reason?: unknown): boolean {
    const effective = super.cancel(reason)
    if (effective) externals.pending -= 1
    return effective
  }

  override toString(): string {
    return this.name === undefined ? '<External>' : `<External name='${this.name}'>`
  }

  /** @internal H2. */
  override outside(): boolean {
    return true
  }

  /** @internal */
  override blocker(): Blocker {
    return { what: String(this), by: [], remedy: () => 'only the outside settles it' }
  }
}

/**
 * A future that the outside will settle: a callback, an event, another thread. What waits for it is in no deadlock:
 * `runAsync` waits, and `run` ends with an `OutsideError` that says so.
 *
 * @typeParam T the type of its value
 * @param name what messages and traces call it; it need not be unique
 * @throws `TypeError` if the name is not a string
 *
 * @example
 * ```ts
 * import { Loop } from 'looplaw'
 * import { external } from 'looplaw/host'
 *
 * const answer = external<number>('answer')
 * setTimeout(() => answer.setResult(42), 5)
 * console.log(await new Loop().runAsync((function* () { return yield* answer })())) // 42
 * ```
 *
 * Clause H2.
 */
export function external<T = void>(name?: string): Future<T> {
  return new External<T>(name)
}
