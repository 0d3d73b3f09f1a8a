/** What comes of a run that has ended, and of a loop that was closed. */

import { deadlock, limitReached, outsideDue, unended } from './deadlock.ts'
import { LoopStoppedError, type RunLimitError } from './errors.ts'
import type { Failures } from './failures.ts'
import { count } from './inspect.ts'
import type { Bounds, RunLimits } from './limits.ts'
import type { Main, Mains } from './main.ts'
import { Failure } from './outcome.ts'
import { awaitsOutside } from './outside.ts'
import type { Registry } from './registry.ts'
import type { Loop } from './types.ts'

/** A loop, and what it keeps of its runs. */
interface Host extends Loop {
  readonly live: Registry
  readonly failures: Failures
  readonly mains: Mains
}

/**
 * Returns what main returned, or throws (L7).
 *
 * @param stopped whether the run was left before main had ended, and not for want of anything to step
 * @param reached the limits of the run, if it has reached one of them, and main has not ended
 */
export function conclude<T>(main: Main<T>, loop: Host, stopped: boolean, reached?: RunLimits): T {
  const { awaiting, outcome } = main
  const { failures, live, mains } = loop
  if (outcome === undefined) {
    if (reached !== undefined) throw atLimit(main, loop, reached)
    if (stopped || awaiting === undefined) {
      const after = `was stopped after tick ${loop.tick}`
      throw new LoopStoppedError(`${loop} ${after}: run main again to resume it`)
    }
    const report = awaitsOutside(main, loop, false) ? outsideDue : deadlock
    throw report([{ who: main, on: awaiting }, ...live.waits()], failures.take())
  }
  mains.dismiss(main)
  if (outcome instanceof Failure) {
    // L10: main's error is thrown; without a handler the others wait for the next report.
    if (failures.handler !== undefined) failures.take()
    throw outcome.error
  }
  const unhandled = failures.take()
  if (unhandled !== undefined) throw unhandled
  return outcome.value
}

/**
 * Whether the next tick of a run is within its bounds, and the time at which it would begin.
 *
 * @param idle whether only time can let main resume
 */
export function isWithin(
  { tick, time }: Bounds,
  { loop, ticks }: Main<unknown>,
  idle: boolean,
): boolean {
  if (ticks >= tick) return false
  if (time === Infinity) return true
  return loop.now() <= time && (!idle || loop.time.next <= time)
}

/** L20: a main that waits is the first of the waiters. */
function atLimit(main: Main<unknown>, loop: Host, limits: RunLimits): RunLimitError {
  const { awaiting, parked } = main
  const own = parked && awaiting !== undefined ? [{ who: main, on: awaiting }] : []
  return limitReached(
    limits,
    [...own, ...loop.live.waits()],
    loop.failures.take(),
    `${loop} has reached its limit of ${inWords(limits)} in tick ${loop.tick}: run main again to resume it`,
  )
}

/**
 * L14: what `close()` says of the tasks that have not ended by themselves, before they are terminated.
 *
 * @param reached its limits, if it has reached one of them
 * @returns throws that, once they are, or what else went wrong
 */
export function leftOver(loop: Host, reached?: RunLimits): () => void {
  const { failures, live } = loop
  const waits = live.waits()
  const report =
    reached || waits.length > 0
      ? unended(live.all(), waits, reached && inWords(reached))
      : undefined
  return () => {
    // Twice: a handler that throws now has no later report to wait for.
    const unhandled = failures.take() ?? failures.report()
    const error = report === undefined ? unhandled : report(unhandled)
    if (error !== undefined) throw error
  }
}

function inWords({ ms, ticks }: RunLimits): string {
  const all = [
    ...(ticks === undefined ? [] : [count(ticks, 'tick')]),
    ...(ms === undefined ? [] : [`${ms} ms`]),
  ]
  return all.join(' or ')
}
