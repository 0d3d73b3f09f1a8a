/** What the laws of deadlocks and of limits say of the waits that an error names. */

import type { Ending } from '../../spec/event.ts'
import { same } from '../history/endings.ts'
import type { History } from '../history/history.ts'
import type { Waits } from '../history/waits.ts'
import type { Findings } from '../law.ts'

/** It names every waiter, what each waits for, its holders as far as they are certain, and the cycles. */
export function namesWaits(ending: Ending, before: History, waits: Waits, found: Findings): void {
  const { live, parked, settled } = before
  const named = 'waits' in ending ? (ending.waits ?? []) : []
  const waiting = ['main', ...live].flatMap((who): (readonly [string, string])[] => {
    const what = parked.get(who)
    return what === undefined || settled.has(what) ? [] : [[who, what]]
  })
  const pairs = named.map(([who, what]) => [who, what])
  found.require(same(pairs, waiting), () => `it names ${named.join('; ')}`)
  const held = named.every(([, what, by]) => {
    const holders = waits.holdersOf(what, before)
    // One that acquires has its place before it receives that, which no event shows.
    return holders === undefined || same(holders.toSorted(), by.toSorted())
  })
  found.require(held, () => `it names the wrong holders: ${named.join('; ')}`)
  const cycles = 'cycles' in ending ? (ending.cycles ?? []) : []
  const closes = cycles.every((cycle) =>
    cycle.every((who, at) => waits.leads(who, cycle[at + 1] ?? cycle[0] ?? '', before)),
  )
  found.require(closes, () => 'it names a cycle that does not exist')
  const order = waiting.map(([who]) => who)
  const isOldest = cycles.every((cycle) => {
    const places = cycle.map((who) => order.indexOf(who))
    return places.every((place) => place >= (places[0] ?? 0))
  })
  found.require(isOldest, () => 'it names a cycle that does not begin with its oldest task')
  const onCycle = waits.certainlyOnCycle(order, before)
  found.require(
    onCycle.every((task) => cycles.flat().includes(task)),
    () => 'it leaves out a cycle',
  )
  const isNew = cycles.every((cycle, at) => {
    const known = cycles.slice(0, at).flat()
    return new Set(cycle).size === cycle.length && cycle.some((who) => !known.includes(who))
  })
  found.require(isNew, () => 'it names a cycle twice')
}
