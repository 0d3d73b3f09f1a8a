/**
 * The reference model: the log that a session must leave. Plain data, one rule after the other, slow and
 * simple on purpose; it shares nothing with the scheduler that it judges. Each rule names its clause.
 */

import { logOf, type Log, type Outcome, type RawEvent } from './event.ts'
import { cancel, terminate } from './model/cancellation.ts'
import { currentTask, valueIn, valuesOf } from './model/context.ts'
import { createCoroutine, isBeingClosed, valueOf } from './model/coroutine.ts'
import { handle } from './model/failures.ts'
import { addTask, displayName, settle } from './model/future.ts'
import { cancelChildren } from './model/group.ts'
import { inspect } from './model/inspection.ts'
import { advanceDriver, becomeIdle, close, open, run } from './model/loop.ts'
import { step, stepWithoutMain, whileStepping } from './model/loop.ts'
import { operate } from './model/operations.ts'
import { defer } from './model/resources.ts'
import { NOTHING, fault, initial, mistake, outcomeOf, pending, record } from './model/state.ts'
import type { State } from './model/state.ts'
import { nameIn, referredBy, steps, type HostCall, type Session } from './program.ts'

/** L19: the log is a function of the session. */
export function model(session: Session): Log {
  const state = initial(session, perform)
  for (const call of session.host) perform(state, 'host', call)
  return logOf(renamed(state))
}

/** The log, with the mains that close() turned into tasks under their names as tasks. */
function renamed(state: State): readonly RawEvent[] {
  // Only close() turns mains into tasks, so most logs stay as they are.
  if (state.phase !== 'closed') return state.log
  return state.log.map((event) => rename(event, (name) => displayName(state, name)))
}

function rename(event: RawEvent, to: (name: string) => string): RawEvent {
  switch (event.event) {
    case 'spawned':
    case 'scheduled':
    case 'cancelled':
    case 'terminated':
      return { ...event, task: to(event.task) }
    case 'stepped':
    case 'parked':
      return { ...event, who: to(event.who) }
    case 'settled':
      return { ...event, future: to(event.future) }
    case 'woken':
      return { ...event, task: to(event.task) }
    case 'saw':
      return {
        ...event,
        scheduled: event.scheduled.map(to),
        pending: event.pending.map(to),
        ...(event.task !== undefined && { task: to(event.task) }),
      }
    default:
      return event
  }
}

/** Performs a call and records it. */
function perform(state: State, who: string, call: HostCall): Outcome {
  if (call.do === 'log' || call.do === 'look' || call.do === 'inspect')
    return effect(state, who, call)
  const about = { who, call: call.do, of: nameIn(call) }
  if (steps(call)) record(state, { event: 'calls', ...about })
  const ending = effect(state, who, call)
  record(state, { event: 'called', ...about, ending })
  return ending
}

