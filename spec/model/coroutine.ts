/** What a coroutine does: one step, from where it stands to its next suspension, or to its end. */

import type { Outcome, Plain } from '../event.ts'
import type { Statement, Value } from '../program.ts'
import { tell, settle, look, regard } from './future.ts'
import {
  NOTHING,
  change,
  outcomeOf,
  say,
  fault,
  type Block,
  type Completion,
  type Coroutine,
  type Frame,
  type State,
  PENDING,
} from './state.ts'

export function admit(state: State, kind: Coroutine['kind'], name: string, body: Block): State {
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

/** One step: from where it stands to its next suspension, or to its end. */
export function proceed(state: State, who: string): State {
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
      const entered = last === undefined ? state : say(state, { event: 'guarded', who })
      return push(
        entered,
        who,
        { in: 'try', catch: handler, finally: last },
        { in: 'block', rest: body },
      )
    }
    default: {
      const [next, outcome] = state.perform(state, who, statement)
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
  const left = on === undefined ? begun : regard(begun, on, true)
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
  // L10: it is kept until somebody gets it, or until it is reported.
  const mains = state.mains.some((main) => state.coroutines[main]?.awaiting === who)
  const awaited = mains || (state.futures[who]?.waiters ?? []).length > 0
  const failures =
    by.ends === 'throwing'
      ? [...state.failures, { task: who, error: by.error, awaited }]
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

export function valueOf(value: Value | undefined, got: Coroutine['got']): Plain {
  if (typeof value !== 'object' || value === null) return value
  return value.sum.map((name) => got[name]).reduce<number>(plus, 0)
}

/** What is no number counts nothing. */
function plus(sum: number, value: Plain): number {
  return typeof value === 'number' ? sum + value : sum
}
