/** Y5 · A semaphore. */

import { isOpen, Lines } from '../history/lines.ts'
import { clause, eventLaw, following } from '../law.ts'
import { isQuiet } from '../trial.ts'
import { counted } from '../visits/count.ts'
import { holdsAlone, releases } from '../visits/permit.ts'

export const Y5 = clause('Y5', [
  eventLaw({
    sentence: 'no more hold a semaphore than it has permits',
    hint: 'a permit is taken when it is granted, not when it is had',
    begin: following(Lines, (_trial, lines) => holdsAlone(lines, 'semaphore')),
    mutants: [
      {
        name: 'permit-doubled',
        why: 'a permit that is handed on is free besides',
        in: 'sync/semaphore.js',
        replace: [
          'if (to === undefined) this.#free += 1; else this.#holders.add(to);',
          'this.#free += 1; if (to !== undefined) this.#holders.add(to);',
        ],
      },
      {
        name: 'one-permit-more',
        why: 'a semaphore has one permit more than it was made with',
        in: 'sync/semaphore.js',
        replace: ['this.#free = count;', 'this.#free = count + 1;'],
      },
    ],
  }),
  eventLaw({
    sentence: 'who holds a permit can release one, and nobody else',
    hint: 'the semaphore knows its holders, each as often as it holds',
    begin: following(Lines, (_trial, lines) => releases(lines, 'semaphore')),
    mutants: [
      {
        name: 'semaphore-counts-up',
        why: 'anybody can release, and there is one permit more each time',
        in: 'sync/permits.js',
        replace: [
          'if (who === undefined || !this.isHeldBy(who)) {',
          "if (this.kind === 'Lock' && !this.isHeldBy(who)) {",
        ],
      },
      {
        name: 'permits-of-one-are-one',
        why: 'who holds two permits and releases one holds none',
        in: 'sync/holders.js',
        replace: ['if (later === undefined) {', 'if (true) {'],
      },
    ],
  }),
  eventLaw({
    sentence: 'a permit is had at once while there is one, and not otherwise',
    hint: 'there are as many as the count says',
    begin: following(Lines, (trial, lines) => {
      let asked: { who: string; free: boolean } | undefined
      return (event, before, found) => {
        if (!isQuiet(trial)) return
        if (event.event === 'scheduled' && event.task === asked?.who) {
          const claim = lines.claims.get(event.task)
          const { free } = asked
          asked = undefined
          if (claim?.disturbed === false)
            found.expect(free, () => `${event.task} has a permit that there is not`)
        } else if (event.event === 'parked' && event.who === asked?.who) {
          const { free } = asked
          asked = undefined
          found.expect(!free, () => `${event.who} waits for a permit that there is`)
        }
        if (event.event !== 'asks' || !before.tasks.has(event.who)) return
        const at = lines.all.get(event.of)
        if (at === undefined || (at.kind !== 'semaphore' && at.kind !== 'lock')) return
        // Whether who is being closed has given back what it was handed is not told.
        if (isOpen(lines, at)) return
        asked = { who: event.who, free: at.holders.length + at.given.length < at.size }
      }
    }),
    mutants: [
      {
        name: 'last-permit-kept',
        why: 'the last permit is given to nobody',
        in: 'sync/semaphore.js',
        replace: ['if (this.#free === 0) return', 'if (this.#free <= 1) return'],
      },
      {
        name: 'permits-without-end',
        why: 'who asks has a permit at once, always',
        in: 'sync/semaphore.js',
        replace: ['if (this.#free === 0) return', 'if (false) return'],
      },
    ],
  }),
  eventLaw({
    sentence: 'a semaphore has a whole number of permits, zero or more',
    hint: 'the count is looked at when it is made',
    begin: counted('semaphore'),
    mutants: [
      {
        name: 'permits-below-zero',
        why: 'a semaphore can be made with any number of permits',
        in: 'sync/semaphore.js',
        replace: ['requireInteger(`the count of ${this.what}`, count, 0);', ''],
      },
    ],
  }),
])