function effect(state: State, who: string, call: HostCall): Outcome {
  // A hook may act before what it refers to exists, and a closed loop spawns nothing: then nothing happens.
  const refers = referredBy(call)
  if (refers !== undefined && !state.futures.has(refers)) return NOTHING
  const closed = state.phase === 'closed'
  const stepping = state.phase === 'stepping'
  switch (call.do) {
    case 'log':
      record(state, { event: 'said', who, text: call.text })
      return NOTHING
    case 'look': {
      // L17: the loop that is stepping is the current one.
      const { now, tick } = state
      const [scheduled, live] = [[...state.scheduled], [...state.live]]
      const seen = { scheduled, pending: live, current: stepping }
      record(state, { event: 'saw', who, tick, now, ...seen, ...currentTask(state, who) })
      return NOTHING
    }
    case 'future':
      state.futures.set(call.name, pending())
      return NOTHING
    case 'spawn':
      return spawn(state, who, call)
    case 'context':
      state.contexts.set(call.name, valueOf(call.value, state.coroutines.get(who)))
      return NOTHING
    case 'get':
      return { value: valueIn(state, who, call.at) }
    case 'defer':
      return defer(state, call)
    case 'setResult':
    case 'setError': {
      // F1: a future settles once. T4: its coroutine alone settles a task.
      if (state.coroutines.has(call.on) || outcomeOf(state, call.on) !== undefined) {
        return mistake(state, 'InvalidStateError')
      }
      if (call.do === 'setResult') {
        const value = valueOf(call.value, state.coroutines.get(who))
        settle(state, call.on, { value }, state.phase)
        return { value }
      }
      settle(state, call.on, { error: fault(state, call.error) }, state.phase)
      return { value: call.error }
    }
    case 'result':
    case 'error': {
      // F3: the outcome of a settled future, without waiting.
      const outcome = outcomeOf(state, call.of)
      if (outcome === undefined) return mistake(state, 'InvalidStateError')
      handle(state, call.of)
      if ('error' in outcome && call.do === 'result') return outcome
      const ending = 'error' in outcome || call.do === 'result' ? outcome : NOTHING
      record(state, { event: 'got', who, by: call.do, of: call.of, ending })
      return NOTHING
    }
    case 'cancel':
      return { value: cancel(state, call.on, call.reason) }
    case 'terminate':
      return { value: terminate(state, call.task, call.reason) }
    case 'cancelGroup': {
      const it = state.groups.get(call.group)
      if (it !== undefined) cancelChildren(state, it, call.reason)
      return NOTHING
    }
    case 'isClosing':
      return { value: isBeingClosed(state.coroutines.get(who)) }
    case 'cancelled': {
      const ending = { value: state.futures.get(call.of)?.cancelled === true }
      record(state, { event: 'got', who, by: call.do, of: call.of, ending })
      return NOTHING
    }
    case 'schedule':
      // T6: a task is scheduled at most once, and no parked or running task is.
      if (closed) return mistake(state, 'LoopClosedError')
      return state.scheduled.includes(call.task) ? NOTHING : mistake(state, 'InvalidStateError')
    case 'step':
      // T7: only the oldest scheduled task, and only while the loop is not stepping.
      if (closed) return mistake(state, 'LoopClosedError')
      if (stepping || state.scheduled[0] !== call.task) return mistake(state, 'OutOfTurnError')
      whileStepping(state, () => step(state))
      return NOTHING
    case 'reuse':
      // T8: a coroutine belongs to one task.
      return refuse(state, call.in) ?? mistake(state, 'CoroutineReusedError')
    case 'misuse':
      // T9: only a coroutine can be spawned.
      return refuse(state, call.in) ?? mistake(state, 'NotACoroutineError')
    case 'unpack':
      // F7: only yield* awaits. T10: nor does a task await itself in another way.
      return mistake(
        state,
        state.running?.name === who && who === call.on ? 'SelfAwaitError' : 'BadYieldError',
      )
    case 'inspect':
      inspect(state, who, call.at)
      return NOTHING
    case 'stop':
      // L8: the current tick completes; the run ends before the next.
      state.stopping = true
      return NOTHING
    case 'runStep':
      if (closed) return mistake(state, 'LoopClosedError')
      // L11: not while the loop is stepping; L16: between the ticks of a run it is legal.
      if (stepping) return mistake(state, 'LoopRunningError')
      whileStepping(state, () => stepWithoutMain(state))
      return NOTHING
    case 'run':
      return run(state, createCoroutine(state, 'main', call.name, call.body), call)
    case 'close':
      // L11, L14: once, and not while the loop is stepping.
      if (closed) return NOTHING
      return stepping ? mistake(state, 'LoopRunningError') : close(state, call)
    case 'runAgain': {
      const main = state.coroutines.get(call.main)
      return main === undefined ? NOTHING : run(state, main, call)
    }
    case 'ticks': {
      const refused = open(state, createCoroutine(state, 'main', call.name, call.body))
      if (refused === undefined) state.drivers.set(call.name, 'fresh')
      return refused ?? NOTHING
    }
    case 'tick': {
      const main = state.coroutines.get(call.main)
      return main === undefined ? NOTHING : advanceDriver(state, main)
    }
    case 'leave':
      // L13: a driver that is left returns the loop to the host.
      if (state.drivers.get(call.main) === 'live') becomeIdle(state)
      state.drivers.set(call.main, 'over')
      return NOTHING
    default:
      return operate(state, who, call)
  }
}

/** T1: the task is scheduled at once. */
function spawn(state: State, who: string, call: Extract<HostCall, { do: 'spawn' }>): Outcome {
  const refused = refuse(state, call.in)
  if (refused !== undefined) return refused
  const group = call.in === undefined ? undefined : state.groups.get(call.in)
  createCoroutine(state, 'task', call.name, call.body, valuesOf(state, who))
  group?.children.push(call.name)
  addTask(state, call.name, call.in === undefined ? [] : [{ wakes: 'group', group: call.in }])
  return NOTHING
}

/** S4: a group that is ending accepts no child. L14: a closed loop accepts no task. */
function refuse(state: State, name: string | undefined): Outcome | undefined {
  const group = name === undefined ? undefined : state.groups.get(name)
  if (name !== undefined && group === undefined) return NOTHING
  if (group?.ending === true) return mistake(state, 'InvalidStateError')
  return state.phase === 'closed' ? mistake(state, 'LoopClosedError') : undefined
}
