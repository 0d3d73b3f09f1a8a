/** The ready queue, as a list of tasks linked by `after`. */

import type { Task } from './types.ts'

/** All of it, oldest first. */
export function allFrom(oldest: Task<unknown> | undefined): Task<unknown>[] {
  const all: Task<unknown>[] = []
  for (let task = oldest; task !== undefined; task = task.after) all.push(task)
  return all
}

/** The task just ahead of another; undefined if that is the oldest, or not in it. */
export function aheadOf(
  task: Task<unknown>,
  oldest: Task<unknown> | undefined,
): Task<unknown> | undefined {
  let ahead = oldest
  while (ahead !== undefined && ahead.after !== task) ahead = ahead.after
  return ahead
}
