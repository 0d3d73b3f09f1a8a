/** T10 · No task awaits itself. */

import { failedWith } from '../history/endings.ts'
import { clause, eventLaw } from '../law.ts'

export const T10 = clause('T10', [
  eventLaw({
    sentence: 'a task that awaits itself gets the error before anything else happens',
    hint: 'next() compares the future with who is running',
    begin: () => {
      let itself: string | undefined
      return (event, { tasks }, found) => {
        const who = itself
        const self = event.event === 'awaits' && event.who === event.on && tasks.has(event.on)
        itself = self ? event.who : undefined
        if (who === undefined) return
        const got = event.event === 'got' && event.who === who
        const right = got && failedWith(event.ending, 'SelfAwaitError')
        found.expect(right, () => `${who} awaited itself, and ${event.event} followed`)
      }
    },
    mutants: [
      {
        name: 'self-await-parks',
        why: 'a task may wait for itself, and does so for ever',
        in: 'core/suspension.js',
        replace: ['if (waiter === on) {', 'if (false) {'],
      },
    ],
  }),
])
