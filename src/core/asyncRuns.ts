/** What `runAsync` does, so that the core need not know of any host. */

import type { AsyncOptions } from './driving.ts'
import type { Coroutine, Loop } from './types.ts'

/** Set once, by host/runAsync.ts. */
export const asyncRuns: {
  begin: <T>(loop: Loop, main: Coroutine<T>, options: AsyncOptions) => Promise<T>
} = {
  begin() {
    throw new Error("import from 'looplaw', not from a file within it")
  },
}
