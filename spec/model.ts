/**
 * The reference model: what a session must leave in its log. Plain immutable data, one rule after the
 * other, slow and simple on purpose; it shares nothing with the scheduler that it judges. Each rule
 * names the clause that it states.
 */

import { present, type Fault, type Log, type Outcome, type Plain, type RawEvent } from './event.ts'
import { nameIn, steps } from './program.ts'
import type { HostCall, Session, Statement, Value } from './program.ts'
import {
  initial,
  type Block,
  type Completion,
  type Coroutine,
  type Frame,
  type Future,
  type State,
} from './state.ts'

type Result = readonly [State, Outcome]
const NOTHING: Outcome = { value: undefined }

/** The log that the session must leave. */
export function model(session: Session): Log {
  const last = session.host.reduce(
    (state, call) => perform(state, 'host', call)[0],
    initial(session),
  )
  const events: RawEvent[] = []
  for (let { log } = last; log !== undefined; log = log.before) events.push(log.event)
  return present(events.toReversed().map((event) => rename(event, (name) => shown(last, name))))
}

/** L14: a main that is closed with its loop is a task from then on: `main`, `main 2`, … */
function shown(state: State, name: string): string {
  const adopted = state.claimed.filter((main) => state.coroutines[main]?.kind === 'task')
  const index = adopted.indexOf(name)
  if (index < 0) return name
  return index === 0 ? 'main' : `main ${index + 1}`
}

function rename(event: RawEvent, to: (name: string) => string): RawEvent {
  switch (event.event) {
    case 'spawned':
    case 'scheduled':
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

// What is said and told.

function say(state: State, event: RawEvent): State {
  return { ...state, log: { event, before: state.log } }
}

/** O1, O2: told in order, when the change is complete. O3: an observer that throws is told no more. */
function tell(state: State, event: RawEvent): State {
  if (state.told < 0) return state
  const acting = state.hooks.filter(({ at }) => at === state.told)
  const first = acting.findIndex((hook) => hook.do === 'throw')
  return acting.slice(0, first < 0 ? acting.length : first + 1).reduce(
    (now, hook) => {
      if (hook.do === 'throw') {
        const [next, error] = fault(now, 'observer')
        return { ...next, told: -1, failures: [...next.failures, { task: null, error }] }
      }
      return perform(now, 'observer', hook.do)[0]
    },
    { ...say(state, event), told: state.told + 1 },
  )
}

function fault(state: State, name: string, details: Partial<Fault> = {}): [State, Fault] {
  return [
    { ...state, faults: state.faults + 1 },
    { name, id: state.faults, ...details },
  ]
}

function mistake(state: State, name: string): Result {
  const [next, error] = fault(state, name)
  return [next, { error }]
}

// Futures.

function settle(
  state: State,
  name: string,
  outcome: Outcome,
  seen: State['phase'] | 'always',
): State {
  const waiters = state.futures[name]?.waiters ?? []
  const settled = {
    ...state,
    futures: { ...state.futures, [name]: { waiters: [], outcome } },
    // F8: those who wait go to the tail, in the order in which they began to wait.
    scheduled: [...state.scheduled, ...waiters],
  }
  const told = seen === 'always' || seen === 'ticking'
  return waiters.reduce(
    (now, task) =>
      tell(tell(now, { event: 'woken', task, by: name }), { event: 'scheduled', task }),
    told ? tell(settled, { event: 'settled', future: name, ending: outcome }) : settled,
  )
}

/** L10: whoever waits for a failed task, or reads its outcome, has looked at the failure. */
function look(state: State, name: string): State {
  return { ...state, failures: state.failures.filter(({ task }) => task !== name) }
}

function outcomeOf(state: State, name: string): Outcome | undefined {
  return state.futures[name]?.outcome
}

/** The pending future that somebody waits for. */
function waitOf(state: State, who: string): string | undefined {
  const on = state.coroutines[who]?.awaiting
  return on !== undefined && outcomeOf(state, on) === undefined ? on : undefined
}

// What anybody may do.

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
      const { tick, scheduled, live: pending } = state
      const seen = { tick, scheduled, pending, current: ticking }
      return [say(state, { event: 'saw', who, ...seen }), NOTHING]
    }
    case 'future':
      return [{ ...state, futures: { ...state.futures, [call.name]: PENDING } }, NOTHING]
    case 'spawn':
      if (closed) return mistake(state, 'LoopClosedError')
      return [enlist(admit(state, 'task', call.name, call.body), call.name), NOTHING]
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
      return [pass(state, stepScheduled), NOTHING]
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
    // leave: a driver that is abandoned gives the loop back.
    default: {
      const left = drive(state, call.main, 'over')
      const live = state.drivers[call.main] === 'live' && state.phase === 'driven'
      return [live ? { ...left, phase: 'idle' } : left, NOTHING]
    }
  }
}

