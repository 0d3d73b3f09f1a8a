/** What a combinator returns, item by item. */

import type { Ending } from '../../spec/event.ts'
import { failedWith, same } from '../history/endings.ts'
import type { History } from '../history/history.ts'
import { allKnown, decider, isRefused, Joins, type Join } from '../history/joins.ts'
import type { Findings, Begin } from '../law.ts'
import { isQuiet } from '../trial.ts'

/** A law of what a combinator of this kind returns. */
export function combined(kind: Join['kind']): Begin {
  return (trial) => {
    const joins = new Joins(trial)
    /** The outcomes that it has returned, item by item. */
    let received: { of: string; ending: Ending }[] = []
    return (event, before, found, index) => {
      if (event.event === 'got' && event.by === kind) {
        received.push({ of: event.of, ending: event.ending })
        const known = before.settled.get(event.of)
        if (known !== undefined)
          found.require(
            same(known, event.ending),
            () => `${event.who} did not receive the outcome of ${event.of}`,
          )
      }
      if (event.event === 'has' && event.what === kind) {
        const join = joins.open.get(event.who)
        if (join !== undefined && isQuiet(trial)) judge(join, event.ending, received, before, found)
        received = []
      }
      joins.follow(event, before, index)
    }
  }
}

function judge(
  join: Join,
  ending: Ending,
  received: readonly { of: string; ending: Ending }[],
  before: History,
  found: Findings,
): void {
  const { items, kind, who } = join
  if (items === undefined || isRefused(ending)) return
  if (!allKnown(join.ended, before)) return
  const endingOf = (item: string): Ending => before.settled.get(item) ?? { value: undefined }
  const by = decider(join, endingOf)
  found.require(by !== undefined, () => `${kind} of ${who} ended, and no item has decided it`)
  if (by === undefined) return
  if (by !== '') {
    found.expect(
      same(ending, endingOf(by)),
      () => `${kind} of ${who} ended without the outcome of ${by}`,
    )
  } else if (kind === 'any') {
    const errors = items
      .map((item) => endingOf(item))
      .flatMap((end) => ('error' in end ? [end.error] : []))
    const right = failedWith(ending, 'AggregateError') && 'errors' in ending
    found.expect(
      right && same(ending.errors, errors),
      () => `${kind} of ${who} did not throw every error in order`,
    )
  } else {
    const names = received.map(({ of }) => of)
    found.expect(
      'value' in ending && same(names, items),
      () => `${kind} of ${who} returned ${names.join(', ')}`,
    )
  }
}
