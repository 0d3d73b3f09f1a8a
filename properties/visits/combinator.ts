/** What a combinator gives, item by item. */

import type { Ending } from '../../spec/event.ts'
import { failedWith, same } from '../history/endings.ts'
import type { History } from '../history/history.ts'
import { allKnown, decider, isRefused, Joins, type Join } from '../history/joins.ts'
import type { Findings, Begin } from '../law.ts'
import { isQuiet } from '../trial.ts'

/** A law of what one of the combinators gives. */
export function combined(kind: Join['kind']): Begin {
  return (trial) => {
    const joins = new Joins(trial)
    /** What it has handed over, item by item. */
    let handed: { of: string; ending: Ending }[] = []
    return (event, before, found, index) => {
      if (event.event === 'got' && event.by === kind) {
        handed.push({ of: event.of, ending: event.ending })
        const told = before.settled.get(event.of)
        if (told !== undefined)
          found.require(same(told, event.ending), () => `${event.of} ended otherwise`)
      }
      if (event.event === 'has' && event.what === kind) {
        const join = joins.open.get(event.who)
        if (join !== undefined && isQuiet(trial)) judge(join, event.ending, handed, before, found)
        handed = []
      }
      joins.follow(event, before, index)
    }
  }
}

function judge(
  join: Join,
  ending: Ending,
  handed: readonly { of: string; ending: Ending }[],
  before: History,
  found: Findings,
): void {
  const { items, kind, who } = join
  if (items === undefined || isRefused(ending)) return
  if (!allKnown(join.ended, before)) return
  const endingOf = (item: string): Ending => before.settled.get(item) ?? { value: undefined }
  const by = decider(join, endingOf)
  found.require(by !== undefined, () => `${who} has ${kind}, and nothing has decided it`)
  if (by === undefined) return
  if (by !== '') {
    found.expect(same(ending, endingOf(by)), () => `${who} has not the outcome of ${by}`)
  } else if (kind === 'any') {
    const errors = items
      .map((item) => endingOf(item))
      .flatMap((end) => ('error' in end ? [end.error] : []))
    const right = failedWith(ending, 'AggregateError') && 'errors' in ending
    found.expect(right && same(ending.errors, errors), () => `${who} has not every error`)
  } else {
    const names = handed.map(({ of }) => of)
    found.expect('value' in ending && same(names, items), () => `${who} has ${names.join(', ')}`)
  }
}
