/** Failures that come from the host, and that nothing on the loop handles. */

import { Failure, type Future } from '../core/index.ts'
import { machine, report } from './machine.ts'

/** H6: a failure is reported if nothing awaits it when the host has run next, as that of a promise is. */
export function reportUnlessHandled(future: Future<unknown>): void {
  machine.setTimeout?.(() => {
    const { state } = future
    if (state instanceof Failure && state.unhandled) report(state.handle())
  }, 0)
}
