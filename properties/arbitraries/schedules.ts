/** Schedules of an exploration, so that inputs and schedules shrink together. */

import * as fc from 'fast-check'

/** What `explore` takes as its strategy: chooses one of the things that can happen. */
export type Schedule = (choices: readonly unknown[], at: number) => number

/**
 * Schedules for `explore`, as its `strategy`: each runs one history. They shrink towards the default, to fewer and earlier
 * deviations, and are printed as the choices that they make.
 *
 * @param length how many decisions may deviate at most; those beyond it are the default
 * @example
 * ```ts
 * await fc.assert(
 *   fc.asyncProperty(inputs, schedules(), async (input, strategy) => {
 *     await explore(scenarioOf(input), { strategy, shrink: 0 })
 *   }),
 * )
 * ```
 */
export function schedules(length = 30): fc.Arbitrary<Schedule> {
  // Most decisions are the default: what fails needs few deviations.
  const choice = fc.oneof(
    { weight: 3, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.nat(9) },
  )
  return fc.array(choice, { maxLength: length }).map(following)
}

function following(chosen: readonly number[]): Schedule {
  const schedule: Schedule = (choices, at) => (chosen[at] ?? 0) % Math.max(1, choices.length)
  const deviations = chosen.flatMap((choice, at) =>
    choice === 0 ? [] : [`${choice} at ${at + 1}`],
  )
  return Object.assign(schedule, {
    toString: () => (deviations.length === 0 ? 'the default' : deviations.join(', ')),
  })
}
