/** A session with a cancellation, at every point. */

import type { Log } from '../../spec/event.ts'
import { model } from '../../spec/model.ts'
import type { Session } from '../../spec/program.ts'
import { isNotification } from '../history/logs.ts'
import { everywhere } from './scope.ts'

/**
 * The session once for each moment, which is an event that its observer is told, and each task and
 * future that there is by then and is not settled before, with an observer that cancels it there.
 */
export function* everyCancellation(session: Session): Generator<Session> {
  const { hooks = [] } = session
  for (const { at, on } of points(session, model(session))) {
    yield { ...session, hooks: [...hooks, { at, do: { do: 'cancel', on } }] }
  }
}

function* points(
  { host }: Session,
  log: Log,
): Generator<{ readonly at: number; readonly on: string }> {
  // What a combinator makes of a coroutine has no name to be cancelled by, and a main is no task.
  const given = new Set(everywhere(host).tasks)
  const there = new Set<string>()
  let at = 0
  for (const event of log) {
    if (event.event === 'spawned' && given.has(event.task)) there.add(event.task)
    if (event.event === 'called' && event.call === 'future') there.add(event.of)
    if (!isNotification(event)) continue
    for (const on of there) yield { at, on }
    at += 1
    if (event.event === 'settled') there.delete(event.future)
  }
}
