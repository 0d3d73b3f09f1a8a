/** What a loop answers to calls at the wrong time. Clauses L11, T6, T7, H1. */

import { InvalidStateError, LoopRunningError, OutOfTurnError } from './errors.ts'
import type { Loop, Task } from './types.ts'

export function steppingError(what: string, loop: Loop): LoopRunningError {
  return new LoopRunningError(
    `${what} cannot be called while ${loop} is stepping: call it after run, and wait with yield* inside a coroutine`,
  )
}

export function drivenError(loop: Loop): LoopRunningError {
  const remedy = 'let it end, or leave its ticks() with return()'
  return new LoopRunningError(`${loop} has a run under way: ${remedy}`)
}

export function pausedError(what: string, loop: Loop): LoopRunningError {
  return new LoopRunningError(
    `${what} cannot be called in the midst of a tick of ${loop}: let the tick end`,
  )
}

/** @param before the oldest in the ready queue, or what the loop does instead */
export function outOfTurnError(
  task: Task<unknown>,
  before: Task<unknown> | 'stepping' | undefined,
): OutOfTurnError {
  const why =
    before === 'stepping'
      ? 'its loop is stepping'
      : `it ${task.whyNotReady() ?? `is scheduled after ${String(before)}`}`
  return new OutOfTurnError(`${task} cannot be stepped: ${why}`)
}

/** T6: scheduling a scheduled task does nothing. */
export function refuseUnready(task: Task<unknown>, loop: Loop): void {
  const why = task.loop === loop ? task.whyNotReady() : 'belongs to another loop: see task.loop'
  if (why !== undefined) throw new InvalidStateError(`${task} cannot be scheduled: it ${why}`)
}
