/** What the laws of several clauses say of permits, event by event. */

import { failedWith } from '../history/endings.ts'
import { claimOf, WaitQueues, type Primitive } from '../history/waitQueues.ts'
import type { Visit } from '../law.ts'

/** A permit is acquired only if one is free. */
export function holdsAlone(waitQueues: WaitQueues, kind: Primitive['kind']): Visit {
  return (event, _before, found) => {
    const claim = event.event === 'has' ? claimOf(waitQueues, event) : undefined
    if (event.event !== 'has' || claim === undefined || 'error' in event.ending) return
    const at = waitQueues.guardOf(claim.at)
    if (at?.kind !== kind) return
    const say = (): string => `${event.who} holds ${at.name}, and so does ${at.holders.join(', ')}`
    found.expect(at.holders.length < at.size, say)
  }
}

/** release() succeeds exactly for a holder. */
export function releases(waitQueues: WaitQueues, kind: Primitive['kind']): Visit {
  return (event, _before, found) => {
    if (event.event !== 'called' || event.call !== 'release') return
    const at = waitQueues.all.get(event.of)
    if (at?.kind !== kind) return
    // A coroutine that was closed in the wait of a condition holds the lock again.
    const claim = waitQueues.claims.get(event.who)
    const back = claim !== undefined && claim.steps > 0 && waitQueues.guardOf(claim.at) === at
    const holds = at.holders.includes(event.who) || (back && claim.at.kind === 'condition')
    const refused = failedWith(event.ending, 'InvalidStateError')
    const say = (): string => `${event.who} ${holds ? 'holds' : 'does not hold'} ${at.name}`
    found.expect(refused !== holds, say)
  }
}
