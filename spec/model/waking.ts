/** What a settlement does to the waiters of a future, before any notification. */

import type { RawEvent } from '../event.ts'
import { handle } from './failures.ts'
import type { Scope } from './frame.ts'
import { dequeue, giveUp, isPutOff, ownedBy, wakeTask } from './handing.ts'
import { raceOf } from './races.ts'
import { NOTHING, liveOf, outcomeOf, waitOf } from './state.ts'
import type { Coroutine, Decision, Join, Notifications, State, Subscription } from './state.ts'

/** F8: waiters wake in FIFO order. */
export function wakeAll(state: State, waiters: readonly Subscription[], by: string): Notifications {
  return waiters.flatMap((subscription) => wake(state, subscription, by))
}

function wake(state: State, subscription: Subscription, by: string): Notifications {
  switch (subscription.wakes) {
    case 'task':
      return wakeTask(state, subscription.task, by)
    case 'join':
      return decide(state, subscription.join)
    case 'group':
      return childEnded(state, subscription.group, by)
    // D5: the time of a timeout is over.
    default:
      return interrupt(
        state,
        subscription.owner,
        by,
        true,
        (scope) => 'timer' in scope && scope.timer === by,
      )
  }
}

/** S9: a join wakes its owner where its subscription stands among the waiters of the deciding item. */
function decide(state: State, future: string): Notifications {
  const join = state.joins.get(future)
  if (join === undefined || join.decided !== undefined) return []
  join.decided = decisionOf(state, join.what, join.items, join.items.length)
  return join.decided === undefined ? [] : settleInternal(state, future)
}

/**
 * S10: once every waiter is woken, each combinator that is decided has cancelled the tasks that it spawned. S11: so of
 * the operations that race, no other returns.
 */
export function cancelLosers(state: State): Notifications {
  const decided = [...state.joins.values()].filter((join) => join.decided !== undefined)
  return decided.flatMap(({ owned, what }) =>
    owned.flatMap((task) => requestClose(state, task, `its ${what} is over`)),
  )
}

/**
 * S11: what a task has done cannot be undone any more. If it is an operation in a race, that is committed: no other item
 * decides it, and the other tasks that it spawned are cancelled.
 */
export function commit(state: State, racer: string | undefined): Notifications {
  const future = racer === undefined ? undefined : raceOf(state, racer)?.future
  const join = future === undefined ? undefined : state.joins.get(future)
  if (future === undefined || join === undefined || join.committed !== undefined) return []
  const open = join.items.filter((item) => outcomeOf(state, item) === undefined)
  leave(
    state,
    future,
    open.filter((item) => item !== racer),
  )
  join.items = join.items.filter((item) => item === racer || !open.includes(item))
  join.committed = racer
  const losers = join.owned.filter((task) => task !== racer)
  return losers.flatMap((task) => requestClose(state, task, `its ${join.what} is over`))
}

/** Settles an internal future. The observer is notified as of any settlement by a stepping loop. */
function settleInternal(state: State, name: string): Notifications {
  const future = state.futures.get(name)
  if (future === undefined) return []
  const { waiters } = future
  future.waiters = []
  future.outcome = NOTHING
  const woken = wakeAll(state, waiters, name)
  if (state.phase !== 'stepping') return woken
  return [{ event: 'settled', future: name, ending: NOTHING }, ...woken]
}

/** Whether a join of so many items is decided, given those that may have settled. */
export function decisionOf(
  state: State,
  what: Join['what'],
  items: readonly string[],
  count: number,
): Decision | undefined {
  const settled = items.filter((item) => outcomeOf(state, item) !== undefined)
  const failed = items.filter((item) => 'error' in (outcomeOf(state, item) ?? NOTHING))
  // S7: the first item that settles; S5, S7, S8: of those that had settled already, the first in order.
  const [first] = what === 'race' ? settled : []
  // S8: the first that has a result.
  const [good] = what === 'any' ? settled.filter((item) => !failed.includes(item)) : []
  // S5: the first that fails.
  const [bad] = what === 'all' ? failed : []
  const by = first ?? good ?? bad
  // S8: any has passed over the failures so far.
  if (by !== undefined) return { by, taken: what === 'any' ? [...failed, by] : [by] }
  // S6: otherwise all of them have to settle, with whatever outcome.
  return what === 'race' || settled.length < count ? undefined : { by, taken: items }
}

/** S2: the group handles the error of a child; the first one closes its body, or ends its wait. */
function childEnded(state: State, name: string, child: string): Notifications {
  const group = state.groups.get(name)
  if (group === undefined) return []
  const outcome = outcomeOf(state, child) ?? NOTHING
  const fails = 'error' in outcome && state.futures.get(child)?.cancelled === false
  if (fails) {
    group.errors.push(outcome.error)
    handle(state, child)
  }
  if (group.wait === undefined) {
    const its = (scope: Scope): boolean => scope.in === 'group' && scope.of === name
    return fails ? interrupt(state, group.owner, child, false, its) : []
  }
  const { failFast, future } = group.wait
  if (future === undefined || outcomeOf(state, future) !== undefined) return []
  const over = liveOf(state, group.children).length === 0
  return over || (failFast && !group.ending && group.errors.length > 0)
    ? settleInternal(state, future)
    : []
}

