/** Where a coroutine stands: its frames, innermost last. */

import type { Fault, Plain } from '../event.ts'
import type { Statement } from '../program.ts'

export type Block = readonly Statement[]
export type Completion =
  | { readonly ends: 'normally' }
  | { readonly ends: 'returning'; readonly value: Plain }
  | { readonly ends: 'throwing'; readonly error: Fault }

export type Frame =
  /** `next` counts the statements that have begun. */
  | { readonly in: 'block'; readonly block: Block; next: number }
  | { readonly in: 'try'; readonly catch: Block | undefined; readonly finally: Block | undefined }
  /** A `finally` runs; then the interrupted completion continues, with the errors that were on their way (C12). */
  | {
      readonly in: 'finally'
      readonly interrupted: Completion
      readonly errors: readonly Fault[]
    }
  /** A delegation. While it is being closed, the end of the delegate closes the delegator too. */
  | { readonly in: 'call'; closing: boolean }
  | Scope
  | Wait

/**
 * C11: how a scope is being closed.
 *
 * - `granted`: its owner takes one more step, and then it is due.
 * - `due`: at the next step of its owner, its body is closed, unless that is put off.
 * - `body`: its body is being closed; after the clean-up, the owner resumes here.
 * - `all`: it is being closed from outside; after its clean-up, closing continues outward.
 */
type Closing = 'no' | 'granted' | 'due' | 'body' | 'all'

/** A statement of the library that runs a body in place. */
export type Scope = {
  /** What the log calls it: the name of the group or the lock, or the milliseconds. */
  readonly of: string
  closing: Closing
  /** How its body was left. */
  left: Completion | undefined
} & (
  | { readonly in: 'group'; readonly what: 'group'; readonly group: Group }
  | {
      readonly in: 'timeout'
      readonly what: 'timeout'
      /** The future that its timer settles. */
      readonly timer: string
      /** Whether its body has suspended. */
      suspended: boolean
    }
  | { readonly in: 'hold'; readonly what: 'hold'; readonly permits: number }
  | { readonly in: 'scoped'; readonly what: 'scoped' }
  /** `of` is the name of the context, which has this value in the body. */
  | { readonly in: 'with'; readonly what: 'with'; readonly value: Plain }
  | { readonly in: 'resources'; readonly what: 'resources'; readonly resources: Resources }
  | {
      readonly in: 'resource'
      readonly what: 'resource'
      readonly resources: Resources
      readonly release: Block
      /** What its own release has thrown, if it was acquired too late. */
      late: Fault[] | undefined
    }
  /** A clean-up of resources, and where its error is kept. */
  | { readonly in: 'release'; readonly what: 'release'; readonly errors: Fault[] }
  | { readonly in: 'uninterruptible'; readonly what: 'uninterruptible' }
)

/** C11, C13: whether nothing further out is closed as long as a coroutine has this frame. */
export function isShelter(frame: Frame): boolean {
  if (frame.in === 'join' && frame.clearing) return true
  if (frame.in === 'group' && frame.group.wait?.which === 'last') return true
  if (frame.in === 'uninterruptible' || frame.in === 'resource') return true
  if (frame.in === 'release') return true
  if ('left' in frame && frame.closing === 'body') return frame.left === undefined
  return 'closing' in frame && frame.closing === 'all'
}

/** What resources have registered. */
export interface Resources {
  /** The clean-ups, in the order of their registration, with their numbers. */
  readonly cleanUps: { readonly number: number; readonly block: Block }[]
  /** How many were registered. */
  count: number
  /** What its body and its clean-ups threw, in that order. */
  readonly errors: Fault[]
  /** S13: whether its body has been left, and it registers nothing more. */
  over: boolean
}

export interface Group {
  readonly owner: string
  /** In order of creation. */
  readonly children: string[]
  /** In order of failure. */
  readonly errors: Fault[]
  /** S4: it accepts no more children. */
  ending: boolean
  /** How the owner waits for the children once the body has completed. */
  wait:
    | {
        readonly which: 'first' | 'last'
        /** The future that it waits for; none if it only suspends once. */
        readonly future: string | undefined
        /** Whether a failure ends the wait. */
        readonly failFast: boolean
      }
    | undefined
}

/** A statement of the library that waits; always innermost. */
export type Wait = { readonly of: string; closing: 'no' | 'all' } & (
  | { readonly in: 'sleep'; readonly what: 'sleep'; readonly future: string | undefined }
  | { readonly in: 'shield'; readonly what: 'shield'; readonly on: string }
  /** C13: it suspends only to be closed. */
  | { readonly in: 'refused'; readonly what: 'uninterruptible' | 'resource' }
  | {
      readonly in: 'join'
      readonly what: Combinator
      /** The future that the join settles when it is decided. */
      readonly future: string
      /** The items that supply the outcome: none if it is closed before it resumes. */
      taken: readonly string[]
      /** S10: it has resumed or is closed, and waits for its own tasks to complete. */
      clearing: boolean
    }
  | {
      readonly in: 'primitive'
      readonly what: 'acquire' | 'hold' | 'wait' | 'put' | 'take' | 'join'
      /** The future that it waits for; none if there is nothing to wait for, or to give back. */
      future: string | undefined
      /** What it receives then. */
      readonly value: Plain
      /** How many permits it asked for. */
      readonly permits: number
      /** Whether it was withdrawn for good, and what it was handed has passed on: the caller is to be closed here. */
      over: boolean
      /** Y7: whether it was closed, and acquires the lock of its condition again. */
      again: boolean
      /** The body of a hold. */
      readonly body: Block
    }
)

export function blockOf(block: Block): Frame {
  return { in: 'block', block, next: 0 }
}

export type Combinator = 'all' | 'allSettled' | 'race' | 'any'
