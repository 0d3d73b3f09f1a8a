/** Ticks, runs and the closing of a loop. */

import type { Fault, Outcome } from '../event.ts'
import { cancelAll, terminate } from './cancellation.ts'
import { closeReport, waitReport, waitsOf } from './deadlock.ts'
import { hasAwaiter } from './failures.ts'
import { addTask, announce, displayName, notifyObserver } from './future.ts'
import { isPutOff } from './handing.ts'
import {
  NOTHING,
  fault,
  mistake,
  outcomeOf,
  record,
  waitOf,
  type Coroutine,
  type State,
} from './state.ts'
import { proceed } from './step.ts'
import { fire, jump } from './time.ts'
import { letGo, withdraw } from './waking.ts'

/** L17: a loop that is stepping is the current one. */
export function whileStepping(state: State, work: () => void): void {
  const { phase } = state
  state.phase = 'stepping'
  work()
  state.phase = phase
}

/** L16: what a tick would step, without a main and uncounted. D2: the due timers fire first. */
export function stepWithoutMain(state: State): void {
  fire(state)
  stepScheduled(state)
}

/** L2: steps the task that was scheduled first. */
export function step(state: State): void {
  const name = state.scheduled.shift()
  const task = name === undefined ? undefined : state.coroutines.get(name)
  if (task === undefined) return
  state.running = task
  notifyObserver(state, { event: 'stepped', who: task.name })
  proceed(state, task)
}

function stepScheduled(state: State): void {
  // L3: a draining tick stops when the ready queue is empty. L4: a snapshot tick, after the task that is last now.
  if (state.discipline === 'snapshot') return stepOnce(state)
  while (state.scheduled.length > 0) step(state)
}

function stepOnce(state: State): void {
  const last = state.scheduled.at(-1)
  while (state.scheduled.length > 0) {
    const [task] = state.scheduled
    step(state)
    if (task === last) break
  }
}

/** L1: a tick begins, then steps the ready queue, then main. */
function takeTick(state: State, main: Coroutine): void {
  state.tick += 1
  main.ticks = state.tick
  // D3: time stands still while a task is scheduled or main can resume.
  if (state.scheduled.length === 0 && waitOf(state, main) !== undefined) jump(state)
  fire(state)
  notifyObserver(state, { event: 'tick', tick: state.tick, scheduled: [...state.scheduled] })
  stepScheduled(state)
  // L5: main is stepped once, unless it waits for a future that is still pending.
  if (waitOf(state, main) !== undefined) return
  state.running = main
  notifyObserver(state, { event: 'stepped', who: 'main' })
  proceed(state, main)
  state.running = undefined
  const on = waitOf(state, main)
  if (on !== undefined) notifyObserver(state, { event: 'parked', who: 'main', on })
}

/** L15: a run takes every tick that its driver would. */
export function run(state: State, main: Coroutine, limits: Limits): Outcome {
  const { ms = Infinity, ticks = Infinity } = limits
  // L20: checked before main belongs to this run.
  if (state.phase === 'idle' && !areRight(limits)) return mistake(state, 'RangeError')
  const refused = open(state, main)
  if (refused !== undefined) return refused
  begin(state, main)
  const bounds = { tick: main.ticks + ticks, time: state.now + ms }
  let result = nextTick(state, main, bounds)
  while (typeof result === 'number') result = nextTick(state, main, bounds)
  return result
}

function areRight({ ms = Infinity, ticks = Infinity }: Limits): boolean {
  return ticks >= 0 && (ticks === Infinity || Number.isInteger(ticks)) && ms >= 0
}

interface Limits {
  readonly ticks?: number | undefined
  readonly ms?: number | undefined
}

/** L20: the last tick of a run, and the latest time at which a tick may begin. */
interface Bounds {
  readonly tick: number
  readonly time: number
}

const UNBOUNDED: Bounds = { tick: Infinity, time: Infinity }

/** L20: whether main has a next tick that is not allowed: it would be one too many, or time would jump too far. */
function isBeyond(state: State, main: Coroutine, { tick, time }: Bounds): boolean {
  if (main.ticks >= tick) return true
  if (state.scheduled.length > 0 || waitOf(state, main) === undefined) return false
  return Math.min(...state.timers.map(({ at }) => at)) > time
}

/** L11: one run at a time. T8: a coroutine belongs to one run. L8: that run may resume. */
export function open(state: State, { name }: Coroutine): Outcome | undefined {
  if (state.phase === 'closed') return mistake(state, 'LoopClosedError')
  if (state.phase !== 'idle') return mistake(state, 'LoopRunningError')
  if (state.mains.includes(name)) return undefined
  if (state.claimed.includes(name)) return mistake(state, 'CoroutineReusedError')
  state.claimed.push(name)
  state.mains = [...state.mains, name]
  return undefined
}

/** L6: each run counts its ticks from 1. L8: one that resumes continues its count. */
function begin(state: State, main: Coroutine): void {
  state.phase = 'driven'
  state.stopping = false
  state.tick = main.ticks
}

