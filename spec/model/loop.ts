/** Ticks, runs and the closing of a loop. */

import type { Fault, Outcome } from '../event.ts'
import { cancelAll } from './cancellation.ts'
import { isAwaited } from './failures.ts'
import { dequeue } from './lines.ts'
import { deadlock } from './deadlock.ts'
import { tell, enlist, shown } from './future.ts'
import { NOTHING, change, waitOf, say, fault, mistake, type State, type Result } from './state.ts'
import { proceed } from './step.ts'
import { fire, jump } from './time.ts'
import { leave, withdraw } from './waking.ts'

/** Steps, as the loop that is current. */
export function pass(state: State, work: (state: State) => State): State {
  return { ...work({ ...state, phase: 'ticking' }), phase: state.phase }
}

/** L16: what a tick would step; D2: those first whose time has come. */
export function stepWithout(state: State): State {
  return stepScheduled(fire(state))
}

/** L2: the oldest. */
export function step(state: State): State {
  const [task, ...scheduled] = state.scheduled
  if (task === undefined) return state
  const taken = { ...state, scheduled, running: task }
  return proceed(tell(taken, { event: 'stepped', who: task }), task)
}

function stepScheduled(from: State): State {
  let state = from
  // L3: until none is left. L4: those that are scheduled now.
  const last = state.discipline === 'drain' ? undefined : state.scheduled.at(-1)
  while (state.scheduled.length > 0) {
    const [task] = state.scheduled
    state = step(state)
    if (task === last) break
  }
  return state
}

/** L1: the tick begins, the scheduled tasks are stepped, L5: main has its turn. */
function takeTick(state: State, main: string): State {
  const tick = state.tick + 1
  const counted = change({ ...state, tick }, main, { ticks: tick })
  // D3: time stands still while a task is scheduled or main can go on.
  const stuck = counted.scheduled.length === 0 && waitOf(counted, main) !== undefined
  const begun = fire(stuck ? jump(counted) : counted)
  const after = stepScheduled(tell(begun, { event: 'tick', tick, scheduled: begun.scheduled }))
  if (waitOf(after, main) !== undefined) return after
  const turn = tell({ ...after, running: main }, { event: 'stepped', who: 'main' })
  const left: State = { ...proceed(turn, main), running: undefined }
  const on = waitOf(left, main)
  return on === undefined ? left : tell(left, { event: 'parked', who: 'main', on })
}

export function run(state: State, main: string): Result {
  const [opened, refused] = open(state, main)
  if (refused !== undefined) return [opened, refused]
  let [now, result] = nextTick(begin(opened, main), main)
  while (typeof result === 'number') [now, result] = nextTick(now, main)
  return [now, result]
}

/** L11: one run at a time. T8: a main is a coroutine, and belongs to one run. L8: which may go on. */
export function open(state: State, main: string): readonly [State, Outcome | undefined] {
  if (state.phase === 'closed') return mistake(state, 'LoopClosedError')
  if (state.phase !== 'idle') return mistake(state, 'LoopRunningError')
  if (state.mains.includes(main)) return [state, undefined]
  if (state.claimed.includes(main)) return mistake(state, 'CoroutineReusedError')
  return [{ ...state, claimed: [...state.claimed, main], mains: [...state.mains, main] }, undefined]
}

/** L6: ticks count from 1 in each run; L8: one that goes on counts on. */
function begin(state: State, main: string): State {
  return { ...state, phase: 'driven', stopping: false, tick: state.coroutines[main]?.ticks ?? 0 }
}

/** The number of the tick that was taken, or how the run ended. */
function nextTick(state: State, main: string): readonly [State, number | Outcome] {
  const idle: State = { ...state, phase: state.phase === 'driven' ? 'idle' : state.phase }
  const outcome = state.coroutines[main]?.outcome
  if (outcome !== undefined) return finish(idle, main, outcome)
  if (state.stopping) return mistake(idle, 'LoopStoppedError')
  const on = waitOf(state, main)
  if (state.scheduled.length === 0 && on !== undefined && state.timers.length === 0) {
    // L9: nothing can go on.
    const [reported, error] = report(idle)
    return deadlock(reported, main, error)
  }
  const ticked = pass(state, (now) => takeTick(now, main))
  return [ticked, ticked.tick]
}

