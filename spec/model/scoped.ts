/** A coroutine that runs in place and is closed as a whole. */

import type { Statement } from '../program.ts'
import { beginStatement, continueClosing, endScope, endingOf } from './coroutine.ts'
import { blockOf, type Completion, type Scope } from './frame.ts'
import { record, type Coroutine, type State } from './state.ts'

/** T11: it runs at once, and takes no step of its own. */
export function scoped(
  state: State,
  who: Coroutine,
  { body }: Extract<Statement, { do: 'scoped' }>,
): void {
  const about = { what: 'scoped', of: '' } as const
  beginStatement(state, who, about)
  who.frames.push({ in: 'scoped', ...about, closing: 'no', left: undefined }, blockOf(body))
}

/** C11: however its body was left, closing continues outward after that. */
export function leaveScoped(
  state: State,
  who: Coroutine,
  frame: Extract<Scope, { in: 'scoped' }>,
  by: Completion,
): void {
  record(state, { event: 'left', who: who.name, what: frame.what, of: frame.of })
  who.frames.pop()
  if (by.ends !== 'throwing' && frame.closing !== 'no') return continueClosing(state, who)
  endScope(state, who, frame, endingOf(by))
}
