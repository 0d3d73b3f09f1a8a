/**
 * Who waits for a future, first come, first served: a circular list through the tasks themselves. The
 * future holds the last waiter, whose `after` is the first; so parking allocates nothing. Where somebody
 * waits for several futures at once, or tasks of several loops wait, the waiters are a crowd instead.
 */

import { Crowd, wake, type Tellings, type Watch } from './crowd.ts'
import type { Future } from './future.ts'
import { Failure, Success } from './outcome.ts'
import type { Task } from './task.ts'

/** Adds a task to those who wait for a pending future. */
export function park(task: Task<unknown>, on: Future<unknown>): void {
  const last = lastWaiter(on)
  if (last === undefined) {
    if (on.state instanceof Crowd) {
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
    gather(on).add(task)
  }
  task.loop.teller?.parked(task, on)
}

/** Adds a watch to those who wait for a pending future. */
export function watch(watcher: Watch, future: Future<unknown>): void {
  gather(future).add(watcher)
}

/** Those who wait for a pending future, as a crowd from here on. */
function gather(future: Future<unknown>): Crowd {
  if (future.state instanceof Crowd) return future.state
  const crowd = new Crowd()
  for (const task of detach(lastWaiter(future))) crowd.add(task)
  lines.delete(future)
  future.state = crowd
  return crowd
}

/** Takes a watch away again, if its future is still pending. */
export function unwatch(watcher: Watch, future: Future<unknown>): void {
  if (future.state instanceof Crowd) future.state.delete(watcher)
}

/**
 * Settles a pending future; those who wait for it go to the tail of the scheduled tasks of their
 * loops, in their order, and only then is anybody told (O2).
 */
export function settle(future: Future<unknown>, outcome: Success<unknown> | Failure): void {
  const last = lastWaiter(future)
  if (last === undefined ? future.state === undefined : goesTogether(last, outcome)) {
    future.state = outcome
    last?.loop.appendLine(last)
    future.home()?.teller?.settled(future, outcome)
    return
  }
  const tellings: Tellings = []
  settleWithin(future, outcome, tellings)
  for (const tell of tellings) tell()
}

/**
 * F5: whether a line can go to the scheduled tasks as it is, however long, since all are of one loop: to
 * wake a million takes a third of the time. Otherwise each counts for a failure, or is told of.
 */
function goesTogether(last: Task<unknown>, outcome: Success<unknown> | Failure): boolean {
  return outcome instanceof Success && last.loop.teller === undefined
}

/** The same, in the midst of another change: what is to be told is told with that. */
export function settleWithin(
  future: Future<unknown>,
  outcome: Success<unknown> | Failure,
  tellings: Tellings,
): void {
  const { state } = future
  const tasks = state instanceof Crowd ? [] : detach(lastWaiter(future))
  future.state = outcome
  tellings.push(() => future.home()?.teller?.settled(future, outcome))
  // A watch says for itself whether it takes the outcome.
  for (const task of tasks) wake(task, future, tellings)
  if (state instanceof Crowd) state.wake(future, tellings)
}

/**
 * For each future with many waiters of which one left from the middle: who stands before whom, up to
 * the last that was looked up. Kept here, because a link back in every task would cost each parked
 * task 8 bytes for what few ever need; every waiter is walked over once, so leaving stays O(1).
 */
const lines = new WeakMap<Future<unknown>, Line>()

interface Line {
  readonly before: Map<Task<unknown>, Task<unknown>>
  /** The waiter up to which `before` is known. */
  known: Task<unknown>
}

/** Takes a task out of those who wait for a pending future. */
export function leave(task: Task<unknown>, future: Future<unknown>): void {
  if (future.state instanceof Crowd) {
    future.state.delete(task)
    return
  }
  const last = lastWaiter(future)
  const first = last?.after
  if (last === undefined || first === undefined) return
  if (first === task) {
    future.state = last === task ? undefined : last
    last.after = task.after
    // It may wait here again, behind others: what was known of its place is not true then.
    const line = lines.get(future)
    if (line?.known === task) lines.delete(future)
    else line?.before.delete(task)
  } else {
    const line = lines.get(future) ?? { before: new Map(), known: first }
    lines.set(future, line)
    const before = standsBefore(task, line)
    before.after = task.after
    if (task === last) future.state = before
    if (line.known === task) line.known = before
    else if (task.after !== undefined) line.before.set(task.after, before)
    line.before.delete(task)
  }
  task.after = undefined
}

function standsBefore(task: Task<unknown>, line: Line): Task<unknown> {
  let before = line.before.get(task)
  while (before === undefined) {
    const { known } = line
    const next = known.after ?? known
    line.before.set(next, known)
    line.known = next
    if (next === task) before = known
  }
  return before
}

/** The tasks of a line, first come first, each in no line any more. */
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
 * The last of a line. To ask for what tasks alone have is a comparison of hidden classes, where
 * `instanceof` walks a chain of prototypes for each that it is not: 8 ns a wait.
 */
function lastWaiter({ state }: Future<unknown>): Task<unknown> | undefined {
  return state !== undefined && 'after' in state ? state : undefined
}
