/** A group, from its body to the completion of its last child. */

import type { Statement } from '../program.ts'
import { cancelAll } from './cancellation.ts'
import { beginStatement, collectErrors, continueClosing, endScope } from './coroutine.ts'
import { endStatement, endingOf, isToBeClosed, suspend } from './coroutine.ts'
import { blockOf, type Completion, type Group, type Scope } from './frame.ts'
import { NOTHING, createInternal, createSettled, fault, liveOf, record } from './state.ts'
import type { Coroutine, State } from './state.ts'

type Frame = Extract<Scope, { in: 'group' }>

/** S1: its body runs at once, in place. */
export function group(
  state: State,
  who: Coroutine,
  { body, name }: Extract<Statement, { do: 'group' }>,
): void {
  const about = { what: 'group', of: name } as const
  const owner = who.name
  const created: Group = { owner, children: [], errors: [], ending: false, wait: undefined }
  state.groups.set(name, created)
  beginStatement(state, who, about)
  who.frames.push(
    { in: 'group', ...about, group: created, closing: 'no', left: undefined },
    blockOf(body),
  )
}

/** S2, S3, S14: cancels its children, in order of creation. S4: from then on it accepts no more. */
export function cancelChildren(state: State, it: Group, reason: string | undefined): void {
  it.ending = true
  cancelAll(state, liveOf(state, it.children), reason)
}

/** Its body was left. */
export function leaveGroup(state: State, who: Coroutine, frame: Frame, by: Completion): void {
  const it = frame.group
  record(state, { event: 'left', who: who.name, what: frame.what, of: frame.of })
  frame.left = by
  if (frame.closing === 'due') frame.closing = 'no'
  const errors = collectErrors(who, by)
  // S3: closed from outside, it suspends only if a child is still live. C12: the errors are not for it.
  if (frame.closing === 'all') {
    who.errors = errors
    return waitLast(state, who, frame)
  }
  // C11: it has cleaned up, or C12: failed, and something further out is to be closed.
  const isOver = frame.closing === 'body' || errors.length > 0
  if (isOver && isToBeClosed(who, who.frames.length - 1)) {
    frame.closing = 'body'
    who.errors = errors
    who.outward = true
    return
  }
  it.errors.push(...errors)
  if (it.errors.length > 0) cancelChildren(state, it, 'its group is over')
  waitFirst(state, who, it)
}

/** S1: it suspends at least once. S2: the first failure ends this wait. */
function waitFirst(state: State, who: Coroutine, it: Group): void {
  const live = liveOf(state, it.children)
  const future =
    live.length === 0 ? createSettled(state, 'group', NOTHING) : createInternal(state, 'group')
  it.wait = { which: 'first', future, failFast: it.errors.length === 0 }
  suspend(state, who, future)
}

/** S4: waits until every child has completed. */
function waitLast(state: State, who: Coroutine, frame: Frame): void {
  if (liveOf(state, frame.group.children).length === 0) return finishGroup(state, who, frame)
  const future = createInternal(state, 'group')
  frame.group.wait = { which: 'last', future, failFast: false }
  suspend(state, who, future)
}

/** Its owner resumes after the body. */
export function resumeGroup(state: State, who: Coroutine, frame: Frame): void {
  const it = frame.group
  if (it.wait?.which === 'last') return finishGroup(state, who, frame)
  if (it.errors.length > 0) {
    cancelChildren(state, it, 'its group is over')
    return waitLast(state, who, frame)
  }
  // S4: another child may have been spawned since the last one completed.
  if (liveOf(state, it.children).length > 0) return waitFirst(state, who, it)
  finishGroup(state, who, frame)
}

/** S3: closed in its first wait, it cancels its children and waits for them. */
export function closeGroup(state: State, who: Coroutine, frame: Frame): void {
  cancelChildren(state, frame.group, 'its group is over')
  waitLast(state, who, frame)
}

/** S1: it returns what its body returned. S2: or throws one error that holds all of them. */
function finishGroup(state: State, who: Coroutine, frame: Frame): void {
  const it = frame.group
  it.ending = true
  it.wait = undefined
  who.frames.pop()
  if (it.errors.length > 0) {
    return endScope(state, who, frame, {
      error: fault(state, 'AggregateError', { errors: [...it.errors] }),
    })
  }
  if (frame.closing !== 'no') return continueClosing(state, who)
  endStatement(state, who, frame, frame.left === undefined ? NOTHING : endingOf(frame.left))
}
