/** A coroutine: how it suspends, how its blocks and scopes are left, and how it completes. */

import type { Fault, Outcome, Plain } from '../event.ts'
import type { Value } from '../program.ts'
import { cancelledError } from './cancellation.ts'
import { blockOf, isShelter } from './frame.ts'
import type { Block, Completion, Frame, Scope, Wait } from './frame.ts'
import { announce, notifyObserver, settle, subscribe } from './future.ts'
import { hasHappened, ownedBy, refuseAbandoned } from './handing.ts'
import { NOTHING, fault, outcomeOf, record } from './state.ts'
import type { Coroutine, State } from './state.ts'
import { letGo, terminateAll } from './waking.ts'

export function createCoroutine(
  state: State,
  kind: Coroutine['kind'],
  name: string,
  body: Block,
  inherited: Coroutine['inherited'] = new Map(),
): Coroutine {
  const coroutine: Coroutine = {
    name,
    kind,
    begun: false,
    runs: false,
    close: 'no',
    forced: false,
    cut: false,
    reason: undefined,
    frames: [blockOf(body)],
    awaiting: undefined,
    errors: [],
    outward: false,
    received: new Map(),
    inherited,
    outcome: undefined,
    ticks: 0,
  }
  state.coroutines.set(name, coroutine)
  return coroutine
}

/** F4: every await suspends, even one of a settled future. C15: unless it was terminated. */
export function suspend(state: State, who: Coroutine, on: string | undefined): void {
  if (who.forced) {
    const owned = ownedBy(state, who)
    if (owned === undefined && who.close !== 'noted') {
      who.awaiting = on
      who.cut = true
      return
    }
    announce(state, terminateAll(state, owned ?? []))
  }
  markDelegates(who.frames, false)
  for (const frame of who.frames) if (frame.in === 'timeout') frame.suspended = true
  state.running = undefined
  who.runs = false
  // C7: cancelled during its own step, or in a shelter that it has left, it is scheduled, whatever it would wait for.
  if (who.close === 'noted') who.close = 'requested'
  who.awaiting = on
  const closes = requested(state, who) !== undefined
  if (closes) who.awaiting = undefined
  if (who.kind === 'main') {
    if (closes) announce(state, letGo(state, who))
    return
  }
  // T6: it is scheduled once, or waits for one pending future.
  if (closes || on === undefined || outcomeOf(state, on) !== undefined) {
    // T3: a yield appends the task to the ready queue.
    state.scheduled.push(who.name)
    // Y3: nor does it keep what it has just asked for.
    const given = closes ? letGo(state, who) : []
    notifyObserver(state, { event: 'scheduled', task: who.name })
    announce(state, given)
  } else {
    // F5: a parked task is not scheduled; the settlement wakes it.
    subscribe(state, [on], { wakes: 'task', task: who.name })
    notifyObserver(state, { event: 'parked', who: who.name, on })
  }
}

/**
 * What the next step closes: the index of the outermost frame of it; undefined if nothing is requested, or a shelter
 * puts it off (C11, C13), or what cannot be undone is to be received first (C14). Of a coroutine that was terminated,
 * only the tasks for whose ends it waits put that off (C15).
 */
export function requested(state: State, who: Coroutine): number | undefined {
  const { close, frames } = who
  if (hasHappened(state, who)) return undefined
  if (who.forced) return ownedBy(state, who) === undefined ? 0 : undefined
  const shelter = frames.findLastIndex(isShelter)
  if (close === 'requested' && shelter < 0) return 0
  const scope = frames.findIndex((frame, at) => at >= shelter && isDue(frame))
  return scope < 0 ? undefined : scope + 1
}

/** C11: whether something further out than this frame is to be closed, and nothing shelters from that. */
export function isToBeClosed({ close, frames }: Coroutine, index = frames.length): boolean {
  const next = frames.slice(0, index).findLast((frame) => isShelter(frame) || isDue(frame))
  return next === undefined ? close === 'requested' : isDue(next)
}

export function isDue(frame: Frame): boolean {
  return 'closing' in frame && frame.closing === 'due'
}

/** C16: whether it is closed, or to be closed where it suspends next, in the place where it runs. */
export function isBeingClosed(who: Coroutine | undefined): boolean {
  return who !== undefined && (who.close !== 'no' || who.frames.some(isClosed))
}

function isClosed(frame: Frame): boolean {
  return 'left' in frame && frame.closing !== 'no' && frame.closing !== 'granted'
}

/** JavaScript closes a delegate through its delegators only until the delegate suspends (C5). */
function markDelegates(frames: readonly Frame[], closing: boolean): void {
  for (const frame of frames) if (frame.in === 'call') frame.closing = closing
}

