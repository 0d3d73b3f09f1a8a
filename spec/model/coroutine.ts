/** A coroutine: how it suspends, how blocks and scopes are left, and how it ends. */

import type { Outcome, Plain } from '../event.ts'
import type { Value } from '../program.ts'
import { cancelledError } from './cancellation.ts'
import { settle, tell } from './future.ts'
import type { Ask, Block, Completion, Frame, Scope } from './frame.ts'
import {
  NOTHING,
  PENDING,
  change,
  fault,
  outcomeOf,
  say,
  type Coroutine,
  type State,
  type Waiter,
} from './state.ts'

export function admit(state: State, kind: Coroutine['kind'], name: string, body: Block): State {
  const coroutine: Coroutine = {
    kind,
    begun: false,
    close: 'no',
    reason: undefined,
    frames: [{ in: 'block', rest: body }],
    awaiting: undefined,
    last: undefined,
    got: {},
    outcome: undefined,
    ticks: 0,
  }
  return { ...state, coroutines: { ...state.coroutines, [name]: coroutine } }
}

export function framesOf(state: State, who: string): readonly Frame[] {
  return state.coroutines[who]?.frames ?? []
}

export function push(state: State, who: string, ...frames: readonly Frame[]): State {
  return change(state, who, { frames: [...framesOf(state, who), ...frames] })
}

/** Without its innermost frame. */
export function pop(state: State, who: string): State {
  return change(state, who, { frames: framesOf(state, who).slice(0, -1) })
}

/** F4: whoever awaits suspends. F5: a waiting task is not scheduled. T3: a yielding one goes to the tail. */
export function suspend(state: State, who: string, on: string | undefined): State {
  const coroutine = state.coroutines[who]
  if (coroutine === undefined) return state
  const frames = mark(coroutine.frames, false).map((frame): Frame =>
    frame.in === 'timeout' ? { ...frame, suspended: true } : frame,
  )
  const stopped = { ...state, running: undefined }
  // C7: one that was cancelled meanwhile goes to the tail, whatever it would wait for.
  const asked = coroutine.close === 'asked'
  const left = change(stopped, who, { awaiting: asked ? undefined : on, last: on, frames })
  if (coroutine.kind === 'main') return left
  if (asked || on === undefined || outcomeOf(left, on) !== undefined) {
    return tell({ ...left, scheduled: [...left.scheduled, who] }, { event: 'scheduled', task: who })
  }
  return tell(watch(left, [on], { wakes: 'task', task: who }), { event: 'parked', who, on })
}

/** It stands in the line of each that is pending, last. */
export function watch(state: State, names: readonly string[], waiter: Waiter): State {
  return names.reduce((now, name) => {
    const future = now.futures[name] ?? PENDING
    if (future.outcome !== undefined) return now
    const waiters = [...future.waiters, waiter]
    return { ...now, futures: { ...now.futures, [name]: { ...future, waiters } } }
  }, state)
}

/** JavaScript closes a delegate through its delegators only until the delegate suspends (C5). */
function mark(frames: readonly Frame[], closing: boolean): readonly Frame[] {
  return frames.map((frame) => (frame.in === 'call' ? { ...frame, closing } : frame))
}

/**
 * A return or a throw leaves the blocks, innermost first, each `finally` run once; a scope of the library
 * holds it up, and has its own rule for what follows.
 */
export function unwind(
  state: State,
  who: string,
  by: Exclude<Completion, { ends: 'normally' }>,
): State {
  const frames = framesOf(state, who)
  const frame = frames.at(-1)
  if (frame === undefined) return end(state, who, by)
  const left = pop(state, who)
  if ('left' in frame) return push(left, who, { ...frame, left: by })
  // T11: a return leaves the delegate alone.
  if (frame.in === 'call' && by.ends === 'returning' && !frame.closing) return left
  if (frame.in !== 'try') return unwind(left, who, by)
  if (by.ends === 'returning' || frame.catch === undefined) {
    return frame.finally === undefined
      ? unwind(left, who, by)
      : cleanUp(left, who, frame.finally, by)
  }
  const caught = say(left, { event: 'caught', who, error: by.error })
  return push(caught, who, { ...frame, catch: undefined }, { in: 'block', rest: frame.catch })
}

export function cleanUp(
  state: State,
  who: string,
  block: Block | undefined,
  interrupted: Completion,
): State {
  if (block === undefined) return state
  const cleaning = say(state, { event: 'cleaning', who })
  return push(cleaning, who, { in: 'finally', interrupted }, { in: 'block', rest: block })
}

/** What an asking statement says of itself. */
type About = Pick<Ask | Scope, 'what' | 'of'>

export function ask(state: State, who: string, { of, what }: About): State {
  return say(state, { event: 'asks', who, what, of })
}

/** It is over: with a value the coroutine goes on, an error is thrown there. */
export function has(state: State, who: string, { of, what }: About, ending: Outcome): State {
  const said = say(state, { event: 'has', who, what, of, ending })
  return 'error' in ending ? unwind(said, who, { ends: 'throwing', ...ending }) : said
}

/** A mistake: refused at once, without suspending. */
export function refuse(state: State, who: string, about: About, name: string): State {
  const [next, error] = fault(state, name)
  return has(next, who, about, { error })
}

/** C11: what was to be cleaned up is; closing goes on outward, as far as it had come from outside. */
export function goOn(state: State, who: string): State {
  const frames = framesOf(state, who)
  const boundary = frames.findLastIndex(
    (frame) => 'left' in frame && frame.closing !== 'all' && frame.closing !== 'body and all',
  )
  const marked = [...frames.slice(0, boundary + 1), ...mark(frames.slice(boundary + 1), true)]
  return unwind(change(state, who, { frames: marked }), who, {
    ends: 'returning',
    value: undefined,
  })
}

/** The coroutine has ended. */
export function end(state: State, who: string, by: Completion): State {
  const coroutine = state.coroutines[who]
  // C7: one that ended before it could be closed has run to its end.
  const closed = coroutine?.close === 'done'
  const spoken = closed ? state : say(state, { event: 'ends', who, ending: endingOf(by) })
  const stopped = { ...spoken, running: undefined }
  if (coroutine?.kind !== 'task') return change(stopped, who, { outcome: endingOf(by) })
  if (by.ends !== 'throwing' && closed) {
    const [next, error] = cancelledError(stopped, who)
    return conclude(next, who, { error })
  }
  // L10: it is kept until somebody gets it, or until it is reported.
  const failures =
    by.ends === 'throwing' ? [...state.failures, { task: who, error: by.error }] : state.failures
  return conclude({ ...stopped, failures }, who, endingOf(by))
}

function conclude(state: State, who: string, outcome: Outcome): State {
  const ended = change(state, who, { outcome, frames: [] })
  return settle(
    { ...ended, live: ended.live.filter((task) => task !== who) },
    who,
    outcome,
    'always',
  )
}

export function endingOf(by: Completion): Outcome {
  if (by.ends === 'throwing') return { error: by.error }
  return by.ends === 'returning' ? { value: by.value } : NOTHING
}

export function valueOf(value: Value | undefined, got: Coroutine['got']): Plain {
  if (typeof value !== 'object' || value === null) return value
  return value.sum.map((name) => got[name]).reduce<number>(plus, 0)
}

/** What is no number counts nothing. */
function plus(sum: number, value: Plain): number {
  return typeof value === 'number' ? sum + value : sum
}
