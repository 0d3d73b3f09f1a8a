/** D4 · Time goes forward. */

import { clause, eventLaw } from '../law.ts'

export const D4 = clause('D4', [
  eventLaw({
    sentence: 'time advances only to a later time',
    hint: 'Time.advance ignores a deadline that has passed: it is due',
    begin:
      () =>
      (event, { now }, found) => {
        if (event.event !== 'advanced') return
        found.expect(event.now > now, () => `time advanced from ${now} to ${event.now}`)
      },
    mutants: [
      {
        name: 'time-goes-back',
        why: 'deadlines count from the beginning of the loop, and time goes to them even if they have passed',
        in: 'time/timers.js',
        replace: ['this.#loop.now() + ms', 'ms'],
        also: [
          { in: 'core/clock.js', replace: ['time <= this.now()', 'time === this.now()'] },
          { in: 'core/clock.js', replace: ['if (finite(time) < this.#now) {', 'if (false) {'] },
          {
            in: 'core/clock.js',
            replace: ['if (now > this.#now) this.#now = now;', 'this.#now = now;'],
          },
        ],
      },
      {
        name: 'time-notified-again',
        why: 'time counts as advanced even if the deadline has already been reached',
        in: 'core/clock.js',
        replace: ['time <= this.now()', 'time < this.now()'],
      },
    ],
  }),
])
