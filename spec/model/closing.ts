/** C5, C11: a coroutine is closed, or the body of a scope in it. */

import { framesOf, goOn, pop, suspend } from './coroutine.ts'
import { closeGroup, endGroup } from './group.ts'
import type { Ask, Frame, Scope } from './frame.ts'
import { change, type State } from './state.ts'
import { closeJoin, closeShield } from './structure.ts'
import { closeTurn } from './synchronisation.ts'
import { clearTimer, closeSleep, timeoutOver } from './time.ts'

/** All of it: a cancelled task, in its turn. */
export function closeAll(state: State, who: string): State {
  return close(state, who, 0)
}

/** S2, D5: the body of the outermost scope that is due, if there is one. */
export function closeDue(state: State, who: string): State | undefined {
  const frames = framesOf(state, who)
  const index = frames.findIndex((frame) => 'left' in frame && frame.closing === 'due')
  const scope = frames[index]
  if (scope === undefined || !('left' in scope)) return undefined
  const begun = begin(replace(state, who, index, { ...scope, closing: 'body' }), scope)
  return close(begun, who, index + 1)
}

/** S2, S3: children first. D3: nobody waits for the time any more. */
function begin(state: State, scope: Scope): State {
  if (scope.in === 'group') return endGroup(state, scope.of)
  return scope.in === 'timeout' ? clearTimer(state, scope.timer) : state
}

function replace(state: State, who: string, index: number, frame: Frame): State {
  return change(state, who, { frames: framesOf(state, who).with(index, frame) })
}

/** From this frame on: the scopes are told, outermost first; then closing begins innermost. */
function close(from: State, who: string, first: number): State {
  let state = from
  for (const [index, frame] of framesOf(from, who).entries()) {
    if (index < first || !('closing' in frame) || frame.in === 'call') continue
    const innermost = index === framesOf(from, who).length - 1
    if (innermost && (!('left' in frame) || frame.left !== undefined)) {
      return closeInnermost(state, who, index, frame)
    }
    if (!('left' in frame)) continue
    const cleaning = frame.closing !== 'no' && frame.closing !== 'due'
    const closing = frame.closing === 'body' ? 'body and all' : cleaning ? frame.closing : 'all'
    state = replace(state, who, index, { ...frame, closing })
    // A clean-up is not cut short: it waits on, and closing goes on when it is over.
    if (cleaning) return waitOn(state, who)
    state = begin(state, frame)
  }
  return goOn(state, who)
}

/** For what it waited for when that was withdrawn; a turn that it gave up it gives up again. */
function waitOn(state: State, who: string): State {
  const last = state.coroutines[who]?.last
  if (last === undefined) return suspend(state, who, undefined)
  return closeDue(state, who) ?? suspend(state, who, last)
}

/** A wait, or a scope whose body has been left already. */
function closeInnermost(state: State, who: string, index: number, frame: Scope | Ask): State {
  const closing = frame.closing === 'body' ? 'body and all' : 'all'
  if ('left' in frame) {
    const closed = { ...frame, closing } as const
    const left = replace(state, who, index, closed)
    if (closed.in === 'timeout') return timeoutOver(left, who, closed)
    if (closed.in === 'hold') return goOn(pop(left, who), who)
    const last = left.groups[closed.of]?.wait?.which === 'last'
    return last ? waitOn(left, who) : closeGroup(left, who, closed)
  }
  const closed = { ...frame, closing: 'all' } as const
  const left = replace(state, who, index, closed)
  return frame.closing === 'all' ? waitOn(left, who) : closeAsk(left, who, closed)
}

function closeAsk(state: State, who: string, frame: Ask): State {
  switch (frame.in) {
    case 'sleep':
      return closeSleep(state, who, frame)
    case 'shield':
      return closeShield(state, who)
    case 'join':
      return frame.clearing ? waitOn(state, who) : closeJoin(state, who, frame)
    default:
      return closeTurn(state, who, frame)
  }
}
