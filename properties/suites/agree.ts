/** Holds the loop against the model. */

import { expect } from 'vitest'
import { model } from '../../spec/model.ts'
import type { Session } from '../../spec/program.ts'
import * as looplaw from '../../src/index.ts'
import { firstDifference } from '../difference.ts'
import { withoutStacks } from '../stacks.ts'
import { observe } from '../subject.ts'

/** Fails unless the loop leaves the log of the model, event by event, under both disciplines. */
export function agree(session: Omit<Session, 'discipline'>): void {
  for (const discipline of ['drain', 'snapshot'] as const) {
    const loop = withoutStacks(() => observe({ ...session, discipline }, looplaw))
    const right = model({ ...session, discipline })
    // `toStrictEqual` would take most of the time. Where they differ, it says how.
    if (firstDifference(loop, right) === undefined) continue
    console.error(JSON.stringify({ ...session, discipline }))
    expect(loop).toStrictEqual(right)
  }
}
