/** The statements that wait at a primitive: how each begins, resumes and is closed. */

import type { Outcome, Plain } from '../event.ts'
import type { Statement } from '../program.ts'
import { closeCondition, waitCondition } from './condition.ts'
import { beginStatement, continueClosing, endScope, endStatement } from './coroutine.ts'
import { endingOf, refuse, suspend, valueOf } from './coroutine.ts'
import { blockOf, type Completion, type Scope, type Wait } from './frame.ts'
import { leavePutters, putIn, returnItem, takeOut } from './queue.ts'
import { NOTHING, fault, outcomeOf, record, type Coroutine, type State } from './state.ts'
import { dequeue, enqueue, holds, isQueued, newWaiter, openBarrier, release } from './waiters.ts'
import { takePermit } from './waiters.ts'

type Waiting = Extract<Statement, { do: 'acquire' | 'hold' | 'wait' | 'put' | 'take' }>
type Frame = Extract<Wait, { in: 'primitive' }>
type Hold = Extract<Scope, { in: 'hold' }>
/** What is requested, before it is known whether it has to wait. */
type Request = Omit<Frame, 'future'>

export function waitAt(state: State, who: Coroutine, statement: Waiting): void {
  const { at, do: what } = statement
  beginStatement(state, who, { what, of: at })
  const body = statement.do === 'hold' ? statement.body : []
  const request: Request = {
    in: 'primitive',
    what,
    of: at,
    closing: 'no',
    value: undefined,
    number: undefined,
    body,
  }
  switch (what) {
    case 'acquire':
    case 'hold':
      return acquire(state, who, request)
    case 'wait':
      return wait(state, who, request)
    case 'take':
      return take(state, who, request)
    default: {
      const value = 'value' in statement ? statement.value : undefined
      return putInto(state, who, request, valueOf(value, who))
    }
  }
}

/** Y2: what is available is reserved at once, and delivered one step later. */
function reserve(state: State, who: Coroutine, request: Request): void {
  who.frames.push({ ...request, future: undefined })
  suspend(state, who, undefined)
}

/** Y1: a later request waits behind the earlier ones. */
function queueUp(state: State, who: Coroutine, request: Request): void {
  const waiter = newWaiter(state, request.of, who)
  who.frames.push({ ...request, future: waiter.future })
  enqueue(state, request.of, waiter)
  suspend(state, who, waiter.future)
}

/** There is no such primitive: the statement is over. */
function skip(state: State, who: Coroutine, request: Request): void {
  endStatement(state, who, request, NOTHING)
}

function acquire(state: State, who: Coroutine, request: Request): void {
  const it = state.primitives.get(request.of)
  if (it === undefined || !('permits' in it)) return skip(state, who, request)
  return takePermit(state, request.of, who.name)
    ? reserve(state, who, request)
    : queueUp(state, who, request)
}

function wait(state: State, who: Coroutine, request: Request): void {
  const it = state.primitives.get(request.of)
  switch (it?.is) {
    case 'event':
      return it.set ? reserve(state, who, request) : queueUp(state, who, request)
    case 'condition':
      return waitCondition(state, who, request, it.lock)
    case 'barrier': {
      const place = it.waiters.length
      if (place < it.parties - 1) return queueUp(state, who, request)
      openBarrier(state, request.of)
      return reserve(state, who, { ...request, value: place })
    }
    default:
      return skip(state, who, request)
  }
}

function take(state: State, who: Coroutine, request: Request): void {
  const it = state.primitives.get(request.of)
  if (it?.is !== 'queue') return skip(state, who, request)
  const taken = takeOut(state, it)
  if (taken !== undefined) return reserve(state, who, { ...request, ...taken })
  return it.closed ? refuse(state, who, request, 'QueueClosedError') : queueUp(state, who, request)
}

function putInto(state: State, who: Coroutine, request: Request, value: Plain): void {
  const it = state.primitives.get(request.of)
  if (it?.is !== 'queue') return skip(state, who, request)
  if (it.closed) return refuse(state, who, request, 'QueueClosedError')
  if (putIn(state, it, value)) return reserve(state, who, request)
  const waiter = newWaiter(state, request.of, who, value)
  it.putters = [...it.putters, waiter]
  who.frames.push({ ...request, future: waiter.future })
  suspend(state, who, waiter.future)
}

/** It receives what it waited for, or an error instead. */
export function resumeWaitAt(state: State, who: Coroutine, frame: Frame): void {
  who.frames.pop()
  // Y7: a waiter of a condition that is being closed has acquired its lock.
  if (frame.closing === 'all') return continueClosing(state, who)
  const ending = endingOfWait(state, frame)
  if (frame.what !== 'hold' || 'error' in ending) return endStatement(state, who, frame, ending)
  // Y12: the body of a hold runs in place.
  endStatement(state, who, { what: 'acquire', of: frame.of }, NOTHING)
  who.frames.push(
    { in: 'hold', what: 'hold', of: frame.of, closing: 'no', left: undefined },
    blockOf(frame.body),
  )
}

function endingOfWait(state: State, { future, value }: Frame): Outcome {
  return future === undefined ? { value } : (outcomeOf(state, future) ?? NOTHING)
}

/** Y3: closed while it waits, or before it received what it was handed. */
export function closeWaitAt(state: State, who: Coroutine, frame: Frame): void {
  const it = state.primitives.get(frame.of)
  if (it?.is === 'condition') return closeCondition(state, who, frame, it.lock)
  discard(state, who, frame)
  who.frames.pop()
  continueClosing(state, who)
}

function discard(state: State, who: Coroutine, frame: Frame): void {
  const { future, of: at, what } = frame
  if (what === 'put') leavePutters(state, frame)
  else if (what === 'take') returnItem(state, frame)
  else if (future !== undefined && isQueued(state, at, future)) dequeue(state, at, future)
  else if (what !== 'wait') release(state, at, who.name)
}

/** Y12: releases, however the body was left. */
export function leaveHold(state: State, who: Coroutine, frame: Hold, by: Completion): void {
  const { of: at, closing } = frame
  record(state, { event: 'left', who: who.name, what: 'hold', of: at })
  who.frames.pop()
  if (!holds(state, at, who.name)) {
    return endScope(state, who, frame, { error: fault(state, 'InvalidStateError') })
  }
  release(state, at, who.name)
  if (by.ends !== 'throwing' && closing !== 'no') return continueClosing(state, who)
  endScope(state, who, frame, endingOf(by))
}
