/** The implementation under test, as types. */

import type * as looplaw from '../../src/index.ts'
import type { Plain } from '../../spec/event.ts'

/** An implementation of the loop: this package's, one of its mutants, or another with the same names. */
export type Subject = typeof looplaw

export type Task = looplaw.Task<unknown>
export type Coroutine = looplaw.Coroutine<Plain>
