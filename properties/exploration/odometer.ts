/** Every run of a scenario, by trying every choice at every decision: the plainest search there is. */

import type { Scenario } from '../../spec/exploration/scenario.ts'
import type { Run } from '../../src/explore/index.ts'
import { chosenIn, running, type Explorer } from './observe.ts'
import { play } from './play.ts'

/**
 * The runs of at most so many decisions that are not the default. Without a bound, holds are left out: there is always one
 * more of them.
 */
export async function everyChoice(
  explorer: Explorer,
  scenario: Scenario,
  bound: number,
): Promise<readonly Run[]> {
  const found: Run[] = []
  const rest: { chosen: readonly number[]; left: number }[] = [{ chosen: [], left: bound }]
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    const { chosen, left } = next
    const { offered, runs } = await running(explorer, play(scenario), chosen)
    const [run] = runs
    if (run === undefined) throw new Error('an explorer ran nothing')
    found.push(run)
    if (left === 0) continue
    const taken = chosenIn(run)
    for (const [at, choices] of offered) {
      if (at < chosen.length) continue
      for (const [choice, { kind }] of choices.entries()) {
        if (choice === 0 || (kind === 'hold' && bound === Number.POSITIVE_INFINITY)) continue
        rest.push({ chosen: [...taken.slice(0, at), choice], left: left - 1 })
      }
    }
  }
  return found
}
