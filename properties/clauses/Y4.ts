/** Y4 · A lock. */

import { Lines } from '../history/lines.ts'
import { clause, eventLaw, following } from '../law.ts'
import { holdsAlone, releases } from '../visits/permit.ts'

export const Y4 = clause('Y4', [
  eventLaw({
    sentence: 'whoever has a lock is the only one',
    hint: 'it is handed over, and free only when nobody waits',
    begin: following(Lines, (_trial, lines) => holdsAlone(lines, 'lock')),
    mutants: [
      {
        name: 'lock-is-reentrant',
        why: 'who holds a lock has it again at once',
        in: 'sync/lock.js',
        replace: [
          'if (this.#holder !== undefined) return false',
          'if (this.#holder !== undefined && this.#holder !== who) return false',
        ],
      },
      {
        name: 'lock-for-two',
        why: 'who asks while nobody stands in line has the lock, though it is held',
        in: 'sync/lock.js',
        replace: [
          'if (this.#holder !== undefined) return false',
          'if (this.#holder !== undefined && this.waiters.length > 0) return false',
        ],
      },
      {
        name: 'hold-of-nothing',
        why: 'a hold runs its body without asking for the lock, and releases it nevertheless',
        in: 'sync/permits.js',
        replace: ['yield* this.acquire(); try', 'try'],
      },
    ],
  }),
  eventLaw({
    sentence: 'who holds a lock can release it, and nobody else',
    hint: 'the lock knows its holder',
    begin: following(Lines, (_trial, lines) => releases(lines, 'lock')),
    mutants: [
      {
        name: 'lock-released-by-anybody',
        why: 'anybody can release a lock that is held',
        in: 'sync/permits.js',
        replace: [
          'if (who === undefined || !this.isHeldBy(who)) {',
          'if (this.holding.length === 0) {',
        ],
      },
      {
        name: 'free-lock-released',
        why: 'to release a lock that nobody holds does nothing',
        in: 'sync/permits.js',
        replace: [
          'if (who === undefined || !this.isHeldBy(who)) {',
          'if (this.holding.length === 0) return; if (who === undefined || !this.isHeldBy(who)) {',
        ],
      },
      {
        name: 'closed-main-is-another',
        why: 'a main that is closed with its loop does not hold what it held',
        in: 'core/main.js',
        replace: ['(adopted.get(running) ?? running)', 'running'],
      },
      {
        name: 'observer-in-the-name-of-a-task',
        why: 'what an observer releases in the midst of a step is released in the name of who is stepped',
        in: 'core/main.js',
        replace: ['current.notifying ? undefined : current.loop?.running', 'current.loop?.running'],
      },
    ],
  }),
])
