/** The whole log of the loop is the log of the model, on random sessions. */

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { programs, sessions } from '../arbitraries/random.ts'
import { agree } from './agree.ts'
import { depth, isCampaign } from './runs.ts'

/** The same sessions each time, so that a change is judged by itself; a campaign draws others. */
const SEED = { seed: 20_261_126 }

const kinds = [
  ['programs', programs()],
  ['hosts, with observers that act', sessions()],
] as const

test.each(kinds)(
  `the loop does what the model does, on ${depth.runs} random %s`,
  (_kind, arbitrary) => {
    const report = fc.check(fc.property(arbitrary, agree), {
      numRuns: depth.runs,
      ...(isCampaign ? {} : SEED),
    })
    // Whatever fails is shown by fast-check, with the seed and the path that find it again.
    if (report.failed)
      throw new Error(fc.defaultReportMessage(report), { cause: report.errorInstance })
    expect(report.numRuns).toBe(depth.runs)
  },
)
