/** C5, C11: a coroutine is closed, or the body of a scope in it. */

import { goOn, suspend } from './coroutine.ts'
import { closeGroup, endGroup } from './group.ts'
import type { Ask, Scope } from './frame.ts'
import type { Coroutine, State } from './state.ts'
import { closeJoin, closeShield } from './structure.ts'
import { closeTurn } from './synchronisation.ts'
import { clearTimer, closeSleep, timeoutOver } from './time.ts'

/** All of it: a cancelled task, in its turn. */
export function closeAll(state: State, who: Coroutine): void {
  close(state, who, 0)
}

/** S2, D5: the body of the outermost scope that is due. Gives whether there is one. */
export function closeDue(state: State, who: Coroutine): boolean {
  const index = who.frames.findIndex((frame) => 'left' in frame && frame.closing === 'due')
  const scope = who.frames[index]
  if (scope === undefined || !('left' in scope)) return false
  scope.closing = 'body'
  begin(state, scope)
  close(state, who, index + 1)
  return true
}

/** S2, S3: children first. D3: nobody waits for the time any more. */
function begin(state: State, scope: Scope): void {
  if (scope.in === 'group') endGroup(state, scope.group)
  if (scope.in === 'timeout') clearTimer(state, scope.timer)
}

/** From this frame on: the scopes are told, outermost first; then closing begins innermost. */
function close(state: State, who: Coroutine, first: number): void {
  for (const [index, frame] of who.frames.entries()) {
    if (index < first || !('closing' in frame) || frame.in === 'call') continue
    const innermost = index === who.frames.length - 1
    if (innermost && (!('left' in frame) || frame.left !== undefined)) {
      return closeInnermost(state, who, frame)
    }
    if (!('left' in frame)) continue
    const cleaning = frame.closing !== 'no' && frame.closing !== 'due'
    if (frame.closing === 'body') frame.closing = 'body and all'
    // A clean-up is not cut short: it waits on, and closing goes on when it is over.
    if (cleaning) return waitOn(state, who)
    frame.closing = 'all'
    begin(state, frame)
  }
  goOn(state, who)
}

/** For what it waited for when that was withdrawn; a turn that it gave up it gives up again. */
function waitOn(state: State, who: Coroutine): void {
  const { last } = who
  if (last === undefined) suspend(state, who, undefined)
  else if (!closeDue(state, who)) suspend(state, who, last)
}

/** A wait, or a scope whose body has been left already. */
function closeInnermost(state: State, who: Coroutine, frame: Scope | Ask): void {
  if (!('left' in frame)) {
    const again = frame.closing === 'all'
    frame.closing = 'all'
    return again ? waitOn(state, who) : closeAsk(state, who, frame)
  }
  frame.closing = frame.closing === 'body' ? 'body and all' : 'all'
  switch (frame.in) {
    case 'timeout':
      return timeoutOver(state, who, frame)
    case 'hold':
      who.frames.pop()
      return goOn(state, who)
    default:
      return frame.group.wait?.which === 'last' ? waitOn(state, who) : closeGroup(state, who, frame)
  }
}

function closeAsk(state: State, who: Coroutine, frame: Ask): void {
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
