/** How a wait, and everything that a loop runs, is ended from outside. */

import { closing, isClosing, isPutOff, keepShelter, type CloseScope } from './closing.ts'
import { CancelledError } from './errors.ts'
import { adopt, type Main, type Mains } from './main.ts'
import { Cancelled } from './outcome.ts'
import type { Registry } from './registry.ts'
import { passWait } from './suspension.ts'
import { isTask, Task } from './task.ts'
import type { Future, Loop, Notifications, Runner } from './types.ts'
import { notifyWoken, Subscription, withdraw, withdrawAlone, withdrawMain } from './waiters.ts'

/** Waits for a future in order to close a scope, whose owner is woken for that. */
export class Interruption extends Subscription {
  readonly #scope: CloseScope<unknown>
  /** Whether an owner that can resume takes that step first (D5). */
  readonly #lenient: boolean

  constructor(scope: CloseScope<unknown>, how: 'strict' | 'lenient') {
    super()
    this.#scope = scope
    this.#lenient = how === 'lenient'
  }

  override settled(by: Future<unknown>, notifications: Notifications): void {
    const { owner } = this.#scope
    const granted = this.#lenient && owner?.awaiting?.done() !== false
    if (!this.#scope.close(granted ? 'after next' : 'next') || granted || owner === undefined)
      return
    if (!isPutOff(owner, this.#scope)) interrupt(owner, by, notifications)
  }
}

/** Resumes a task or main without what it waits for, because something else has settled (F5). */
function interrupt(who: Runner, by: Future<unknown>, notifications: Notifications): void {
  const { awaiting } = who
  if (isTask(who)) {
    if (withdraw(who)) notifyWoken(who, by, notifications)
  } else if (withdrawMain(who)) {
    notifications.push(() => who.loop.notifier?.woken('main', by))
  }
  // Y3: at once, although the scope is closed only at the next step.
  awaiting?.withdrawn(notifications)
}

/** L14: cancels the tasks of a loop that is closed, by creation, then its mains, as tasks: `main`, `main 2`, … */
export function cancelAll(loop: Loop, live: Registry, mains: Mains): void {
  const left = mains.takeAll()
  for (const task of live.all()) task.cancel(CLOSED)
  for (const [index, main] of left.entries()) {
    closeMain(loop, main, index === 0 ? 'main' : `main ${index + 1}`)
  }
}

/**
 * L14, C15: ends for good the tasks whose clean-ups have not ended by themselves. What these still spawn is terminated
 * too, before it begins.
 *
 * @param stepOnce steps what is scheduled now
 */
export function endAll(loop: Loop, live: Registry, stepOnce: () => void): void {
  do {
    for (const task of live.all()) task.terminate(CLOSED)
    stepOnce()
  } while (loop.scheduled.length > 0)
}

const CLOSED = 'its loop was closed'

function closeMain(loop: Loop, main: Main<unknown>, name: string): void {
  const { awaiting, coroutine } = main
  const putOff = isPutOff(main)
  if (!putOff) {
    withdrawMain(main)
    withdrawAlone(awaiting)
  }
  const outcome = (): Cancelled => new Cancelled(new CancelledError(task, CLOSED, task))
  // H5: one that was aborted is being closed.
  const closed = isClosing(coroutine) ? coroutine : closing(coroutine, outcome)
  const on = putOff && main.parked ? awaiting : undefined
  const becomes = (made: Task<unknown>): void => {
    adopt(main, made)
    if (!putOff) return
    passWait(main, made)
    keepShelter(main, made)
  }
  const task: Task<unknown> = new Task(closed, name, loop, becomes, on)
  loop.notifier?.cancelled(task, CLOSED)
}