/** The number of the tick that was taken, or how the run ended. */
function nextTick(state: State, main: Coroutine, bounds = UNBOUNDED): number | Outcome {
  const on = waitOf(state, main)
  const idle = state.scheduled.length === 0 && on !== undefined
  // H2: no time passes for what waits for the outside.
  const outside = idle && awaitsOutside(state, main)
  const stuck = idle && (outside || state.timers.length === 0)
  const beyond = isBeyond(state, main, bounds)
  if (main.outcome === undefined && !state.stopping && !stuck && !beyond) {
    whileStepping(state, () => takeTick(state, main))
    return state.tick
  }
  becomeIdle(state)
  if (main.outcome !== undefined) return finish(state, main.name, main.outcome)
  // L8: stopped between two ticks, main stays as it is.
  if (state.stopping) return mistake(state, 'LoopStoppedError')
  // L9: neither a task nor main can resume, and no timer is pending. L20: or the run may not go further.
  const name = outside ? 'OutsideError' : stuck ? 'DeadlockError' : 'RunLimitError'
  return waitReport(state, name, main.name, report(state))
}

/** H2: whether main or a task waits for a future that the outside settles, or for a combinator with one. */
function awaitsOutside(state: State, main: Coroutine): boolean {
  return [main.name, ...state.live].some((who) => {
    const on = waitOf(state, state.coroutines.get(who))
    const items = state.joins.get(on ?? '')?.items ?? [on ?? '']
    return items.some((item) => {
      return outcomeOf(state, item) === undefined && state.futures.get(item)?.external === true
    })
  })
}

/** L13: however a run ends, or if its driver is left, the loop can run again. */
export function becomeIdle(state: State): void {
  if (state.phase === 'driven') state.phase = 'idle'
}

/** L7: main's outcome is the run's, unless main returned and there are failures. L12: tasks stay as they are. */
function finish(state: State, main: string, outcome: Outcome): Outcome {
  state.mains = state.mains.filter((name) => name !== main)
  if ('error' in outcome) {
    if (state.onUnhandled !== undefined) report(state)
    return outcome
  }
  const error = report(state)
  return error === undefined ? outcome : { error }
}

/** L10: reports every unhandled failure, once. */
function report(state: State): Fault | undefined {
  const isDue = ({ task }: State['failures'][number]): boolean =>
    task === null || !hasAwaiter(state, task)
  const due = state.failures.filter(isDue)
  if (due.length === 0) return undefined
  const unhandled = due.map(({ task, error }) => ({
    task: task && displayName(state, task),
    error,
  }))
  state.failures = state.failures.filter((failure) => !isDue(failure))
  const error = fault(state, 'UnhandledError', { unhandled })
  if (state.onUnhandled === undefined) return error
  record(state, { event: 'unhandled', ending: { error } })
  if (state.onUnhandled === 'throw') {
    state.failures = [...state.failures, { task: null, error: fault(state, 'handler') }]
  }
  return undefined
}

/**
 * L14: cancels the tasks in order of creation, then closes the mains, and steps until quiescent; those that are left
 * then are terminated.
 */
export function close(state: State, limits: Limits): Outcome {
  const { ms = Infinity, ticks = 100_000 } = limits
  if (!areRight(limits)) return mistake(state, 'RangeError')
  let ended = true
  const mains = state.mains.flatMap((name) => state.coroutines.get(name) ?? [])
  const until = state.now + ms
  state.phase = 'closed'
  state.mains = []
  whileStepping(state, () => {
    cancelAll(state, state.live, CLOSED)
    for (const main of mains) if (main.outcome === undefined) adopt(state, main)
    ended = stepUntilQuiescent(state, ticks, until)
  })
  const left = state.live.length > 0
  const waits = waitsOf(state)
  whileStepping(state, () => {
    // What these spawn is terminated too, before it begins.
    do {
      for (const task of state.live) terminate(state, task, CLOSED)
      stepOnce(state)
    } while (state.scheduled.length > 0)
  })
  let error = report(state)
  if (error === undefined) {
    // An error that the handler threw has no handler left: close() throws it.
    state.onUnhandled = undefined
    error = report(state)
  }
  if (!left) return error === undefined ? NOTHING : { error }
  return closeReport(state, ended ? 'DeadlockError' : 'CloseLimitError', waits, error)
}

const CLOSED = 'its loop was closed'

/** L14: a main is closed as a task, which it is from then on. */
function adopt(state: State, main: Coroutine): void {
  if (!isPutOff(state, main, 0)) {
    withdraw(state, main)
    announce(state, letGo(state, main))
  }
  main.kind = 'task'
  main.close = 'requested'
  main.reason = CLOSED
  // It waits on if what it does is not cut short (C11, C13).
  addTask(state, main.name, undefined, waitOf(state, main))
  notifyObserver(state, { event: 'cancelled', task: main.name })
}

/**
 * Steps the tasks that can resume, tick by tick, and advances time for those that wait for it.
 *
 * @returns false if a limit was reached first
 */
function stepUntilQuiescent(state: State, ticks: number, until: number): boolean {
  for (let left = ticks; ; left -= 1) {
    while (state.scheduled.length === 0) {
      if (state.live.length === 0 || state.timers.length === 0) return true
      if (Math.min(...state.timers.map(({ at }) => at)) > until) return false
      jump(state)
      fire(state)
    }
    if (left <= 0) return false
    stepOnce(state)
  }
}

/** L15: one tick each time the host asks for one. */
export function advanceDriver(state: State, main: Coroutine): Outcome {
  const driver = state.drivers.get(main.name) ?? 'over'
  if (driver === 'over') return NOTHING
  // It is over, unless a tick is taken below.
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
