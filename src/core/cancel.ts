/** How a wait, and everything that a loop runs, is ended from outside. */

import { closing, type CloseScope } from './closing.ts'
import { CancelledError } from './errors.ts'
import { adopt, type Main, type Mains } from './main.ts'
import { Cancelled } from './outcome.ts'
import type { Registry } from './registry.ts'
import { endWait } from './suspension.ts'
import { isTask, Task } from './task.ts'
import type { Main as AnyMain, Task as AnyTask, Future, Loop } from './types.ts'
import type { Notifications, Runner } from './types.ts'
import { Change, discard, giveUp, leave, notifyWoken, Subscription, withdraw } from './waiters.ts'

/** Waits for a future in order to close a scope, whose owner is woken for that. */
export class Interruption extends Subscription {
  readonly #scope: CloseScope<unknown>

  constructor(scope: CloseScope<unknown>) {
    super()
    this.#scope = scope
  }

  override settled(by: Future<unknown>, notifications: Notifications): void {
    const { closed, owner } = this.#scope
    if (closed) return
    this.#scope.close()
    if (owner !== undefined) interrupt(owner, this.#scope, by, notifications)
  }
}

/** Resumes a task or main without what it waits for, because something else has settled (F5). */
function interrupt(
  who: Runner,
  scope: CloseScope<unknown>,
  by: Future<unknown>,
  notifications: Notifications,
): void {
  const { awaiting } = who
  if (isTask(who)) {
    if (withdraw(who)) notifyWoken(who, by, notifications)
  } else if (withdrawMain(who)) {
    notifications.push(() => who.loop.notifier?.woken('main', by))
  }
  // Y3: at once, although the scope is closed only at the next step.
  giveUp(who, awaiting, scope, notifications)
}

/** Ends whatever wait a main is in. Returns whether it was parked. */
function withdrawMain(main: AnyMain<unknown>): boolean {
  const { awaiting } = main
  endWait(main)
  return awaiting !== undefined && !discard(awaiting)
}

/** Lets go of a task whose clean-up waits for what its closed loop cannot provide: nothing reaches it again. */
export function abandon(task: AnyTask<unknown>, on: Future<unknown>): void {
  leave(task, on)
  on.abandon()
  endWait(task)
  task.release()
}

/** L14: cancels the tasks of a loop that is closed, by creation, then its mains, as tasks: `main`, `main 2`, … */
export function cancelAll(loop: Loop, live: Registry, mains: Mains): void {
  const left = mains.takeAll()
  for (const task of live.all()) task.cancel(CLOSED)
  for (const [index, main] of left.entries()) {
    closeMain(loop, main, index === 0 ? 'main' : `main ${index + 1}`)
  }
}

const CLOSED = 'its loop was closed'

function closeMain(loop: Loop, main: Main<unknown>, name: string): void {
  const { awaiting, coroutine } = main
  withdrawMain(main)
  const change = new Change()
  giveUp(main, awaiting, undefined, change)
  change.complete()
  const outcome = (): Cancelled => new Cancelled(new CancelledError(task, CLOSED, task))
  const task: Task<unknown> = new Task(closing(coroutine, outcome), name, loop)
  adopt(main, task)
  loop.notifier?.cancelled(task, CLOSED)
}
