/** The statements that wait at a primitive: asked, resumed, closed. Y2: each suspends at least once. */

import type { Outcome, Plain } from '../event.ts'
import type { Statement } from '../program.ts'
import { closeCondition, waitCondition } from './condition.ts'
import { ask, endingOf, goOn, has, refuse, suspend, valueOf } from './coroutine.ts'
import { dequeue, enqueue, holds, newTurn, openBarrier, release } from './lines.ts'
import { takePermit, waitsAt } from './lines.ts'
import { giveBack, leavePutters, putIn, takeOut } from './queue.ts'
import { blockOf, type Ask, type Completion, type Scope } from './frame.ts'
import { NOTHING, fault, outcomeOf, say, type Coroutine, type State } from './state.ts'

type Asking = Extract<Statement, { do: 'acquire' | 'hold' | 'wait' | 'put' | 'take' }>
type Turn = Extract<Ask, { in: 'turn' }>
type Hold = Extract<Scope, { in: 'hold' }>
/** A turn that nobody knows yet whether it has to wait. */
type Fresh = Omit<Turn, 'ticket'>

export function askFor(state: State, who: Coroutine, statement: Asking): void {
  const { at, do: what } = statement
  ask(state, who, { what, of: at })
  const body = statement.do === 'hold' ? statement.body : []
  const fresh: Fresh = {
    in: 'turn',
    what,
    of: at,
    closing: 'no',
    had: undefined,
    entry: undefined,
    body,
  }
  switch (what) {
    case 'acquire':
    case 'hold':
      return acquire(state, who, fresh)
    case 'wait':
      return wait(state, who, fresh)
    case 'take':
      return take(state, who, fresh)
    default: {
      const value = 'value' in statement ? statement.value : undefined
      return putInto(state, who, fresh, valueOf(value, who))
    }
  }
}

/** It was there and is taken: the coroutine gives up the turn once. */
function granted(state: State, who: Coroutine, fresh: Fresh): void {
  who.frames.push({ ...fresh, ticket: undefined })
  suspend(state, who, undefined)
}

/** Y1: at the tail of the line. */
function queueUp(state: State, who: Coroutine, fresh: Fresh): void {
  const turn = newTurn(state, fresh.of, who)
  who.frames.push({ ...fresh, ticket: turn.ticket })
  enqueue(state, fresh.of, turn)
  suspend(state, who, turn.ticket)
}

/** What does not exist is not waited for. */
function nothing(state: State, who: Coroutine, fresh: Fresh): void {
  has(state, who, fresh, NOTHING)
}

function acquire(state: State, who: Coroutine, fresh: Fresh): void {
  const it = state.primitives.get(fresh.of)
  if (it === undefined || !('permits' in it)) return nothing(state, who, fresh)
  return takePermit(state, fresh.of, who.name)
    ? granted(state, who, fresh)
    : queueUp(state, who, fresh)
}

function wait(state: State, who: Coroutine, fresh: Fresh): void {
  const it = state.primitives.get(fresh.of)
  switch (it?.is) {
    case 'event':
      return it.set ? granted(state, who, fresh) : queueUp(state, who, fresh)
    case 'condition':
      return waitCondition(state, who, fresh, it.lock)
    case 'barrier': {
      const place = it.line.length
      if (place < it.parties - 1) return queueUp(state, who, fresh)
      openBarrier(state, fresh.of)
      return granted(state, who, { ...fresh, had: place })
    }
    default:
      return nothing(state, who, fresh)
  }
}

function take(state: State, who: Coroutine, fresh: Fresh): void {
  const it = state.primitives.get(fresh.of)
  if (it?.is !== 'queue') return nothing(state, who, fresh)
  const taken = takeOut(state, it)
  if (taken !== undefined) {
    return granted(state, who, { ...fresh, had: taken.value, entry: taken.entry })
  }
  return it.closed ? refuse(state, who, fresh, 'QueueClosedError') : queueUp(state, who, fresh)
}

function putInto(state: State, who: Coroutine, fresh: Fresh, value: Plain): void {
  const it = state.primitives.get(fresh.of)
  if (it?.is !== 'queue') return nothing(state, who, fresh)
  if (it.closed) return refuse(state, who, fresh, 'QueueClosedError')
  if (putIn(state, it, value)) return granted(state, who, fresh)
  const turn = newTurn(state, fresh.of, who, value)
  it.putters = [...it.putters, turn]
  who.frames.push({ ...fresh, ticket: turn.ticket })
  suspend(state, who, turn.ticket)
}

/** It has what it waited for, or an error instead. */
export function resumeTurn(state: State, who: Coroutine, frame: Turn): void {
  who.frames.pop()
  // Y7: a condition that was closed has its lock again.
  if (frame.closing === 'all') return goOn(state, who)
  const ending = endingOfTurn(state, frame)
  if (frame.what !== 'hold' || 'error' in ending) return has(state, who, frame, ending)
  has(state, who, { what: 'acquire', of: frame.of }, NOTHING)
  who.frames.push(
    { in: 'hold', what: 'hold', of: frame.of, closing: 'no', left: undefined },
    blockOf(frame.body),
  )
}

function endingOfTurn(state: State, { had, ticket }: Turn): Outcome {
  return ticket === undefined ? { value: had } : (outcomeOf(state, ticket) ?? NOTHING)
}

/** Y3: closed while it waits, or before it has what it was handed. */
export function closeTurn(state: State, who: Coroutine, frame: Turn): void {
  const it = state.primitives.get(frame.of)
  if (it?.is === 'condition') return closeCondition(state, who, frame, it.lock)
  forgo(state, who, frame)
  who.frames.pop()
  goOn(state, who)
}

function forgo(state: State, who: Coroutine, frame: Turn): void {
  const { of: at, ticket, what } = frame
  if (what === 'put') leavePutters(state, frame)
  else if (what === 'take') giveBack(state, frame)
  else if (ticket !== undefined && waitsAt(state, at, ticket)) dequeue(state, at, ticket)
  else if (what !== 'wait') release(state, at, who.name)
}

/** Y12: released when its body was left, however that is. */
export function leaveHold(state: State, who: Coroutine, frame: Hold, by: Completion): void {
  const { of: at, closing } = frame
  say(state, { event: 'left', who: who.name, what: 'hold', of: at })
  who.frames.pop()
  if (!holds(state, at, who.name)) {
    return has(state, who, frame, { error: fault(state, 'InvalidStateError') })
  }
  release(state, at, who.name)
  if (by.ends !== 'throwing' && closing !== 'no') return goOn(state, who)
  has(state, who, frame, endingOf(by))
}
