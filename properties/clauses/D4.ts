/** D4 · Time goes forward. */

import { clause, eventLaw } from '../law.ts'

export const D4 = clause('D4', [
  eventLaw({
    sentence: 'when time advances, it is later than before',
    hint: 'a deadline that has passed is due, and is nothing to jump to',
    begin:
      () =>
      (event, { now }, found) => {
        if (event.event !== 'advanced') return
        found.expect(event.now > now, () => `${event.now} comes after ${now}`)
      },
    mutants: [
      {
        name: 'time-goes-back',
        why: 'deadlines count from the beginning, and time goes to them, wherever they are',
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
        name: 'time-told-again',
        why: 'time counts as advanced also where a deadline is reached already',
        in: 'core/clock.js',
        replace: ['time <= this.now()', 'time < this.now()'],
      },
    ],
  }),
])
