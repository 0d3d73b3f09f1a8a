/** Time: timers, a sleep and a timeout. */

import type { Statement } from '../program.ts'
import { ask, endingOf, goOn, has, refuse, suspend } from './coroutine.ts'
import { settle, tell } from './future.ts'
import { blockOf, type Ask, type Completion, type Scope } from './frame.ts'
import { NOTHING, draw, say, type Coroutine, type State, type Waiter } from './state.ts'

type Of<Do> = Extract<Statement, { do: Do }>
type Sleep = Extract<Ask, { in: 'sleep' }>
type Timeout = Extract<Scope, { in: 'timeout' }>

/** D1: a sleep. D6: of zero or more. */
export function sleep(state: State, who: Coroutine, { ms }: Of<'sleep'>): void {
  const about = { what: 'sleep', of: String(ms) } as const
  ask(state, who, about)
  if (!(ms >= 0)) return refuse(state, who, about, 'RangeError')
  const ticket = ms === 0 ? undefined : setTimer(state, 'sleep', ms)
  who.frames.push({ in: 'sleep', ...about, closing: 'no', ticket })
  suspend(state, who, ticket)
}

export function slept(state: State, who: Coroutine, frame: Sleep): void {
  who.frames.pop()
  has(state, who, frame, NOTHING)
}

/** D3: nobody waits for that time any more. */
export function closeSleep(state: State, who: Coroutine, { ticket }: Sleep): void {
  if (ticket !== undefined) clearTimer(state, ticket)
  who.frames.pop()
  goOn(state, who)
}

/** D5: its body runs at once, in its place. */
export function timeout(state: State, who: Coroutine, { body, ms }: Of<'timeout'>): void {
  const about = { what: 'timeout', of: String(ms) } as const
  ask(state, who, about)
  if (!(ms >= 0)) return refuse(state, who, about, 'RangeError')
  const timer = setTimer(state, 'timeout', ms, [{ wakes: 'timeout', owner: who.name }])
  who.frames.push(
    { in: 'timeout', ...about, closing: 'no', left: undefined, timer, suspended: false },
    blockOf(body),
  )
}

/** D5: its body was left. */
export function leaveTimeout(state: State, who: Coroutine, frame: Timeout, left: Completion): void {
  say(state, { event: 'left', who: who.name, what: frame.what, of: frame.of })
  clearTimer(state, frame.timer)
  frame.left = left
  // It suspends at least once.
  if (frame.suspended) timeoutOver(state, who, frame)
  else suspend(state, who, undefined)
}

/** It has its outcome, and has suspended. */
export function timeoutOver(state: State, who: Coroutine, frame: Timeout): void {
  const { closing, left } = frame
  who.frames.pop()
  if (left?.ends === 'throwing') return has(state, who, frame, endingOf(left))
  if (closing === 'all' || closing === 'body and all') return goOn(state, who)
  if (closing === 'body') return refuse(state, who, frame, 'TimeoutError')
  has(state, who, frame, left === undefined ? NOTHING : endingOf(left))
}

function setTimer(state: State, base: string, ms: number, waiters?: readonly Waiter[]): string {
  const ticket = draw(state, base, waiters)
  const at = state.now + ms
  // D6: Infinity never ends, so there is no time to go to.
  if (at !== Infinity) state.timers = [...state.timers, { ticket, at }]
  return ticket
}

export function clearTimer(state: State, ticket: string): void {
  state.timers = state.timers.filter((timer) => timer.ticket !== ticket)
}

/** D3: to the earliest deadline that somebody waits for. D4: forward. */
export function jump(state: State): void {
  const now = Math.min(...state.timers.map(({ at }) => at))
  if (now <= state.now || now === Infinity) return
  state.now = now
  tell(state, { event: 'advanced', now })
}

/** D2: those that are due, by deadline, and those of one deadline in the order in which they asked. */
export function fire(state: State): void {
  for (;;) {
    const due = state.timers.filter(({ at }) => at <= state.now)
    const [first] = due.toSorted((one, other) => one.at - other.at)
    if (first === undefined) return
    clearTimer(state, first.ticket)
    settle(state, first.ticket, NOTHING, state.phase)
  }
}
