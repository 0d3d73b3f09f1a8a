/** One step of a coroutine: from where it stands to its next suspension, or to its completion. */

import type { Statement } from '../program.ts'
import { closeFrom, closeFurther, closeOutward } from './closing.ts'
import { enterWith } from './context.ts'
import { cleanUp, end, requested, resumeErrors, suspend, unwind, valueOf } from './coroutine.ts'
import { handle } from './failures.ts'
import { blockOf, type Completion, type Frame, type Scope, type Wait } from './frame.ts'
import { group, leaveGroup, resumeGroup } from './group.ts'
import { acquire, leaveRelease, leaveResource, leaveResources, resources } from './resources.ts'
import { enterScoped, leaveScoped } from './scoped.ts'
import { NOTHING, fault, outcomeOf, record, type Coroutine, type State } from './state.ts'
import { combine, resumeJoin, resumeShield, shield } from './structure.ts'
import { leaveHold, resumeWaitAt, waitAt } from './synchronisation.ts'
import { finishTimeout, leaveTimeout, resumeSleep, sleep, timeout } from './time.ts'

/** One step: the coroutine is closed, or one of its scopes is, or it begins, or it resumes. */
export function proceed(state: State, who: Coroutine): void {
  const { awaiting, begun, close } = who
  const closes = begun ? requested(state, who) : undefined
  // D5: the step that was granted is this one.
  for (const frame of who.frames)
    if ('left' in frame && frame.closing === 'granted') frame.closing = 'due'
  who.awaiting = undefined
  who.runs = true
  if (!begun) {
    who.begun = true
    if (close === 'requested') {
      // C4: cancelled before its first step, it never runs its body.
      who.close = 'done'
      who.frames = []
      return end(state, who, { ends: 'normally' })
    }
    // T2: its body begins once.
    record(state, { event: 'begun', who: who.name })
  } else if (closes === undefined) {
    resume(state, who, awaiting)
  } else {
    closeFrom(state, who, closes)
  }
  advance(state, who)
}

function resume(state: State, who: Coroutine, awaiting: string | undefined): void {
  // L14: a main in a shelter waits on as a task.
  if (awaiting !== undefined && outcomeOf(state, awaiting) === undefined) {
    return suspend(state, who, awaiting)
  }
  const frame = who.frames.at(-1)
  if (frame !== undefined && 'what' in frame) resumeWait(state, who, frame)
  else if (awaiting !== undefined) hand(state, who, awaiting)
}

/** F6: every awaiter receives the one outcome. */
function hand(state: State, who: Coroutine, on: string): void {
  const ending = outcomeOf(state, on) ?? NOTHING
  handle(state, on)
  record(state, { event: 'got', who: who.name, by: 'await', of: on, ending })
  if ('error' in ending) unwind(state, who, { ends: 'throwing', error: ending.error })
  else who.received.set(on, ending.value)
}

function resumeWait(state: State, who: Coroutine, frame: Scope | Wait): void {
  switch (frame.in) {
    case 'sleep':
      return resumeSleep(state, who, frame)
    case 'shield':
      return resumeShield(state, who, frame)
    case 'join':
      return resumeJoin(state, who, frame)
    case 'primitive':
      return resumeWaitAt(state, who, frame)
    case 'group':
      return resumeGroup(state, who, frame)
    case 'timeout':
      return finishTimeout(state, who, frame)
    // In a hold, or in scoped(), it is always the body that has suspended.
    default:
  }
}

/** Moves until the step is over. */
function advance(state: State, who: Coroutine): void {
  while (state.running === who) move(state, who)
}

/** Executes one statement, or leaves one frame. */
function move(state: State, who: Coroutine): void {
  if (who.cut) return closeFurther(state, who)
  if (who.outward) return closeOutward(state, who)
  const frame = who.frames.at(-1)
  if (frame === undefined) return end(state, who, { ends: 'normally' })
  if (frame.in !== 'block') return leaveFrame(state, who, frame)
  const statement = frame.block[frame.next]
  frame.next += 1
  if (statement === undefined) who.frames.pop()
  else execute(state, who, statement)
}

/** A block has run to its end, or the body of a scope was left in another way. */
function leaveFrame(state: State, who: Coroutine, frame: Exclude<Frame, { in: 'block' }>): void {
  const normally: Completion = { ends: 'normally' }
  if ('left' in frame) return leaveScope(state, who, frame, frame.left ?? normally)
  who.frames.pop()
  if (frame.in === 'try') return cleanUp(state, who, frame.finally, normally)
  if (frame.in === 'finally') resumeErrors(who, frame)
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
    case 'hold':
      return leaveHold(state, who, frame, by)
    case 'resources':
      return leaveResources(state, who, frame, by)
    case 'resource':
      return leaveResource(state, who, frame, by)
    case 'release':
      return leaveRelease(state, who, frame, by)
    default:
      return leaveScoped(state, who, frame, by)
  }
}

/** Executes a statement. */
function execute(state: State, who: Coroutine, statement: Statement): void {
  switch (statement.do) {
    case 'yield':
      record(state, { event: 'yields', who: who.name, nothing: true })
      return suspend(state, who, undefined)
    case 'await':
      record(state, { event: 'awaits', who: who.name, on: statement.on })
      return wait(state, who, statement.on)
    case 'yieldValue':
      // F7: only yield* waits; anything else that is yielded throws at that point.
      record(state, { event: 'yields', who: who.name, nothing: false })
      return raise(state, who, 'BadYieldError')
    case 'throw':
      return raise(state, who, statement.error)
    case 'return':
      return unwind(state, who, { ends: 'returning', value: valueOf(statement.value, who) })
    case 'call':
      // T11: delegation takes no step of its own.
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
    case 'scoped':
    case 'uninterruptible':
      return enterScoped(state, who, statement)
    case 'with':
      return enterWith(state, who, statement)
    case 'resources':
      return resources(state, who, statement)
    case 'resource':
      return acquire(state, who, statement)
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
    case 'join':
      return waitAt(state, who, statement)
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
  if (!state.futures.has(on)) return record(state, { ...about, ending: NOTHING })
  if (on !== who.name) return suspend(state, who, on)
  // T10: a task cannot await itself, and does not suspend.
  const error = fault(state, 'SelfAwaitError')
  record(state, { ...about, ending: { error } })
  unwind(state, who, { ends: 'throwing', error })
}

function enter(state: State, who: Coroutine, statement: Extract<Statement, { do: 'try' }>): void {
  const { body, catch: handler, finally: last } = statement
  if (last !== undefined) record(state, { event: 'guarded', who: who.name })
  who.frames.push({ in: 'try', catch: handler, finally: last }, blockOf(body))
}
