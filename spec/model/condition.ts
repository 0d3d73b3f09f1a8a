/** Y7: a condition, and the lock that it gives up and has again. */

import { goOn, pop, push, refuse, suspend } from './coroutine.ts'
import { dequeue, enqueue, holds, newTurn, put, release, takePermit, waitsAt } from './lines.ts'
import type { Ask } from './frame.ts'
import { outcomeOf, type State } from './state.ts'

type Frame = Extract<Ask, { in: 'turn' }>

/** It gives up the lock once it stands in line. */
export function waitCondition(
  state: State,
  who: string,
  frame: Omit<Frame, 'ticket'>,
  lock: string,
): State {
  if (!holds(state, lock, who)) return refuse(state, who, frame, 'InvalidStateError')
  const [next, turn] = newTurn(state, frame.of, who)
  const { ticket } = turn
  const waiting = push(enqueue(next, frame.of, turn), who, { ...frame, ticket })
  return suspend(release(waiting, lock, who), who, ticket)
}

/** The next who wait, in their order, go to the line of the lock, which the caller holds. */
export function notify(state: State, at: string, count: number): State {
  const it = state.primitives[at]
  if (it?.is !== 'condition') return state
  const left = put(state, at, { ...it, line: it.line.slice(count) })
  return it.line.slice(0, count).reduce((now, turn) => enqueue(now, it.lock, turn), left)
}

/** C11: however it ends, it has its lock again. */
export function closeCondition(state: State, who: string, frame: Frame, lock: string): State {
  const { of: at, ticket = '' } = frame
  if (waitsAt(state, at, ticket)) {
    const left = dequeue(state, at, ticket)
    const taken = takePermit(left, lock, who)
    if (taken !== undefined) return goOn(pop(taken, who), who)
    const [next, turn] = newTurn(left, lock, who)
    const again = push(pop(next, who), who, { ...frame, ticket: turn.ticket })
    return suspend(enqueue(again, lock, turn), who, turn.ticket)
  }
  // Y3: the notification that it does not use goes to the next.
  const notified = notify(state, at, 1)
  if (outcomeOf(notified, ticket) !== undefined) return goOn(pop(notified, who), who)
  return suspend(notified, who, ticket)
}
