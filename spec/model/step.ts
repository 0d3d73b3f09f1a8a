/** One step of a coroutine: from where it stands to its next suspension, or to its end. */

import type { Statement } from '../program.ts'
import { closeAll, closeDue } from './closing.ts'
import { cleanUp, end, framesOf, pop, push, suspend, unwind, valueOf } from './coroutine.ts'
import { look } from './failures.ts'
import { group, leaveGroup, resumeGroup } from './group.ts'
import type { Ask, Completion, Frame, Scope } from './frame.ts'
import { NOTHING, change, fault, outcomeOf, say, type State } from './state.ts'
import { combine, resumeJoin, resumeShield, shield } from './structure.ts'
import { askFor, leaveHold, resumeTurn } from './synchronisation.ts'
import { leaveTimeout, sleep, slept, timeout, timeoutOver } from './time.ts'

/** One step: it is closed, or a scope of it is, or it begins, or it is resumed. */
export function proceed(state: State, who: string): State {
  const coroutine = state.coroutines[who]
  if (coroutine === undefined) return state
  const { awaiting, begun, close } = coroutine
  const taken = change(state, who, { awaiting: undefined })
  if (close === 'asked') {
    const closed = change(taken, who, { close: 'done' })
    // C4: one that has not begun has nothing to clean up.
    if (!begun) return end(change(closed, who, { frames: [] }), who, { ends: 'normally' })
    return advance(closeAll(closed, who), who)
  }
  if (!begun) return advance(say(change(taken, who, { begun: true }), { event: 'begun', who }), who)
  const closed = closeDue(taken, who)
  return advance(closed ?? resume(taken, who, awaiting), who)
}

function resume(state: State, who: string, awaiting: string | undefined): State {
  const frame = framesOf(state, who).at(-1)
  if (frame !== undefined && 'what' in frame) return resumeAsk(state, who, frame)
  return awaiting === undefined ? state : hand(state, who, awaiting)
}

/** F6: it is handed the outcome, the same for all. */
function hand(state: State, who: string, on: string): State {
  const ending = outcomeOf(state, on) ?? NOTHING
  const handed = say(look(state, on), { event: 'got', who, by: 'await', of: on, ending })
  if ('error' in ending) return unwind(handed, who, { ends: 'throwing', ...ending })
  return change(handed, who, { got: { ...state.coroutines[who]?.got, [on]: ending.value } })
}

function resumeAsk(state: State, who: string, frame: Ask | Scope): State {
  switch (frame.in) {
    case 'sleep':
      return slept(state, who, frame)
    case 'shield':
      return resumeShield(state, who, frame)
    case 'join':
      return resumeJoin(state, who, frame)
    case 'turn':
      return resumeTurn(state, who, frame)
    case 'group':
      return resumeGroup(state, who, frame)
    case 'timeout':
      return timeoutOver(state, who, frame)
    // In a hold there is always something that has suspended.
    default:
      return state
  }
}

/** As long as it runs. */
function advance(from: State, who: string): State {
  let state = from
  while (state.running === who) state = move(state, who)
  return state
}

/** One statement, or out of one frame. */
function move(state: State, who: string): State {
  const frame = framesOf(state, who).at(-1)
  if (frame === undefined) return end(state, who, { ends: 'normally' })
  if (frame.in !== 'block') return fallOut(state, who, frame)
  const left = pop(state, who)
  const [statement, ...rest] = frame.rest
  return statement === undefined
    ? left
    : execute(push(left, who, { in: 'block', rest }), who, statement)
}

/** A block has run to its end, or a scope was left otherwise. */
function fallOut(state: State, who: string, frame: Exclude<Frame, { in: 'block' }>): State {
  const normally: Completion = { ends: 'normally' }
  if ('left' in frame) return leaveScope(state, who, frame, frame.left ?? normally)
  const left = pop(state, who)
  if (frame.in === 'try') return cleanUp(left, who, frame.finally, normally)
  if (frame.in === 'finally' && frame.interrupted.ends !== 'normally') {
    return unwind(left, who, frame.interrupted)
  }
  const closing = frame.in === 'call' && frame.closing
  return closing ? unwind(left, who, { ends: 'returning', value: undefined }) : left
}

function leaveScope(state: State, who: string, frame: Scope, by: Completion): State {
  switch (frame.in) {
    case 'group':
      return leaveGroup(state, who, frame, by)
    case 'timeout':
      return leaveTimeout(state, who, frame, by)
    default:
      return leaveHold(state, who, frame, by)
  }
}

/** What a statement does. */
function execute(state: State, who: string, statement: Statement): State {
  switch (statement.do) {
    case 'yield':
      return suspend(say(state, { event: 'yields', who, nothing: true }), who, undefined)
    case 'await':
      return wait(say(state, { event: 'awaits', who, on: statement.on }), who, statement.on)
    case 'yieldValue': {
      // F7: thrown at it, there and then.
      const yielded = say(state, { event: 'yields', who, nothing: false })
      return raise(yielded, who, 'BadYieldError')
    }
    case 'throw':
      return raise(state, who, statement.error)
    case 'return': {
      const value = valueOf(statement.value, state.coroutines[who]?.got ?? {})
      return unwind(state, who, { ends: 'returning', value })
    }
    case 'call':
      return push(state, who, { in: 'call', closing: false }, { in: 'block', rest: statement.body })
    case 'try':
      return enter(state, who, statement)
    case 'sleep':
      return sleep(state, who, statement)
    case 'timeout':
      return timeout(state, who, statement)
    case 'group':
      return group(state, who, statement)
    case 'all':
    case 'allSettled':
    case 'race':
    case 'any':
      return combine(state, who, statement)
    case 'shield':
      return shield(state, who, statement)
    case 'acquire':
    case 'hold':
    case 'wait':
    case 'put':
    case 'take':
      return askFor(state, who, statement)
    default: {
      const [next, outcome] = state.perform(state, who, statement)
      return 'error' in outcome ? unwind(next, who, { ends: 'throwing', ...outcome }) : next
    }
  }
}

function raise(state: State, who: string, name: string): State {
  const [next, error] = fault(state, name)
  return unwind(next, who, { ends: 'throwing', error })
}

function wait(state: State, who: string, on: string): State {
  const about = { event: 'got', who, by: 'await', of: on } as const
  if (state.futures[on] === undefined) return say(state, { ...about, ending: NOTHING })
  if (on !== who) return suspend(state, who, on)
  // T10: not for itself.
  const [next, error] = fault(state, 'SelfAwaitError')
  return unwind(say(next, { ...about, ending: { error } }), who, { ends: 'throwing', error })
}

function enter(state: State, who: string, statement: Extract<Statement, { do: 'try' }>): State {
  const { body, catch: handler, finally: last } = statement
  const entered = last === undefined ? state : say(state, { event: 'guarded', who })
  return push(
    entered,
    who,
    { in: 'try', catch: handler, finally: last },
    { in: 'block', rest: body },
  )
}
