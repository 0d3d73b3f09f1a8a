/** A clean-up that resources have registered. */

import type { Statement } from '../../spec/program.ts'
import type { Coroutine } from './implementation.ts'
import type { Runner } from './runner.ts'
import type { World } from './world.ts'

/** Runs a clean-up, and records that it begins and that it is over. */
export function* cleanUp(
  { delegate, journal }: World,
  runner: Runner,
  of: string,
  body: readonly Statement[],
): Coroutine {
  const about = { who: runner.who, what: 'release', of }
  journal.record({ event: 'asks', ...about })
  try {
    try {
      yield* delegate(runner, body)
    } finally {
      journal.record({ event: 'left', ...about })
    }
  } catch (error) {
    journal.record({ event: 'has', ...about, ending: journal.thrown(error) })
    throw error
  }
  journal.record({ event: 'has', ...about, ending: { value: undefined } })
  return undefined
}
