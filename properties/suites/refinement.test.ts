/** The whole log of the loop is the log of the model, on random sessions. */

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { model } from '../../spec/model.ts'
import type { Session } from '../../spec/program.ts'
import * as looplaw from '../../src/index.ts'
import { programs, sessions } from '../arbitraries/random.ts'
import { observe } from '../subject.ts'
import { RUNS } from './runs.ts'

function agree(session: Session): void {
  for (const discipline of ['drain', 'snapshot'] as const) {
    const under = { ...session, discipline }
    expect(observe(under, looplaw)).toEqual(model(under))
  }
}

test(`the loop does what the model does, on ${RUNS} random programs under both disciplines`, () => {
  fc.assert(fc.property(programs(), agree), { numRuns: RUNS })
})

test(`the loop does what the model does, on ${RUNS} random hosts, with observers that act, under both disciplines`, () => {
  fc.assert(fc.property(sessions(), agree), { numRuns: RUNS })
})
