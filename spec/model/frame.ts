/** Where a coroutine stands: its frames, innermost last. */

import type { Fault, Plain } from '../event.ts'
import type { Statement } from '../program.ts'
import type { Group } from './state.ts'

export type Block = readonly Statement[]
export type Completion =
  | { readonly ends: 'normally' }
  | { readonly ends: 'returning'; readonly value: Plain }
  | { readonly ends: 'throwing'; readonly error: Fault }

export type Frame =
  /** `next` counts the statements that were begun. */
  | { readonly in: 'block'; readonly block: Block; next: number }
  | { readonly in: 'try'; readonly catch: Block | undefined; readonly finally: Block | undefined }
  /** A clean-up runs; then what it interrupted goes on. */
  | { readonly in: 'finally'; readonly interrupted: Completion }
  /** A delegation. While it is being closed, what ends the delegate ends the one who delegated. */
  | { readonly in: 'call'; closing: boolean }
  | Scope
  | Ask

/**
 * C11: how a scope is being closed. `due`: at its owner's next turn its own body is closed. `body`: that
 * happened; it cleans up, and goes on here. `all`: it is closed from outside; when it has cleaned up, what
 * is around it is closed further. `body and all`: the one, and then the other.
 */
type Closing = 'no' | 'due' | 'body' | 'body and all' | 'all'

/** A statement of the library with a body in its place. */
export type Scope = {
  /** What the log says: the statement, and what it is about. */
  readonly of: string
  closing: Closing
  /** How its body was left. */
  left: Completion | undefined
} & (
  | { readonly in: 'group'; readonly what: 'group'; readonly group: Group }
  | {
      readonly in: 'timeout'
      readonly what: 'timeout'
      readonly timer: string
      /** Whether its body has suspended. */
      suspended: boolean
    }
  | { readonly in: 'hold'; readonly what: 'hold' }
)

/** A statement of the library that waits; always innermost. */
export type Ask = { readonly of: string; closing: 'no' | 'all' } & (
  | { readonly in: 'sleep'; readonly what: 'sleep'; readonly ticket: string | undefined }
  | { readonly in: 'shield'; readonly what: 'shield'; readonly on: string }
  | {
      readonly in: 'join'
      readonly what: Combinator
      /** What decides: a join by this ticket. */
      readonly ticket: string
      /** The tasks that it made. */
      readonly owned: readonly string[]
      /** What it takes the outcome of, once it is decided. */
      taken: readonly string[]
      /** S10: it is decided, or closed, and waits for these to end. */
      clearing: boolean
    }
  | {
      readonly in: 'turn'
      readonly what: 'acquire' | 'hold' | 'wait' | 'put' | 'take'
      /** None: it was there, and is had after one turn. */
      ticket: string | undefined
      /** What was there: its value, and its number in a queue. */
      readonly had: Plain
      readonly entry: number | undefined
      /** Of a hold. */
      readonly body: Block
    }
)

export function blockOf(block: Block): Frame {
  return { in: 'block', block, next: 0 }
}

export type Combinator = 'all' | 'allSettled' | 'race' | 'any'
