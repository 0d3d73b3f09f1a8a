/** Who is being stepped, as others know it. */

import { current } from './current.ts'
import type { Main } from './main.ts'
import { Task } from './task.ts'

/** Who is stepped: a task, or the main of a run. */
export type Runner = Task<unknown> | Main<unknown>

/** Tasks that were made of a main when its loop was closed. */
const adopted = new WeakMap<Task<unknown>, Main<unknown>>()

/** From here on the main is this task, and is known as the main still. */
export function adopt(main: Main<unknown>, task: Task<unknown>): void {
  adopted.set(task, main)
  main.task = task
}

/** Who is being stepped: the same before and after a main was closed with its loop. */
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
