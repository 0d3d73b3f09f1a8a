/** What a settlement does to those who stand in the line, before anybody is told. */

import type { RawEvent } from '../event.ts'
import { look } from './failures.ts'
import type { Frame, Scope } from './frame.ts'
import {
  NOTHING,
  change,
  changeGroup,
  liveOf,
  outcomeOf,
  waitOf,
  type Join,
  type State,
  type Waiter,
} from './state.ts'

/** What has become of it, and what is to be told of that. */
export type Woken = readonly [State, readonly RawEvent[]]

/** F8: those who wait go to the tail, in the order in which they began to wait. */
export function wakeAll(state: State, waiters: readonly Waiter[], by: string): Woken {
  return waiters.reduce<Woken>(
    ([now, told], waiter) => {
      const [next, more] = wake(now, waiter, by)
      return [next, [...told, ...more]]
    },
    [state, []],
  )
}

function wake(state: State, waiter: Waiter, by: string): Woken {
  switch (waiter.wakes) {
    case 'task':
      return rouse(state, waiter.task, by)
    case 'join':
      return decide(state, waiter.join)
    case 'group':
      return childEnded(state, waiter.group, by)
    // D5: a timeout, whose time is over.
    default:
      return interrupt(state, waiter.owner, by, (scope) => 'timer' in scope && scope.timer === by)
  }
}

function rouse(state: State, task: string, by: string): Woken {
  return [
    { ...state, scheduled: [...state.scheduled, task] },
    [
      { event: 'woken', task, by },
      { event: 'scheduled', task },
    ],
  ]
}

/** S9: at the place of the watch in the line of the item that decides. */
function decide(state: State, ticket: string): Woken {
  const join = state.joins[ticket]
  if (join === undefined || outcomeOf(state, ticket) !== undefined) return [state, []]
  const decided = verdict(state, join)
  if (decided === undefined) return [state, []]
  const joins = { ...state.joins, [ticket]: { ...join, decider: decided.by } }
  return serve({ ...state, joins }, ticket)
}

/** What a ticket stands for has come; told like any settlement, while the loop is ticking. */
function serve(state: State, ticket: string): Woken {
  const future = state.futures[ticket]
  if (future === undefined) return [state, []]
  const settled = { ...future, waiters: [], outcome: NOTHING }
  const [next, told] = wakeAll(
    { ...state, futures: { ...state.futures, [ticket]: settled } },
    future.waiters,
    ticket,
  )
  if (state.phase !== 'ticking') return [next, told]
  return [next, [{ event: 'settled', future: ticket, ending: NOTHING }, ...told]]
}

/** Whether a join is decided, and by which item, if by one. */
export function verdict(
  state: State,
  { items, what }: Join,
): { readonly by: string | undefined } | undefined {
  const settled = items.filter((item) => outcomeOf(state, item) !== undefined)
  const failed = items.filter((item) => 'error' in (outcomeOf(state, item) ?? NOTHING))
  const [first] = what === 'race' ? settled : []
  // S8: the first result. S5: the first failure. S7: the first of either.
  const [good] = what === 'any' ? settled.filter((item) => !failed.includes(item)) : []
  const [bad] = what === 'all' ? failed : []
  const by = first ?? good ?? bad
  if (by !== undefined) return { by }
  if (what === 'race' || settled.length < items.length) return undefined
  return { by }
}

/** S2: a child's error is noted, and looked at; the first ends the body, or the wait. */
function childEnded(state: State, name: string, child: string): Woken {
  const outcome = outcomeOf(state, child) ?? NOTHING
  const fails = 'error' in outcome && state.futures[child]?.cancelled === false
  const errors = state.groups[name]?.errors ?? []
  const noted = fails
    ? look(changeGroup(state, name, { errors: [...errors, outcome.error] }), child)
    : state
  const group = noted.groups[name]
  if (group === undefined) return [noted, []]
  if (group.wait === undefined) {
    const its = (scope: Scope): boolean => scope.in === 'group' && scope.of === name
    return fails ? interrupt(noted, group.owner, child, its) : [noted, []]
  }
  const { sound, ticket } = group.wait
  if (ticket === undefined || outcomeOf(noted, ticket) !== undefined) return [noted, []]
  const over = liveOf(noted, group.children).length === 0
  return over || (sound && group.errors.length > 0) ? serve(noted, ticket) : [noted, []]
}

/** S2, D5: the owner of a scope is to close its body at its next turn. */
function interrupt(
  state: State,
  owner: string,
  by: string,
  which: (scope: Scope) => boolean,
): Woken {
  const coroutine = state.coroutines[owner]
  const frames = coroutine?.frames ?? []
  const its = (frame: Frame): boolean =>
    'left' in frame && which(frame) && frame.left === undefined && frame.closing === 'no'
  if (!frames.some(its)) return [state, []]
  const due = frames.map((frame): Frame => {
    return 'left' in frame && its(frame) ? { ...frame, closing: 'due' } : frame
  })
  const [left, waited] = withdraw(change(state, owner, { frames: due }), owner)
  if (!waited) return [left, []]
  if (coroutine?.kind === 'task') return rouse(left, owner, by)
  return [left, [{ event: 'woken', task: 'main', by }]]
}

/** C3, C9: it waits no more; L10: nor is it to get what it was to get. Gives whether it did wait. */
export function withdraw(state: State, who: string): readonly [State, boolean] {
  const on = state.coroutines[who]?.awaiting
  if (on === undefined) return [state, false]
  const waited = waitOf(state, who) !== undefined
  return [change(leave(state, who), who, { awaiting: undefined }), waited]
}

/** It leaves the line. */
export function leave(state: State, who: string): State {
  const on = waitOf(state, who)
  const future = on === undefined ? undefined : state.futures[on]
  if (on === undefined || future === undefined) return state
  const waiters = future.waiters.filter(
    (waiter) => !(waiter.wakes === 'task' && waiter.task === who),
  )
  return { ...state, futures: { ...state.futures, [on]: { ...future, waiters } } }
}