const PENDING: Future = { waiters: [], outcome: undefined }

function admit(state: State, kind: Coroutine['kind'], name: string, body: Block): State {
  const coroutine: Coroutine = {
    kind,
    begun: false,
    close: 'no',
    frames: [{ in: 'block', rest: body }],
    awaiting: undefined,
    got: {},
    outcome: undefined,
    ticks: 0,
  }
  return { ...state, coroutines: { ...state.coroutines, [name]: coroutine } }
}

/** T1: a task is scheduled when it is made. T12: it is numbered by its loop. */
function enlist(state: State, task: string): State {
  const made = state.made + 1
  const next = {
    ...state,
    made,
    live: [...state.live, task],
    futures: { ...state.futures, [task]: PENDING },
    scheduled: [...state.scheduled, task],
  }
  const text = `<Task name='${shown(state, task)}' id='0x${made.toString(16)}'>`
  return tell(tell(next, { event: 'spawned', task, shown: text }), { event: 'scheduled', task })
}

function valueOf(value: Value | undefined, got: Coroutine['got']): Plain {
  if (typeof value !== 'object' || value === null) return value
  return value.sum.map((name) => got[name]).reduce<number>(plus, 0)
}

/** What is no number counts nothing. */
function plus(sum: number, value: Plain): number {
  return typeof value === 'number' ? sum + value : sum
}

// A coroutine.

function change(state: State, who: string, changes: Partial<Coroutine>): State {
  const coroutine = state.coroutines[who]
  if (coroutine === undefined) return state
  return { ...state, coroutines: { ...state.coroutines, [who]: { ...coroutine, ...changes } } }
}

/** One step: from where it stands to its next suspension, or to its end. */
function proceed(state: State, who: string): State {
  const coroutine = state.coroutines[who]
  if (coroutine === undefined) return state
  const { awaiting, begun, close: closing, frames } = coroutine
  if (closing === 'asked') {
    const marked = change(state, who, {
      close: 'done',
      awaiting: undefined,
      frames: mark(frames, true),
    })
    const ended = begun ? unwind(marked, who, { ends: 'returning', value: undefined }) : undefined
    return advance(ended ?? change(marked, who, { frames: [] }), who)
  }
  if (!begun) return advance(say(change(state, who, { begun: true }), { event: 'begun', who }), who)
  if (awaiting === undefined) return advance(state, who)
  // F6: it is handed the outcome, the same for all.
  const ending = outcomeOf(state, awaiting) ?? NOTHING
  const handed = say(look(change(state, who, { awaiting: undefined }), awaiting), {
    event: 'got',
    who,
    by: 'await',
    of: awaiting,
    ending,
  })
  if ('error' in ending) return advance(unwind(handed, who, { ends: 'throwing', ...ending }), who)
  return advance(change(handed, who, { got: { ...coroutine.got, [awaiting]: ending.value } }), who)
}

/** JavaScript closes a delegate through its delegators only until the delegate suspends (L14). */
function mark(frames: readonly Frame[], closing: boolean): readonly Frame[] {
  return frames.map((frame) => (frame.in === 'call' ? { ...frame, closing } : frame))
}

function advance(from: State, who: string): State {
  let state = from
  for (;;) {
    const coroutine = state.coroutines[who]
    if (coroutine === undefined || coroutine.outcome !== undefined) return state
    const frame = coroutine.frames.at(-1)
    if (frame === undefined) return end(state, who, { ends: 'normally' })
    const outer = coroutine.frames.slice(0, -1)
    if (frame.in !== 'block') {
      state = fallOut(change(state, who, { frames: outer }), who, frame)
      continue
    }
    const [statement, ...rest] = frame.rest
    if (statement === undefined) {
      state = change(state, who, { frames: outer })
      continue
    }
    state = change(state, who, { frames: [...outer, { in: 'block', rest }] })
    if (statement.do === 'yield') {
      return suspend(say(state, { event: 'yields', who, nothing: true }), who, undefined)
    }
    if (statement.do === 'await') {
      state = say(state, { event: 'awaits', who, on: statement.on })
      if (state.futures[statement.on] === undefined) {
        state = say(state, { event: 'got', who, by: 'await', of: statement.on, ending: NOTHING })
        continue
      }
      if (statement.on !== who) return suspend(state, who, statement.on)
    }
    state = execute(state, who, statement)
  }
}

