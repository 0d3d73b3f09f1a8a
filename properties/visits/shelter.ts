/** What runs to its end, whatever is to be closed around it. */

import type { History } from '../history/history.ts'
import { type OpenScope, Scopes } from '../history/scopes.ts'
import { following, type Begin } from '../law.ts'
import { isQuiet } from '../trial.ts'

/** A wait in such a scope ends when it settles, and not before, unless a scope within ends it. */
export function endsWhenSettled(shelter: OpenScope['what']): Begin {
  return following(Scopes, (trial, scopes) => (event, before, found) => {
    const ends = event.event === 'scheduled' || (event.event === 'woken' && event.task === 'main')
    if (!ends || !isQuiet(trial)) return
    // L8: it may be the main of a run that was left.
    if (event.event === 'woken' && before.mains.size > 1) return
    const on = before.parked.get(event.task)
    const who = before.voice(event.task)
    if (on === undefined || before.doubtful.has(on) || !isOutermost(shelter, scopes, who)) return
    // C15.
    if (before.terminated.has(event.task)) return
    const requested = before.cancelled.has(event.task) || before.mayBeClosed(who)
    const say = (): string => `${who} stopped waiting for ${on}`
    found.expectWhere(requested, before.settled.has(on), say)
  })
}

/** Whether the innermost scope that could end a wait of a coroutine is outside such a scope. */
function isOutermost(shelter: OpenScope['what'], scopes: Scopes, who: string): boolean {
  const open = scopes.openScopes(who)
  const at = open.findLastIndex(({ left, what }) => what === shelter && !left)
  const ends = open.findLastIndex(({ what }) => what === 'timeout' || what === 'group')
  return at >= 0 && ends < at
}

/** Whether a coroutine is to be closed where it suspends. */
export function isDoomed(who: string, before: History): boolean {
  return before.doomed !== undefined && before.voice(before.doomed) === who
}
