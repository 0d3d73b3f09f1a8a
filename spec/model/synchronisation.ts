/** The statements that wait at a primitive: how each begins, resumes and is closed. */

import type { Outcome, Plain } from '../event.ts'
import { isGuarding, type Statement } from '../program.ts'
import { closeCondition, waitCondition } from './condition.ts'
import { beginStatement, continueClosing, endScope, endStatement } from './coroutine.ts'
import { endingOf, suspend, valueOf } from './coroutine.ts'
import { announce } from './future.ts'
import { blockOf, type Completion, type Scope, type Wait } from './frame.ts'
import { giveUp, isAbandoned } from './handing.ts'
import { fits, permitsIn, rankOf, undone, type Amount } from './primitive.ts'
import { putIn, takeOut } from './queue.ts'
import { areRivals } from './races.ts'
import { NOTHING, createSettled, fault, outcomeOf, record } from './state.ts'
import type { Coroutine, State } from './state.ts'
import { createRefused, enqueue, heldOf, newWaiter, openBarrier, parties } from './waiters.ts'
import { release, takePermits } from './waiters.ts'

type Waiting = Extract<Statement, { do: Frame['what'] }>
type Frame = Extract<Wait, { in: 'primitive' }>
type Hold = Extract<Scope, { in: 'hold' }>
/** What is requested, before it is known whether it has to wait. */
type Request = Omit<Frame, 'future'>

export function waitAt(state: State, who: Coroutine, statement: Waiting): void {
  const { at, do: what } = statement
  const it = state.primitives.get(at)
  beginStatement(state, who, { what, of: at })
  const body = statement.do === 'hold' ? statement.body : []
  const request: Request = {
    in: 'primitive',
    what,
    of: at,
    closing: 'no',
    value: undefined,
    over: false,
    permits: it === undefined ? 1 : permitsIn(it, amountOf(statement)),
    again: false,
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
    case 'join':
      return join(state, who, request)
    default: {
      const value = 'value' in statement ? statement.value : undefined
      return putInto(state, who, request, valueOf(value, who))
    }
  }
}

function amountOf(statement: Waiting): Amount {
  return isGuarding(statement) ? statement : {}
}

/** Y2: an error is reserved too, and thrown one step later. */
function refuse(state: State, who: Coroutine, request: Request): void {
  const error = fault(state, 'QueueClosedError')
  ask(state, who, request, createSettled(state, request.of, { error }))
}

/** It suspends on what it asked for; or as a yield does, where there is nothing to wait for, or to give back. */
function ask(state: State, who: Coroutine, request: Request, future?: string): void {
  who.frames.push({ ...request, future })
  suspend(state, who, future)
}

/** Y1: a later request waits behind the earlier ones. */
function queueUp(state: State, who: Coroutine, request: Request): void {
  const waiter = newWaiter(state, request.of, who, undefined, request.permits)
  enqueue(state, request.of, waiter)
  ask(state, who, request, waiter.future)
}

/** There is no such primitive: the statement is over. */
function skip(state: State, who: Coroutine, request: Request): void {
  endStatement(state, who, request, NOTHING)
}

function acquire(state: State, who: Coroutine, request: Request): void {
  const it = state.primitives.get(request.of)
  const { permits } = request
  if (it === undefined || !('permits' in it)) return skip(state, who, request)
  if (!fits(it, permits))
    return endStatement(state, who, request, { error: fault(state, 'RangeError') })
  if (takePermits(state, request.of, who.name, permits)) {
    // Y2: what is available is reserved at once, and delivered one step later. Y3: until then it can be given back.
    return ask(state, who, request, createSettled(state, request.of, NOTHING))
  }
  // Y13: it would wait in vain.
  return it.waiters.length === 0 && isAbandoned(state, it, permits)
    ? ask(state, who, request, createRefused(state, request.of))
    : queueUp(state, who, request)
}

function wait(state: State, who: Coroutine, request: Request): void {
  const it = state.primitives.get(request.of)
  switch (it?.is) {
    case 'event':
      return it.set ? ask(state, who, request) : queueUp(state, who, request)
    case 'condition':
      return waitCondition(state, who, request, it.lock)
    case 'barrier': {
      const arrived = parties(state, it.waiters)
      const place = arrived.length
      // S11: those that race with each other count as one.
      const counts = !arrived.some((one) => areRivals(state, one.who, who.name))
      if (!counts || place < it.parties - 1) return queueUp(state, who, request)
      openBarrier(state, request.of, who.name)
      return ask(state, who, request, createSettled(state, request.of, { value: place }))
    }
    default:
      return skip(state, who, request)
  }
}

