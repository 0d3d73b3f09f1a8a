/** How what runs is ended from outside, and how a wait is. */

import { closing, isClosing } from './closing.ts'
import type { Tellings } from './crowd.ts'
import { current } from './current.ts'
import { CancelledError } from './errors.ts'
import type { Future } from './future.ts'
import type { Loop } from './loop.ts'
import type { Main } from './main.ts'
import { Cancelled, Failure } from './outcome.ts'
import { Task } from './task.ts'
import { leave } from './waiters.ts'

/** Who is stepped: a task, or the main of a run. */
export type Runner = Task<unknown> | Main<unknown>

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
  task.awaiting = undefined
  if (awaiting === undefined || forgo(awaiting)) return false
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
    if (!withdraw(who)) return
    tellings.push(() => {
      who.loop.teller?.woken(who, by)
      who.loop.teller?.scheduled(who)
    })
    return
  }
  const { awaiting, loop } = who
  who.awaiting = undefined
  if (awaiting === undefined || forgo(awaiting)) return
  tellings.push(() => loop.teller?.woken('main', by))
}

/** Tasks that were made of a main when its loop was closed. */
const adopted = new WeakMap<Task<unknown>, Main<unknown>>()

/** L14: cancels the tasks of a loop that is closed, by creation, then its mains, as tasks: `main`, `main 2`, … */
export function cancelAll(loop: Loop): void {
  const mains = loop.mains.takeAll()
  for (const task of loop.live.all()) cancel(task, CLOSED)
  for (const [index, main] of mains.entries()) {
    adopt(loop, main, index === 0 ? 'main' : `main ${index + 1}`)
  }
}

const CLOSED = 'its loop was closed'

function adopt(loop: Loop, main: Main<unknown>, name: string): void {
  const { awaiting, coroutine } = main
  main.awaiting = undefined
  if (awaiting !== undefined) forgo(awaiting)
  const outcome = (): Cancelled => new Cancelled(new CancelledError(task, CLOSED, task))
  const task: Task<unknown> = new Task(closing(coroutine, outcome), name, loop)
  adopted.set(task, main)
  main.task = task
  loop.teller?.cancelled(task, CLOSED)
}

/** Who is being stepped, as others know it: a main that was closed with its loop is still that main. */
export function runner(): Runner | undefined {
  // An observer that is told in the midst of a step is not the one whose step it is.
  const running = current.telling ? undefined : current.loop?.running
  return running instanceof Task ? (adopted.get(running) ?? running) : running
}

/** Whether it has come to its end. */
export function hasEnded(who: Runner): boolean {
  return who instanceof Task ? who.done() : (who.task?.done() ?? who.outcome !== undefined)
}

/** What messages and observers call it. */
export function shown(who: Runner): Task<unknown> | 'main' {
  return who instanceof Task ? who : (who.task ?? 'main')
}
