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
 * Every scene in which two tasks want one primitive, alone and with a cancellation: of all the points of all scenes, one
 * of so many. And of the races of two operations that can proceed, one of so many.
 */
export function* everySmallScene(): Generator<Session> {
  let point = 0
  for (const scene of Object.values(scenes)) {
    for (const host of everyArrangement(scene, 2)) {
      yield { discipline: 'snapshot', host }
      for (const session of everyCancellation({ discipline: 'drain', host })) {
        if (point % LAWS.stride === 0) yield session
        point += 1
      }
    }
  }
  let select = 0
  for (const race of [everyReadySelect(), everyMeeting()]) {
    for (const session of race) {
      if (select % LAWS.selects === 0) yield session
      select += 1
    }
  }
}
