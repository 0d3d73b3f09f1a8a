/** Y13 · Abandoned. */

import { failedWith } from '../history/endings.ts'
import { isBetween } from '../history/history.ts'
import { claimOf, hasPermits, namesOf, permitWaiters, WaitQueues } from '../history/waitQueues.ts'
import type { Coroutine, Lock } from '../../src/index.ts'
import { clause, eventLaw, following, game } from '../law.ts'
import { numberOf } from '../subject/chance.ts'
import { refusal } from '../subject/refusal.ts'
import { isQuiet } from '../trial.ts'

export const Y13 = clause('Y13', [
  eventLaw({
    sentence:
      'no waiter waits for more permits than are free while each of the others is held by a task or main that has ended',
    hint: 'serveWaiters() of Permits refuses the waiters, and enqueue() a later one; their Contention follows a live holder',
    begin: following(WaitQueues, (trial, waitQueues) => (event, _before, found) => {
      if (!isBetween(event) || !isQuiet(trial)) return
      for (const at of waitQueues.all.values()) {
        if (!hasPermits(at.kind)) continue
        if (
          at.unsure ||
          at.waiters.length === 0 ||
          !at.holders.some((who) => waitQueues.isOver(who))
        )
          continue
        const waits = permitWaiters(waitQueues, at).filter(({ state }) => state === 'waits')
        const say = (): string => `${namesOf(waits)} waits for ${at.name}, which is abandoned`
        const [first] = waits
        found.expect(first === undefined || !waitQueues.isAbandoned(at, first.permits), say)
      }
    }),
    mutants: [
      {
        name: 'abandoned-waiters-left',
        why: 'the waiters of a lock wait on when its holder has ended',
        in: 'core/ends.js',
        replace: [
          'for (const dependent of dependents) dependent.ended(change); }); change',
          '}); change',
        ],
      },
      {
        name: 'abandoned-by-main-unnoticed',
        why: 'the waiters of a lock wait on when the main that holds it has ended',
        in: 'core/main.js',
        replace: ['notifyEnded(this);', ''],
      },
      {
        name: 'abandoned-by-second-holder',
        why: 'after a hand-off, the waiters of a lock still depend on the holder before',
        in: 'sync/permits.js',
        replace: ['else if (this.#contention.on === from) this.#contention.follow(first.who);', ''],
      },
      {
        name: 'abandoned-lock-asked-for',
        why: 'a caller that asks for an abandoned lock waits for it',
        in: 'sync/permits.js',
        replace: ['if (this.isAbandoned(waiter.permits)) return false;', ''],
      },
      {
        name: 'abandoned-semaphore-watched-once',
        why: 'the waiters of a semaphore depend on one holder, and on no other when that has ended',
        in: 'sync/permits.js',
        replace: ['this.#contention.follow(this.waiters.length === 0 ? undefined : live);', ''],
      },
    ],
  }),
  eventLaw({
    sentence:
      'an AbandonedError comes only where too few permits are free, and each of the others is held by a task or main that has ended',
    hint: 'isAbandoned() of Lock and Semaphore, and serveWaiters() of Permits, ask for a live holder',
    begin: following(WaitQueues, (_trial, waitQueues) => {
      let stepped = ''
      return (event, before, found) => {
        if (event.event === 'stepped') stepped = before.voice(event.who)
        if (event.event !== 'has' && event.event !== 'settled') return
        if (!failedWith(event.ending, 'AbandonedError')) return
        const at =
          event.event === 'has' ? claimOf(waitQueues, event)?.at : waitQueues.ofTicket(event.future)
        const guard = at && waitQueues.guardOf(at)
        if (guard === undefined || guard.unsure) return
        const claim = event.event === 'has' ? claimOf(waitQueues, event) : undefined
        // Those behind it may wait for less, and hold that since.
        if (guard.counted && claim?.waited === true) return
        const waiter = at?.waiters.find(
          ({ ticket }) => 'future' in event && ticket === event.future,
        )
        const { permits } = claim ?? waiter ?? { permits: 1 }
        // A release of the last holder that has not ended is shown once it has refused the waiters.
        const others = { ...guard, holders: guard.holders.filter((who) => who !== stepped) }
        const releases = guard.counted && waitQueues.isAbandoned(others, permits)
        const right = claim?.inVain === true || releases || waitQueues.isAbandoned(guard, permits)
        found.expect(right, () => `${guard.name} is not abandoned`)
      }
    }),
    mutants: [
      {
        name: 'abandoned-by-one-of-two',
        why: 'the waiters of a semaphore are refused as soon as one of its holders has ended',
        in: 'sync/permits.js',
        replace: ['if (!served && live !== undefined)', 'if (!served && live === undefined)'],
      },
      {
        name: 'held-lock-abandoned',
        why: 'a lock that is held counts as abandoned',
        in: 'sync/lock.js',
        replace: [
          'this.#holder !== undefined && hasEnded(this.#holder)',
          'this.#holder !== undefined',
        ],
      },
      {
        name: 'stopped-main-abandons',
        why: 'a main counts as ended as long as it has no outcome',
        in: 'core/main.js',
        replace: ['? who.outcome !== undefined :', '? who.outcome === undefined :'],
      },
    ],
  }),
  game({
    sentence:
      'of several locks that one holder leaves behind, the waiters of the first that was created are refused first',
    hint: 'takeAll() of Dependents sorts by the order of creation',
    check: ({ session, subject: { Lock, Loop } }, found) => {
      const number = numberOf(session)
      if (number === undefined) return
      const locks = [1, 2, 3].map((place) => new Lock(`lock ${place}`))
      const first = number % 3
      const refused: number[] = []
      const loop = new Loop({ discipline: session.discipline, onUnhandled: () => {} })
      loop.run(
        (function* () {
          loop.spawn(
            (function* () {
              for (const lock of locks) yield* lock.acquire()
              for (let steps = 0; steps < 9; steps += 1) yield
            })(),
          )
          for (let steps = 0; steps < 3; steps += 1) yield
          for (let place = 0; place < 3; place += 1) {
            const at = (first + place * (number % 2 === 0 ? 1 : 2)) % 3
            const lock = locks[at]
            if (lock !== undefined) loop.spawn(waitsFor(lock, () => refused.push(at)))
          }
          for (let steps = 0; steps < 20; steps += 1) yield
        })(),
      )
      // Under drain the holder has ended before there are waiters: each is refused as it asks.
      const due = session.discipline === 'drain' ? refused.length : 3
      const right = due === 3 && (session.discipline === 'drain' || refused.join() === '0,1,2')
      found.expectWhere(
        session.discipline === 'snapshot',
        right,
        () => `refused: ${refused.join()}`,
      )
    },
    mutants: [
      {
        name: 'abandoned-in-any-order',
        why: 'the waiters of the lock that was waited for last are refused first',
        in: 'core/dependents.js',
        replace: ['all?.toSorted((one, other) => one.order - other.order) ?? NONE', 'all ?? NONE'],
      },
    ],
  }),
  game({
    sentence: 'what waits for a lock of a main is refused when the loop of that is closed',
    hint: 'takeAll() of Dependents finds what depends on a main that is a task now',
    check: ({ session, subject: { AbandonedError, Future, Lock, Loop } }, found) => {
      const number = numberOf(session)
      if (number === undefined) return
      const lock = new Lock()
      const never = new Future('never')
      const loop = new Loop({ discipline: session.discipline, onUnhandled: () => {} })
      let received: unknown
      const cleansUp = function* (): Coroutine<void> {
        try {
          yield* never
        } finally {
          yield* waitsFor(lock, (error) => (received = error))
        }
      }
      const main = (function* () {
        yield* lock.acquire()
        loop.spawn(cleansUp())
        // Closed here, it keeps the lock for some steps more.
        try {
          yield* never
        } finally {
          for (let steps = number % 3; steps > 0; steps -= 1) yield
        }
      })()
      const run = refusal(() => loop.run(main))
      found.require(run === 'DeadlockError', () => `the run ends in ${run}`)
      const close = refusal(() => loop.close())
      found.require(close === undefined, () => `close() ends in ${close}`)
      found.expect(received instanceof AbandonedError, () => `it receives ${String(received)}`)
    },
    mutants: [
      {
        name: 'main-of-a-closed-loop-keeps-its-locks',
        why: 'the end of a main that was closed with its loop refuses no waiter',
        in: 'core/dependents.js',
        replace: ['(on === who || taskOf(on) === who)', 'on === who'],
      },
    ],
  }),
  game({
    sentence:
      'a holder that hands over one of several locks, and ends with the others, has the waiters of those refused',
    hint: 'remove() of Dependents takes out of the middle of a list',
    check: ({ session, subject: { Future, Lock, Loop } }, found) => {
      const number = numberOf(session)
      if (number === undefined) return
      const locks = [0, 1, 2, 3].map((place) => new Lock(`lock ${place}`))
      const handed = number % locks.length
      const seen: string[] = []
      const loop = new Loop({ discipline: session.discipline, onUnhandled: () => {} })
      const begins = new Future<void>('begins')
      const waits = function* (lock: Lock): Coroutine<void> {
        yield* lock.hold(function* () {
          seen.push(`${lock.name} is held`)
          yield* begins
        })
      }
      const ends = new Future<void>('ends')
      loop.spawn(
        (function* () {
          for (const lock of locks) yield* lock.acquire()
          yield* ends
          locks[handed]?.release()
          yield
        })(),
      )
      const run = (): void => {
        for (let steps = 0; steps < 8; steps += 1) loop.runStep()
      }
      run()
      const waiters = [...locks, ...locks].map((lock) => loop.spawn(waits(lock)))
      run()
      ends.setResult()
      run()
      const refused = waiters.filter((waiter) => waiter.done()).length
      const say = (): string => `${refused} of 6 waiters are refused, and ${seen.join()}`
      found.expect(refused === 6 && seen.join() === `lock ${handed} is held`, say)
    },
    mutants: [
      {
        name: 'abandoned-beside-a-lock-handed-over',
        why: 'the waiters of some locks that a holder leaves behind are not refused if it has handed another over',
        in: 'core/dependents.js',
        replace: ['else ahead.behind = behind;', ''],
      },
    ],
  }),
])

/** Waits for a lock, and is refused. */
function* waitsFor(lock: Lock, refused: (error: unknown) => void): Coroutine<void> {
  try {
    yield* lock.acquire()
  } catch (error) {
    refused(error)
  }
}
