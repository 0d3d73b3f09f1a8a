/** The statements that wait at a primitive: asked, resumed, closed. Y2: each suspends at least once. */

import type { Outcome, Plain } from '../event.ts'
import type { Statement } from '../program.ts'
import { closeCondition, waitCondition } from './condition.ts'
import { ask, endingOf, goOn, has, pop, push, refuse, suspend, valueOf } from './coroutine.ts'
import {
  dequeue,
  enqueue,
  holds,
  newTurn,
  openBarrier,
  put,
  release,
  takePermit,
  waitsAt,
} from './lines.ts'
import { giveBack, leavePutters, putIn, takeOut } from './queue.ts'
import type { Ask, Completion, Scope } from './frame.ts'
import { NOTHING, fault, outcomeOf, say, type State } from './state.ts'

type Asking = Extract<Statement, { do: 'acquire' | 'hold' | 'wait' | 'put' | 'take' }>
type Turn = Extract<Ask, { in: 'turn' }>
type Hold = Extract<Scope, { in: 'hold' }>
/** A turn that nobody knows yet whether it has to wait. */
type Fresh = Omit<Turn, 'ticket'>

export function askFor(state: State, who: string, statement: Asking): State {
  const { at, do: what } = statement
  const asked = ask(state, who, { what, of: at })
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
      return acquire(asked, who, fresh)
    case 'wait':
      return wait(asked, who, fresh)
    case 'take':
      return take(asked, who, fresh)
    default: {
      const value = 'value' in statement ? statement.value : undefined
      return putInto(asked, who, fresh, valueOf(value, state.coroutines[who]?.got ?? {}))
    }
  }
}

/** It was there and is taken: the coroutine gives up the turn once. */
function granted(state: State, who: string, fresh: Fresh): State {
  return suspend(push(state, who, { ...fresh, ticket: undefined }), who, undefined)
}

/** Y1: at the tail of the line. */
function queueUp(state: State, who: string, fresh: Fresh): State {
  const [next, turn] = newTurn(state, fresh.of, who)
  const { ticket } = turn
  return suspend(enqueue(push(next, who, { ...fresh, ticket }), fresh.of, turn), who, ticket)
}

/** What does not exist is not waited for. */
function nothing(state: State, who: string, fresh: Fresh): State {
  return has(state, who, fresh, NOTHING)
}

function acquire(state: State, who: string, fresh: Fresh): State {
  const it = state.primitives[fresh.of]
  if (it === undefined || !('permits' in it)) return nothing(state, who, fresh)
  const taken = takePermit(state, fresh.of, who)
  return taken === undefined ? queueUp(state, who, fresh) : granted(taken, who, fresh)
}

function wait(state: State, who: string, fresh: Fresh): State {
  const it = state.primitives[fresh.of]
  switch (it?.is) {
    case 'event':
      return it.set ? granted(state, who, fresh) : queueUp(state, who, fresh)
    case 'condition':
      return waitCondition(state, who, fresh, it.lock)
    case 'barrier': {
      const place = it.line.length
      if (place < it.parties - 1) return queueUp(state, who, fresh)
      return granted(openBarrier(state, fresh.of), who, { ...fresh, had: place })
    }
    default:
      return nothing(state, who, fresh)
  }
}

function take(state: State, who: string, fresh: Fresh): State {
  const it = state.primitives[fresh.of]
  if (it?.is !== 'queue') return nothing(state, who, fresh)
  const taken = takeOut(state, fresh.of)
  if (taken !== undefined) {
    const [left, { entry, value }] = taken
    return granted(left, who, { ...fresh, had: value, entry })
  }
  return it.closed ? refuse(state, who, fresh, 'QueueClosedError') : queueUp(state, who, fresh)
}

function putInto(state: State, who: string, fresh: Fresh, value: Plain): State {
  const it = state.primitives[fresh.of]
  if (it?.is !== 'queue') return nothing(state, who, fresh)
  if (it.closed) return refuse(state, who, fresh, 'QueueClosedError')
  const entered = putIn(state, fresh.of, value)
  if (entered !== undefined) return granted(entered, who, fresh)
  const [next, turn] = newTurn(state, fresh.of, who, value)
  const waiting = put(next, fresh.of, { ...it, putters: [...it.putters, turn] })
  return suspend(push(waiting, who, { ...fresh, ticket: turn.ticket }), who, turn.ticket)
}

/** It has what it waited for, or an error instead. */
export function resumeTurn(state: State, who: string, frame: Turn): State {
  const popped = pop(state, who)
  // Y7: a condition that was closed has its lock again.
  if (frame.closing === 'all') return goOn(popped, who)
  const ending = endingOfTurn(state, frame)
  if (frame.what !== 'hold' || 'error' in ending) return has(popped, who, frame, ending)
  const had = has(popped, who, { what: 'acquire', of: frame.of }, NOTHING)
  const scope = { in: 'hold', what: 'hold', of: frame.of, closing: 'no', left: undefined } as const
  return push(had, who, scope, { in: 'block', rest: frame.body })
}

function endingOfTurn(state: State, { had, ticket }: Turn): Outcome {
  return ticket === undefined ? { value: had } : (outcomeOf(state, ticket) ?? NOTHING)
}

/** Y3: closed while it waits, or before it has what it was handed. */
export function closeTurn(state: State, who: string, frame: Turn): State {
  const it = state.primitives[frame.of]
  if (it?.is === 'condition') return closeCondition(state, who, frame, it.lock)
  return goOn(pop(forgo(state, who, frame), who), who)
}

function forgo(state: State, who: string, frame: Turn): State {
  const { of: at, ticket, what } = frame
  if (what === 'put') return leavePutters(state, frame)
  if (what === 'take') return giveBack(state, frame)
  if (ticket !== undefined && waitsAt(state, at, ticket)) return dequeue(state, at, ticket)
  return what === 'wait' ? state : release(state, at, who)
}

/** Y12: released when its body was left, however that is. */
export function leaveHold(state: State, who: string, frame: Hold, by: Completion): State {
  const { of: at, closing } = frame
  const out = pop(say(state, { event: 'left', who, what: 'hold', of: at }), who)
  if (!holds(out, at, who)) {
    const [next, error] = fault(out, 'InvalidStateError')
    return has(next, who, frame, { error })
  }
  const released = release(out, at, who)
  if (by.ends !== 'throwing' && closing !== 'no') return goOn(released, who)
  return has(released, who, frame, endingOf(by))
}
