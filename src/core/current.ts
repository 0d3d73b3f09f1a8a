/** Which loop is ticking now. One for the whole module: JavaScript has one stack. */

import type { Loop } from './loop.ts'
import type { Task } from './task.ts'

export const current: {
  /** The loop whose tick is on the stack, the innermost; undefined between ticks. */
  loop: Loop | undefined
  /** What is to be done with the next task that is made, before anybody is told of it. */
  register: ((task: Task<unknown>) => void) | undefined
  /** Whether an observer is being told, in whose name nothing is held or asked for. */
  telling: boolean
  /** See kept.ts. */
  kept: readonly unknown[]
  /** What `Loop.getCurrentLoop` answers. Set by the loop, so that a task need not import it. */
  find: () => Loop
} = {
  loop: undefined,
  register: undefined,
  telling: false,
  kept: [],
  find() {
    throw new Error('import from looplaw, not from a file within it')
  },
}

/**
 * The result of every resumption that ends in `yield* future`, always this very object: what a
 * coroutine yields by itself arrives in an object of its own, so it cannot be mistaken for a wait.
 */
export const asked: {
  readonly done: false
  readonly value: undefined
  /** Whether the running coroutine has asked to wait, from the request to its suspension. */
  open: boolean
} = { done: false, value: undefined, open: false }
