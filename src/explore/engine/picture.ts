/** X7: a failing history as a picture, above the nearest one that passes. */

import {
  pictureOf,
  type Picture,
  type RecordedRun,
  type TimelineRecord,
} from '../../trace/index.ts'
import { textOf, type History } from './history.ts'
import type { Nearest } from './nearest.ts'

/** Both were traced, if they have what a picture shows. */
export function pictureOfBoth(failing: History, nearest: Nearest | undefined): Picture {
  const runs = [runOf('The smallest history that fails', failing)]
  if (nearest !== undefined) runs.push(runOf('The nearest that passes', nearest.history))
  return pictureOf(...runs)
}

function runOf(title: string, history: History): RecordedRun {
  return { title, across: 'decision', records: history.records ?? recordsOf(history) }
}

/**
 * Of a run on native promises: a row for each operation, from where it begins to the decision that completes it. What
 * that decision began, it has spawned.
 */
function recordsOf({ effects = [], steps }: History): readonly TimelineRecord[] {
  const began = (at: number): readonly TimelineRecord[] =>
    (effects[at]?.began ?? []).flatMap((label): readonly TimelineRecord[] => [
      { event: 'spawned', task: label },
      { event: 'parked', who: label, on: '' },
    ])
  return [
    ...began(0),
    ...steps.flatMap(({ choices, chosen }, at): readonly TimelineRecord[] => {
      const choice = choices[chosen]
      if (choice === undefined) return []
      const name = choice.label
      const how =
        choice.kind === 'fail' ? 'failed' : choice.kind === 'cancel' ? 'cancelled' : 'returned'
      return [
        { event: 'tick', tick: at + 1 },
        { event: 'stepped', who: choice.verb === undefined ? name : textOf(choice) },
        ...began(at + 1),
        ...(choice.kind === 'hold' ? [] : ([{ event: 'settled', future: name, how }] as const)),
      ]
    }),
  ]
}
