/** Every law holds of the loop, without the model, and is put to the test. */

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { clauseIds } from '../../spec/clauses.ts'
import type { Session } from '../../spec/program.ts'
import * as looplaw from '../../src/index.ts'
import { everySession } from '../arbitraries/exhaustive.ts'
import { sessions } from '../arbitraries/random.ts'
import { trialOf, type Law, type Trial } from '../law.ts'
import { laws } from '../laws/index.ts'
import { LAWS } from './runs.ts'

/** At least this many sessions of a hundred put a law to the test. */
const RARE = 0.4

const trialsOf = (all: Iterable<Session>): Trial[] =>
  Array.from(all, (session) => trialOf(session, looplaw))
const random = trialsOf(fc.sample(sessions(), LAWS.sample))
const small = trialsOf(everySession(LAWS.size))

/** How many of these trials put the law to the test; fails at the first in which it does not hold. */
function exercised(law: Law, trials: readonly Trial[]): number {
  return trials.filter((trial) => {
    const { exercised: places, wrong } = law.check(trial)
    expect(wrong, `${law.clause}: ${JSON.stringify(trial.session)}`).toBeUndefined()
    return places > 0
  }).length
}

for (const id of clauseIds) {
  for (const law of laws[id]) {
    test(`${id}: ${law.sentence}`, () => {
      exercised(law, small)
      const percent = (100 * exercised(law, random)) / random.length
      expect(percent, 'too few of the random sessions put this law to the test').toBeGreaterThan(
        RARE,
      )
    })
  }
}

test('every law names its own clause, and no two are the same', () => {
  const all = clauseIds.flatMap((id) => laws[id].map((law) => ({ id, law })))
  for (const { id, law } of all) expect(law.clause).toBe(id)
  expect(new Set(all.map(({ law }) => law.sentence)).size).toBe(all.length)
})