/**
 * S2, D5: at its next step, the owner of a scope closes the body. Y3: what the body waits for is given up now.
 *
 * @param lenient whether an owner that can resume takes that step first
 */
function interrupt(
  state: State,
  name: string,
  by: string,
  lenient: boolean,
  which: (scope: Scope) => boolean,
): Notifications {
  const owner = state.coroutines.get(name)
  const scopes = owner?.frames.filter((frame) => 'left' in frame) ?? []
  const due = scopes.filter(
    (scope) => which(scope) && scope.left === undefined && scope.closing === 'no',
  )
  const [first] = due
  if (owner === undefined || first === undefined) return []
  // D5: what has not been waiting takes one more step.
  const granted = lenient && waitOf(state, owner) === undefined
  for (const scope of due) scope.closing = granted ? 'granted' : 'due'
  if (granted || isPutOff(state, owner, owner.frames.indexOf(first) + 1)) return []
  const woken = withdraw(state, owner) ? resumed(state, owner, by) : []
  return [...woken, ...letGo(state, owner)]
}

function resumed(state: State, { kind, name }: Coroutine, by: string): Notifications {
  return kind === 'task' ? wakeTask(state, name, by) : [{ event: 'woken', task: 'main', by }]
}

/**
 * C3: its next step closes it: a parked task leaves the waiters and is scheduled, any other stays where it is. C1: a
 * task that has completed, or was cancelled before, is left alone.
 */
export function requestClose(
  state: State,
  name: string,
  reason: string | undefined,
): Notifications {
  const task = state.coroutines.get(name)
  if (task === undefined || task.close !== 'no' || !state.live.includes(name)) return []
  task.close = task.runs ? 'noted' : 'requested'
  task.reason = reason
  const putOff = !task.runs && isPutOff(state, task, 0)
  const moved = !putOff && withdraw(state, task)
  if (moved) state.scheduled.push(name)
  const events: Notifications = moved
    ? [
        { event: 'cancelled', task: name },
        { event: 'scheduled', task: name },
      ]
    : [{ event: 'cancelled', task: name }]
  // Y3: it leaves a wait queue now, with what it was handed.
  return putOff ? events : [...events, ...letGo(state, task)]
}

/**
 * C15: it is cancelled, unless it was before, and waits no longer, but for its own tasks, which are terminated with it.
 */
export function requestTermination(
  state: State,
  name: string,
  reason: string | undefined,
): Notifications {
  const task = state.coroutines.get(name)
  if (task === undefined || task.forced || !state.live.includes(name)) return []
  task.forced = true
  const events: RawEvent[] = []
  if (task.close === 'no') {
    task.close = task.runs ? 'noted' : 'requested'
    task.reason = reason
    events.push({ event: 'cancelled', task: name })
  }
  events.push({ event: 'terminated', task: name })
  if (!task.runs && isPutOff(state, task, 0)) {
    return [...events, ...terminateAll(state, ownedBy(state, task) ?? [])]
  }
  const on = waitOf(state, task)
  if (withdraw(state, task)) {
    state.scheduled.push(name)
    events.push({ event: 'scheduled', task: name })
  }
  events.push(...letGo(state, task))
  leaveQueues(state, on)
  return events
}

/** C15: the tasks of an owner that was terminated. */
export function terminateAll(state: State, tasks: readonly string[]): Notifications {
  return tasks.flatMap((task) => requestTermination(state, task, 'its owner was terminated'))
}

/** C15: it is in no wait queue any more, not even to acquire the lock of a condition again. */
export function leaveQueues(state: State, on: string | undefined): void {
  if (on === undefined) return
  for (const at of state.primitives.keys()) dequeue(state, at, on)
}

/** Y3, S10: a wait that will be closed is given up at once: what it was handed passes on, and its tasks are cancelled. */
export function letGo(state: State, who: Coroutine): Notifications {
  const frame = who.frames.at(-1)
  if (frame?.in !== 'join') return giveUp(state, who)
  const join = state.joins.get(frame.future)
  if (join === undefined || join.decided !== undefined || frame.clearing) return []
  leaveItems(state, frame.future)
  join.released = true
  return join.owned.flatMap((task) => requestClose(state, task, `its ${join.what} is over`))
}

/** It no longer waits for its items. */
export function leaveItems(state: State, on: string): void {
  leave(state, on, state.joins.get(on)?.items ?? [])
}

function leave(state: State, on: string, items: readonly string[]): void {
  for (const item of items) {
    const future = state.futures.get(item)
    if (future === undefined) continue
    future.waiters = future.waiters.filter(
      (waiter) => !(waiter.wakes === 'join' && waiter.join === on),
    )
  }
}

/** C3: it stops waiting; L10: nor does it receive what was due to it. Returns whether it was waiting. */
export function withdraw(state: State, who: Coroutine): boolean {
  if (who.awaiting === undefined) return false
  const waited = waitOf(state, who) !== undefined
  unsubscribe(state, who)
  who.awaiting = undefined
  return waited
}

/** C9: it leaves the waiters; neither the future nor its other waiters change. */
export function unsubscribe(state: State, who: Coroutine): void {
  const on = waitOf(state, who)
  const future = on === undefined ? undefined : state.futures.get(on)
  if (future === undefined) return
  future.waiters = future.waiters.filter(
    (waiter) => !(waiter.wakes === 'task' && waiter.task === who.name),
  )
}
