/** D6 · A duration. */

import { failedWith } from '../history/endings.ts'
import { clause, eventLaw } from '../law.ts'

export const D6 = clause('D6', [
  eventLaw({
    sentence: 'a duration that is none is refused before anything else happens, and no other is',
    hint: 'durations are looked at first',
    begin: () => {
      let asked: { who: string; what: string; ms: number } | undefined
      return (event, _before, found) => {
        if (asked !== undefined) {
          const { ms, what, who } = asked
          const wrong = Number.isNaN(ms) || ms < 0
          const has = event.event === 'has' && event.what === what && event.who === who
          const refused = has && failedWith(event.ending, 'RangeError')
          found.expectWhere(wrong, refused === wrong, () => `${what}(${ms}): ${event.event}`)
        }
        const timed = event.event === 'asks' && (event.what === 'sleep' || event.what === 'timeout')
        asked = timed ? { who: event.who, what: event.what, ms: Number(event.of) } : undefined
      }
    },
    mutants: [
      {
        name: 'negative-duration-passes',
        why: 'a duration below zero is none at all',
        in: 'time/timers.js',
        replace: ['if (ms >= 0) return ms;', 'if (!Number.isNaN(ms)) return Math.max(0, ms);'],
      },
      {
        name: 'zero-is-no-duration',
        why: 'a duration of zero is refused',
        in: 'time/timers.js',
        replace: ['if (ms >= 0)', 'if (ms > 0)'],
      },
      {
        name: 'duration-refused-late',
        why: 'a sleep refuses a duration when it has given up the turn',
        in: 'time/sleep.js',
        replace: ['return rest(duration(ms)); }', 'return rest(ms); }'],
        also: [
          {
            in: 'time/sleep.js',
            replace: ['if (ms === 0) {', 'if (ms < 0) { yield; duration(ms); } if (ms === 0) {'],
          },
        ],
      },
    ],
  }),
])
