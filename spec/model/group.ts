/** A group, from its body to the end of its last child. */

import type { Fault } from '../event.ts'
import type { Statement } from '../program.ts'
import { cancelAll } from './cancellation.ts'
import { ask, endingOf, goOn, has, pop, push, suspend } from './coroutine.ts'
import type { Completion, Scope } from './frame.ts'
import { NOTHING, changeGroup, draw, fault, liveOf, say, type Group, type State } from './state.ts'

type Frame = Extract<Scope, { in: 'group' }>

/** S1: its body runs at once. */
export function group(
  state: State,
  who: string,
  { body, name }: Extract<Statement, { do: 'group' }>,
): State {
  const about = { what: 'group', of: name } as const
  const made: Group = { owner: who, children: [], errors: [], ending: false, wait: undefined }
  const asked = ask({ ...state, groups: { ...state.groups, [name]: made } }, who, about)
  return push(
    asked,
    who,
    { in: 'group', ...about, closing: 'no', left: undefined },
    { in: 'block', rest: body },
  )
}

/** S2, S3: its children are cancelled, in the order of their making. S4: and it takes no more. */
export function endGroup(state: State, name: string): State {
  const ending = changeGroup(state, name, { ending: true })
  return cancelAll(ending, liveChildren(ending, name), 'its group is over')
}

function liveChildren(state: State, name: string): readonly string[] {
  return liveOf(state, state.groups[name]?.children ?? [])
}

function errorsOf(state: State, name: string): readonly Fault[] {
  return state.groups[name]?.errors ?? []
}

/** Its body was left. */
export function leaveGroup(state: State, who: string, frame: Frame, by: Completion): State {
  const name = frame.of
  const out = say(state, { event: 'left', who, what: frame.what, of: name })
  const left = push(pop(out, who), who, { ...frame, left: by })
  const errors = errorsOf(left, name)
  const noted =
    by.ends === 'throwing' ? changeGroup(left, name, { errors: [...errors, by.error] }) : left
  // S3: closed from outside, it waits only if there is something to wait for.
  if (frame.closing.endsWith('all')) return waitLast(noted, who, { ...frame, left: by })
  return waitFirst(errorsOf(noted, name).length > 0 ? endGroup(noted, name) : noted, who, name)
}

/** S1: at least one suspension; S2: a failure is enough, unless there was one before. */
function waitFirst(state: State, who: string, name: string): State {
  const sound = errorsOf(state, name).length === 0
  const live = liveChildren(state, name)
  const [next, ticket] = live.length === 0 ? ([state, undefined] as const) : draw(state, 'group')
  return suspend(changeGroup(next, name, { wait: { which: 'first', ticket, sound } }), who, ticket)
}

/** S4: until every child has ended. */
function waitLast(state: State, who: string, frame: Frame): State {
  if (liveChildren(state, frame.of).length === 0) return over(state, who, frame)
  const [next, ticket] = draw(state, 'group')
  const wait = { which: 'last', ticket, sound: false } as const
  return suspend(changeGroup(next, frame.of, { wait }), who, ticket)
}

/** Its owner is resumed after its body. */
export function resumeGroup(state: State, who: string, frame: Frame): State {
  const name = frame.of
  if (state.groups[name]?.wait?.which === 'last') return over(state, who, frame)
  if (errorsOf(state, name).length > 0) return waitLast(endGroup(state, name), who, frame)
  // S4: a child may have been made since the last one ended.
  if (liveChildren(state, name).length > 0) return waitFirst(state, who, name)
  return over(state, who, frame)
}

/** S3: closed in its first wait; in its last it just waits on. */
export function closeGroup(state: State, who: string, frame: Frame): State {
  return waitLast(endGroup(state, frame.of), who, frame)
}

/** Every child has ended. S2: one error with all of them. */
function over(state: State, who: string, frame: Frame): State {
  const ended = pop(changeGroup(state, frame.of, { ending: true, wait: undefined }), who)
  const errors = errorsOf(ended, frame.of)
  if (errors.length > 0) {
    const [next, error] = fault(ended, 'AggregateError', { errors })
    return has(next, who, frame, { error })
  }
  if (frame.closing !== 'no') return goOn(ended, who)
  return has(ended, who, frame, frame.left === undefined ? NOTHING : endingOf(frame.left))
}
