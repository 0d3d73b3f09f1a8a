/** How far each clause was checked, found out by checking it. */

import * as fc from 'fast-check'
import { clauseIds, type ClauseId } from '../../spec/clauses.ts'
import type { HostCall, Session } from '../../spec/program.ts'
import * as looplaw from '../../src/index.ts'
import { everyProgram } from '../arbitraries/exhaustive.ts'
import { sessions } from '../arbitraries/random.ts'
import type { Law } from '../law.ts'
import { laws } from '../laws/index.ts'
import { observe } from '../subject.ts'

/**
 * The sessions of the conformance suite. It holds every law to all of them; here it is only found out
 * which of them put a law to the test.
 */
const SIZE = 3
const SAMPLE = { numRuns: 4_000, seed: 20_261_123 }

/** The status of each clause: each of its laws was put to the test, by which sessions. */
export function statuses(): ReadonlyMap<ClauseId, string> {
  const all = Object.values(laws).flat()
  const small = exercised(all, everyProgramUpTo(SIZE))
  const random = exercised(all, fc.sample(sessions(), SAMPLE))
  return new Map(
    clauseIds.map((id) => {
      const sampled = laws[id].every((law) => random.has(law))
      const exhaustive = laws[id].every((law) => small.has(law))
      if (!exhaustive) return [id, sampled ? 'sampled' : 'unchecked']
      return [id, `exhaustive to size ${SIZE}${sampled ? ', sampled beyond' : ''}`]
    }),
  )
}

function* everyProgramUpTo(size: number): Generator<Session> {
  for (let statements = 0; statements <= size; statements += 1) {
    for (const body of everyProgram(statements)) {
      const run: HostCall = { do: 'run', name: 'main', body }
      yield { discipline: 'drain', host: [run] }
      yield { discipline: 'snapshot', host: [run] }
    }
  }
}

/** Those of these laws that some session puts to the test. */
function exercised(all: readonly Law[], trials: Iterable<Session>): ReadonlySet<Law> {
  const left = new Set(all)
  for (const session of trials) {
    if (left.size === 0) break
    const trial = {
      session,
      log: observe(session, looplaw),
      observe: (other: Session, circumstances = {}) => observe(other, looplaw, circumstances),
      subject: looplaw,
    }
    for (const law of left) if (law.check(trial).exercised > 0) left.delete(law)
  }
  return new Set(all.filter((law) => !left.has(law)))
}
