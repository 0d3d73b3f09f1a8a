/** Exploring a scenario of coroutines. */

import { types } from 'node:util'
import { kindOf } from '../core/index.ts'
import type { Explored } from './engine/search.ts'
import type { Stretching } from './engine/stretch.ts'
import { follow } from './follow.ts'
import type { LoopExploreOptions, LoopScenario } from './loop/contract.ts'
import { Loops } from './loop/run.ts'
import { checked } from './options.ts'

/**
 * Runs a scenario of coroutines again and again, on a loop of its own each time, with other decisions: which operation of
 * the outside completes, or fails, and whether an event happens; with `time: 'explored'`, when time passes; with
 * `pick: true`, which ready task is stepped next; with `cancel: 'everywhere'`, which task is cancelled, and where. The
 * search, the claim, the shrinking and the report are those of {@link explore}.
 *
 * It fails if the scenario throws, if a failure of a task is not handled, if a check does not hold, or if nothing can
 * resume any more.
 *
 * @returns how many histories were run, and whether these are all
 * @throws `ExplorationError` with the smallest history in which the scenario fails, `ReplayError` if `replay` is no
 * line that fits it, and `TypeError` or `RangeError` if an argument is none
 * @example
 * ```ts
 * import { exploreLoop } from 'looplaw/explore'
 * import type { Coroutine } from 'looplaw'
 *
 * let balance = 0
 * function* deposit(amount: number): Coroutine<void> {
 *   const before = balance
 *   yield // another task may be stepped here
 *   balance = before + amount
 * }
 * const found = await exploreLoop(
 *   function* (loop) {
 *     balance = 0
 *     const both = [loop.spawn(deposit(10)), loop.spawn(deposit(20))]
 *     for (const task of both) yield* task
 *     if (balance !== 30) throw new Error(`the balance is ${balance}`)
 *   },
 *   { pick: true },
 * ).catch((error) => error)
 * console.log(found.kind) // rejection
 * ```
 *
 * With `pick` and without a bound, if tasks share through `shared()`, one history of each class is run.
 *
 * Clauses X15, X16, X19.
 */
export async function exploreLoop(
  scenario: LoopScenario,
  options: LoopExploreOptions = {},
): Promise<Explored> {
  return exploreLoopStretch(scenario, options, undefined)
}

/** Runs a part of what the exhaustive strategy would run; all of the exploration, if there is none. */
export async function exploreLoopStretch(
  scenario: LoopScenario,
  options: LoopExploreOptions,
  stretching: Stretching | undefined,
): Promise<Explored> {
  if (typeof scenario !== 'function') {
    throw new TypeError(`exploreLoop takes a generator function of a loop, not ${kindOf(scenario)}`)
  }
  if (!types.isGeneratorFunction(scenario) && types.isAsyncFunction(scenario)) {
    throw new TypeError(
      'exploreLoop takes a generator function of a loop; an async function is for explore',
    )
  }
  const plan = checked(options, 'exploreLoop')
  const { pick = false, time = 'frozen' } = options
  if (typeof pick !== 'boolean') throw new TypeError(`pick is a boolean, not ${kindOf(pick)}`)
  if (time !== 'frozen' && time !== 'explored') {
    throw new TypeError(`time is 'frozen' or 'explored', not ${kindOf(time)}`)
  }
  const decisive = [
    ...(pick ? ['pick: true'] : []),
    ...(time === 'explored' ? ["time: 'explored'"] : []),
    ...plan.decisive,
  ]
  return follow(
    { ...plan, decisive, call: 'exploreLoop(scenario', stretching },
    options.keep,
    (seed) => new Loops(scenario, { ...plan, pick, time, seed }),
  )
}
