/**
 * The reference model: what a session must leave in its log. Plain immutable data, one rule after the
 * other, slow and simple on purpose; it shares nothing with the scheduler that it judges. Each rule
 * names the clause that it states.
 */

import { present, type Log, type RawEvent } from './event.ts'
import { nameIn, steps, type HostCall, type Session } from './program.ts'
import { admit, valueOf } from './model/coroutine.ts'
import { cancel } from './model/cancellation.ts'
import { look } from './model/failures.ts'
import { settle, enlist, shown } from './model/future.ts'
import { pass, step, stepWithout, run, open, close, drive, driven } from './model/loop.ts'
import { operate } from './model/primitives.ts'
import {
  NOTHING,
  PENDING,
  outcomeOf,
  changeGroup,
  say,
  fault,
  mistake,
  type State,
  type Result,
  initial,
} from './model/state.ts'

/** The log that the session must leave. */
export function model(session: Session): Log {
  const last = session.host.reduce(
    (state, call) => perform(state, 'host', call)[0],
    initial(session, perform),
  )
  const events: RawEvent[] = []
  for (let { log } = last; log !== undefined; log = log.before) events.push(log.event)
  return present(events.toReversed().map((event) => rename(event, (name) => shown(last, name))))
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
function perform(state: State, who: string, call: HostCall): Result {
  const about = { who, call: call.do, of: nameIn(call) }
  const begun = steps(call) ? say(state, { event: 'calls', ...about }) : state
  const [next, outcome] = effect(begun, who, call)
  if (call.do === 'log' || call.do === 'look') return [next, outcome]
  return [say(next, { event: 'called', ...about, ending: outcome }), outcome]
}

function effect(state: State, who: string, call: HostCall): Result {
  // A hook may act before there is what it refers to, and a closed loop spawns nothing: then nothing.
  const refers =
    'on' in call ? call.on : 'of' in call ? call.of : 'task' in call ? call.task : undefined
  if (refers !== undefined && state.futures[refers] === undefined) return [state, NOTHING]
  const closed = state.phase === 'closed'
  const ticking = state.phase === 'ticking'
  switch (call.do) {
    case 'log':
      return [say(state, { event: 'said', who, text: call.text }), NOTHING]
    case 'look': {
      const { now, tick, scheduled, live: pending } = state
      const seen = { tick, now, scheduled, pending, current: ticking }
      return [say(state, { event: 'saw', who, ...seen }), NOTHING]
    }
    case 'future':
      return [{ ...state, futures: { ...state.futures, [call.name]: PENDING } }, NOTHING]
    case 'spawn':
      return spawn(state, call)
    case 'setResult':
    case 'setError': {
      // F1: once. T4: a task by its coroutine alone.
      if (call.on in state.coroutines || outcomeOf(state, call.on) !== undefined) {
        return mistake(state, 'InvalidStateError')
      }
      if (call.do === 'setResult') {
        const value = valueOf(call.value, state.coroutines[who]?.got ?? {})
        return [settle(state, call.on, { value }, state.phase), { value }]
      }
      const [next, error] = fault(state, call.error)
      return [settle(next, call.on, { error }, next.phase), { value: call.error }]
    }
    case 'result':
    case 'error': {
      // F3: the outcome, without waiting.
      const outcome = outcomeOf(state, call.of)
      if (outcome === undefined) return mistake(state, 'InvalidStateError')
      const seen = look(state, call.of)
      if ('error' in outcome && call.do === 'result') return [seen, outcome]
      const ending = 'error' in outcome || call.do === 'result' ? outcome : NOTHING
      return [say(seen, { event: 'got', who, by: call.do, of: call.of, ending }), NOTHING]
    }
    case 'cancel': {
      const [next, value] = cancel(state, call.on, call.reason)
      return [next, { value }]
    }
    case 'cancelled': {
      const ending = { value: state.futures[call.of]?.cancelled === true }
      return [say(state, { event: 'got', who, by: call.do, of: call.of, ending }), NOTHING]
    }
    case 'schedule':
      // T6: scheduled at most once, and only if it can go on.
      if (closed) return mistake(state, 'LoopClosedError')
      if (state.scheduled.includes(call.task)) return [state, NOTHING]
      return mistake(state, 'InvalidStateError')
    case 'step':
      // T7: in its turn.
      if (closed) return mistake(state, 'LoopClosedError')
      if (ticking || state.scheduled[0] !== call.task) return mistake(state, 'OutOfTurnError')
      return [pass(state, step), NOTHING]
    case 'reuse':
      return mistake(state, closed ? 'LoopClosedError' : 'CoroutineReusedError')
    case 'misuse':
      // T9: a coroutine, and nothing else.
      return mistake(state, closed ? 'LoopClosedError' : 'NotACoroutineError')
    case 'stop':
      return [{ ...state, stopping: true }, NOTHING]
    case 'runStep':
      if (closed) return mistake(state, 'LoopClosedError')
      if (ticking) return mistake(state, 'LoopRunningError')
      return [pass(state, stepWithout), NOTHING]
    case 'run':
      return run(admit(state, 'main', call.name, call.body), call.name)
    case 'close':
      if (closed) return [state, NOTHING]
      return ticking ? mistake(state, 'LoopRunningError') : close(state)
    case 'runAgain':
      return run(state, call.main)
    case 'ticks': {
      const [opened, refused] = open(admit(state, 'main', call.name, call.body), call.name)
      return refused === undefined
        ? [drive(opened, call.name, 'fresh'), NOTHING]
        : [opened, refused]
    }
    case 'tick':
      return driven(state, call.main)
    case 'leave': {
      // A driver that is abandoned gives the loop back.
      const left = drive(state, call.main, 'over')
      const live = state.drivers[call.main] === 'live' && state.phase === 'driven'
      return [live ? { ...left, phase: 'idle' } : left, NOTHING]
    }
    default:
      return operate(state, who, call)
  }
}

/** T1, and S4: a group that is ending takes no child. */
function spawn(state: State, call: Extract<HostCall, { do: 'spawn' }>): Result {
  const group = call.in === undefined ? undefined : state.groups[call.in]
  if (call.in !== undefined && group === undefined) return [state, NOTHING]
  if (group?.ending === true) return mistake(state, 'InvalidStateError')
  if (state.phase === 'closed') return mistake(state, 'LoopClosedError')
  const made = admit(state, 'task', call.name, call.body)
  if (call.in === undefined || group === undefined) return [enlist(made, call.name), NOTHING]
  const joined = changeGroup(made, call.in, { children: [...group.children, call.name] })
  return [enlist(joined, call.name, [{ wakes: 'group', group: call.in }]), NOTHING]
}
