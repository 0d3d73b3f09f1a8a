/** How a loop that is closed ends what is left in it. */

import { closing } from './closing.ts'
import { CancelledError } from './errors.ts'
import type { Future } from './future.ts'
import type { Loop } from './loop.ts'
import type { Main } from './main.ts'
import { Cancelled, Failure } from './outcome.ts'
import { Task } from './task.ts'
import { leave } from './waiters.ts'

/** Has a task's next step close it. A scheduled task keeps its place, one that waits is scheduled. */
export function cancel(task: Task<unknown>): void {
  const { awaiting, coroutine, loop } = task
  if (coroutine === undefined) return
  task.coroutine = closing(coroutine, () => new Cancelled(new CancelledError(task)))
  task.awaiting = undefined
  if (awaiting === undefined || forgo(awaiting)) return
  leave(task, awaiting)
  loop.append(task)
  loop.teller?.scheduled(task)
}

/** Closes a main that has not ended, as a task of its own: `main`, `main 2`, … */
export function cancelMain(loop: Loop, main: Main<unknown>, index: number): void {
  const { awaiting, coroutine } = main
  main.awaiting = undefined
  if (awaiting !== undefined) forgo(awaiting)
  const task: Task<unknown> = new Task(
    closing(coroutine, () => new Cancelled(new CancelledError(task))),
    index === 0 ? 'main' : `main ${index + 1}`,
    loop,
  )
}

/** Somebody is not to get an outcome after all: if it is a failure, it is nobody's again (L10). */
function forgo(future: Future<unknown>): boolean {
  if (future.state instanceof Failure) future.state.ignore()
  return future.done()
}
