/** D6 · A duration. */

import { failedWith } from '../history/endings.ts'
import { clause, eventLaw } from '../law.ts'

export const D6 = clause('D6', [
  eventLaw({
    sentence:
      'NaN and a negative duration throw RangeError before anything else happens, and no other duration does',
    hint: 'sleep and timeout call duration() first',
    begin: () => {
      let last: { who: string; what: string; ms: number } | undefined
      return (event, _before, found) => {
        if (last !== undefined) {
          const { ms, what, who } = last
          const wrong = Number.isNaN(ms) || ms < 0
          const has = event.event === 'has' && event.what === what && event.who === who
          const refused = has && failedWith(event.ending, 'RangeError')
          found.expectWhere(
            wrong,
            refused === wrong,
            () => `after ${what}(${ms}), the next event is '${event.event}'`,
          )
        }
        const timed = event.event === 'asks' && (event.what === 'sleep' || event.what === 'timeout')
        last = timed ? { who: event.who, what: event.what, ms: Number(event.of) } : undefined
      }
    },
    mutants: [
      {
        name: 'negative-duration-passes',
        why: 'a negative duration counts as zero',
        in: 'time/timers.js',
        replace: [
          "requireDuration('a duration', ms); return ms;",
          'if (!Number.isNaN(ms)) return Math.max(0, ms);',
        ],
      },
      {
        name: 'zero-is-no-duration',
        why: 'a duration of zero is rejected',
        in: 'core/limits.js',
        replace: ['isNumber && ms >= 0', 'isNumber && ms > 0'],
      },
      {
        name: 'duration-rejected-late',
        why: 'a sleep rejects a duration only after it has suspended',
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
