/** T10 · No task awaits itself. */

import { failedWith } from '../history/endings.ts'
import { clause, eventLaw } from '../law.ts'

export const T10 = clause('T10', [
  eventLaw({
    sentence: 'a task that awaits itself receives the error before anything else happens',
    hint: 'wait() compares the future with the running task',
    begin: () => {
      let itself: string | undefined
      return (event, { tasks }, found) => {
        const who = itself
        const self = event.event === 'awaits' && event.who === event.on && tasks.has(event.on)
        itself = self ? event.who : undefined
        if (who === undefined) return
        const got = event.event === 'got' && event.who === who
        const right = got && failedWith(event.ending, 'SelfAwaitError')
        found.expect(right, () => `${who} awaited itself, and the event '${event.event}' followed`)
      }
    },
    mutants: [
      {
        name: 'self-await-parks',
        why: 'a task that awaits itself is parked for ever',
        in: 'core/suspension.js',
        replace: ['if (waiter === on) {', 'if (false) {'],
      },
    ],
  }),
])
