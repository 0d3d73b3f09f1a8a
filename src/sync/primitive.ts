/** What every primitive has: a name, and who asks it for something. */

import { BadYieldError, hasEnded, runner, showAsString, type Runner } from '../core/index.ts'

/** What coroutines share, and wait for in line. Clause Y1. */
export abstract class Primitive {
  /** The name that it was given, if any. */
  readonly name: string | undefined
  /** @internal What messages call one of its kind: the name of its class, minified or not. */
  readonly kind: string

  /** @throws `TypeError` if the name is not a string */
  constructor(kind: string, name: string | undefined) {
    if (name !== undefined && typeof name !== 'string') {
      throw new TypeError(`the name of ${one(kind)} is a string, not ${kindOf(name)}`)
    }
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
   * @internal Who asks for what can be waited for.
   * @throws `BadYieldError` outside any coroutine
   */
  asker(method: string): Runner {
    const who = runner()
    if (who !== undefined) return who
    const call = `${this.kind.toLowerCase()}.${method}()`
    throw new BadYieldError(
      `${this.what} can be waited for in a coroutine only: write yield* ${call} there`,
    )
  }
}

showAsString(Primitive.prototype)

function one(kind: string): string {
  return /^[AEIOU]/u.test(kind) ? `an ${kind}` : `a ${kind}`
}

/** What would let those go on who wait for what these hold. */
export function releasing(holders: readonly Runner[]): string {
  return holders.some(hasEnded)
    ? 'a holder has ended without releasing it: use hold(), which always releases'
    : 'let it call release()'
}

/**
 * @param least the smallest integer that will do
 * @throws `TypeError` if it is no number, `RangeError` if it is no integer or too small
 */
export function requireInteger(what: string, given: number, least: number): void {
  if (typeof given !== 'number') {
    throw new TypeError(`${what} is an integer, ${least} or more, not ${kindOf(given)}`)
  }
  if (!Number.isInteger(given) || given < least) {
    throw new RangeError(`${what} is an integer, ${least} or more, not ${given}`)
  }
}

/** What was given instead of what is expected. */
export function kindOf(given: unknown): string {
  if (given === undefined || given === null) return String(given)
  return typeof given === 'object' ? 'an object' : `a ${typeof given}`
}
