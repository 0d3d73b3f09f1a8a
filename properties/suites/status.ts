/** How far each clause was checked, found out by checking it. */

import * as fc from 'fast-check'
import { clauseIds, type ClauseId } from '../../spec/clauses.ts'
import type { Session } from '../../spec/program.ts'
import * as looplaw from '../../src/index.ts'
import { sessions } from '../arbitraries/random.ts'
import { checkAll, trialOf, type Law } from '../law.ts'
import { laws } from '../laws/index.ts'
import { withoutStacks } from '../stacks.ts'
import { LAWS } from './runs.ts'
import { everySmallProgram, everySmallScene } from './small.ts'

/**
 * The status of each clause: each of its laws was put to the test, by which sessions. That the laws hold
 * there, the conformance suite says.
 */
export function statuses(): ReadonlyMap<ClauseId, string> {
  const all = Object.values(laws).flat()
  const programs = exercised(all, everySmallProgram())
  const scenes = exercised(all, everySmallScene())
  const random = exercised(all, fc.sample(sessions(), LAWS.sample))
  return new Map(
    clauseIds.map((id) => {
      const sampled = laws[id].every((law) => random.has(law))
      const exhaustive = laws[id].every((law) => programs.has(law))
      const staged = laws[id].every((law) => programs.has(law) || scenes.has(law))
      if (!staged) return [id, sampled ? 'sampled' : 'unchecked']
      const how = exhaustive ? `exhaustive to size ${LAWS.size}` : 'every scene of two tasks'
      return [id, `${how}${sampled ? ', sampled beyond' : ''}`]
    }),
  )
}

/** Those of these laws that some session puts to the test. */
function exercised(all: readonly Law[], trials: Iterable<Session>): ReadonlySet<Law> {
  const left = new Set(all)
  for (const session of trials) {
    if (left.size === 0) break
    const verdicts = withoutStacks(() => checkAll([...left], trialOf(session, looplaw)))
    for (const [law, { exercised: places }] of verdicts) if (places > 0) left.delete(law)
  }
  return new Set(all.filter((law) => !left.has(law)))
}
