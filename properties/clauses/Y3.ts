/** Y3 · Nothing is lost. */

import { isBetween } from '../history/history.ts'
import { isOpen, WaitQueues, permitWaiters, namesOf } from '../history/waitQueues.ts'
import { Stores } from '../history/stores.ts'
import { clause, eventLaw, following } from '../law.ts'
import { isQuiet } from '../trial.ts'

export const Y3 = clause('Y3', [
  eventLaw({
    sentence: 'no waiter waits for a free permit',
    hint: 'acquire() of Permits hands off again if it is closed before it received its permit',
    begin: following(WaitQueues, (trial, waitQueues) => (event, _before, found) => {
      if (!isBetween(event) || !isQuiet(trial)) return
      for (const at of waitQueues.all.values()) {
        if (at.kind !== 'lock' && at.kind !== 'semaphore') continue
        const waits = permitWaiters(waitQueues, at).filter(({ state }) => state === 'waits')
        if (waits.length === 0) continue
        const taken = at.holders.length + at.reserved.length
        const tested = at.waiters.some(({ state }) => state === 'gone')
        const say = (): string => `${namesOf(waits)} waits for ${at.name}, which is free`
        found.expectWhere(tested, taken >= at.size, say)
      }
    }),
    mutants: [
      {
        name: 'handed-lock-lost',
        why: 'a waiter that is closed between the hand-off and its next step holds the lock for ever',
        in: 'sync/permits.js',
        replace: [
          'if (!received && waiter?.leave() !== true) this.handOff(who);',
          'if (!received && waiter?.leave() === undefined) this.handOff(who);',
        ],
      },
      {
        name: 'free-lock-lost',
        why: 'a caller that is closed between taking a free lock and its next step holds it for ever',
        in: 'sync/permits.js',
        replace: [
          'if (!received && waiter?.leave() !== true) this.handOff(who);',
          'if (!received && waiter?.leave() === false) this.handOff(who);',
        ],
      },
      {
        name: 'handed-permit-lost',
        why: 'a waiter that is closed between the hand-off and its next step holds the permit for ever',
        in: 'sync/permits.js',
        replace: [
          'if (!received && waiter?.leave() !== true) this.handOff(who);',
          "if (!received && waiter?.leave() !== true && !(waiter && this.kind === 'Semaphore')) this.handOff(who);",
        ],
      },
      {
        name: 'closed-waiter-stays',
        why: 'a waiter that is closed stays in the wait queue, and the lock is handed to it later',
        in: 'sync/waitQueue.js',
        replace: ['this.queue.remove(this); return true;', 'return true;'],
      },
    ],
  }),
  eventLaw({
    sentence: 'no take waits while there is an item, and no put while there is room',
    hint: 'an item that was not received is entered again: #enter() and #admit() of Queue',
    begin: following(Stores, (trial, stores) => (event, _before, found) => {
      if (!isBetween(event) || !isQuiet(trial)) return
      const { waitQueues } = stores
      for (const at of waitQueues.all.values()) {
        if (at.kind !== 'queue' || at.unsure || isOpen(waitQueues, at)) continue
        const { items, owed } = stores.of(at)
        const takers = waitQueues.waiting(at, 'take').filter(({ state }) => state === 'waits')
        const putters = waitQueues.waiting(at, 'put').filter(({ state }) => state === 'waits')
        const closed = at.waiters.some(({ state }) => state === 'gone')
        if (takers.length > 0 && owed.length === 0)
          found.expectWhere(
            closed,
            items.length === 0,
            () => `${namesOf(takers)} waits to take, and there is an item`,
          )
        if (putters.length > 0)
          found.expectWhere(
            closed,
            items.length >= at.size,
            () => `${namesOf(putters)} waits to put, and there is room`,
          )
      }
    }),
    mutants: [
      {
        name: 'putters-left-waiting',
        why: 'taking an item admits no waiting put',
        in: 'sync/queue.js',
        replace: ['this.#admit(); return entry;', 'return entry;'],
      },
      {
        name: 'handed-item-kept-back',
        why: 'an item that was not received goes back into the queue, even if a take waits for one',
        in: 'sync/queue.js',
        replace: ['if (!received) this.#enter(entry);', 'if (!received) this.#items.add(entry);'],
        also: [
          {
            in: 'sync/queue.js',
            replace: [
              'taker.payload !== undefined) this.#enter(',
              'taker.payload !== undefined) this.#items.add(',
            ],
          },
        ],
      },
    ],
  }),
])
