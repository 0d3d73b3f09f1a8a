/** A group, from its body to the end of its last child. */

import type { Statement } from '../program.ts'
import { cancelAll } from './cancellation.ts'
import { ask, endingOf, goOn, has, suspend } from './coroutine.ts'
import { blockOf, type Completion, type Scope } from './frame.ts'
import { NOTHING, draw, fault, liveOf, say } from './state.ts'
import type { Coroutine, Group, State } from './state.ts'

type Frame = Extract<Scope, { in: 'group' }>

/** S1: its body runs at once. */
export function group(
  state: State,
  who: Coroutine,
  { body, name }: Extract<Statement, { do: 'group' }>,
): void {
  const about = { what: 'group', of: name } as const
  const owner = who.name
  const made: Group = { owner, children: [], errors: [], ending: false, wait: undefined }
  state.groups.set(name, made)
  ask(state, who, about)
  who.frames.push(
    { in: 'group', ...about, group: made, closing: 'no', left: undefined },
    blockOf(body),
  )
}

/** S2, S3: its children are cancelled, in the order of their making. S4: and it takes no more. */
export function endGroup(state: State, it: Group): void {
  it.ending = true
  cancelAll(state, liveOf(state, it.children), 'its group is over')
}

/** Its body was left. */
export function leaveGroup(state: State, who: Coroutine, frame: Frame, by: Completion): void {
  const it = frame.group
  say(state, { event: 'left', who: who.name, what: frame.what, of: frame.of })
  frame.left = by
  if (by.ends === 'throwing') it.errors.push(by.error)
  // S3: closed from outside, it waits only if there is something to wait for.
  if (frame.closing.endsWith('all')) return waitLast(state, who, frame)
  if (it.errors.length > 0) endGroup(state, it)
  waitFirst(state, who, it)
}

/** S1: at least one suspension; S2: a failure is enough, unless there was one before. */
function waitFirst(state: State, who: Coroutine, it: Group): void {
  const live = liveOf(state, it.children)
  const ticket = live.length === 0 ? undefined : draw(state, 'group')
  it.wait = { which: 'first', ticket, sound: it.errors.length === 0 }
  suspend(state, who, ticket)
}

/** S4: until every child has ended. */
function waitLast(state: State, who: Coroutine, frame: Frame): void {
  if (liveOf(state, frame.group.children).length === 0) return over(state, who, frame)
  const ticket = draw(state, 'group')
  frame.group.wait = { which: 'last', ticket, sound: false }
  suspend(state, who, ticket)
}

/** Its owner is resumed after its body. */
export function resumeGroup(state: State, who: Coroutine, frame: Frame): void {
  const it = frame.group
  if (it.wait?.which === 'last') return over(state, who, frame)
  if (it.errors.length > 0) {
    endGroup(state, it)
    return waitLast(state, who, frame)
  }
  // S4: a child may have been made since the last one ended.
  if (liveOf(state, it.children).length > 0) return waitFirst(state, who, it)
  over(state, who, frame)
}

/** S3: closed in its first wait; in its last it just waits on. */
export function closeGroup(state: State, who: Coroutine, frame: Frame): void {
  endGroup(state, frame.group)
  waitLast(state, who, frame)
}

/** Every child has ended. S2: one error with all of them. */
function over(state: State, who: Coroutine, frame: Frame): void {
  const it = frame.group
  it.ending = true
  it.wait = undefined
  who.frames.pop()
  if (it.errors.length > 0) {
    return has(state, who, frame, {
      error: fault(state, 'AggregateError', { errors: [...it.errors] }),
    })
  }
  if (frame.closing !== 'no') return goOn(state, who)
  has(state, who, frame, frame.left === undefined ? NOTHING : endingOf(frame.left))
}
