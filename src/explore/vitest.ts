/**
 * `looplaw/vitest`: `explore`, which keeps what has failed in a test of [vitest](https://vitest.dev), and runs it first the
 * next time. Needs vitest.
 */

import { basename, dirname, join } from 'node:path'
import { expect } from 'vitest'
import type { Explored } from './engine/search.ts'
import { explore as exploring } from './explore.ts'
import { exploreLoop as exploringLoop } from './exploreLoop.ts'
import type { Keep } from './keep.ts'
import type { LoopExploreOptions, LoopScenario } from './loop/contract.ts'
import type { ExploreOptions } from './options.ts'
import type { Scenario } from './world/contract.ts'

/**
 * The same as `explore` of `looplaw/explore`. A history that fails is kept in `__histories__`, beside the file of the test,
 * under the title of the test; it runs first the next time, until it passes. A call outside of a test keeps nothing.
 *
 * @throws as `explore` does; with `test.concurrent` and with `vi.useFakeTimers()`, an `ExplorationRefusedError`
 * @example
 * ```js
 * import { test } from 'vitest'
 * import { explore } from 'looplaw/vitest'
 *
 * test('both arrive', async () => {
 *   await explore(async (world) => {
 *     await Promise.all([world.external('a'), world.external('b')])
 *   })
 * })
 * ```
 *
 * Clauses X9, X10.
 */
export async function explore(scenario: Scenario, options: ExploreOptions = {}): Promise<Explored> {
  return exploring(scenario, { ...kept(), ...options })
}

/**
 * The same of `exploreLoop`.
 *
 * @throws as `exploreLoop` does
 * @example
 * ```js
 * import { test } from 'vitest'
 * import { exploreLoop } from 'looplaw/vitest'
 *
 * test('both arrive', async () => {
 *   await exploreLoop(function* (loop, world) {
 *     yield* world.external('a')
 *   })
 * })
 * ```
 *
 * Clauses X10, X15.
 */
export async function exploreLoop(
  scenario: LoopScenario,
  options: LoopExploreOptions = {},
): Promise<Explored> {
  return exploringLoop(scenario, { ...kept(), ...options })
}

/** Where the failures of the test that is running are kept; nowhere outside of a test. */
function kept(): { readonly keep?: Keep } {
  const { currentTestName: name, testPath } = expect.getState()
  if (name === undefined || testPath === undefined) return {}
  return {
    keep: { file: join(dirname(testPath), '__histories__', `${basename(testPath)}.json`), name },
  }
}
