/** A condition, and the lock that its waiters release and acquire again. */

import { continueClosing, refuseInScope, suspend } from './coroutine.ts'
import type { Wait } from './frame.ts'
import { isAbandoned } from './handing.ts'
import { outcomeOf, type Coroutine, type State } from './state.ts'
import { enqueue, holds, newWaiter, release, takePermits } from './waiters.ts'

type Frame = Extract<Wait, { in: 'primitive' }>

/** Y7: releases the lock once it is queued at the condition. */
export function waitCondition(
  state: State,
  who: Coroutine,
  frame: Omit<Frame, 'future'>,
  lock: string,
): void {
  if (!holds(state, lock, who.name)) return refuseInScope(state, who, frame, 'InvalidStateError')
  const waiter = newWaiter(state, frame.of, who)
  enqueue(state, frame.of, waiter)
  release(state, lock, who.name)
  who.frames.push({ ...frame, future: waiter.future })
  suspend(state, who, waiter.future)
}

/** Y7, C11: however the wait ends, it ends with the lock acquired. */
export function closeCondition(state: State, who: Coroutine, frame: Frame, lock: string): void {
  const { future = '', of: at } = frame
  const it = state.primitives.get(at)
  if (frame.again) {
    // C15: it was closed before, and acquires the lock no more.
    who.frames.pop()
    return continueClosing(state, who)
  }
  frame.again = true
  // It was notified: it is in the wait queue of the lock already, or holds the lock.
  if (it?.is === 'condition' && it.sent.has(future)) {
    // Y13: or it was refused, and is closed without the lock.
    if (outcomeOf(state, future) === undefined) return suspend(state, who, future)
  } else if (
    !takePermits(state, lock, who.name) &&
    !isAbandoned(state, state.primitives.get(lock))
  ) {
    const waiter = newWaiter(state, lock, who)
    frame.future = waiter.future
    enqueue(state, lock, waiter)
    return suspend(state, who, waiter.future)
  }
  who.frames.pop()
  continueClosing(state, who)
}
