/** Making a task that is something to somebody from its beginning. */

import type { Coroutine } from './coroutine.ts'
import { current } from './current.ts'
import type { Loop } from './loop.ts'
import { Task } from './task.ts'

/**
 * Makes a task as `loop.spawn` does, and registers it before an observer is told, who may already step it.
 *
 * @throws as `new Task` does; nothing was registered then
 */
export function spawnAs<T>(
  loop: Loop,
  coroutine: Coroutine<T>,
  name: string | undefined,
  register: (task: Task<unknown>) => void,
): Task<T> {
  current.register = register
  try {
    return new Task(coroutine, name, loop)
  } finally {
    current.register = undefined
  }
}
