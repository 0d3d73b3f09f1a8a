/** Exploring a scenario on native promises. */

import { types } from 'node:util'
import type { Explored } from './engine/search.ts'
import type { Stretching } from './engine/stretch.ts'
import { ExplorationRefusedError } from './errors.ts'
import { follow } from './follow.ts'
import { checked, type ExploreOptions } from './options.ts'
import type { Scenario } from './world/contract.ts'
import { door } from './world/door.ts'
import { replaceAll } from './world/replacements.ts'
import { Worlds } from './world/run.ts'

// At import, so that what is imported after it keeps the replacements.
replaceAll()

/**
 * Runs a scenario again and again, each time with other decisions about what its world does next: which operation
 * completes, whether it fails, when time passes, when an event happens. A scenario is ordinary async code; it
 * fails by rejecting, by an assertion, by a rejection that is not handled, by a check that does not hold, or by hanging.
 *
 * Every history of at most `bound` deviations from the default is run, in which the oldest operation completes first,
 * nothing fails and time passes last. That is a claim about all of them, and the result says which.
 *
 * @returns how many histories were run, and whether these are all
 * @throws `ExplorationError` with the smallest history in which the scenario fails, `ReplayError` if `replay` is no
 * line that fits it, `ExplorationRefusedError` while another exploration is under way or timers have been replaced, and
 * `TypeError` or `RangeError` if an argument is none
 * @example
 * ```ts
 * import { explore } from 'looplaw/explore'
 *
 * const { claim } = await explore(async (world) => {
 *   let balance = 0
 *   const db = world.wrap({ read: () => balance, write: (value: number) => (balance = value) })
 *   const deposit = async (amount: number) => db.write((await db.read()) + amount)
 *   await deposit(10)
 *   await deposit(20)
 *   if (balance !== 30) throw new Error(`the balance is ${balance}`)
 * })
 * console.log(claim) // the one history passes, and there are no others
 * ```
 *
 * Clauses X1 to X14.
 */
export async function explore(scenario: Scenario, options: ExploreOptions = {}): Promise<Explored> {
  return exploreAs('explore(scenario', scenario, options)
}

/**
 * The same for another function, or of a part.
 *
 * @param call the call that explores, up to its options, as one writes it
 * @param stretching what is run of every history; all of the exploration, if it is left out
 */
export async function exploreAs(
  call: string,
  scenario: Scenario,
  options: ExploreOptions,
  stretching?: Stretching,
): Promise<Explored> {
  if (typeof scenario !== 'function') {
    throw new TypeError(`explore takes a function of a world, not ${String(scenario)}`)
  }
  if (types.isGeneratorFunction(scenario)) {
    throw new TypeError(
      'explore takes an async function of a world; a generator function is for exploreLoop',
    )
  }
  const plan = { ...checked(options, 'explore'), call, stretching }
  enter()
  try {
    return await follow(plan, options.keep, (seed) => new Worlds(scenario, { ...plan, seed }))
  } finally {
    door.isBusy = false
  }
}

/** X9: one at a time, and with the timers that are this package's. */
function enter(): void {
  if (door.isBusy) {
    throw new ExplorationRefusedError(
      'another exploration is under way in this process: await it first, without test.concurrent',
    )
  }
  if (door.isIntact?.() !== true) {
    throw new ExplorationRefusedError(
      'setTimeout or Date has been replaced, by vi.useFakeTimers perhaps: restore them first; an exploration has timers of its own',
    )
  }
  door.isBusy = true
}
