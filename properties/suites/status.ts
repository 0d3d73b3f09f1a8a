/** How far each clause was checked, from what put its laws to the test. */

import { clauseIds } from '../../spec/clauses.ts'
import { explorationClauseIds } from '../../spec/exploration/clauses.ts'
import type { Law } from '../law.ts'
import { laws } from '../clauses/index.ts'
import type { AnyClauseId } from '../places/clause.ts'
import { LAWS } from './runs.ts'

/** Whether some session of a kind puts a law to the test. */
type Tests = (law: Law) => boolean

/**
 * The status of each clause: each of its laws was put to the test, by which sessions. That the laws hold
 * there, the conformance suite says, which has run them.
 */
export function statuses(tested: {
  readonly programs: Tests
  readonly scenes: Tests
  readonly random: Tests
}): ReadonlyMap<AnyClauseId, string> {
  const { programs, random, scenes } = tested
  const ofLoops = clauseIds.map((id): [AnyClauseId, string] => {
    const sampled = laws[id].every(random)
    const exhaustive = laws[id].every(programs)
    const staged = laws[id].every((law) => programs(law) || scenes(law))
    if (!staged) return [id, sampled ? 'sampled' : 'unchecked']
    const how = exhaustive ? `exhaustive to size ${LAWS.size}` : 'every scene of two tasks'
    return [id, `${how}${sampled ? ', sampled beyond' : ''}`]
  })
  // The suite of exploration fails unless each of these laws was put to the test.
  const ofScenarios = explorationClauseIds.map((id): [AnyClauseId, string] => [id, 'sampled'])
  return new Map([...ofLoops, ...ofScenarios])
}
