/** C5, C11: closing a coroutine, or the body of one of its scopes. */

import { continueClosing, isDue } from './coroutine.ts'
import type { Scope, Wait } from './frame.ts'
import { cancelChildren, closeGroup } from './group.ts'
import { announce } from './future.ts'
import { waitOf, type Coroutine, type State } from './state.ts'
import { closeJoin } from './structure.ts'
import { closeWaitAt } from './synchronisation.ts'
import { clearTimer, closeSleep, finishTimeout } from './time.ts'
import { leaveQueues, letGo } from './waking.ts'

/** C11: closes what is requested around the innermost frame, which was a shelter or has thrown. */
export function closeOutward(state: State, who: Coroutine): void {
  who.outward = false
  closeFrom(state, who, who.frames.findLastIndex(isDue) + 1)
}

/** C15: what a terminated coroutine has just asked for is cut short, and closing continues. */
export function closeFurther(state: State, who: Coroutine): void {
  const on = waitOf(state, who)
  who.cut = false
  who.awaiting = undefined
  announce(state, letGo(state, who))
  leaveQueues(state, on)
  closeFrom(state, who, 0)
}

/** C3, S2, D5. @param first the outermost frame to be closed: the first of all, or the body of a scope */
export function closeFrom(state: State, who: Coroutine, first: number): void {
  const scope = who.frames[first - 1]
  if (scope === undefined || !('left' in scope)) who.close = 'done'
  else {
    scope.closing = 'body'
    beginClosing(state, scope)
  }
  close(state, who, first)
}

/** S2, S3: a group cancels its children first. D3: a timeout no longer waits for its deadline. */
function beginClosing(state: State, scope: Scope): void {
  if (scope.in === 'group') cancelChildren(state, scope.group, 'its group is over')
  if (scope.in === 'timeout') clearTimer(state, scope.timer)
}

/** Marks the scopes from this frame inward as closing, then closes from the innermost outward. */
function close(state: State, who: Coroutine, first: number): void {
  for (const [index, frame] of who.frames.entries()) {
    if (index < first || !('closing' in frame) || frame.in === 'call') continue
    const innermost = index === who.frames.length - 1
    frame.closing = 'all'
    if (!('left' in frame)) return closeWait(state, who, frame)
    if (innermost && frame.left !== undefined) return closeLeft(state, who, frame)
    beginClosing(state, frame)
  }
  continueClosing(state, who)
}

/** A scope whose body has been left already. */
function closeLeft(state: State, who: Coroutine, frame: Scope): void {
  switch (frame.in) {
    case 'timeout':
      return finishTimeout(state, who, frame)
    case 'group':
      return closeGroup(state, who, frame)
    default:
      who.frames.pop()
      return continueClosing(state, who)
  }
}

function closeWait(state: State, who: Coroutine, frame: Wait): void {
  switch (frame.in) {
    case 'sleep':
      return closeSleep(state, who, frame)
    case 'join':
      return closeJoin(state, who, frame)
    case 'primitive':
      return closeWaitAt(state, who, frame)
    default:
      who.frames.pop()
      return continueClosing(state, who)
  }
}
