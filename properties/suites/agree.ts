/** Holds the loop against the model. */

import { expect } from 'vitest'
import { model } from '../../spec/model.ts'
import type { Session } from '../../spec/program.ts'
import * as looplaw from '../../src/index.ts'
import { observe } from '../subject.ts'

/** Fails unless the loop leaves the log of the model, event by event, under both disciplines. */
export function agree(session: Omit<Session, 'discipline'>): void {
  for (const discipline of ['drain', 'snapshot'] as const) {
    const loop = observe({ ...session, discipline }, looplaw)
    const right = model({ ...session, discipline })
    // As text: `toEqual` would take most of the time. Where they differ, it says how.
    if (text(loop) === text(right)) continue
    console.error(JSON.stringify({ ...session, discipline }))
    expect(loop).toEqual(right)
  }
}

function text(log: unknown): string {
  return JSON.stringify(log, (_key, value: unknown) => (value === undefined ? 'undefined' : value))
}
