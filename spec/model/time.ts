/** Timers, sleep and timeout. */

import type { Statement } from '../program.ts'
import { asOne, beginStatement, collectErrors, continueClosing, endScope } from './coroutine.ts'
import { endStatement, endingOf, isToBeClosed, refuse, suspend } from './coroutine.ts'
import { blockOf, type Completion, type Scope, type Wait } from './frame.ts'
import { notifyObserver, settle } from './future.ts'
import { NOTHING, createInternal, createSettled, record } from './state.ts'
import type { Coroutine, State, Subscription } from './state.ts'

type Of<Do> = Extract<Statement, { do: Do }>
type Sleep = Extract<Wait, { in: 'sleep' }>
type Timeout = Extract<Scope, { in: 'timeout' }>

/** D1: waits for its timer; sleep(0) suspends as a yield does. D6: negative and NaN are refused at once. */
export function sleep(state: State, who: Coroutine, { ms }: Of<'sleep'>): void {
  const about = { what: 'sleep', of: String(ms) } as const
  beginStatement(state, who, about)
  if (!(ms >= 0)) return refuse(state, who, about, 'RangeError')
  const future = ms === 0 ? undefined : setTimer(state, 'sleep', ms)
  who.frames.push({ in: 'sleep', ...about, closing: 'no', future })
  suspend(state, who, future)
}

export function resumeSleep(state: State, who: Coroutine, frame: Sleep): void {
  who.frames.pop()
  endStatement(state, who, frame, NOTHING)
}

/** D3: a deadline that no task waits for does not advance the clock. */
export function closeSleep(state: State, who: Coroutine, { future }: Sleep): void {
  if (future !== undefined) clearTimer(state, future)
  who.frames.pop()
  continueClosing(state, who)
}

/** D5: its body runs at once, in place. */
export function timeout(state: State, who: Coroutine, { body, ms }: Of<'timeout'>): void {
  const about = { what: 'timeout', of: String(ms) } as const
  beginStatement(state, who, about)
  if (!(ms >= 0)) return refuse(state, who, about, 'RangeError')
  const timer = setTimer(state, 'timeout', ms, [{ wakes: 'timeout', owner: who.name }])
  who.frames.push(
    { in: 'timeout', ...about, closing: 'no', left: undefined, timer, suspended: false },
    blockOf(body),
  )
}

/** D5: its body was left; it suspends once if the body never did. */
export function leaveTimeout(state: State, who: Coroutine, frame: Timeout, left: Completion): void {
  record(state, { event: 'left', who: who.name, what: frame.what, of: frame.of })
  clearTimer(state, frame.timer)
  if (frame.closing === 'due') frame.closing = 'no'
  const errors = frame.closing === 'all' ? who.errors : collectErrors(who, left)
  // C11: it has cleaned up, or C12: failed, and something further out is to be closed.
  const isOver = frame.closing === 'body' || errors.length > 0
  if (frame.closing !== 'all' && isOver && isToBeClosed(who, who.frames.length - 1)) {
    who.frames.pop()
    who.errors = errors
    who.outward = true
    return
  }
  // C12: it closed its body itself, or no error is on its way.
  const error = frame.closing === 'all' ? undefined : asOne(state, errors)
  frame.left = error === undefined ? left : { ends: 'throwing', error }
  if (frame.suspended) return finishTimeout(state, who, frame)
  if (error !== undefined) return suspend(state, who, undefined)
  suspend(state, who, createSettled(state, 'timeout', NOTHING))
}

/** D5: the outcome of its body; TimeoutError if the body was closed, unless the clean-up threw. */
export function finishTimeout(state: State, who: Coroutine, frame: Timeout): void {
  const { closing, left } = frame
  who.frames.pop()
  if (left?.ends === 'throwing') return endScope(state, who, frame, endingOf(left))
  if (closing === 'all') return continueClosing(state, who)
  if (closing === 'body') return refuse(state, who, frame, 'TimeoutError')
  endStatement(state, who, frame, left === undefined ? NOTHING : endingOf(left))
}

function setTimer(
  state: State,
  base: string,
  ms: number,
  waiters?: readonly Subscription[],
): string {
  const future = createInternal(state, base, waiters)
  const at = state.now + ms
  // D6: Infinity never ends, so there is no time to advance to.
  if (at !== Infinity) state.timers = [...state.timers, { future, at }]
  return future
}

export function clearTimer(state: State, future: string): void {
  state.timers = state.timers.filter((timer) => timer.future !== future)
}

/** D3: time jumps to the earliest pending deadline. D4: never backwards. */
export function jump(state: State): void {
  const now = Math.min(...state.timers.map(({ at }) => at))
  if (now <= state.now || now === Infinity) return
  state.now = now
  notifyObserver(state, { event: 'advanced', now })
}

/** D2: the due timers fire by deadline, and those with the same deadline in order of creation. */
export function fire(state: State): void {
  for (;;) {
    const due = state.timers.filter(({ at }) => at <= state.now)
    const [first] = due.toSorted((one, other) => one.at - other.at)
    if (first === undefined) return
    clearTimer(state, first.future)
    settle(state, first.future, NOTHING, state.phase)
  }
}
