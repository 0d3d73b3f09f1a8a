/** What every primitive has: a name for messages, and the caller that is asked to wait. */

import {
  BadYieldError,
  kindOf,
  requireName,
  type Runner,
  runner,
  showAsString,
} from '../core/index.ts'

/** What tasks share and wait for; each primitive serves its waiters in FIFO order. Clause Y1. */
export abstract class Primitive {
  /** The name that it was created with, if any. */
  readonly name: string | undefined
  /** @internal What messages call one of its kind: the name of its class, minified or not. */
  readonly kind: string

  /** @throws `TypeError` if the name is not a string */
  constructor(kind: string, name: string | undefined) {
    requireName(one(kind), name)
    this.kind = kind
    this.name = name
  }

  /** @internal What a message calls it: `Lock 'db'`, or `a Lock`. */
  get what(): string {
    return this.name === undefined ? one(this.kind) : `${this.kind} '${this.name}'`
  }

  /** `<Lock name='db'>`. */
  toString(): string {
    return this.name === undefined ? `<${this.kind}>` : `<${this.kind} name='${this.name}'>`
  }

  /**
   * @internal The task or main that calls a method which may wait.
   * @throws `BadYieldError` outside a coroutine
   */
  caller(method: string): Runner {
    const who = runner()
    if (who !== undefined) return who
    throw new BadYieldError(
      `${this.what} can be waited for in a coroutine only: write yield* ${this.callOf(method)} there`,
    )
  }

  /** @internal What a message writes for a call of a method. */
  protected callOf(method: string): string {
    return `${this.kind.toLowerCase()}.${method}()`
  }
}

showAsString(Primitive.prototype)

function one(kind: string): string {
  return /^[AEIOU]/u.test(kind) ? `an ${kind}` : `a ${kind}`
}

/**
 * @param least the smallest integer that is accepted
 * @throws `TypeError` if it is not a number, `RangeError` if it is not an integer, too small, or too large to count with
 */
export function requireInteger(what: string, given: number, least: number): void {
  if (typeof given !== 'number') {
    throw new TypeError(`${what} is an integer, ${least} or more, not ${kindOf(given)}`)
  }
  if (!Number.isInteger(given) || given < least) {
    throw new RangeError(`${what} is an integer, ${least} or more, not ${given}`)
  }
  // Beyond, one more or less makes no difference.
  if (given > Number.MAX_SAFE_INTEGER) {
    throw new RangeError(`${what} is at most ${Number.MAX_SAFE_INTEGER}, not ${given}`)
  }
}
