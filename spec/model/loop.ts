/** Ticks, runs and the closing of a loop. */

import type { Fault, Outcome } from '../event.ts'
import { cancelAll } from './cancellation.ts'
import { isAwaited } from './failures.ts'
import { dequeue } from './lines.ts'
import { deadlock } from './deadlock.ts'
import { tell, enlist, shown } from './future.ts'
import { NOTHING, waitOf, say, fault, mistake, type Coroutine, type State } from './state.ts'
import { proceed } from './step.ts'
import { fire, jump } from './time.ts'
import { leave, withdraw } from './waking.ts'

/** Steps, as the loop that is current. */
export function pass(state: State, work: () => void): void {
  const { phase } = state
  state.phase = 'ticking'
  work()
  state.phase = phase
}

/** L16: what a tick would step; D2: those first whose time has come. */
export function stepWithout(state: State): void {
  fire(state)
  stepScheduled(state)
}

/** L2: the oldest. */
export function step(state: State): void {
  const name = state.scheduled.shift()
  const task = name === undefined ? undefined : state.coroutines.get(name)
  if (task === undefined) return
  state.running = task
  tell(state, { event: 'stepped', who: task.name })
  proceed(state, task)
}

function stepScheduled(state: State): void {
  // L3: until none is left. L4: those that are scheduled now.
  const last = state.discipline === 'drain' ? undefined : state.scheduled.at(-1)
  while (state.scheduled.length > 0) {
    const [task] = state.scheduled
    step(state)
    if (task === last) break
  }
}

/** L1: the tick begins, the scheduled tasks are stepped, L5: main has its turn. */
function takeTick(state: State, main: Coroutine): void {
  state.tick += 1
  main.ticks = state.tick
  // D3: time stands still while a task is scheduled or main can go on.
  if (state.scheduled.length === 0 && waitOf(state, main) !== undefined) jump(state)
  fire(state)
  tell(state, { event: 'tick', tick: state.tick, scheduled: [...state.scheduled] })
  stepScheduled(state)
  if (waitOf(state, main) !== undefined) return
  state.running = main
  tell(state, { event: 'stepped', who: 'main' })
  proceed(state, main)
  state.running = undefined
  const on = waitOf(state, main)
  if (on !== undefined) tell(state, { event: 'parked', who: 'main', on })
}

export function run(state: State, main: Coroutine): Outcome {
  const refused = open(state, main)
  if (refused !== undefined) return refused
  begin(state, main)
  let result = nextTick(state, main)
  while (typeof result === 'number') result = nextTick(state, main)
  return result
}

/** L11: one run at a time. T8: a main is a coroutine, and belongs to one run. L8: which may go on. */
export function open(state: State, { name }: Coroutine): Outcome | undefined {
  if (state.phase === 'closed') return mistake(state, 'LoopClosedError')
  if (state.phase !== 'idle') return mistake(state, 'LoopRunningError')
  if (state.mains.includes(name)) return undefined
  if (state.claimed.includes(name)) return mistake(state, 'CoroutineReusedError')
  state.claimed.push(name)
  state.mains = [...state.mains, name]
  return undefined
}

/** L6: ticks count from 1 in each run; L8: one that goes on counts on. */
function begin(state: State, main: Coroutine): void {
  state.phase = 'driven'
  state.stopping = false
  state.tick = main.ticks
}

/** The number of the tick that was taken, or how the run ended. */
function nextTick(state: State, main: Coroutine): number | Outcome {
  const on = waitOf(state, main)
  const stuck = state.scheduled.length === 0 && on !== undefined && state.timers.length === 0
  if (main.outcome === undefined && !state.stopping && !stuck) {
    pass(state, () => takeTick(state, main))
    return state.tick
  }
  giveUp(state)
  if (main.outcome !== undefined) return finish(state, main.name, main.outcome)
  if (state.stopping) return mistake(state, 'LoopStoppedError')
  // L9: nothing can go on.
  return deadlock(state, main.name, report(state))
}

