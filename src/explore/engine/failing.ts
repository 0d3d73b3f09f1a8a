/** How a run has failed, in words. */

import type { FailureKind } from './history.ts'

export function isAssertion(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return error.name === 'AssertionError' || ('code' in error && error.code === 'ERR_ASSERTION')
}

/** X6: each kind in its own words. */
export function messageOf(kind: FailureKind, cause: unknown): string {
  switch (kind) {
    case 'assertion':
      return `an assertion failed: ${cause instanceof Error ? cause.message : String(cause)}`
    case 'rejection':
      return `the scenario rejected: ${textOf(cause)}`
    case 'unhandled rejection':
      return `a rejection was not handled: ${textOf(cause)}`
    case 'exception':
      return `a callback threw: ${textOf(cause)}`
    case 'invariant':
      return `an invariant does not hold: ${textOf(cause)}`
    default:
      return textOf(cause)
  }
}

function textOf(thrown: unknown): string {
  return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)
}
