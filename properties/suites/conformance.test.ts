/** Every law holds of the loop, without the model, and is put to the test. */

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { clauseIds } from '../../spec/clauses.ts'
import type { Session } from '../../spec/program.ts'
import * as host from '../../src/host/index.ts'
import * as looplaw from '../../src/index.ts'
import { sessions } from '../arbitraries/random.ts'
import { everyLaw, laws } from '../clauses/index.ts'
import { checkAll, type Law } from '../law.ts'
import { withoutStacks } from '../stacks.ts'
import { trialOf } from '../trial.ts'
import { indexOf } from './contents.ts'
import { isDeep, LAWS } from './runs.ts'
import { everySmallProgram, everySmallScene } from './small.ts'
import { statuses } from './status.ts'
import { root } from './tree.ts'

/** More than this many sessions of a hundred put a law to the test: counted where there are enough of them, in test:deep. */
const RARE = isDeep ? 0.4 : 0

/** What the laws say of some sessions. */
interface Findings {
  /** How many of the sessions put the law to the test. */
  readonly exercised: number
  /** Of the first in which it does not hold. */
  readonly wrong: string | undefined
}

/** What every law says of these sessions; each is run once, for all of them. */
function judged(all: Iterable<Session>): ReadonlyMap<Law, Findings> {
  const found = new Map<Law, Findings>()
  for (const session of all) {
    const verdicts = withoutStacks(() => checkAll(everyLaw, trialOf(session, { ...looplaw, host })))
    for (const [law, { exercised, wrong }] of verdicts) {
      const before = found.get(law)
      found.set(law, {
        exercised: (before?.exercised ?? 0) + (exercised > 0 ? 1 : 0),
        wrong: before?.wrong ?? (wrong && `${wrong}: ${JSON.stringify(session)}`),
      })
    }
  }
  return found
}

const random = judged(fc.sample(sessions(), LAWS.sample))
const programs = judged(everySmallProgram())
const scenes = judged(everySmallScene())

for (const id of clauseIds) {
  for (const law of laws[id]) {
    test(`${id}: ${law.sentence}`, () => {
      for (const found of [programs, scenes, random]) {
        expect(found.get(law)?.wrong).toBeUndefined()
      }
      const percent = (100 * (random.get(law)?.exercised ?? 0)) / LAWS.sample.numRuns
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

// The index is of what npm test has checked.
test.runIf(!isDeep)(
  'spec/index.md says how far each clause was checked, and where it is',
  async () => {
    const now = statuses({
      programs: (law) => (programs.get(law)?.exercised ?? 0) > 0,
      scenes: (law) => (scenes.get(law)?.exercised ?? 0) > 0,
      random: (law) => (random.get(law)?.exercised ?? 0) > 0,
    })
    await expect(indexOf(now), 'npm run index writes it').toMatchFileSnapshot(
      `${root}spec/index.md`,
    )
  },
)
