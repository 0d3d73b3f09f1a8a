/** Every small session to which the laws are held, one by one. */

import type { Session } from '../../spec/program.ts'
import { everyArrangement, scenes } from '../arbitraries/arrangements.ts'
import { everyCancellation } from '../arbitraries/cancellations.ts'
import { everySession, everyStructured } from '../arbitraries/exhaustive.ts'
import { everyMeeting, everyReadySelect } from '../arbitraries/selects.ts'
import { LAWS } from './runs.ts'

/**
 * Every program up to a size, plain and structured, with its loop closed afterwards, and every plain one up to
 * another size with a cancellation, at every point.
 */
export function* everySmallProgram(): Generator<Session> {
  yield* everySession(LAWS.size)
  for (const session of everySession(LAWS.cancelled)) yield* everyCancellation(session)
  for (let size = 0; size <= LAWS.size; size += 1) {
    for (const body of everyStructured(size)) {
      for (const discipline of ['drain', 'snapshot'] as const) {
        yield { discipline, host: [{ do: 'run', name: 'main', body }, { do: 'close' }] }
      }
    }
  }
}

/**
 * Every scene in which two tasks want one primitive, with a cancellation, at every point, and every race of two
 * operations that can proceed.
 */
export function* everySmallScene(): Generator<Session> {
  for (const scene of Object.values(scenes)) {
    for (const host of everyArrangement(scene, 2)) {
      yield { discipline: 'snapshot', host }
      yield* everyCancellation({ discipline: 'drain', host })
    }
  }
  yield* everyReadySelect()
  yield* everyMeeting()
}
