/**
 * The waiters of a future, first come, first served (F8). Only this file writes the state of a future.
 *
 * As long as all of them are tasks of one loop, they are a ring through the tasks themselves; the future holds
 * the last, whose `after` is the first. So parking allocates nothing, and both ends are at hand:
 *
 *     state ───────────────────────┐
 *                                  ▼
 *       ┌─► a ──after─► b ──after─► c ──after─┐        waiting since: a, b, c
 *       └─────────────────────────────────────┘
 *
 * Where a waiter waits for several futures at once, or is of another loop, they are a {@link WaiterSet} instead.
 */

import { Failure, Success } from './outcome.ts'
import { endWait, hasOnlyRequested } from './suspension.ts'
import type { Future, Main, Notifications, Task } from './types.ts'

/** An operation in a race: a task whose coroutine does nothing else (S11). See races.ts. */
export interface Racer {
  /** The same for all operations of the race: none of them serves another. */
  readonly race: object
  /** What it has done cannot be undone any more: no other item decides the race, and the others are cancelled. */
  commit(notifications: Notifications): void
}

/** Waits for a future in the place of a task, among the tasks that wait for it. */
export abstract class Subscription {
  /** The future has settled; what follows from that follows at once. */
  abstract settled(by: Future<unknown>, notifications: Notifications): void

  /** S11: the future, if it is the task of an operation in a race, and this is its place there. */
  get racer(): Racer | undefined {
    return undefined
  }
}

/** Tasks and subscriptions in the order in which they began to wait. */
class WaiterSet {
  readonly #waiters = new Set<Task<unknown> | Subscription>()

  get size(): number {
    return this.#waiters.size
  }

  add(waiter: Task<unknown> | Subscription): void {
    this.#waiters.add(waiter)
  }

  delete(waiter: Task<unknown> | Subscription): void {
    this.#waiters.delete(waiter)
  }

  get racer(): Racer | undefined {
    for (const one of this.#waiters) {
      const racer = one instanceof Subscription ? one.racer : undefined
      if (racer !== undefined) return racer
    }
    return undefined
  }

  wake(by: Future<unknown>, notifications: Notifications): void {
    for (const waiter of this.#waiters) {
      if (waiter instanceof Subscription) waiter.settled(by, notifications)
      else wake(waiter, by, notifications)
    }
  }
}

/**
 * Adds a task to the waiters of a pending future: behind the last, and it is the last now.
 *
 *       ┌─► a ──► b ──► c ─┐              ┌─► a ──► b ──► c ──► task ─┐
 *       └──────────────────┘       to     └───────────────────────────┘
 */
export function addWaiter(task: Task<unknown>, on: Future<unknown>): void {
  const last = lastWaiter(on)
  if (last === undefined) {
    if (on.state instanceof WaiterSet) {
      on.state.add(task)
    } else {
      task.after = task
      on.state = task
    }
  } else if (last.loop === task.loop) {
    task.after = last.after
    last.after = task
    on.state = task
  } else {
    setOf(on).add(task)
  }
}

/** The same, and observers are notified. */
export function park(task: Task<unknown>, on: Future<unknown>): void {
  addWaiter(task, on)
  task.loop.notifier?.parked(task, on)
}

/** Adds a subscription to the waiters of a pending future. */
export function subscribe(subscription: Subscription, future: Future<unknown>): void {
  setOf(future).add(subscription)
}

/** Removes a subscription, if its future is still pending. */
export function unsubscribe(subscription: Subscription, future: Future<unknown>): void {
  if (future.state instanceof WaiterSet) future.state.delete(subscription)
}

/** S11: the place of a task in a race, if it was created for one that is not decided. */
export function placeInRace(task: Task<unknown>): Racer | undefined {
  return task.state instanceof WaiterSet ? task.state.racer : undefined
}

/** The waiters of a pending future, as a set from here on. */
function setOf(future: Future<unknown>): WaiterSet {
  if (future.state instanceof WaiterSet) return future.state
  const waiters = new WaiterSet()
  for (const task of detach(lastWaiter(future))) waiters.add(task)
  predecessors.delete(future)
  future.state = waiters
  return waiters
}

/**
 * Settles a pending future. Its waiters are appended to the ready queues of their loops, in their order, and
 * only then are observers notified (F8, O2).
 */
export function settle(future: Future<unknown>, outcome: Success<unknown> | Failure): void {
  const last = lastWaiter(future)
  if (last === undefined ? future.state === undefined : movesAsOne(last, outcome)) {
    future.state = outcome
    last?.loop.appendRing(last)
    future.home()?.notifier?.settled(future, outcome)
    return
  }
  const change = new Change()
  settleWithin(future, outcome, change)
  change.complete()
}

/** What a settlement or a cancellation entails. */
export class Change implements Notifications {
  readonly #notifications: (() => void)[] = []
  /** Undefined as long as there is nothing: few settlements decide a combinator. */
  #following: (() => void)[] | undefined = undefined

  push(notify: () => void): void {
    this.#notifications.push(notify)
  }

  afterwards(follow: () => void): void {
    this.#following ??= []
    this.#following.push(follow)
  }

