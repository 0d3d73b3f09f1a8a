/**
 * The reference model: what a session must leave in its log. Plain data, one rule after the other, slow
 * and simple on purpose; it shares nothing with the scheduler that it judges. Each rule names the clause
 * that it states.
 */

import { present, type Log, type Outcome, type RawEvent } from './event.ts'
import { nameIn, referredBy, steps, type HostCall, type Session } from './program.ts'
import { admit, valueOf } from './model/coroutine.ts'
import { cancel } from './model/cancellation.ts'
import { look } from './model/failures.ts'
import { settle, enlist, shown } from './model/future.ts'
import { pass, step, stepWithout, run, open, close, driven, giveUp } from './model/loop.ts'
import { operate } from './model/primitives.ts'
import { NOTHING, fault, initial, mistake, outcomeOf, pending, say } from './model/state.ts'
import type { State } from './model/state.ts'

/** The log that the session must leave. */
export function model(session: Session): Log {
  const state = initial(session, perform)
  for (const call of session.host) perform(state, 'host', call)
  return present(renamed(state))
}

/** The log, in which mains that were closed have the names that they have as tasks. */
function renamed(state: State): readonly RawEvent[] {
  // Only `close` makes a task of a main, so most logs are as they are.
  if (state.phase !== 'closed') return state.log
  return state.log.map((event) => rename(event, (name) => shown(state, name)))
}

function rename(event: RawEvent, to: (name: string) => string): RawEvent {
  switch (event.event) {
    case 'spawned':
    case 'scheduled':
    case 'cancelled':
      return { ...event, task: to(event.task) }
    case 'stepped':
    case 'parked':
      return { ...event, who: to(event.who) }
    case 'settled':
      return { ...event, future: to(event.future) }
    case 'woken':
      return { ...event, task: to(event.task) }
    case 'saw':
      return { ...event, scheduled: event.scheduled.map(to), pending: event.pending.map(to) }
    default:
      return event
  }
}

/** A call, with what the log says of it. */
function perform(state: State, who: string, call: HostCall): Outcome {
  if (call.do === 'log' || call.do === 'look') return effect(state, who, call)
  const about = { who, call: call.do, of: nameIn(call) }
  if (steps(call)) say(state, { event: 'calls', ...about })
  const ending = effect(state, who, call)
  say(state, { event: 'called', ...about, ending })
  return ending
}

function effect(state: State, who: string, call: HostCall): Outcome {
  // A hook may act before there is what it refers to, and a closed loop spawns nothing: then nothing.
  const refers = referredBy(call)
  if (refers !== undefined && !state.futures.has(refers)) return NOTHING
  const closed = state.phase === 'closed'
  const ticking = state.phase === 'ticking'
  switch (call.do) {
    case 'log':
      say(state, { event: 'said', who, text: call.text })
      return NOTHING
    case 'look': {
      const { now, tick } = state
      const [scheduled, live] = [[...state.scheduled], [...state.live]]
      say(state, { event: 'saw', who, tick, now, scheduled, pending: live, current: ticking })
      return NOTHING
    }
    case 'future':
      state.futures.set(call.name, pending())
      return NOTHING
    case 'spawn':
      return spawn(state, call)
    case 'setResult':
    case 'setError': {
      // F1: once. T4: a task by its coroutine alone.
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
      // F3: the outcome, without waiting.
      const outcome = outcomeOf(state, call.of)
      if (outcome === undefined) return mistake(state, 'InvalidStateError')
      look(state, call.of)
      if ('error' in outcome && call.do === 'result') return outcome
      const ending = 'error' in outcome || call.do === 'result' ? outcome : NOTHING
      say(state, { event: 'got', who, by: call.do, of: call.of, ending })
      return NOTHING
    }
    case 'cancel':
      return { value: cancel(state, call.on, call.reason) }
    case 'cancelled': {
      const ending = { value: state.futures.get(call.of)?.cancelled === true }
      say(state, { event: 'got', who, by: call.do, of: call.of, ending })
      return NOTHING
    }
    case 'schedule':
      // T6: scheduled at most once, and only if it can go on.
      if (closed) return mistake(state, 'LoopClosedError')
      return state.scheduled.includes(call.task) ? NOTHING : mistake(state, 'InvalidStateError')
    case 'step':
      // T7: in its turn.
      if (closed) return mistake(state, 'LoopClosedError')
      if (ticking || state.scheduled[0] !== call.task) return mistake(state, 'OutOfTurnError')
      pass(state, () => step(state))
      return NOTHING
    case 'reuse':
      return mistake(state, closed ? 'LoopClosedError' : 'CoroutineReusedError')
    case 'misuse':
      // T9: a coroutine, and nothing else.
      return mistake(state, closed ? 'LoopClosedError' : 'NotACoroutineError')
    case 'stop':
      state.stopping = true
      return NOTHING
    case 'runStep':
      if (closed) return mistake(state, 'LoopClosedError')
      if (ticking) return mistake(state, 'LoopRunningError')
      pass(state, () => stepWithout(state))
      return NOTHING
    case 'run':
      return run(state, admit(state, 'main', call.name, call.body))
    case 'close':
      if (closed) return NOTHING
      return ticking ? mistake(state, 'LoopRunningError') : close(state)
    case 'runAgain': {
      const main = state.coroutines.get(call.main)
      return main === undefined ? NOTHING : run(state, main)
    }
    case 'ticks': {
      const refused = open(state, admit(state, 'main', call.name, call.body))
      if (refused === undefined) state.drivers.set(call.name, 'fresh')
      return refused ?? NOTHING
    }
    case 'tick': {
      const main = state.coroutines.get(call.main)
      return main === undefined ? NOTHING : driven(state, main)
    }
    case 'leave':
      // A driver that is abandoned gives the loop back.
      if (state.drivers.get(call.main) === 'live') giveUp(state)
      state.drivers.set(call.main, 'over')
      return NOTHING
    default:
      return operate(state, who, call)
  }
}

/** T1, and S4: a group that is ending takes no child. */
function spawn(state: State, call: Extract<HostCall, { do: 'spawn' }>): Outcome {
  const group = call.in === undefined ? undefined : state.groups.get(call.in)
  if (call.in !== undefined && group === undefined) return NOTHING
  if (group?.ending === true) return mistake(state, 'InvalidStateError')
  if (state.phase === 'closed') return mistake(state, 'LoopClosedError')
  admit(state, 'task', call.name, call.body)
  group?.children.push(call.name)
  enlist(state, call.name, call.in === undefined ? [] : [{ wakes: 'group', group: call.in }])
  return NOTHING
}
