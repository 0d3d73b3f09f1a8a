/** A coroutine that runs in place and is closed as a whole, or that runs to its end before anything is closed. */

import type { Statement } from '../program.ts'
import { beginStatement, continueClosing, endScope, endingOf } from './coroutine.ts'
import { isToBeClosed, suspend } from './coroutine.ts'
import { blockOf, isShelter, type Completion, type Scope } from './frame.ts'
import { record, type Coroutine, type State } from './state.ts'

type In = 'scoped' | 'uninterruptible'

/** T11: it runs at once, and takes no step of its own. */
export function enterScoped(
  state: State,
  who: Coroutine,
  { body, do: what }: Extract<Statement, { do: In }>,
): void {
  beginStatement(state, who, { what, of: '' })
  if (what === 'scoped') {
    who.frames.push({ in: what, what, of: '', closing: 'no', left: undefined }, blockOf(body))
  } else if (isToBeClosed(who) || (who.close === 'noted' && !who.frames.some(isShelter))) {
    // C13: it does not begin if what is around it is to be closed already.
    who.frames.push({ in: 'refused', what, of: '', closing: 'no' })
    suspend(state, who, undefined)
  } else {
    who.frames.push({ in: what, what, of: '', closing: 'no', left: undefined }, blockOf(body))
  }
}

/** C11: however its body was left, closing continues outward after that. C13: or begins where the caller suspends next. */
export function leaveScoped(
  state: State,
  who: Coroutine,
  frame: Extract<Scope, { in: In | 'with' }>,
  by: Completion,
): void {
  record(state, { event: 'left', who: who.name, what: frame.what, of: frame.of })
  who.frames.pop()
  if (by.ends !== 'throwing' && frame.closing !== 'no') return continueClosing(state, who)
  endScope(state, who, frame, endingOf(by))
}
