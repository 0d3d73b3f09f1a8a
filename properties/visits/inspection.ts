/** What the laws of several clauses say of what a primitive shows of itself. */

import type { Event } from '../../spec/event.ts'
import { same } from '../history/endings.ts'
import { mentions } from '../history/logs.ts'
import { WaitQueues, type Primitive } from '../history/waitQueues.ts'
import { following, where, type Begin, type Findings } from '../law.ts'
import { isQuiet } from '../trial.ts'

type Inspected = Extract<Event, { event: 'inspected' }>

/** Judges what a primitive of this kind shows, where the events are certain. */
export function shows(
  kind: Primitive['kind'],
  judge: (shown: Inspected, at: Primitive, found: Findings) => void,
): Begin {
  const begin = following(WaitQueues, (trial, waitQueues) => (event, _before, found) => {
    if (event.event !== 'inspected' || !isQuiet(trial)) return
    const at = waitQueues.all.get(event.of)
    if (at?.kind === kind && !at.unsure) judge(event, at, found)
  })
  return where(isInspected, begin)
}

/** A lock or a semaphore names its holders, those included that have not received it yet, and no other. */
export function showsHolders(kind: 'lock' | 'semaphore'): Begin {
  const begin = following(WaitQueues, (trial, waitQueues) => (event, before, found) => {
    if (event.event !== 'inspected' || !isQuiet(trial)) return
    const at = waitQueues.all.get(event.of)
    if (at?.kind !== kind) return
    const inOrder = !mentions(trial.session, 'tryAcquire')
    const { free, holders = [], locked } = event
    const say = (): string => `${event.of} shows the holders ${holders.join(', ')}`
    const isFree = holders.length < at.size
    // How many permits a holder of several has is not shown; it is certain once each has received its own.
    if (at.counted && (at.unsure || at.reserved.length > 0 || before.closed)) return
    const shown = kind === 'lock' ? locked === !isFree : free === freeOf(at, holders)
    found.expect(shown, () => `${event.of} shows what is free wrongly: ${locked ?? free}`)
    // No event shows that a coroutine that is closed in the wait of a condition holds the lock again.
    const unsure = at.unsure || at.reserved.length > 0 || before.closed
    const conditions = [...waitQueues.all.values()].some(({ lock }) => lock === at.name)
    if (unsure || conditions) return
    const known = at.acquisitions.map(({ who }) => before.notifiedAs(who) ?? 'main')
    // One that acquires without waiting overtakes, in the log, one that has not received its own yet.
    const right = inOrder ? same(holders, known) : same(holders.toSorted(), known.toSorted())
    found.expect(right, say)
  })
  return where(isInspected, begin)
}

/** How many permits are free if these are shown as holders. */
function freeOf(at: Primitive, shown: readonly string[]): number | undefined {
  return at.counted ? at.size - at.holders.length : at.size - shown.length
}

/** Whether a primitive is inspected. */
export function isInspected({ event }: Event): boolean {
  return event === 'inspected'
}
