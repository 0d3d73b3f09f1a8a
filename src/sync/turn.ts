/** What somebody waits for who stands in line. */

import { Future, InvalidStateError, type Blocker, type Runner } from '../core/index.ts'
import type { Line } from './line.ts'
import type { Primitive } from './primitive.ts'

/**
 * A place in the line of a primitive: a future of what is handed over when its turn comes. It is called
 * what its primitive is called, and its primitive alone settles it.
 *
 * @typeParam T what is handed over
 * @typeParam Carried what it brings along: the item that is to be put
 */
export class Turn<T, Carried = undefined> extends Future<T> {
  /** Who waits, and gets what is handed over. */
  readonly who: Runner
  readonly primitive: Primitive
  carried: Carried
  /** Where it stands; undefined before, and once it was served or has left. */
  line: Line<T, Carried> | undefined = undefined
  /** Its neighbours in that line. */
  ahead: Turn<T, Carried> | undefined = undefined
  behind: Turn<T, Carried> | undefined = undefined

  constructor(primitive: Primitive, who: Runner, carried: Carried) {
    super(primitive.name ?? primitive.kind)
    this.primitive = primitive
    this.who = who
    this.carried = carried
  }

  /** Hands over; its line has let it go. */
  serve(value: T): void {
    super.setResult(value)
  }

  /** Turns it away; its line has let it go. */
  refuse(error: Error): void {
    super.setError(error)
  }

  /** Y3: out of the line, wherever it stands there. True if it stood in one. */
  leave(): boolean {
    if (this.line === undefined) return false
    this.line.remove(this)
    return true
  }

  /** Y3: who waits for it is gone. */
  override abandon(): void {
    this.leave()
  }

  /** What a deadlock report says of it. */
  override blocker(): Blocker | undefined {
    return this.line?.blocker()
  }

  // An observer and a deadlock report show it to everybody.
  override setResult(_value: never): never {
    return this.#protest()
  }

  override setError(_error: never): never {
    return this.#protest()
  }

  override cancel(): never {
    return this.#protest()
  }

  /** `<Turn of Lock 'db'>`. */
  override toString(): string {
    return `<Turn of ${this.primitive.what}>`
  }

  #protest(): never {
    const { what } = this.primitive
    throw new InvalidStateError(`${what} alone serves who waits for it: cancel the task that waits`)
  }
}
