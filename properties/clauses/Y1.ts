/** Y1 · First come, first served. */

import {
  WaitQueues,
  permitWaiters,
  namesOf,
  type Primitive,
  type Waiter,
} from '../history/waitQueues.ts'
import { clause, eventLaw, following } from '../law.ts'
import { isQuiet } from '../trial.ts'

export const Y1 = clause('Y1', [
  eventLaw({
    sentence: 'waiters are served in FIFO order',
    hint: 'a primitive has one wait queue, a Queue two; WaitQueue.take() takes out the first waiter',
    begin: following(WaitQueues, (trial, waitQueues) => (event, _before, found) => {
      // An observer may serve the next when it is notified of what ends the wait of the first.
      if (event.event !== 'settled' || !isQuiet(trial)) return
      const at = waitQueues.ofTicket(event.future)
      const waiter = at?.waiters.find(({ ticket }) => ticket === event.future)
      if (at === undefined || waiter === undefined) return
      const queue = queueOf(waitQueues, at, waiter)
      // An observer has cancelled it, after it was served and before the notification of that.
      if (!isQuiet(trial) && !queue.includes(waiter)) return
      // S11: one operation of a race does not serve another.
      const earlier = queue
        .slice(0, queue.indexOf(waiter))
        .filter(({ who }) => !waitQueues.hasRival(at, who))
      const say = (): string => `${waiter.who} is served before ${namesOf(earlier)}`
      found.expectWhere(queue.length > 1, earlier.length === 0, say)
    }),
    mutants: [
      {
        name: 'latest-waiter-first',
        why: 'the latest waiter is served first',
        in: 'sync/waitQueue.js',
        replace: ['const waiter = this.#first;', 'const waiter = this.#last;'],
      },
      {
        name: 'third-waiter-overtakes',
        why: 'a waiter that finds two or more in the wait queue is inserted before the last of them',
        in: 'sync/waitQueue.js',
        replace: [
          'append(waiter) {',
          `append(waiter) {
       if (this.#length > 1) {
       const last = this.#last;
       this.remove(last);
       this.append(waiter);
       return this.append(last), waiter;
       }`,
        ],
      },
      {
        name: 'closed-taker-stays',
        why: 'a waiting take that is closed stays in the wait queue, and the next item is lost with it',
        in: 'sync/queue.js',
        replace: ['this.leave(); if (this.entry !== undefined)', 'if (this.entry !== undefined)'],
      },
    ],
  }),
  eventLaw({
    sentence: 'a caller that need not wait overtakes no waiter',
    hint: 'handOff() of Permits hands over to the first waiter, and leaves nothing for a later caller',
    begin: following(WaitQueues, (trial, waitQueues) => {
      let passing: { who: string; waiting: readonly Waiter[] } | undefined
      return (event, _before, found) => {
        if (!isQuiet(trial)) return
        if (event.event === 'asks') {
          const at = waitQueues.all.get(event.of)
          const together = at === undefined || at.kind === 'barrier' || at.kind === 'condition'
          const queue = together ? [] : queueFor(waitQueues, at, event.what)
          // S11: one that waits for another than its rival is passed by.
          const waiting = queue.filter(
            ({ who }) => at === undefined || !waitQueues.hasRival(at, who),
          )
          passing = together ? undefined : { who: event.who, waiting }
        } else if (event.event === 'scheduled' && passing !== undefined) {
          const claim = waitQueues.claims.get(event.task)
          if (event.task !== passing.who) return
          const { waiting } = passing
          passing = undefined
          if (claim === undefined || claim.disturbed || claim.waited) return
          found.expect(waiting.length === 0, () => `${event.task} overtakes ${namesOf(waiting)}`)
        } else if (event.event === 'stepped' || event.event === 'parked') passing = undefined
      }
    }),
    mutants: [
      {
        name: 'lock-barges',
        why: 'a released lock is free until the first waiter is stepped, and any caller can take it before',
        in: 'sync/permits.js',
        replace: [
          'const served = this.takeFree(first.who, first.permits); if (served) this.waiters',
          "const served = this.kind === 'Lock' || this.takeFree(first.who, first.permits); if (served) this.waiters",
        ],
        also: [
          {
            in: 'sync/permits.js',
            replace: ['return this.waiters.length === 0 && this.takeFree', 'return this.takeFree'],
          },
          {
            in: 'sync/permits.js',
            replace: [
              'yield* this.take(who, permits) ? acquisition(this, who, permits).reserve() : this.ask(who, permits);',
              "if (this.take(who, permits)) yield* acquisition(this, who, permits).reserve(); else { yield* this.ask(who, permits); while (this.kind === 'Lock' && !this.takeFree(who, permits)) yield* this.ask(who, permits); }",
            ],
          },
        ],
      },
      {
        name: 'semaphore-barges',
        why: 'a released permit is free until the first waiter is stepped, and any caller can take it before',
        in: 'sync/permits.js',
        replace: [
          'const served = this.takeFree(first.who, first.permits); if (served) this.waiters',
          "const served = this.kind === 'Semaphore' || this.takeFree(first.who, first.permits); if (served) this.waiters",
        ],
        also: [
          {
            in: 'sync/permits.js',
            replace: ['return this.waiters.length === 0 && this.takeFree', 'return this.takeFree'],
          },
          {
            in: 'sync/permits.js',
            replace: [
              'yield* this.take(who, permits) ? acquisition(this, who, permits).reserve() : this.ask(who, permits);',
              "if (this.take(who, permits)) yield* acquisition(this, who, permits).reserve(); else { yield* this.ask(who, permits); while (this.kind === 'Semaphore' && !this.takeFree(who, permits)) yield* this.ask(who, permits); }",
            ],
          },
        ],
      },
    ],
  }),
])

/** The wait queue that a waiter is in. */
function queueOf(waitQueues: WaitQueues, at: Primitive, { what }: Waiter): readonly Waiter[] {
  return waitQueues.waiting(at, at.kind === 'queue' ? what : undefined)
}

/** The wait queue that a call would join. */
function queueFor(waitQueues: WaitQueues, at: Primitive, what: string): readonly Waiter[] {
  return at.kind === 'queue' ? waitQueues.waiting(at, what) : permitWaiters(waitQueues, at)
}
