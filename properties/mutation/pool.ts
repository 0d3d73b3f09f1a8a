/** The sessions on which mutants are judged. */

import * as fc from 'fast-check'
import type { Session } from '../../spec/program.ts'
import { everySession, everyStructured } from '../arbitraries/exhaustive.ts'
import {
  absences,
  acquisitions,
  endings,
  forcings,
  inheritances,
  leftovers,
  plainSessions,
  sessions,
} from '../arbitraries/random.ts'
import { everyMeeting, everyReadySelect } from '../arbitraries/selects.ts'
import { everyClosing, everyCrowd, everyInterference } from '../mutants/crowds.ts'
import { everyContest, everyStage } from '../mutants/stages.ts'

/**
 * Always the same sessions, those with which the suite of the mutants hunts among them: every program of three
 * statements, plain and structured, every stage, contest, crowd and race of what is ready, and random ones. Each list
 * is in an order in which neighbours have little in common, and the lists alternate: what is wrong shows early.
 */
export function pool(): readonly Session[] {
  return alternating([
    scattered([...everyStage()]),
    scattered([...everyContest()]),
    fc.sample(sessions(), { numRuns: 2 * RANDOM, seed: 20_261_123 }),
    scattered([...everySession(3)]),
    scattered([...everySmallStructure()]),
    scattered([...everyCrowd()]),
    scattered([...everyReadySelect()]),
    scattered([...everyClosing(), ...everyInterference(), ...everyMeeting()]),
    ...SCENES.map((scenes) => fc.sample(scenes(), { numRuns: RANDOM / 2, seed: 20_261_126 })),
  ])
}

const RANDOM = 1_000

/** Of what is rare in `sessions()`. */
const SCENES = [
  endings,
  leftovers,
  forcings,
  acquisitions,
  absences,
  inheritances,
  plainSessions,
] as const

function* everySmallStructure(): Generator<Session> {
  for (let size = 0; size <= 3; size += 1) {
    for (const body of everyStructured(size)) {
      for (const discipline of ['drain', 'snapshot'] as const)
        yield { discipline, host: [{ do: 'run', name: 'main', body }, { do: 'close' }] }
    }
  }
}

/** The same list in leaps of the golden ratio, which visit every part of it again and again. */
function scattered(all: readonly Session[]): readonly Session[] {
  const place = (index: number): number => (index * 0.618_033_988_749_895) % 1
  return all
    .map((session, index) => ({ session, place: place(index) }))
    .toSorted((one, other) => one.place - other.place)
    .map(({ session }) => session)
}

/** The first of each list, then the second of each, and so on. */
function alternating(lists: readonly (readonly Session[])[]): readonly Session[] {
  const longest = Math.max(...lists.map(({ length }) => length))
  return Array.from({ length: longest }, (_, at) =>
    lists.flatMap((list) => list.slice(at, at + 1)),
  ).flat()
}
