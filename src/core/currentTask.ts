/** Which task is running. */

import { current } from './suspension.ts'
import { isTask } from './task.ts'
import type { Task } from './types.ts'

/**
 * The task that is running: the one that calls this, however deep in functions and delegates. Main is no task, so it
 * has none, and neither has an observer, a handler, or the host outside of any step.
 *
 * @returns undefined where no task is running
 *
 * @example
 * ```ts
 * import { currentTask, Loop } from 'looplaw'
 *
 * const loop = new Loop()
 * const log = (text: string) => console.log(`${currentTask()?.name ?? 'main'}: ${text}`)
 * loop.spawn((function* () { log('saves') })(), 'save')
 * loop.run((function* () { yield; log('has waited') })())
 * // prints: save: saves
 * // prints: main: has waited
 * ```
 *
 * Clause T15.
 */
export function currentTask(): Task<unknown> | undefined {
  const running = current.notifying ? undefined : current.loop?.running
  return running !== undefined && isTask(running) ? running : undefined
}
