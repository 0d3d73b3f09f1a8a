/** A coroutine: how it suspends, how blocks and scopes are left, and how it ends. */

import type { Outcome, Plain } from '../event.ts'
import type { Value } from '../program.ts'
import { cancelledError } from './cancellation.ts'
import { settle, tell } from './future.ts'
import { blockOf, type Ask, type Block, type Completion, type Frame, type Scope } from './frame.ts'
import { NOTHING, fault, outcomeOf, say, type Coroutine, type State, type Waiter } from './state.ts'

export function admit(state: State, kind: Coroutine['kind'], name: string, body: Block): Coroutine {
  const coroutine: Coroutine = {
    name,
    kind,
    begun: false,
    close: 'no',
    reason: undefined,
    frames: [blockOf(body)],
    awaiting: undefined,
    last: undefined,
    got: new Map(),
    outcome: undefined,
    ticks: 0,
  }
  state.coroutines.set(name, coroutine)
  return coroutine
}

/** F4: whoever awaits suspends. F5: a waiting task is not scheduled. T3: a yielding one goes to the tail. */
export function suspend(state: State, who: Coroutine, on: string | undefined): void {
  mark(who.frames, false)
  for (const frame of who.frames) if (frame.in === 'timeout') frame.suspended = true
  state.running = undefined
  // C7: one that was cancelled meanwhile goes to the tail, whatever it would wait for.
  const asked = who.close === 'asked'
  who.awaiting = asked ? undefined : on
  who.last = on
  if (who.kind === 'main') return
  if (asked || on === undefined || outcomeOf(state, on) !== undefined) {
    state.scheduled.push(who.name)
    tell(state, { event: 'scheduled', task: who.name })
  } else {
    watch(state, [on], { wakes: 'task', task: who.name })
    tell(state, { event: 'parked', who: who.name, on })
  }
}

/** It stands in the line of each that is pending, last. */
export function watch(state: State, names: readonly string[], waiter: Waiter): void {
  for (const name of names) {
    const future = state.futures.get(name)
    if (future === undefined || future.outcome !== undefined) continue
    future.waiters = [...future.waiters, waiter]
  }
}

/** JavaScript closes a delegate through its delegators only until the delegate suspends (C5). */
function mark(frames: readonly Frame[], closing: boolean): void {
  for (const frame of frames) if (frame.in === 'call') frame.closing = closing
}

/**
 * A return or a throw leaves the blocks, innermost first, each `finally` run once; a scope of the library
 * holds it up, and has its own rule for what follows.
 */
export function unwind(
  state: State,
  who: Coroutine,
  by: Exclude<Completion, { ends: 'normally' }>,
): void {
  const frame = who.frames.at(-1)
  if (frame === undefined) return end(state, who, by)
  if ('left' in frame) {
    frame.left = by
    return
  }
  who.frames.pop()
  // T11: a return leaves the delegate alone.
  if (frame.in === 'call' && by.ends === 'returning' && !frame.closing) return
  if (frame.in !== 'try') return unwind(state, who, by)
  if (by.ends === 'returning' || frame.catch === undefined) {
    return frame.finally === undefined
      ? unwind(state, who, by)
      : cleanUp(state, who, frame.finally, by)
  }
  say(state, { event: 'caught', who: who.name, error: by.error })
  who.frames.push({ ...frame, catch: undefined }, blockOf(frame.catch))
}

export function cleanUp(
  state: State,
  who: Coroutine,
  block: Block | undefined,
  interrupted: Completion,
): void {
  if (block === undefined) return
  say(state, { event: 'cleaning', who: who.name })
  who.frames.push({ in: 'finally', interrupted }, blockOf(block))
}

/** What an asking statement says of itself. */
type About = Pick<Ask | Scope, 'what' | 'of'>

export function ask(state: State, { name: who }: Coroutine, { of, what }: About): void {
  say(state, { event: 'asks', who, what, of })
}

/** It is over: with a value the coroutine goes on, an error is thrown there. */
export function has(state: State, who: Coroutine, { of, what }: About, ending: Outcome): void {
  say(state, { event: 'has', who: who.name, what, of, ending })
  if ('error' in ending) unwind(state, who, { ends: 'throwing', error: ending.error })
}

/** A mistake: refused at once, without suspending. */
export function refuse(state: State, who: Coroutine, about: About, name: string): void {
  has(state, who, about, { error: fault(state, name) })
}

/** C11: what was to be cleaned up is; closing goes on outward, as far as it had come from outside. */
export function goOn(state: State, who: Coroutine): void {
  const boundary = who.frames.findLastIndex(
    (frame) => 'left' in frame && frame.closing !== 'all' && frame.closing !== 'body and all',
  )
  mark(who.frames.slice(boundary + 1), true)
  unwind(state, who, { ends: 'returning', value: undefined })
}

/** The coroutine has ended. */
export function end(state: State, who: Coroutine, by: Completion): void {
  // C7: one that ended before it could be closed has run to its end.
  const closed = who.close === 'done'
  const ending = endingOf(by)
  if (!closed) say(state, { event: 'ends', who: who.name, ending })
  state.running = undefined
  if (who.kind === 'main') {
    who.outcome = ending
    return
  }
  if (by.ends !== 'throwing' && closed) {
    return conclude(state, who, { error: cancelledError(state, who) })
  }
  // L10: it is kept until somebody gets it, or until it is reported.
  if (by.ends === 'throwing') {
    state.failures = [...state.failures, { task: who.name, error: by.error }]
  }
  conclude(state, who, ending)
}

function conclude(state: State, who: Coroutine, outcome: Outcome): void {
  who.outcome = outcome
  who.frames = []
  state.live = state.live.filter((task) => task !== who.name)
  settle(state, who.name, outcome, 'always')
}

export function endingOf(by: Completion): Outcome {
  if (by.ends === 'throwing') return { error: by.error }
  return by.ends === 'returning' ? { value: by.value } : NOTHING
}

export function valueOf(value: Value | undefined, by: Coroutine | undefined): Plain {
  if (typeof value !== 'object' || value === null) return value
  return value.sum.map((name) => by?.got.get(name)).reduce<number>(plus, 0)
}

/** What is no number counts nothing. */
function plus(sum: number, value: Plain): number {
  return typeof value === 'number' ? sum + value : sum
}
