/** How what runs is ended from outside, and how a wait is. */

import { closing, isClosing } from './closing.ts'
import { tellWoken, type Tellings } from './crowd.ts'
import { asked, current } from './current.ts'
import { CancelledError } from './errors.ts'
import type { Future } from './future.ts'
import type { Loop } from './loop.ts'
import type { Main } from './main.ts'
import { Cancelled, Failure } from './outcome.ts'
import { adopt, type Runner } from './runner.ts'
import { Task } from './task.ts'
import { leave } from './waiters.ts'

/**
 * Has a task's next step close it. A scheduled task keeps its place, one that waits is scheduled; one
 * that is running notices when it suspends (C3, C7).
 *
 * @returns whether that takes effect: not on a task that has ended or was cancelled before (C1)
 */
export function cancel(task: Task<unknown>, reason: unknown): boolean {
  const { coroutine, loop } = task
  if (coroutine === undefined || isClosing(coroutine)) return false
  task.coroutine = closing(coroutine, () => new Cancelled(new CancelledError(task, reason, task)))
  const moved = withdraw(task)
  loop.teller?.cancelled(task, reason)
  if (moved) loop.teller?.scheduled(task)
  return true
}

/** Ends whatever wait a task is in; gives whether it went to the tail of the scheduled tasks for that. */
function withdraw(task: Task<unknown>): boolean {
  const { awaiting, loop } = task
  const running = loop.running === task
  task.awaiting = undefined
  // It has only asked to wait: nothing was counted yet, and it is in no line.
  if (running && current.loop === loop && asked.open) return false
  if (awaiting === undefined || forgo(awaiting) || running) return false
  leave(task, awaiting)
  loop.append(task)
  return true
}

/** Somebody is not to get an outcome after all: if it is a failure, it is nobody's again (L10). */
function forgo(future: Future<unknown>): boolean {
  if (future.state instanceof Failure) future.state.ignore()
  return future.done()
}

/** Has whoever waits go on without what it waits for, because something else was settled. */
export function interrupt(who: Runner, by: Future<unknown>, tellings: Tellings): void {
  if (who instanceof Task) {
    if (withdraw(who)) tellWoken(who, by, tellings)
    return
  }
  const { awaiting, loop } = who
  who.awaiting = undefined
  if (awaiting === undefined || forgo(awaiting)) return
  tellings.push(() => loop.teller?.woken('main', by))
}

/** Lets go of a task whose clean-up waits for what its closed loop cannot give it: nothing reaches it again. */
export function abandon(task: Task<unknown>, on: Future<unknown>): void {
  leave(task, on)
  on.abandon()
  task.awaiting = undefined
  task.coroutine = undefined
}

/** L14: cancels the tasks of a loop that is closed, by creation, then its mains, as tasks: `main`, `main 2`, … */
export function cancelAll(loop: Loop): void {
  const mains = loop.mains.takeAll()
  for (const task of loop.live.all()) cancel(task, CLOSED)
  for (const [index, main] of mains.entries()) {
    close(loop, main, index === 0 ? 'main' : `main ${index + 1}`)
  }
}

const CLOSED = 'its loop was closed'

function close(loop: Loop, main: Main<unknown>, name: string): void {
  const { awaiting, coroutine } = main
  main.awaiting = undefined
  if (awaiting !== undefined) forgo(awaiting)
  const outcome = (): Cancelled => new Cancelled(new CancelledError(task, CLOSED, task))
  const task: Task<unknown> = new Task(closing(coroutine, outcome), name, loop)
  adopt(main, task)
  loop.teller?.cancelled(task, CLOSED)
}
