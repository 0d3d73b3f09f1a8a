/** One step of a coroutine: from where it stands to its next suspension, or to its end. */

import type { Statement } from '../program.ts'
import { closeAll, closeDue } from './closing.ts'
import { cleanUp, end, suspend, unwind, valueOf } from './coroutine.ts'
import { look } from './failures.ts'
import { group, leaveGroup, resumeGroup } from './group.ts'
import { blockOf, type Ask, type Completion, type Frame, type Scope } from './frame.ts'
import { NOTHING, fault, outcomeOf, say, type Coroutine, type State } from './state.ts'
import { combine, resumeJoin, resumeShield, shield } from './structure.ts'
import { askFor, leaveHold, resumeTurn } from './synchronisation.ts'
import { leaveTimeout, sleep, slept, timeout, timeoutOver } from './time.ts'

/** One step: it is closed, or a scope of it is, or it begins, or it is resumed. */
export function proceed(state: State, who: Coroutine): void {
  const { awaiting, begun, close } = who
  who.awaiting = undefined
  if (close === 'asked') {
    who.close = 'done'
    if (begun) closeAll(state, who)
    else {
      // C4: one that has not begun has nothing to clean up.
      who.frames = []
      return end(state, who, { ends: 'normally' })
    }
  } else if (!begun) {
    who.begun = true
    say(state, { event: 'begun', who: who.name })
  } else if (!closeDue(state, who)) {
    resume(state, who, awaiting)
  }
  advance(state, who)
}

function resume(state: State, who: Coroutine, awaiting: string | undefined): void {
  const frame = who.frames.at(-1)
  if (frame !== undefined && 'what' in frame) resumeAsk(state, who, frame)
  else if (awaiting !== undefined) hand(state, who, awaiting)
}

/** F6: it is handed the outcome, the same for all. */
function hand(state: State, who: Coroutine, on: string): void {
  const ending = outcomeOf(state, on) ?? NOTHING
  look(state, on)
  say(state, { event: 'got', who: who.name, by: 'await', of: on, ending })
  if ('error' in ending) unwind(state, who, { ends: 'throwing', error: ending.error })
  else who.got.set(on, ending.value)
}

function resumeAsk(state: State, who: Coroutine, frame: Ask | Scope): void {
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
  }
}

/** As long as it runs. */
function advance(state: State, who: Coroutine): void {
  while (state.running === who) move(state, who)
}

/** One statement, or out of one frame. */
function move(state: State, who: Coroutine): void {
  const frame = who.frames.at(-1)
  if (frame === undefined) return end(state, who, { ends: 'normally' })
  if (frame.in !== 'block') return fallOut(state, who, frame)
  const statement = frame.block[frame.next]
  frame.next += 1
  if (statement === undefined) who.frames.pop()
  else execute(state, who, statement)
}

/** A block has run to its end, or a scope was left otherwise. */
function fallOut(state: State, who: Coroutine, frame: Exclude<Frame, { in: 'block' }>): void {
  const normally: Completion = { ends: 'normally' }
  if ('left' in frame) return leaveScope(state, who, frame, frame.left ?? normally)
  who.frames.pop()
  if (frame.in === 'try') return cleanUp(state, who, frame.finally, normally)
  if (frame.in === 'finally' && frame.interrupted.ends !== 'normally') {
    return unwind(state, who, frame.interrupted)
  }
  const closing = frame.in === 'call' && frame.closing
  if (closing) unwind(state, who, { ends: 'returning', value: undefined })
}

function leaveScope(state: State, who: Coroutine, frame: Scope, by: Completion): void {
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
function execute(state: State, who: Coroutine, statement: Statement): void {
  switch (statement.do) {
    case 'yield':
      say(state, { event: 'yields', who: who.name, nothing: true })
      return suspend(state, who, undefined)
    case 'await':
      say(state, { event: 'awaits', who: who.name, on: statement.on })
      return wait(state, who, statement.on)
    case 'yieldValue':
      // F7: thrown at it, there and then.
      say(state, { event: 'yields', who: who.name, nothing: false })
      return raise(state, who, 'BadYieldError')
    case 'throw':
      return raise(state, who, statement.error)
    case 'return':
      return unwind(state, who, { ends: 'returning', value: valueOf(statement.value, who) })
    case 'call':
      who.frames.push({ in: 'call', closing: false }, blockOf(statement.body))
      return
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
      const outcome = state.perform(state, who.name, statement)
      if ('error' in outcome) unwind(state, who, { ends: 'throwing', error: outcome.error })
    }
  }
}

function raise(state: State, who: Coroutine, name: string): void {
  unwind(state, who, { ends: 'throwing', error: fault(state, name) })
}

function wait(state: State, who: Coroutine, on: string): void {
  const about = { event: 'got', who: who.name, by: 'await', of: on } as const
  if (!state.futures.has(on)) return say(state, { ...about, ending: NOTHING })
  if (on !== who.name) return suspend(state, who, on)
  // T10: not for itself.
  const error = fault(state, 'SelfAwaitError')
  say(state, { ...about, ending: { error } })
  unwind(state, who, { ends: 'throwing', error })
}

function enter(state: State, who: Coroutine, statement: Extract<Statement, { do: 'try' }>): void {
  const { body, catch: handler, finally: last } = statement
  if (last !== undefined) say(state, { event: 'guarded', who: who.name })
  who.frames.push({ in: 'try', catch: handler, finally: last }, blockOf(body))
}
