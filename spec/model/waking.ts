/** What a settlement does to those who stand in the line, before anybody is told. */

import type { RawEvent } from '../event.ts'
import { look } from './failures.ts'
import type { Scope } from './frame.ts'
import { NOTHING, liveOf, outcomeOf, waitOf } from './state.ts'
import type { Coroutine, Join, State, Waiter } from './state.ts'

/** What is to be told of it. */
type Told = readonly RawEvent[]

/** F8: those who wait go to the tail, in the order in which they began to wait. */
export function wakeAll(state: State, waiters: readonly Waiter[], by: string): Told {
  return waiters.flatMap((waiter) => wake(state, waiter, by))
}

function wake(state: State, waiter: Waiter, by: string): Told {
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

function rouse(state: State, task: string, by: string): Told {
  state.scheduled.push(task)
  return [
    { event: 'woken', task, by },
    { event: 'scheduled', task },
  ]
}

/** S9: at the place of the watch in the line of the item that decides. */
function decide(state: State, ticket: string): Told {
  const join = state.joins.get(ticket)
  if (join === undefined || outcomeOf(state, ticket) !== undefined) return []
  const decided = verdict(state, join)
  if (decided === undefined) return []
  join.decider = decided.by
  return serve(state, ticket)
}

/** What a ticket stands for has come; told like any settlement, while the loop is ticking. */
function serve(state: State, ticket: string): Told {
  const future = state.futures.get(ticket)
  if (future === undefined) return []
  const { waiters } = future
  future.waiters = []
  future.outcome = NOTHING
  const told = wakeAll(state, waiters, ticket)
  if (state.phase !== 'ticking') return told
  return [{ event: 'settled', future: ticket, ending: NOTHING }, ...told]
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
function childEnded(state: State, name: string, child: string): Told {
  const group = state.groups.get(name)
  if (group === undefined) return []
  const outcome = outcomeOf(state, child) ?? NOTHING
  const fails = 'error' in outcome && state.futures.get(child)?.cancelled === false
  if (fails) {
    group.errors.push(outcome.error)
    look(state, child)
  }
  if (group.wait === undefined) {
    const its = (scope: Scope): boolean => scope.in === 'group' && scope.of === name
    return fails ? interrupt(state, group.owner, child, its) : []
  }
  const { sound, ticket } = group.wait
  if (ticket === undefined || outcomeOf(state, ticket) !== undefined) return []
  const over = liveOf(state, group.children).length === 0
  return over || (sound && group.errors.length > 0) ? serve(state, ticket) : []
}

/** S2, D5: the owner of a scope is to close its body at its next turn. */
function interrupt(state: State, name: string, by: string, which: (scope: Scope) => boolean): Told {
  const owner = state.coroutines.get(name)
  const scopes = owner?.frames.filter((frame) => 'left' in frame) ?? []
  const due = scopes.filter(
    (scope) => which(scope) && scope.left === undefined && scope.closing === 'no',
  )
  if (owner === undefined || due.length === 0) return []
  for (const scope of due) scope.closing = 'due'
  if (!withdraw(state, owner)) return []
  return owner.kind === 'task' ? rouse(state, name, by) : [{ event: 'woken', task: 'main', by }]
}

/** C3, C9: it waits no more; L10: nor is it to get what it was to get. Gives whether it did wait. */
export function withdraw(state: State, who: Coroutine): boolean {
  if (who.awaiting === undefined) return false
  const waited = waitOf(state, who) !== undefined
  leave(state, who)
  who.awaiting = undefined
  return waited
}

/** It leaves the line. */
export function leave(state: State, who: Coroutine): void {
  const on = waitOf(state, who)
  const future = on === undefined ? undefined : state.futures.get(on)
  if (future === undefined) return
  future.waiters = future.waiters.filter(
    (waiter) => !(waiter.wakes === 'task' && waiter.task === who.name),
  )
}
