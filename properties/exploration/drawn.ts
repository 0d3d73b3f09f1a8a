/**
 * What the laws of exploration draw by chance, the same each time. fast-check is loaded only then: to say what a law is,
 * and where, needs none.
 */

import type { Scenario } from '../../spec/exploration/scenario.ts'
import type { AsyncProgram } from './jobs/program.ts'
import type { Sharing } from './sharing.ts'

export async function someScenarios(
  count: number,
  seed = 20_261_126,
): Promise<readonly Scenario[]> {
  const [fc, { scenarios }] = await Promise.all([import('fast-check'), import('./scenarios.ts')])
  return fc.sample(scenarios, { numRuns: count, seed })
}

/** For one run each. */
export async function someChoices(
  count: number,
  seed: number,
): Promise<readonly (readonly number[])[]> {
  const [fc, { choices }] = await Promise.all([import('fast-check'), import('./scenarios.ts')])
  return fc.sample(choices, { numRuns: count, seed })
}

export async function someSharings(count: number, seed: number): Promise<readonly Sharing[]> {
  const [fc, { sharings }] = await Promise.all([import('fast-check'), import('./sharings.ts')])
  return fc.sample(sharings, { numRuns: count, seed })
}

export async function somePrograms(count: number, seed: number): Promise<readonly AsyncProgram[]> {
  const [fc, { asyncPrograms }] = await Promise.all([
    import('fast-check'),
    import('./jobs/programs.ts'),
  ])
  return fc.sample(asyncPrograms, { numRuns: count, seed })
}