/** L7: main's outcome is the run's; L10: unless main returned and there is something to report. */
function finish(state: State, main: string, outcome: Outcome): Result {
  const over = { ...state, mains: state.mains.filter((name) => name !== main) }
  if ('error' in outcome) return [over.onUnhandled === undefined ? over : report(over)[0], outcome]
  const [reported, error] = report(over)
  return [reported, error === undefined ? outcome : { error }]
}

/** L10: every failure that nobody looked at, once. */
function report(state: State): readonly [State, Fault | undefined] {
  const isDue = ({ task }: State['failures'][number]): boolean =>
    task === null || !isAwaited(state, task)
  const due = state.failures.filter(isDue)
  if (due.length === 0) return [state, undefined]
  const unhandled = due.map(({ task, error }) => ({ task: task && shown(state, task), error }))
  const failures = state.failures.filter((failure) => !isDue(failure))
  const [told, error] = fault({ ...state, failures }, 'UnhandledError', { unhandled })
  if (state.onUnhandled === undefined) return [told, error]
  const handled = say(told, { event: 'unhandled', ending: { error } })
  if (state.onUnhandled === 'log') return [handled, undefined]
  const [next, thrown] = fault(handled, 'handler')
  const late = { task: null, error: thrown }
  return [{ ...next, failures: [...next.failures, late] }, undefined]
}

/** L14: tasks by creation, then mains; a parked one is scheduled, and each is closed in its turn. */
export function close(state: State): Result {
  const closed = pass({ ...state, phase: 'closed', mains: [] }, (begun) => {
    const asked = cancelAll(begun, begun.live, CLOSED)
    const mains = state.mains.filter((main) => state.coroutines[main]?.outcome === undefined)
    return settleDown(mains.reduce(adopt, { ...asked, discipline: 'drain' }))
  })
  const [first, told] = report({ ...closed, live: [] })
  const [reported, error] =
    told === undefined ? report({ ...first, onUnhandled: undefined }) : [first, told]
  if (closed.live.length > 0) {
    const [stuck, outcome] = deadlock({ ...reported, live: closed.live }, undefined, error)
    return [{ ...closed.live.reduce(abandon, stuck), live: [] }, outcome]
  }
  return [reported, error === undefined ? NOTHING : { error }]
}

/** Y3: who is left by a closed loop stands in no line. */
function abandon(state: State, task: string): State {
  const on = waitOf(state, task)
  if (on === undefined) return state
  const left = change(leave(state, task), task, { awaiting: undefined })
  return Object.keys(left.primitives).reduce((now, at) => dequeue(now, at, on), left)
}

const CLOSED = 'its loop was closed'

/** A main that is closed with its loop is a task from then on. */
function adopt(state: State, main: string): State {
  const [left] = withdraw(state, main)
  const asked = change(left, main, { kind: 'task', close: 'asked', reason: CLOSED })
  return tell(enlist(asked, main), { event: 'cancelled', task: main })
}

/** Until nothing can go on, also in time. */
function settleDown(from: State): State {
  let state = stepScheduled(from)
  while (state.live.length > 0 && state.timers.length > 0) {
    state = stepScheduled(fire(jump(state)))
  }
  return state
}

export function drive(state: State, main: string, driver: 'fresh' | 'live' | 'over'): State {
  return { ...state, drivers: { ...state.drivers, [main]: driver } }
}

/** L15: one tick each time the host asks. */
export function driven(state: State, main: string): Result {
  const driver = state.drivers[main] ?? 'over'
  if (driver === 'over') return [state, NOTHING]
  const over = drive(state, main, 'over')
  const coroutine = state.coroutines[main]
  const ended = coroutine?.kind === 'main' && coroutine.outcome !== undefined
  if (state.phase === 'closed' && (driver === 'fresh' || !ended))
    return mistake(over, 'LoopClosedError')
  if (driver === 'fresh' && state.phase !== 'idle') return mistake(over, 'LoopRunningError')
  const begun = driver === 'fresh' ? begin(state, main) : state
  const [next, result] = nextTick(drive(begun, main, 'live'), main)
  return typeof result === 'number'
    ? [next, { value: result }]
    : [drive(next, main, 'over'), result]
}
