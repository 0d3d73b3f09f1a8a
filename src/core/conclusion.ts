/** What comes of a run, and of a loop, that does not go on. */

import { abandon } from './cancel.ts'
import { deadlock } from './deadlock.ts'
import { LoopStoppedError } from './errors.ts'
import type { Loop } from './loop.ts'
import type { Main } from './main.ts'
import { Failure } from './outcome.ts'

/**
 * Gives what main returned, or throws.
 *
 * @param stopped whether the run was left before main had ended, and not because nothing could go on
 */
export function conclude<T>(main: Main<T>, stopped: boolean): T {
  const { awaiting, loop, outcome } = main
  const { failures } = loop
  if (outcome === undefined) {
    if (stopped || awaiting === undefined) {
      const after = `was stopped after tick ${loop.tick}`
      throw new LoopStoppedError(`${loop} ${after}: run main again to go on`)
    }
    throw deadlock([{ who: main, on: awaiting }, ...loop.live.waits()], failures.take())
  }
  loop.mains.dismiss(main)
  if (outcome instanceof Failure) {
    // L10: main's error comes out; without a handler the others wait for the next report.
    if (failures.handler !== undefined) failures.take()
    throw outcome.error
  }
  const unhandled = failures.take()
  if (unhandled !== undefined) throw unhandled
  return outcome.value
}

/** L14: what is to be thrown when a closed loop has been wound up: who could not end, and what nobody looked at. */
export function leftOver({ failures, live }: Loop): Error | undefined {
  const abandoned = live.waits()
  // Twice: a handler that throws now has no later report to wait for.
  const unhandled = failures.take() ?? failures.report()
  const error = abandoned.length > 0 ? deadlock(abandoned, unhandled) : unhandled
  for (const { who, on } of abandoned) abandon(who, on)
  live.clear()
  return error
}
