/** Of the operations that race, one takes effect: every pair of operations, at each moment, counted. */

import { expect, test } from 'vitest'
import type { ClauseId } from '../../spec/clauses.ts'
import * as looplaw from '../../src/index.ts'
import { everyMeeting, everySelect, SELECTS } from '../arbitraries/selects.ts'
import { laws } from '../clauses/index.ts'
import { checkAll } from '../law.ts'
import { withoutStacks } from '../stacks.ts'
import { trialOf } from '../trial.ts'
import { agree } from './agree.ts'

const selects = [...everySelect()]

test('there are as many selects as pairs of operations, owners, disciplines and moments', () => {
  expect(selects.length).toBe(SELECTS.pairs * SELECTS.each)
})

const meetings = [...everyMeeting()]

test('the loop does what the model does, on every select', () => {
  // Both disciplines are tried on each.
  for (const session of [...selects, ...meetings])
    if (session.discipline === 'drain') agree(session)
})

/** What a race takes, and what it leaves. */
const clauses: readonly ClauseId[] = ['S7', 'S8', 'S10', 'S11', 'C14', 'Y3', 'Y8', 'Y9']

test(`every law of ${clauses.join(', ')} holds on every select, and S11 is put to the test`, () => {
  let tested = 0
  const every = clauses.flatMap((id) => laws[id])
  for (const session of [...selects, ...meetings]) {
    const verdicts = withoutStacks(() => checkAll(every, trialOf(session, looplaw)))
    const found = [...verdicts.values()].flatMap(({ wrong }) => wrong ?? [])
    expect({ session, found }).toEqual({ session, found: [] })
    if (meetings.includes(session)) continue
    tested += laws.S11.some((law) => (verdicts.get(law)?.exercised ?? 0) > 0) ? 1 : 0
  }
  console.info(`${tested} of ${selects.length} selects put S11 to the test`)
  // The others are decided by a future before they begin.
  expect(tested).toBeGreaterThan(0.85 * selects.length)
})
