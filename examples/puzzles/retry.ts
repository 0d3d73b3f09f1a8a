/** A retry that swallows its last failure: when every attempt has failed, it returns as if one had not. */

import type { Scenario } from '../../src/explore/index.ts'

type Pause = (ms: number) => Promise<void>

async function retry<T>(
  attempt: () => Promise<T>,
  times: number,
  pause: Pause,
): Promise<T | undefined> {
  for (let failed = 0; failed < times; failed += 1) {
    try {
      return await attempt()
    } catch {
      await pause(100 * 2 ** failed)
    }
  }
  return undefined
}

/** The last failure is the caller's. */
async function safeRetry<T>(attempt: () => Promise<T>, times: number, pause: Pause): Promise<T> {
  for (let failed = 1; ; failed += 1) {
    try {
      return await attempt()
    } catch (error) {
      if (failed === times) throw error
      await pause(50 * 2 ** failed)
    }
  }
}

function scenario(how: typeof retry): Scenario {
  return async (world) => {
    const save = (): Promise<string> => world.external('save', 'saved', { mayFail: true })
    const outcome = await how(save, 3, (ms) => world.sleep(ms)).catch(() => 'refused')
    if (outcome === undefined) throw new Error('it was neither saved nor refused')
  }
}

export const broken: Scenario = scenario(retry)
export const fixed: Scenario = scenario(safeRetry)
