/**
 * `looplaw/node-test`: `explore` and `exploreLoop`, which keep what has failed in a test of `node:test`, and run it first the
 * next time.
 */

import { basename, dirname, join } from 'node:path'
import type { Explored } from './engine/search.ts'
import { explore as exploring } from './explore.ts'
import { exploreLoop as exploringLoop } from './exploreLoop.ts'
import type { Keep } from './keep.ts'
import type { LoopExploreOptions, LoopScenario } from './loop/contract.ts'
import type { ExploreOptions } from './options.ts'
import type { Scenario } from './world/contract.ts'

/** What is used of the context that `node:test` passes to a test. Clause X10. */
export interface TestContext {
  readonly name: string
  /** Of newer Node versions. */
  readonly fullName?: string
  readonly filePath?: string | undefined
}

/**
 * The same as `explore` of `looplaw/explore`. A history that fails is kept in `__histories__`, beside the file of the test,
 * under its name; it runs first the next time, until it passes.
 *
 * @param test the context of the test
 * @throws as `explore` does; tests of one process that run at the same time are refused with `ExplorationRefusedError`
 * @example
 * ```js
 * import { test } from 'node:test'
 * import { explore } from 'looplaw/node-test'
 *
 * test('both arrive', async (t) => {
 *   await explore(t, async (world) => {
 *     await Promise.all([world.external('a'), world.external('b')])
 *   })
 * })
 * ```
 *
 * Clauses X9, X10.
 */
export async function explore(
  test: TestContext,
  scenario: Scenario,
  options: ExploreOptions = {},
): Promise<Explored> {
  return exploring(scenario, { keep: keptOf(test), ...options })
}

/**
 * The same of `exploreLoop`.
 *
 * @throws as `exploreLoop` does
 *
 * Clauses X10, X15.
 */
export async function exploreLoop(
  test: TestContext,
  scenario: LoopScenario,
  options: LoopExploreOptions = {},
): Promise<Explored> {
  return exploringLoop(scenario, { keep: keptOf(test), ...options })
}

/** Node 20 does not say which file a test is in: it is the one that was started. */
function keptOf(test: TestContext): Keep {
  if (typeof test !== 'object' || test === null || typeof test.name !== 'string') {
    throw new TypeError(
      "explore takes the context of a test first: test('…', (t) => explore(t, …))",
    )
  }
  const path = test.filePath ?? process.argv[1] ?? 'test.js'
  return {
    file: join(dirname(path), '__histories__', `${basename(path)}.json`),
    name: test.fullName ?? test.name,
  }
}
