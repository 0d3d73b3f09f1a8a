/** Time: timers, a sleep and a timeout. */

import type { Statement } from '../program.ts'
import { ask, endingOf, goOn, has, pop, push, refuse, suspend } from './coroutine.ts'
import { settle, tell } from './future.ts'
import type { Ask, Completion, Scope } from './frame.ts'
import { NOTHING, draw, say, type State, type Waiter } from './state.ts'

type Of<Do> = Extract<Statement, { do: Do }>
type Sleep = Extract<Ask, { in: 'sleep' }>
type Timeout = Extract<Scope, { in: 'timeout' }>

/** D1: a sleep. D6: of zero or more. */
export function sleep(state: State, who: string, { ms }: Of<'sleep'>): State {
  const about = { what: 'sleep', of: String(ms) } as const
  const asked = ask(state, who, about)
  if (!(ms >= 0)) return refuse(asked, who, about, 'RangeError')
  const [timed, ticket] = ms === 0 ? ([asked, undefined] as const) : setTimer(asked, 'sleep', ms)
  return suspend(push(timed, who, { in: 'sleep', ...about, closing: 'no', ticket }), who, ticket)
}

export function slept(state: State, who: string, frame: Sleep): State {
  return has(pop(state, who), who, frame, NOTHING)
}

/** D3: nobody waits for that time any more. */
export function closeSleep(state: State, who: string, { ticket }: Sleep): State {
  return goOn(pop(ticket === undefined ? state : clearTimer(state, ticket), who), who)
}

/** D5: its body runs at once, in its place. */
export function timeout(state: State, who: string, { body, ms }: Of<'timeout'>): State {
  const about = { what: 'timeout', of: String(ms) } as const
  const asked = ask(state, who, about)
  if (!(ms >= 0)) return refuse(asked, who, about, 'RangeError')
  const [timed, timer] = setTimer(asked, 'timeout', ms, [{ wakes: 'timeout', owner: who }])
  const scope = { in: 'timeout', ...about, closing: 'no', left: undefined, timer } as const
  return push(timed, who, { ...scope, suspended: false }, { in: 'block', rest: body })
}

/** D5: its body was left. */
export function leaveTimeout(state: State, who: string, frame: Timeout, left: Completion): State {
  const out = say(state, { event: 'left', who, what: frame.what, of: frame.of })
  const cleared = clearTimer(out, frame.timer)
  // It suspends at least once.
  if (!frame.suspended)
    return suspend(push(pop(cleared, who), who, { ...frame, left }), who, undefined)
  return timeoutOver(cleared, who, { ...frame, left })
}

/** It has its outcome, and has suspended. */
export function timeoutOver(state: State, who: string, frame: Timeout): State {
  const { closing, left } = frame
  const popped = pop(state, who)
  if (left?.ends === 'throwing') return has(popped, who, frame, endingOf(left))
  if (closing === 'all' || closing === 'body and all') return goOn(popped, who)
  if (closing === 'body') return refuse(popped, who, frame, 'TimeoutError')
  return has(popped, who, frame, left === undefined ? NOTHING : endingOf(left))
}

function setTimer(
  state: State,
  base: string,
  ms: number,
  waiters: readonly Waiter[] = [],
): readonly [State, string] {
  const [next, ticket] = draw(state, base, waiters)
  const at = next.now + ms
  // D6: Infinity never ends, so there is no time to go to.
  const timers = at === Infinity ? next.timers : [...next.timers, { ticket, at }]
  return [{ ...next, timers }, ticket]
}

export function clearTimer(state: State, ticket: string): State {
  return { ...state, timers: state.timers.filter((timer) => timer.ticket !== ticket) }
}

/** D3: to the earliest deadline that somebody waits for. D4: forward. */
export function jump(state: State): State {
  const now = Math.min(...state.timers.map(({ at }) => at))
  return now > state.now && now < Infinity
    ? tell({ ...state, now }, { event: 'advanced', now })
    : state
}

/** D2: those that are due, by deadline, and those of one deadline in the order in which they asked. */
export function fire(from: State): State {
  let state = from
  for (;;) {
    const { now, timers } = state
    const [first] = timers.filter(({ at }) => at <= now).toSorted((one, other) => one.at - other.at)
    if (first === undefined) return state
    state = settle(clearTimer(state, first.ticket), first.ticket, NOTHING, state.phase)
  }
}
