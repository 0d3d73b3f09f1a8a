/** C5, C11: closing a coroutine, or the body of one of its scopes. */

import { continueClosing, suspend } from './coroutine.ts'
import type { Scope, Wait } from './frame.ts'
import { cancelChildren, closeGroup } from './group.ts'
import type { Coroutine, State } from './state.ts'
import { closeJoin, closeShield } from './structure.ts'
import { closeWaitAt } from './synchronisation.ts'
import { clearTimer, closeSleep, finishTimeout } from './time.ts'

/** C3: a cancelled task is closed as a whole, at its next step. */
export function closeAll(state: State, who: Coroutine): void {
  close(state, who, 0)
}

/** S2, D5: closes the body of the outermost scope that is due. Returns whether there is one. */
export function closeDue(state: State, who: Coroutine): boolean {
  const index = who.frames.findIndex((frame) => 'left' in frame && frame.closing === 'due')
  const scope = who.frames[index]
  if (scope === undefined || !('left' in scope)) return false
  scope.closing = 'body'
  beginClosing(state, scope)
  close(state, who, index + 1)
  return true
}

/** S2, S3: a group cancels its children first. D3: a timeout no longer waits for its deadline. */
function beginClosing(state: State, scope: Scope): void {
  if (scope.in === 'group') cancelChildren(state, scope.group)
  if (scope.in === 'timeout') clearTimer(state, scope.timer)
}

/** Marks the scopes from this frame inward as closing, then closes from the innermost outward. */
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
    // C11: a clean-up is not cut short: it waits again, and closing continues when it is over.
    if (cleaning) return waitAgain(state, who)
    frame.closing = 'all'
    beginClosing(state, frame)
  }
  continueClosing(state, who)
}

/** It waits again for what it waited for when the wait was withdrawn; if it had yielded, it yields again. */
function waitAgain(state: State, who: Coroutine): void {
  const { last } = who
  if (last === undefined) suspend(state, who, undefined)
  else if (!closeDue(state, who)) suspend(state, who, last)
}

/** A wait, or a scope whose body has been left already. */
function closeInnermost(state: State, who: Coroutine, frame: Scope | Wait): void {
  if (!('left' in frame)) {
    const again = frame.closing === 'all'
    frame.closing = 'all'
    return again ? waitAgain(state, who) : closeWait(state, who, frame)
  }
  frame.closing = frame.closing === 'body' ? 'body and all' : 'all'
  switch (frame.in) {
    case 'timeout':
      return finishTimeout(state, who, frame)
    case 'hold':
    case 'scoped':
      who.frames.pop()
      return continueClosing(state, who)
    default:
      return frame.group.wait?.which === 'last'
        ? waitAgain(state, who)
        : closeGroup(state, who, frame)
  }
}

function closeWait(state: State, who: Coroutine, frame: Wait): void {
  switch (frame.in) {
    case 'sleep':
      return closeSleep(state, who, frame)
    case 'shield':
      return closeShield(state, who)
    case 'join':
      return frame.clearing ? waitAgain(state, who) : closeJoin(state, who, frame)
    default:
      return closeWaitAt(state, who, frame)
  }
}
