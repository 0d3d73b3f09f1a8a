/**
 * `looplaw/vitest`: `explore`, which keeps what has failed in a test of [vitest](https://vitest.dev), and runs it first the
 * next time. Needs vitest.
 */

import { basename, dirname, join } from 'node:path'
import { expect } from 'vitest'
import type { Explored } from './engine/search.ts'
import { explore as exploring } from './explore.ts'
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
  const { currentTestName: name, testPath } = expect.getState()
  if (name === undefined || testPath === undefined) return exploring(scenario, options)
  const file = join(dirname(testPath), '__histories__', `${basename(testPath)}.json`)
  return exploring(scenario, { keep: { file, name }, ...options })
}