/** A block has run to its end. */
function fallOut(state: State, who: string, frame: Exclude<Frame, { in: 'block' }>): State {
  const normally: Completion = { ends: 'normally' }
  if (frame.in === 'try') return cleanUp(state, who, frame.finally, normally)
  if (frame.in === 'finally' && frame.interrupted.ends !== 'normally')
    return unwind(state, who, frame.interrupted)
  const closing = frame.in === 'call' && frame.closing
  return closing ? unwind(state, who, { ends: 'returning', value: undefined }) : state
}

/** A return or a throw leaves the blocks, innermost first, each `finally` run once. */
function unwind(state: State, who: string, by: Exclude<Completion, { ends: 'normally' }>): State {
  const frames = state.coroutines[who]?.frames ?? []
  const frame = frames.at(-1)
  if (frame === undefined) return end(state, who, by)
  const left = change(state, who, { frames: frames.slice(0, -1) })
  // T11: a return leaves the delegate alone.
  if (frame.in === 'call' && by.ends === 'returning' && !frame.closing) return left
  if (frame.in !== 'try') return unwind(left, who, by)
  if (by.ends === 'returning' || frame.catch === undefined) {
    return frame.finally === undefined
      ? unwind(left, who, by)
      : cleanUp(left, who, frame.finally, by)
  }
  const caught = say(left, { event: 'caught', who, error: by.error })
  return push(caught, who, { ...frame, catch: undefined }, { in: 'block', rest: frame.catch })
}

function cleanUp(
  state: State,
  who: string,
  block: Block | undefined,
  interrupted: Completion,
): State {
  if (block === undefined) return state
  const cleaning = say(state, { event: 'cleaning', who })
  return push(cleaning, who, { in: 'finally', interrupted }, { in: 'block', rest: block })
}

function push(state: State, who: string, ...frames: readonly Frame[]): State {
  return change(state, who, { frames: [...(state.coroutines[who]?.frames ?? []), ...frames] })
}

/** What a statement does that does not suspend. */
function execute(state: State, who: string, statement: Statement): State {
  switch (statement.do) {
    case 'yield':
      return state
    case 'await': {
      // T10: not for itself.
      const [next, error] = fault(state, 'SelfAwaitError')
      const got = say(next, { event: 'got', who, by: 'await', of: statement.on, ending: { error } })
      return unwind(got, who, { ends: 'throwing', error })
    }
    case 'yieldValue': {
      // F7: thrown at it, there and then.
      const [next, error] = fault(
        say(state, { event: 'yields', who, nothing: false }),
        'BadYieldError',
      )
      return unwind(next, who, { ends: 'throwing', error })
    }
    case 'throw': {
      const [next, error] = fault(state, statement.error)
      return unwind(next, who, { ends: 'throwing', error })
    }
    case 'return': {
      const value = valueOf(statement.value, state.coroutines[who]?.got ?? {})
      return unwind(state, who, { ends: 'returning', value })
    }
    case 'call':
      return push(state, who, { in: 'call', closing: false }, { in: 'block', rest: statement.body })
    case 'try': {
      const { catch: handler, finally: last, body } = statement
      return push(
        state,
        who,
        { in: 'try', catch: handler, finally: last },
        { in: 'block', rest: body },
      )
    }
    default: {
      const [next, outcome] = perform(state, who, statement)
      return 'error' in outcome ? unwind(next, who, { ends: 'throwing', ...outcome }) : next
    }
  }
}

/** F4: whoever awaits suspends. F5: a waiting task is not scheduled. T3: a yielding one goes to the tail. */
function suspend(state: State, who: string, on: string | undefined): State {
  const coroutine = state.coroutines[who]
  if (coroutine === undefined) return state
  const frames = mark(coroutine.frames, false)
  const begun = change({ ...state, running: undefined }, who, { awaiting: on, frames })
  const left = on !== undefined && outcomeOf(begun, on) !== undefined ? look(begun, on) : begun
  if (coroutine.kind === 'main') return left
  if (on === undefined || outcomeOf(left, on) !== undefined) {
    return tell({ ...left, scheduled: [...left.scheduled, who] }, { event: 'scheduled', task: who })
  }
  const future = { ...PENDING, waiters: [...(left.futures[on]?.waiters ?? []), who] }
  const parked = { ...left, futures: { ...left.futures, [on]: future } }
  return tell(parked, { event: 'parked', who, on })
}

