/** What the laws of several clauses say of permits, event by event. */

import { failedWith } from '../history/endings.ts'
import { claimOf, heldOf, WaitQueues, type Primitive } from '../history/waitQueues.ts'
import type { Visit } from '../law.ts'

/** A permit is acquired only if one is free. */
export function holdsAlone(waitQueues: WaitQueues, kind: Primitive['kind']): Visit {
  return (event, _before, found) => {
    const claim = event.event === 'has' ? claimOf(waitQueues, event) : undefined
    if (event.event !== 'has' || claim === undefined || 'error' in event.ending) return
    const at = waitQueues.guardOf(claim.at)
    if (at?.kind !== kind || at.unsure) return
    const say = (): string =>
      `${event.who} holds ${at.name}, and so does ${[...new Set(at.holders)].join(', ')}`
    found.expect(at.holders.length + claim.permits <= at.size, say)
  }
}

/** Whether so many permits can be asked for. */
export function fits({ size }: Primitive, permits: number): boolean {
  return Number.isInteger(permits) && permits >= 1 && permits <= size
}

/** release() succeeds exactly for a holder of so many. */
export function releases(waitQueues: WaitQueues, kind: Primitive['kind']): Visit {
  return (event, _before, found, index) => {
    if (event.event !== 'called' || event.call !== 'release') return
    const at = waitQueues.all.get(event.of)
    if (at?.kind !== kind) return
    const permits = waitQueues.permitsAt(index, at)
    if (at.unsure || !fits(at, permits)) return
    // A coroutine that was closed in the wait of a condition holds the lock again.
    const claim = waitQueues.claims.get(event.who)
    const back = claim !== undefined && claim.steps > 0 && waitQueues.guardOf(claim.at) === at
    const holds =
      heldOf(at, event.who, permits) === permits || (back && claim.at.kind === 'condition')
    const refused = failedWith(event.ending, 'InvalidStateError')
    const say = (): string => `${event.who} ${holds ? 'holds' : 'does not hold'} ${at.name}`
    found.expect(refused !== holds, say)
  }
}
