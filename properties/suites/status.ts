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

/** What the conformance suite tries, which says more when a law is broken. */
const SIZE = 3
const SAMPLE = { numRuns: 4_000, seed: 20_261_123 }

/**
 * The status of each clause. A clause counts as checked where each of its laws was put to the test and
 * none was broken.
 *
 * @throws if a law is broken
 */
export function statuses(): ReadonlyMap<ClauseId, string> {
  const small = exercised(everyProgramUpTo(SIZE))
  const random = exercised(fc.sample(sessions(), SAMPLE))
  return new Map(
    clauseIds.map((id) => {
      const all = laws[id]
      if (all.every((law) => small.has(law)))
        return [id, `exhaustive to size ${SIZE}, sampled beyond`]
      return [id, all.every((law) => random.has(law)) ? 'sampled' : 'unchecked']
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

/** The laws that these sessions put to the test. */
function exercised(all: Iterable<Session>): ReadonlySet<Law> {
  const found = new Set<Law>()
  for (const session of all) {
    const trial = {
      session,
      log: observe(session, looplaw),
      observe: (other: Session, circumstances = {}) => observe(other, looplaw, circumstances),
      subject: looplaw,
    }
    for (const law of Object.values(laws).flat()) {
      const { exercised: places, wrong } = law.check(trial)
      if (wrong !== undefined) {
        throw new Error(`${law.clause}: ${law.sentence}: ${wrong}, in ${JSON.stringify(session)}`)
      }
      if (places > 0) found.add(law)
    }
  }
  return found
}