function take(state: State, who: Coroutine, request: Request): void {
  const it = state.primitives.get(request.of)
  if (it?.is !== 'queue') return skip(state, who, request)
  const taken = takeOut(state, it, who.name)
  if (taken !== undefined) {
    const future = createSettled(state, request.of, { value: taken.value })
    it.handed.set(future, taken.number)
    return ask(state, who, request, future)
  }
  return it.closed ? refuse(state, who, request) : queueUp(state, who, request)
}

/** Y15: it waits until every item is done with. */
function join(state: State, who: Coroutine, request: Request): void {
  const it = state.primitives.get(request.of)
  if (it?.is !== 'queue') return skip(state, who, request)
  if (undone(it) === 0) return ask(state, who, request)
  const waiter = newWaiter(state, request.of, who)
  it.joiners = [...it.joiners, waiter]
  ask(state, who, request, waiter.future)
}

function putInto(state: State, who: Coroutine, request: Request, value: Plain): void {
  const it = state.primitives.get(request.of)
  if (it?.is !== 'queue') return skip(state, who, request)
  if (Number.isNaN(rankOf(it, value)))
    return endStatement(state, who, request, { error: fault(state, 'TypeError') })
  if (it.closed) return refuse(state, who, request)
  const future = createSettled(state, request.of, NOTHING)
  if (putIn(state, it, value, { who: who.name, future })) return ask(state, who, request, future)
  const waiter = newWaiter(state, request.of, who, value)
  it.putters = [...it.putters, waiter]
  ask(state, who, request, waiter.future)
}

/** It receives what it waited for, or an error instead. */
export function resumeWaitAt(state: State, who: Coroutine, frame: Frame): void {
  who.frames.pop()
  // Y7: a waiter of a condition that is being closed has acquired its lock. Y13: or could not.
  if (frame.closing === 'all') return continueClosing(state, who)
  const ending = endingOfWait(state, frame)
  // C12: a hold, and the wait of a condition, are scopes.
  const isScope = frame.what === 'hold' || state.primitives.get(frame.of)?.is === 'condition'
  if (isScope && 'error' in ending) return endScope(state, who, frame, ending)
  if (frame.what !== 'hold') return endStatement(state, who, frame, ending)
  // Y12: the body of a hold runs in place.
  endStatement(state, who, { what: 'acquire', of: frame.of }, NOTHING)
  who.frames.push(
    {
      in: 'hold',
      what: 'hold',
      of: frame.of,
      permits: frame.permits,
      closing: 'no',
      left: undefined,
    },
    blockOf(frame.body),
  )
}

function endingOfWait(state: State, { future, value }: Frame): Outcome {
  return future === undefined ? { value } : (outcomeOf(state, future) ?? NOTHING)
}

/**
 * What it waited for, or was handed, has passed on already, but for a put whose item had been handed over, and has come
 * back since (C14).
 */
export function closeWaitAt(state: State, who: Coroutine, frame: Frame): void {
  announce(state, giveUp(state, who))
  const it = state.primitives.get(frame.of)
  if (it?.is === 'condition') return closeCondition(state, who, frame, it.lock)
  who.frames.pop()
  continueClosing(state, who)
}

/** Y12: releases, however the body was left. */
export function leaveHold(state: State, who: Coroutine, frame: Hold, by: Completion): void {
  const { of: at, closing, permits } = frame
  record(state, { event: 'left', who: who.name, what: 'hold', of: at })
  who.frames.pop()
  const left = heldOf(state, at, who.name, permits)
  if (left > 0) release(state, at, who.name, left)
  // Y13, C15: a condition released it, and could not acquire it again.
  if (left < permits && !who.forced && !isAbandoned(state, state.primitives.get(at))) {
    return endScope(state, who, frame, { error: fault(state, 'InvalidStateError') })
  }
  if (by.ends !== 'throwing' && closing !== 'no') return continueClosing(state, who)
  endScope(state, who, frame, endingOf(by))
}
