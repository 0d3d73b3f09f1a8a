/** The implementation under test, as types. */

import type * as host from '../../src/host/index.ts'
import type * as looplaw from '../../src/index.ts'
import type { Plain } from '../../spec/event.ts'

/** An implementation of the loop: this package's, one of its mutants, or another with the same names. */
export type Subject = typeof looplaw & {
  /** What `looplaw/host` has; without it, the laws of promises and signals have nothing to check. */
  readonly host?: typeof host
}

export type Task = looplaw.Task<unknown>
export type Coroutine = looplaw.Coroutine<Plain>
