/** How a loop that is closed ends what is left in it. */

import { closing } from './closing.ts'
import type { Coroutine } from './coroutine.ts'
import { CancelledError } from './errors.ts'
import type { Loop } from './loop.ts'
import { Cancelled } from './outcome.ts'
import { Task } from './task.ts'
import { leave } from './waiters.ts'

/** Has a task's next step close it. A scheduled task keeps its place, one that waits is scheduled. */
export function cancel(task: Task<unknown>): void {
  const { awaiting, coroutine, loop } = task
  if (coroutine === undefined) return
  task.coroutine = closing(coroutine, () => new Cancelled(new CancelledError(task)))
  task.awaiting = undefined
  if (awaiting === undefined || awaiting.done()) return
  leave(task, awaiting)
  loop.append(task)
  loop.teller?.scheduled(task)
}

/** Closes a main that has not ended, as a task of its own: `main`, `main 2`, … */
export function cancelMain(loop: Loop, coroutine: Coroutine<unknown>, index: number): void {
  const task: Task<unknown> = new Task(
    closing(coroutine, () => new Cancelled(new CancelledError(task))),
    index === 0 ? 'main' : `main ${index + 1}`,
    loop,
  )
}
