/** Y5 · A semaphore. */

import { hasPermits, isOpen, WaitQueues } from '../history/waitQueues.ts'
import { clause, eventLaw, following, game } from '../law.ts'
import { isQuiet } from '../trial.ts'
import { counted } from '../visits/count.ts'
import { fits, holdsAlone, releases } from '../visits/permit.ts'
import { showsHolders } from '../visits/inspection.ts'
import { numberOf } from '../subject/chance.ts'
import { refusal } from '../subject/refusal.ts'

export const Y5 = clause('Y5', [
  eventLaw({
    sentence: 'no more permits of a semaphore are held than it has',
    hint: 'a permit is held as soon as it is reserved: takeFree() and transfer() of Semaphore',
    begin: following(WaitQueues, (_trial, waitQueues) => holdsAlone(waitQueues, 'semaphore')),
    mutants: [
      {
        name: 'permit-doubled',
        why: 'a permit that is handed off becomes free as well',
        in: 'sync/semaphore.js',
        replace: [
          'this.#free += permits;',
          'this.#free += permits + (this.waiters.length > 0 ? 1 : 0);',
        ],
      },
      {
        name: 'one-permit-more',
        why: 'a semaphore has one permit more than it was created with',
        in: 'sync/semaphore.js',
        replace: ['this.#free = count;', 'this.#free = count + 1;'],
      },
    ],
  }),
  eventLaw({
    sentence: 'a holder of a permit can release one, and no other caller can',
    hint: 'Holders has each holder once for each of its permits',
    begin: following(WaitQueues, (_trial, waitQueues) => releases(waitQueues, 'semaphore')),
    mutants: [
      {
        name: 'semaphore-counts-up',
        why: 'any caller can release, which adds a permit each time',
        in: 'sync/permits.js',
        replace: [
          'if (who === undefined || !this.isHeldBy(who, permits)) {',
          "if (this.kind === 'Lock' && !this.isHeldBy(who, permits)) {",
        ],
      },
      {
        name: 'both-permits-released',
        why: 'a holder of two permits that releases one holds none',
        in: 'sync/holders.js',
        replace: ['if (later === undefined) {', 'if (true) {'],
      },
    ],
  }),
  eventLaw({
    sentence:
      'acquiring permits waits exactly if too few are free or a caller waits, and some holder has not ended',
    hint: 'the free permits and the held ones add up to the count: takeFree() and transfer() of Semaphore',
    begin: following(WaitQueues, (trial, waitQueues) => {
      let request: { who: string; free: boolean } | undefined
      return (event, before, found, index) => {
        if (!isQuiet(trial)) return
        if (event.event === 'scheduled' && event.task === request?.who) {
          const claim = waitQueues.claims.get(event.task)
          const { free } = request
          request = undefined
          if (claim?.disturbed === false)
            found.expect(free, () => `${event.task} does not wait, and no permit is free`)
        } else if (event.event === 'parked' && event.who === request?.who) {
          const { free } = request
          request = undefined
          found.expect(!free, () => `${event.who} waits, and a permit is free`)
        }
        // C15: what a terminated task asks for does not begin.
        if (event.event !== 'asks' || !before.tasks.has(event.who) || before.isCut(event.who))
          return
        const at = waitQueues.all.get(event.of)
        if (at === undefined || !hasPermits(at.kind)) return
        // The log does not show when a waiter that is being closed hands its permit off.
        if (isOpen(waitQueues, at)) return
        const permits = waitQueues.permitsAt(index, at)
        if (at.unsure || !fits(at, permits)) return
        const free = at.holders.length + at.reserved.length + permits <= at.size
        const first = at.waiters.every(({ state }) => state === 'served' || state === 'gone')
        const can = free || waitQueues.isAbandoned(at, permits)
        request = { who: event.who, free: first && can }
      }
    }),
    mutants: [
      {
        name: 'last-permit-kept',
        why: 'the last permit is never handed out',
        in: 'sync/semaphore.js',
        replace: ['if (this.#free < permits) return', 'if (this.#free <= permits) return'],
      },
      {
        name: 'permits-without-end',
        why: 'acquiring a permit never waits',
        in: 'sync/semaphore.js',
        replace: ['if (this.#free < permits) return', 'if (false) return'],
      },
    ],
  }),
  eventLaw({
    sentence: 'the number of permits of a semaphore is an integer, 0 or more',
    hint: 'the constructor of Semaphore checks the count, with requireInteger()',
    begin: counted('semaphore'),
    mutants: [
      {
        name: 'permits-below-zero',
        why: 'a semaphore can be created with any number of permits',
        in: 'sync/semaphore.js',
        replace: ['requireInteger(`the count of ${this.what}`, count, 0);', ''],
      },
    ],
  }),
  eventLaw({
    sentence:
      'a semaphore shows how many permits are free, and the holders of the others, oldest first',
    hint: 'free and holders of Semaphore read what takeFree(), transfer() and giveBack() keep',
    begin: showsHolders('semaphore'),
    mutants: [
      {
        name: 'permits-shown-free',
        why: 'a semaphore shows one free permit more than it has',
        in: 'sync/semaphore.js',
        replace: ['get free() { return this.#free; }', 'get free() { return this.#free + 1; }'],
      },
      {
        name: 'holders-in-reverse',
        why: 'a semaphore shows the latest holder first',
        in: 'sync/holders.js',
        replace: [
          'this.#listed ??= Array.from(this.#acquisitions, ({ who }) => who);',
          'this.#listed ??= Array.from(this.#acquisitions, ({ who }) => who).reverse();',
        ],
      },
    ],
  }),
  game({
    sentence:
      'of permits that were acquired at once, a caller may release some, and then no more than the others',
    hint: 'remove() of Holders counts down what was acquired at once',
    check: ({ session, subject: { Loop, Semaphore } }, found) => {
      const number = numberOf(session)
      if (number === undefined) return
      const count = 3 + (number % 3)
      const first = 1 + (number % 2)
      const semaphore = new Semaphore(count)
      const log: unknown[] = []
      const loop = new Loop({ discipline: session.discipline })
      const failed = refusal(() =>
        loop.run(
          (function* () {
            yield* semaphore.acquire(count)
            semaphore.release(first)
            log.push(refusal(() => semaphore.release(count)))
            log.push(refusal(() => semaphore.release(count - first + 1)))
            semaphore.release(count - first)
            log.push(refusal(() => semaphore.release()))
            log.push(semaphore.free === count)
          })(),
        ),
      )
      const due = 'InvalidStateError,InvalidStateError,InvalidStateError,true'
      found.expect(
        failed === undefined && log.join() === due,
        () => `it ends in ${failed}: ${log.join()}, and not ${due}`,
      )
    },
    mutants: [
      {
        name: 'released-in-part-and-again',
        why: 'what was released of several permits can be released again',
        in: 'sync/holders.js',
        replace: ['oldest.permits -= left;', ''],
      },
    ],
  }),
])