/**
 * C5: a return or a throw leaves the blocks, innermost first, and runs each `finally` once; only a throw
 * enters a `catch`. A scope of the library intercepts it, and continues by a rule of its own.
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
  if (frame.in === 'finally') resumeErrors(who, frame)
  // T11: a return leaves the delegate alone.
  if (frame.in === 'call' && by.ends === 'returning' && !frame.closing) return
  if (frame.in !== 'try') return unwind(state, who, by)
  if (by.ends === 'returning' || frame.catch === undefined) {
    return frame.finally === undefined
      ? unwind(state, who, by)
      : cleanUp(state, who, frame.finally, by)
  }
  record(state, { event: 'caught', who: who.name, error: by.error })
  who.frames.push({ ...frame, catch: undefined }, blockOf(frame.catch))
}

export function cleanUp(
  state: State,
  who: Coroutine,
  block: Block | undefined,
  interrupted: Completion,
): void {
  if (block === undefined) return
  record(state, { event: 'cleaning', who: who.name })
  // C12: what is on its way is nothing to the scopes of the clean-up.
  who.frames.push({ in: 'finally', interrupted, errors: who.errors }, blockOf(block))
  who.errors = []
}

/** C12: a clean-up is over, and what was on its way before it is on its way again. */
export function resumeErrors(who: Coroutine, { errors }: Extract<Frame, { in: 'finally' }>): void {
  who.errors = [...errors, ...who.errors]
}

/** What the log says of a statement of the library. */
type About = Pick<Scope | Wait, 'what' | 'of'>

export function beginStatement(state: State, { name: who }: Coroutine, { of, what }: About): void {
  record(state, { event: 'asks', who, what, of })
}

/** The statement is over: with a value the coroutine continues, an error is thrown into it. */
export function endStatement(
  state: State,
  who: Coroutine,
  { of, what }: About,
  ending: Outcome,
): void {
  record(state, { event: 'has', who: who.name, what, of, ending })
  if ('error' in ending) unwind(state, who, { ends: 'throwing', error: ending.error })
}

/**
 * C12: an error of a scope that is closed from outside, or would be, goes past every `catch` around it, to what closes
 * the coroutine; any other is thrown here.
 */
export function endScope(state: State, who: Coroutine, scope: Scope | Wait, ending: Outcome): void {
  const closed = scope.closing === 'all'
  if (!('error' in ending)) return endStatement(state, who, scope, ending)
  if (!closed) return throwInScope(state, who, scope, ending.error)
  who.errors = [...who.errors, ending.error]
  continueClosing(state, who)
}

/** C12: what closed a scope, or the coroutine, collects the errors: those on their way, and the one that left it. */
export function collectErrors(who: Coroutine, by: Completion): readonly Fault[] {
  const errors = by.ends === 'throwing' ? [...who.errors, by.error] : who.errors
  who.errors = []
  return errors
}

/** C12: the one error as it is, or one for all of them. */
export function asOne(state: State, errors: readonly Fault[]): Fault | undefined {
  return errors.length > 1 ? fault(state, 'AggregateError', { errors }) : errors[0]
}

/** A mistake: refused at once, without suspending. */
export function refuse(state: State, who: Coroutine, about: About, name: string): void {
  endStatement(state, who, about, { error: fault(state, name) })
}

/** The same, where the statement is a scope of its own (C12). */
export function refuseInScope(state: State, who: Coroutine, about: About, name: string): void {
  throwInScope(state, who, about, fault(state, name))
}

function throwInScope(state: State, who: Coroutine, about: About, error: Fault): void {
  if (!isToBeClosed(who)) return endStatement(state, who, about, { error })
  who.errors = [...who.errors, error]
  who.outward = true
}

/** C11: a scope or a wait has cleaned up; closing continues outward, as far as it was requested. */
export function continueClosing(state: State, who: Coroutine): void {
  const boundary = who.frames.findLastIndex((frame) => 'left' in frame && frame.closing !== 'all')
  markDelegates(who.frames.slice(boundary + 1), true)
  unwind(state, who, { ends: 'returning', value: undefined })
}

/** T4, T5: its outcome is what the coroutine returns or throws. */
export function end(state: State, who: Coroutine, by: Completion): void {
  // C7: one that completed before it could be closed keeps its outcome.
  const closed = who.close === 'done'
  const error = asOne(state, collectErrors(who, by))
  const ending = error === undefined ? endingOf(by) : { error }
  if (!closed) record(state, { event: 'ends', who: who.name, ending })
  state.running = undefined
  who.runs = false
  if (who.kind === 'main') {
    who.outcome = ending
    return announce(state, refuseAbandoned(state))
  }
  // C5: it is cancelled, whatever it returned. C6: a clean-up that throws makes it fail instead.
  if (error === undefined && closed) {
    return conclude(state, who, { error: cancelledError(state, who) })
  }
  // L10: the failure is unhandled until an awaiter receives it, or a report names it.
  if (error !== undefined) {
    state.failures = [...state.failures, { task: who.name, error }]
  }
  conclude(state, who, ending)
}

/** T2: a task completes once, and is not stepped again. */
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
  return value.sum.map((name) => by?.received.get(name)).reduce<number>(plus, 0)
}

/** A value that is no number counts as zero. */
function plus(sum: number, value: Plain): number {
  return typeof value === 'number' ? sum + value : sum
}
