/** A condition, and the lock that its waiters release and acquire again. */

import { continueClosing, refuse, suspend } from './coroutine.ts'
import type { Wait } from './frame.ts'
import { outcomeOf, type Coroutine, type State } from './state.ts'
import { dequeue, enqueue, holds, isQueued, newWaiter, release, takePermit } from './waiters.ts'

type Frame = Extract<Wait, { in: 'primitive' }>

/** Y7: releases the lock once it is queued at the condition. */
export function waitCondition(
  state: State,
  who: Coroutine,
  frame: Omit<Frame, 'future'>,
  lock: string,
): void {
  if (!holds(state, lock, who.name)) return refuse(state, who, frame, 'InvalidStateError')
  const waiter = newWaiter(state, frame.of, who)
  enqueue(state, frame.of, waiter)
  who.frames.push({ ...frame, future: waiter.future })
  release(state, lock, who.name)
  suspend(state, who, waiter.future)
}

/** Y7: the next waiters, in FIFO order, move to the wait queue of the lock, which the caller holds. */
export function notify(state: State, at: string, count: number): void {
  const it = state.primitives.get(at)
  if (it?.is !== 'condition') return
  const next = it.waiters.slice(0, count)
  it.waiters = it.waiters.slice(count)
  for (const waiter of next) enqueue(state, it.lock, waiter)
}

/** Y7, C11: however the wait ends, it ends with the lock acquired. */
export function closeCondition(state: State, who: Coroutine, frame: Frame, lock: string): void {
  const { future = '', of: at } = frame
  if (isQueued(state, at, future)) {
    dequeue(state, at, future)
    if (takePermit(state, lock, who.name)) {
      who.frames.pop()
      return continueClosing(state, who)
    }
    const waiter = newWaiter(state, lock, who)
    frame.future = waiter.future
    enqueue(state, lock, waiter)
    return suspend(state, who, waiter.future)
  }
  // Y3: the notification that it received goes to the next waiter.
  notify(state, at, 1)
  if (outcomeOf(state, future) === undefined) return suspend(state, who, future)
  who.frames.pop()
  continueClosing(state, who)
}
