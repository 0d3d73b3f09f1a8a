/** What the laws of several clauses say of permits, event by event. */

import { failedWith } from '../history/endings.ts'
import { claimOf, Lines, type Primitive } from '../history/lines.ts'
import type { Visit } from '../law.ts'

/** A permit is acquired only if one is free. */
export function holdsAlone(lines: Lines, kind: Primitive['kind']): Visit {
  return (event, _before, found) => {
    const claim = event.event === 'has' ? claimOf(lines, event) : undefined
    if (event.event !== 'has' || claim === undefined || 'error' in event.ending) return
    const at = lines.guardOf(claim.at)
    if (at?.kind !== kind) return
    const say = (): string => `${event.who} holds ${at.name}, and so does ${at.holders.join(', ')}`
    found.expect(at.holders.length < at.size, say)
  }
}

/** release() succeeds exactly for a holder. */
export function releases(lines: Lines, kind: Primitive['kind']): Visit {
  return (event, _before, found) => {
    if (event.event !== 'called' || event.call !== 'release') return
    const at = lines.all.get(event.of)
    if (at?.kind !== kind) return
    // A coroutine that was closed in the wait of a condition holds the lock again.
    const claim = lines.claims.get(event.who)
    const back = claim !== undefined && claim.steps > 0 && lines.guardOf(claim.at) === at
    const holds = at.holders.includes(event.who) || (back && claim.at.kind === 'condition')
    const refused = failedWith(event.ending, 'InvalidStateError')
    const say = (): string => `${event.who} ${holds ? 'holds' : 'does not hold'} ${at.name}`
    found.expect(refused !== holds, say)
  }
}
