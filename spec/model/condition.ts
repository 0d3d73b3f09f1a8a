/** Y7: a condition, and the lock that it gives up and has again. */

import { goOn, refuse, suspend } from './coroutine.ts'
import { dequeue, enqueue, holds, newTurn, release, takePermit, waitsAt } from './lines.ts'
import type { Ask } from './frame.ts'
import { outcomeOf, type Coroutine, type State } from './state.ts'

type Frame = Extract<Ask, { in: 'turn' }>

/** It gives up the lock once it stands in line. */
export function waitCondition(
  state: State,
  who: Coroutine,
  frame: Omit<Frame, 'ticket'>,
  lock: string,
): void {
  if (!holds(state, lock, who.name)) return refuse(state, who, frame, 'InvalidStateError')
  const turn = newTurn(state, frame.of, who)
  enqueue(state, frame.of, turn)
  who.frames.push({ ...frame, ticket: turn.ticket })
  release(state, lock, who.name)
  suspend(state, who, turn.ticket)
}

/** The next who wait, in their order, go to the line of the lock, which the caller holds. */
export function notify(state: State, at: string, count: number): void {
  const it = state.primitives.get(at)
  if (it?.is !== 'condition') return
  const next = it.line.slice(0, count)
  it.line = it.line.slice(count)
  for (const turn of next) enqueue(state, it.lock, turn)
}

/** C11: however it ends, it has its lock again. */
export function closeCondition(state: State, who: Coroutine, frame: Frame, lock: string): void {
  const { of: at, ticket = '' } = frame
  if (waitsAt(state, at, ticket)) {
    dequeue(state, at, ticket)
    if (takePermit(state, lock, who.name)) {
      who.frames.pop()
      return goOn(state, who)
    }
    const turn = newTurn(state, lock, who)
    frame.ticket = turn.ticket
    enqueue(state, lock, turn)
    return suspend(state, who, turn.ticket)
  }
  // Y3: the notification that it does not use goes to the next.
  notify(state, at, 1)
  if (outcomeOf(state, ticket) === undefined) return suspend(state, who, ticket)
  who.frames.pop()
  goOn(state, who)
}