function end(state: State, who: string, by: Completion): State {
  const coroutine = state.coroutines[who]
  const spoken =
    coroutine?.close === 'no' ? say(state, { event: 'ends', who, ending: endingOf(by) }) : state
  const stopped = { ...spoken, running: undefined }
  if (coroutine?.kind !== 'task') return change(stopped, who, { outcome: endingOf(by) })
  if (by.ends !== 'throwing' && coroutine.close === 'done') {
    const [next, error] = fault(stopped, 'CancelledError')
    return conclude(next, who, { error })
  }
  // L10: where nobody waits, a failure is kept until somebody looks, or until it is reported.
  const alone = state.futures[who]?.waiters.length === 0
  const failures =
    by.ends === 'throwing' && alone
      ? [...state.failures, { task: who, error: by.error }]
      : state.failures
  return conclude({ ...stopped, failures }, who, endingOf(by))
}

function conclude(state: State, who: string, outcome: Outcome): State {
  const ended = change(state, who, { outcome, frames: [] })
  return settle(
    { ...ended, live: ended.live.filter((task) => task !== who) },
    who,
    outcome,
    'always',
  )
}

function endingOf(by: Completion): Outcome {
  if (by.ends === 'throwing') return { error: by.error }
  return by.ends === 'returning' ? { value: by.value } : NOTHING
}

// The loop.

/** Steps, as the loop that is current. */
function pass(state: State, work: (state: State) => State): State {
  return { ...work({ ...state, phase: 'ticking' }), phase: state.phase }
}

/** L2: the oldest. */
function step(state: State): State {
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
  const begun = change({ ...state, tick }, main, { ticks: tick })
  const after = stepScheduled(tell(begun, { event: 'tick', tick, scheduled: begun.scheduled }))
  if (waitOf(after, main) !== undefined) return after
  const turn = tell({ ...after, running: main }, { event: 'stepped', who: 'main' })
  const left: State = { ...proceed(turn, main), running: undefined }
  const on = waitOf(left, main)
  return on === undefined ? left : tell(left, { event: 'parked', who: 'main', on })
}

function run(state: State, main: string): Result {
  const [opened, refused] = open(state, main)
  if (refused !== undefined) return [opened, refused]
  let [now, result] = nextTick(begin(opened, main), main)
  while (typeof result === 'number') [now, result] = nextTick(now, main)
  return [now, result]
}

/** L11: one run at a time. T8: a main is a coroutine, and belongs to one run. L8: which may go on. */
function open(state: State, main: string): readonly [State, Outcome | undefined] {
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
  if (state.failures.length === 0) return [state, undefined]
  const unhandled = state.failures.map(({ task, error }) => ({
    task: task && shown(state, task),
    error,
  }))
  const [told, error] = fault({ ...state, failures: [] }, 'UnhandledError', { unhandled })
  if (state.onUnhandled === undefined) return [told, error]
  const handled = say(told, { event: 'unhandled', ending: { error } })
  if (state.onUnhandled === 'log') return [handled, undefined]
  const [next, thrown] = fault(handled, 'handler')
  return [{ ...next, failures: [{ task: null, error: thrown }] }, undefined]
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
function close(state: State): Result {
  const closed = pass({ ...state, phase: 'closed', mains: [] }, (begun) => {
    const asked = state.live.reduce(cancel, begun)
    const mains = state.mains.filter((main) => state.coroutines[main]?.outcome === undefined)
    const adopted = mains.reduce(
      (now, main) => enlist(change(now, main, { kind: 'task', close: 'asked' }), main),
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
  const left = change(leave(state, task), task, { close: 'asked', awaiting: undefined })
  if (!waits) return left
  return tell({ ...left, scheduled: [...left.scheduled, task] }, { event: 'scheduled', task })
}

function leave(state: State, task: string): State {
  const on = waitOf(state, task)
  if (on === undefined) return state
  const waiters = (state.futures[on]?.waiters ?? []).filter((waiter) => waiter !== task)
  return { ...state, futures: { ...state.futures, [on]: { waiters, outcome: undefined } } }
}

// A run that the host drives.

function drive(state: State, main: string, driver: 'fresh' | 'live' | 'over'): State {
  return { ...state, drivers: { ...state.drivers, [main]: driver } }
}

/** L15: one tick each time the host asks. */
function driven(state: State, main: string): Result {
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