/** A run is over, or is left: the loop is the host's again. */
export function giveUp(state: State): void {
  if (state.phase === 'driven') state.phase = 'idle'
}

/** L7: main's outcome is the run's; L10: unless main returned and there is something to report. */
function finish(state: State, main: string, outcome: Outcome): Outcome {
  state.mains = state.mains.filter((name) => name !== main)
  if ('error' in outcome) {
    if (state.onUnhandled !== undefined) report(state)
    return outcome
  }
  const error = report(state)
  return error === undefined ? outcome : { error }
}

/** L10: every failure that nobody looked at, once. */
function report(state: State): Fault | undefined {
  const isDue = ({ task }: State['failures'][number]): boolean =>
    task === null || !isAwaited(state, task)
  const due = state.failures.filter(isDue)
  if (due.length === 0) return undefined
  const unhandled = due.map(({ task, error }) => ({ task: task && shown(state, task), error }))
  state.failures = state.failures.filter((failure) => !isDue(failure))
  const error = fault(state, 'UnhandledError', { unhandled })
  if (state.onUnhandled === undefined) return error
  say(state, { event: 'unhandled', ending: { error } })
  if (state.onUnhandled === 'throw') {
    state.failures = [...state.failures, { task: null, error: fault(state, 'handler') }]
  }
  return undefined
}

/** L14: tasks by creation, then mains; a parked one is scheduled, and each is closed in its turn. */
export function close(state: State): Outcome {
  const mains = state.mains.flatMap((name) => state.coroutines.get(name) ?? [])
  state.phase = 'closed'
  state.mains = []
  pass(state, () => {
    cancelAll(state, state.live, CLOSED)
    state.discipline = 'drain'
    for (const main of mains) if (main.outcome === undefined) adopt(state, main)
    settleDown(state)
  })
  let error = report(state)
  if (error === undefined) {
    // What its handler threw has nobody else to go to.
    state.onUnhandled = undefined
    error = report(state)
  }
  if (state.live.length === 0) return error === undefined ? NOTHING : { error }
  const outcome = deadlock(state, undefined, error)
  for (const task of state.live) abandon(state, task)
  state.live = []
  return outcome
}

/** Y3: who is left by a closed loop stands in no line. */
function abandon(state: State, name: string): void {
  const task = state.coroutines.get(name)
  const on = waitOf(state, task)
  if (task === undefined || on === undefined) return
  leave(state, task)
  task.awaiting = undefined
  for (const at of state.primitives.keys()) dequeue(state, at, on)
}

const CLOSED = 'its loop was closed'

/** A main that is closed with its loop is a task from then on. */
function adopt(state: State, main: Coroutine): void {
  withdraw(state, main)
  main.kind = 'task'
  main.close = 'asked'
  main.reason = CLOSED
  enlist(state, main.name)
  tell(state, { event: 'cancelled', task: main.name })
}

/** Until nothing can go on, also in time. */
function settleDown(state: State): void {
  stepScheduled(state)
  while (state.live.length > 0 && state.timers.length > 0) {
    jump(state)
    fire(state)
    stepScheduled(state)
  }
}

/** L15: one tick each time the host asks. */
export function driven(state: State, main: Coroutine): Outcome {
  const driver = state.drivers.get(main.name) ?? 'over'
  if (driver === 'over') return NOTHING
  // Unless a tick is taken.
  state.drivers.set(main.name, 'over')
  const ended = main.kind === 'main' && main.outcome !== undefined
  if (state.phase === 'closed' && (driver === 'fresh' || !ended)) {
    return mistake(state, 'LoopClosedError')
  }
  if (driver === 'fresh') {
    if (state.phase !== 'idle') return mistake(state, 'LoopRunningError')
    begin(state, main)
  }
  const result = nextTick(state, main)
  if (typeof result !== 'number') return result
  state.drivers.set(main.name, 'live')
  return { value: result }
}
