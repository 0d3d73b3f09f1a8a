/** Ticks, runs and the closing of a loop. */

import type { Fault, Outcome } from '../event.ts'
import { proceed } from './coroutine.ts'
import { tell, enlist, shown, regard } from './future.ts'
import { NOTHING, change, waitOf, say, fault, mistake, type State, type Result } from './state.ts'

/** Steps, as the loop that is current. */
export function pass(state: State, work: (state: State) => State): State {
  return { ...work({ ...state, phase: 'ticking' }), phase: state.phase }
}

/** L2: the oldest. */
export function step(state: State): State {
  const [task, ...scheduled] = state.scheduled
  if (task === undefined) return state
  const taken = { ...state, scheduled, running: task }
  return proceed(tell(taken, { event: 'stepped', who: task }), task)
}

export function stepScheduled(from: State): State {
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
  const begun = change({ ...state, tick }, main, { ticks: tick })
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
  if (state.scheduled.length === 0 && on !== undefined) {
    // L9: nothing can go on.
    const [reported, error] = report(idle)
    return deadlock(reported, [['main', on]], error)
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
  const due = state.failures.filter(({ awaited }) => !awaited)
  if (due.length === 0) return [state, undefined]
  const unhandled = due.map(({ task, error }) => ({ task: task && shown(state, task), error }))
  const failures = state.failures.filter(({ awaited }) => awaited)
  const [told, error] = fault({ ...state, failures }, 'UnhandledError', { unhandled })
  if (state.onUnhandled === undefined) return [told, error]
  const handled = say(told, { event: 'unhandled', ending: { error } })
  if (state.onUnhandled === 'log') return [handled, undefined]
  const [next, thrown] = fault(handled, 'handler')
  const late = { task: null, error: thrown, awaited: false }
  return [{ ...next, failures: [...next.failures, late] }, undefined]
}

type Wait = readonly [who: string, on: string]

function deadlock(state: State, first: readonly Wait[], cause: Fault | undefined): Result {
  const others = state.live.flatMap((who): Wait[] => {
    const on = waitOf(state, who)
    return on === undefined ? [] : [[shown(state, who), on]]
  })
  const waits = [...first, ...others]
  const details = {
    waits,
    cycles: cycles(new Map(others)),
    ...(cause?.unhandled && { unhandled: cause.unhandled }),
  }
  const [next, error] = fault(state, 'DeadlockError', details)
  return [next, { error }]
}

/** Each cycle of waits, from the task on that was made first. */
function cycles(waits: ReadonlyMap<string, string>): string[][] {
  const found: string[][] = []
  for (const task of waits.keys()) {
    const path = [task]
    let on = waits.get(task)
    while (on !== undefined && !path.includes(on)) {
      path.push(on)
      on = waits.get(on)
    }
    if (on === task && !found.some((cycle) => cycle.includes(task))) found.push(path)
  }
  return found
}

/** L14: tasks by creation, then mains; a parked one is scheduled, and each is closed in its turn. */
export function close(state: State): Result {
  const closed = pass({ ...state, phase: 'closed', mains: [] }, (begun) => {
    const asked = state.live.reduce(cancel, begun)
    const mains = state.mains.filter((main) => state.coroutines[main]?.outcome === undefined)
    const adopted = mains.reduce(
      (now, main) => enlist(change(forgo(now, main), main, { kind: 'task', close: 'asked' }), main),
      asked,
    )
    return stepScheduled({ ...adopted, discipline: 'drain' })
  })
  const [first, told] = report({ ...closed, live: [] })
  const [reported, error] =
    told === undefined ? report({ ...first, onUnhandled: undefined }) : [first, told]
  const abandoned = closed.live.some((task) => waitOf(closed, task) !== undefined)
  if (abandoned) {
    const [stuck, outcome] = deadlock({ ...reported, live: closed.live }, [], error)
    return [{ ...closed.live.reduce(leave, stuck), live: [] }, outcome]
  }
  return [reported, error === undefined ? NOTHING : { error }]
}

function cancel(state: State, task: string): State {
  const waits = waitOf(state, task) !== undefined
  const left = change(leave(forgo(state, task), task), task, {
    close: 'asked',
    awaiting: undefined,
  })
  if (!waits) return left
  return tell({ ...left, scheduled: [...left.scheduled, task] }, { event: 'scheduled', task })
}

/** L10: who is closed does not get what it was to get. */
function forgo(state: State, who: string): State {
  const on = state.coroutines[who]?.awaiting
  return on === undefined ? state : regard(state, on, false)
}

function leave(state: State, task: string): State {
  const on = waitOf(state, task)
  if (on === undefined) return state
  const waiters = (state.futures[on]?.waiters ?? []).filter((waiter) => waiter !== task)
  return { ...state, futures: { ...state.futures, [on]: { waiters, outcome: undefined } } }
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
