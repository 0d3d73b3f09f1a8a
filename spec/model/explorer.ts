/** The model of an exploration: which runs there are, found by trying every choice at every decision. */

import type { Scenario } from '../exploration/scenario.ts'
import { run, type Failed, type Ran } from './world.ts'

/** X4: every run of at most so many decisions that are not the default, each once. */
export function runsWithin(scenario: Scenario, bound: number): readonly Ran[] {
  return runsAfter(scenario, [], bound, true)
}

/** X5: every run without a hold, whatever its deviations. */
export function everyRun(scenario: Scenario): readonly Ran[] {
  return runsAfter(scenario, [], Number.POSITIVE_INFINITY, false)
}

/** The runs that begin with these choices: the one that follows the default from there, and those that leave it. */
function runsAfter(
  scenario: Scenario,
  chosen: readonly number[],
  left: number,
  withHolds: boolean,
): readonly Ran[] {
  const ran = run(scenario, chosen)
  if (left === 0) return [ran]
  const others = ran.decided.flatMap(({ possible }, at) => {
    if (at < chosen.length) return []
    const before = ran.decided.slice(0, at).map((decision) => decision.chosen)
    return possible.flatMap(({ kind }, choice) =>
      choice === 0 || (kind === 'hold' && !withHolds)
        ? []
        : runsAfter(scenario, [...before, choice], left - 1, withHolds),
    )
  })
  return [ran, ...others]
}

/** X4: what happens in a run, in order: two runs that differ in their holds alone are one history. */
export function happenings({ decided }: Ran): string {
  const happened = decided.flatMap(({ chosen, possible }) => {
    const choice = possible[chosen]
    return choice === undefined || choice.kind === 'hold' ? [] : [`${choice.kind} ${choice.label}`]
  })
  return happened.join(', ')
}

/** X7: the fewest deviations of a run that fails so; undefined if none of at most so many does. */
export function fewest(scenario: Scenario, failed: Failed, bound: number): number | undefined {
  for (let most = 0; most <= bound; most += 1) {
    if (runsWithin(scenario, most).some((ran) => ran.failed === failed)) return most
  }
  return undefined
}