  /** Does what follows; then it notifies (O2). */
  complete(): void {
    for (const follow of this.#following ?? []) follow()
    for (const notify of this.#notifications) notify()
  }
}

/** Settles a new future, before anything else knows of it: it has no waiters, and no observer is notified. */
export function presettle(future: Future<unknown>, outcome: Success<unknown> | Failure): void {
  future.state = outcome
}

/**
 * Whether a ring can be appended to the ready queue as it is, however long, since all are of one loop: that
 * takes a third of the time for a million. Otherwise each is counted as an awaiter of a failure, or reported.
 */
function movesAsOne(last: Task<unknown>, outcome: Success<unknown> | Failure): boolean {
  return outcome instanceof Success && last.loop.notifier === undefined
}

/** The same in the midst of another change, with whose notifications its own are sent. */
export function settleWithin(
  future: Future<unknown>,
  outcome: Success<unknown> | Failure,
  notifications: Notifications,
): void {
  const { state } = future
  const tasks = state instanceof WaiterSet ? [] : detach(lastWaiter(future))
  future.state = outcome
  if (future.home()?.notifier !== undefined) {
    notifications.push(() => future.home()?.notifier?.settled(future, outcome))
  }
  // A subscription decides for itself whether it takes the outcome.
  for (const task of tasks) wake(task, future, notifications)
  if (state instanceof WaiterSet) state.wake(future, notifications)
}

/** F5: a waiter of a future that has settled is appended to the ready queue of its loop. */
function wake(task: Task<unknown>, by: Future<unknown>, notifications: Notifications): void {
  if (by.state instanceof Failure) by.state.addAwaiter()
  task.loop.append(task)
  notifyWoken(task, by, notifications)
}

/** The notifications that a task was woken. */
export function notifyWoken(
  task: Task<unknown>,
  by: Future<unknown>,
  notifications: Notifications,
): void {
  if (task.loop.notifier === undefined) return
  notifications.push(() => {
    task.loop.notifier?.woken(task, by)
    task.loop.notifier?.scheduled(task)
  })
}

/**
 * Ends whatever wait a task is in, and schedules it if it was parked; otherwise it is scheduled or running (C3).
 *
 * @returns whether it was parked
 */
export function withdraw(task: Task<unknown>): boolean {
  const { awaiting, loop } = task
  const running = loop.running === task
  endWait(task)
  if (running && hasOnlyRequested(task)) return false
  if (awaiting === undefined || discard(awaiting) || running) return false
  leave(task, awaiting)
  loop.append(task)
  return true
}

/** Ends whatever wait a main is in. Returns whether it was parked. */
export function withdrawMain(main: Main<unknown>): boolean {
  const { awaiting } = main
  endWait(main)
  return awaiting !== undefined && !discard(awaiting)
}

/** Y3: the waiter of a future will be closed; that is the whole change. */
export function withdrawAlone(on: Future<unknown> | undefined): void {
  const change = new Change()
  on?.withdrawn(change)
  change.complete()
}

/**
 * An awaiter will not receive the outcome after all: if that is a failure, it has one awaiter less (L10).
 *
 * @returns whether there is an outcome
 */
function discard(future: Future<unknown>): boolean {
  if (future.state instanceof Failure) future.state.removeAwaiter()
  return future.done()
}

/**
 * For each future with many waiters, of which one left from the middle: the predecessor of each, as far as a walk
 * along the ring has come. Kept here, since a link back in every task would cost each parked task 8 bytes for
 * what few ever need; every waiter is walked over once, so leaving stays O(1) amortised.
 */
const predecessors = new WeakMap<Future<unknown>, Predecessors>()

interface Predecessors {
  readonly of: Map<Task<unknown>, Task<unknown>>
  /** The waiter up to which they are known. */
  known: Task<unknown>
}

/**
 * Removes a task from the waiters of a pending future.
 *
 *       ┌─► a ──► task ──► c ─┐              ┌─► a ──► c ─┐
 *       └─────────────────────┘       to     └────────────┘
 */
function leave(task: Task<unknown>, future: Future<unknown>): void {
  if (future.state instanceof WaiterSet) {
    future.state.delete(task)
    return
  }
  const last = lastWaiter(future)
  const first = last?.after
  if (last === undefined || first === undefined) return
  if (first === task) {
    future.state = last === task ? undefined : last
    last.after = task.after
    // It may wait here again, behind others: what was known of its predecessor is not true then.
    const before = predecessors.get(future)
    if (before?.known === task) predecessors.delete(future)
    else before?.of.delete(task)
  } else {
    const before = predecessors.get(future) ?? { of: new Map(), known: first }
    predecessors.set(future, before)
    const predecessor = predecessorOf(task, before)
    predecessor.after = task.after
    if (task === last) future.state = predecessor
    if (before.known === task) before.known = predecessor
    else if (task.after !== undefined) before.of.set(task.after, predecessor)
    before.of.delete(task)
  }
  task.after = undefined
}

function predecessorOf(task: Task<unknown>, before: Predecessors): Task<unknown> {
  let predecessor = before.of.get(task)
  while (predecessor === undefined) {
    const { known } = before
    const next = known.after ?? known
    before.of.set(next, known)
    before.known = next
    if (next === task) predecessor = known
  }
  return predecessor
}

/**
 * Opens a ring: the tasks first come, first served, each in no queue any more.
 *
 *       ┌─► a ──► b ──► c ─┐
 *       └──────────────────┘       to       [a, b, c]
 */
function detach(last: Task<unknown> | undefined): Task<unknown>[] {
  const tasks: Task<unknown>[] = []
  let task = last?.after
  if (last !== undefined) last.after = undefined
  while (task !== undefined) {
    const { after } = task
    task.after = undefined
    tasks.push(task)
    task = after
  }
  return tasks
}

/**
 * The last of a ring. Asking for a field that only tasks have compares hidden classes, where
 * `instanceof` walks a chain of prototypes for each that it is not: 8 ns a wait.
 *
 * @internal
 */
export function lastWaiter({ state }: Future<unknown>): Task<unknown> | undefined {
  return state !== undefined && 'after' in state ? state : undefined
}
