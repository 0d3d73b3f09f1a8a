/** A session with a cancellation, at every point. */

import { model } from '../../spec/model.ts'
import type { Session } from '../../spec/program.ts'
import { isNotification } from '../history/logs.ts'
import { everywhere } from './scope.ts'

/**
 * The session once for each moment, which is an event of which its observer is notified, and each task and
 * future that exists by then and has not settled before, with an observer that cancels it there.
 */
export function* everyCancellation(session: Session): Generator<Session> {
  const { hooks = [], host } = session
  // The task of a coroutine in a combinator has no name to be cancelled by, and a main is no task.
  const named = new Set(everywhere(host).tasks)
  const there = new Set<string>()
  let at = 0
  for (const event of model(session)) {
    if (event.event === 'spawned' && named.has(event.task)) there.add(event.task)
    if (event.event === 'called' && event.call === 'future') there.add(event.of)
    if (!isNotification(event)) continue
    for (const on of there) {
      yield { ...session, hooks: [...hooks, { at, do: { do: 'cancel', on } }] }
    }
    at += 1
    if (event.event === 'settled') there.delete(event.future)
  }
}
