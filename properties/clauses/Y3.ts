/** Y3 · Nothing is lost. */

import type { Event } from '../../spec/event.ts'
import { isBetween } from '../history/history.ts'
import { isEnough, isOpen, WaitQueues, permitWaiters, namesOf } from '../history/waitQueues.ts'
import { Stores } from '../history/stores.ts'
import { clause, eventLaw, following } from '../law.ts'
import { isQuiet } from '../trial.ts'

export const Y3 = clause('Y3', [
  eventLaw({
    sentence:
      'no waiter waits for a free permit, from the moment on in which a holder was cancelled',
    hint: 'an Acquisition that gives up hands its permit off, in the moment of the cancellation',
    begin: following(WaitQueues, (trial, waitQueues) => (event, _before, found) => {
      if (!isComplete(event) || !isQuiet(trial)) return
      for (const at of waitQueues.all.values()) {
        if (at.kind !== 'lock' && at.kind !== 'semaphore') continue
        const waits = permitWaiters(waitQueues, at).filter(({ state }) => state === 'waits')
        if (waits.length === 0) continue
        const tested = at.waiters.some(({ state }) => state === 'gone')
        const say = (): string => `${namesOf(waits)} waits for ${at.name}, which is free`
        found.expectWhere(tested, !isEnough(waitQueues, at), say)
      }
    }),
    mutants: [
      {
        name: 'handed-lock-lost',
        why: 'a waiter that is closed between the hand-off and its next step holds the lock for ever',
        in: 'sync/permits.js',
        replace: [
          'if (!this.leave()) this.primitive.handOff(this.who, notifications, this.permits);',
          'if (!this.leave() && this.reserved) this.primitive.handOff(this.who, notifications, this.permits);',
        ],
        also: [
          {
            in: 'sync/waitQueue.js',
            replace: [
              'presettle(this, success(value)); return this;',
              'presettle(this, success(value)); this.reserved = true; return this;',
            ],
          },
        ],
      },
      {
        name: 'free-lock-lost',
        why: 'a caller that is closed between taking a free lock and its next step holds it for ever',
        in: 'sync/permits.js',
        replace: [
          'if (!this.leave()) this.primitive.handOff(this.who, notifications, this.permits);',
          'if (!this.leave() && !this.reserved) this.primitive.handOff(this.who, notifications, this.permits);',
        ],
        also: [
          {
            in: 'sync/waitQueue.js',
            replace: [
              'presettle(this, success(value)); return this;',
              'presettle(this, success(value)); this.reserved = true; return this;',
            ],
          },
        ],
      },
      {
        name: 'handed-permit-lost',
        why: 'a waiter that is closed between the hand-off and its next step holds the permit for ever',
        in: 'sync/permits.js',
        replace: [
          'if (!this.leave()) this.primitive.handOff(this.who, notifications, this.permits);',
          "if (!this.leave() && (this.reserved || this.primitive.kind === 'Lock')) this.primitive.handOff(this.who, notifications, this.permits);",
        ],
        also: [
          {
            in: 'sync/waitQueue.js',
            replace: [
              'presettle(this, success(value)); return this;',
              'presettle(this, success(value)); this.reserved = true; return this;',
            ],
          },
        ],
      },
      {
        name: 'self-cancelled-keeps-its-permit',
        why: 'a task that was cancelled during its own step holds the permit that it asks for then, until it is closed',
        in: 'core/task.js',
        replace: ['awaiting?.withdrawn(change);', ''],
      },
      {
        name: 'clean-up-loses-its-place',
        why: 'a clean-up that waits leaves the wait queue for good when its task is cancelled',
        in: 'core/task.js',
        replace: [
          'if (putOff) return undefined;',
          'if (putOff) { awaiting?.withdrawn(notifications); return undefined; }',
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
    hint: 'a Taker that gives up enters its item again: enter() and #admit() of Queue',
    begin: following(Stores, (trial, stores) => (event, _before, found) => {
      if (!isComplete(event) || !isQuiet(trial)) return
      const { waitQueues } = stores
      for (const at of waitQueues.all.values()) {
        if (at.kind !== 'queue' || at.unsure || isOpen(waitQueues, at)) continue
        const { items, owed } = stores.of(at)
        const takers = waitQueues
          .waiting(at, 'take')
          // S11: not for the item of another operation of its race.
          .filter(({ state, who }) => state === 'waits' && !waitQueues.hasRival(at, who))
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
        replace: [
          'this.primitive.enter(this.entry, notifications);',
          'this.primitive.keep(this.entry);',
        ],
        also: [
          {
            in: 'sync/queue.js',
            replace: [
              'enter(entry, notifications) {',
              'keep(entry) { this.#items.add(entry); } enter(entry, notifications) {',
            ],
          },
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'a waiter that is cancelled, or out of time, is served nothing from that moment on',
    hint: 'giveUp() of the core calls withdrawn() of a Waiter, which leaves its wait queue',
    begin: following(WaitQueues, (trial, waitQueues) => (event, _before, found) => {
      if (event.event !== 'settled' || !isQuiet(trial)) return
      // Y13: what is refused is served nothing.
      if ('error' in event.ending) return
      const at = waitQueues.ofTicket(event.future)
      if (at === undefined || at.unsure) return
      const gone = at.waiters.filter(({ state }) => state === 'gone')
      const served = gone.find(({ ticket }) => ticket === event.future)
      const say = (): string =>
        `${served?.who} is served by ${at.name}, which it waits for no longer`
      found.expectWhere(gone.length > 0, served === undefined, say)
    }),
    mutants: [
      {
        name: 'cancelled-waiter-counts',
        why: 'a waiter that is cancelled stays in its wait queue until the step in which it is closed',
        in: 'sync/waitQueue.js',
        replace: ['if (!this.over) this.giveUp(notifications);', ''],
      },
      {
        name: 'interrupted-waiter-counts',
        why: 'a waiter that is out of time, or whose group ends, stays in its wait queue until it is closed',
        in: 'core/cancel.js',
        replace: ['awaiting?.withdrawn(notifications);', ''],
      },
    ],
  }),
])

/** Whether all notifications of the last change have come, and what was cancelled is given back. */
function isComplete(event: Event): boolean {
  const ends = event.event === 'called' && ['cancel', 'terminate'].includes(event.call)
  return isBetween(event) || ends
}
