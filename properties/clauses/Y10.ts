/** Y10 · Without waiting. */

import type { Event } from '../../spec/event.ts'
import { failedWith, returned } from '../history/endings.ts'
import { isOpen, WaitQueues, type Primitive } from '../history/waitQueues.ts'
import { hasRoom, Stores } from '../history/stores.ts'
import { clause, eventLaw, following } from '../law.ts'
import { isQuiet } from '../trial.ts'
import { fits as canAskFor } from '../visits/permit.ts'

export const Y10 = clause('Y10', [
  eventLaw({
    sentence: 'takeNow() takes an item if there is one, and throws where take() would wait',
    hint: '#poll() of Queue takes a stored item, or that of the first waiting put',
    begin: following(Stores, (trial, stores) => {
      // The log shows the waiters that a call admits or serves before the call itself.
      let full = new Set<Primitive>()
      return (event, before, found) => {
        if (!isQuiet(trial)) return
        if (event.event === 'called' && event.call === 'takeNow') {
          const at = stores.waitQueues.all.get(event.of)
          // Outside a tick, the log does not show which waiters are served.
          if (at !== undefined && !before.ticking && stores.waitQueues.waiting(at).length > 0)
            return
          if (at?.kind !== 'queue' || at.unsure || isOpen(stores.waitQueues, at)) return
          const there = stores.of(at).items.length > 0 || full.has(at)
          const error = at.closed ? 'QueueClosedError' : 'QueueEmptyError'
          const refused = failedWith(event.ending, error)
          found.expect(
            there ? 'value' in event.ending : refused,
            () => `takeNow() of ${event.of} ${there ? 'returns no item' : `throws no ${error}`}`,
          )
        }
        if (isServing(event)) return
        const queues = [...stores.waitQueues.all.values()].filter(({ kind }) => kind === 'queue')
        full = new Set(queues.filter((at) => stores.waitQueues.waiting(at, 'put').length > 0))
      }
    }),
    mutants: [
      {
        name: 'take-now-returns-undefined',
        why: 'takeNow() returns undefined where there is no item',
        in: 'sync/queue.js',
        replace: ['if (entry !== undefined) return entry.item;', 'return entry?.item;'],
      },
      {
        name: 'take-now-forgets-putters',
        why: 'takeNow() forgets the waiting puts of a queue that stores no item',
        in: 'sync/queue.js',
        replace: [
          'takeNow() { const',
          'takeNow() { if (this.size === 0) [...this.#putters.drain()]; const',
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'putNow() puts an item in, and throws where put() would wait',
    hint: '#offer() of Queue hands the item to the first waiting take, or stores it if there is room',
    begin: following(Stores, (trial, stores) => {
      // The log shows the take that receives the item before the call itself.
      let room = new Map<Primitive, boolean>()
      return (event, _before, found) => {
        if (!isQuiet(trial)) return
        const serves = isServing(event)
        if (event.event === 'called' && event.call === 'putNow') {
          const at = stores.waitQueues.all.get(event.of)
          if (at?.kind !== 'queue' || at.unsure || isOpen(stores.waitQueues, at)) return
          // Y17: what has no priority is refused whatever the queue is like.
          if (at.ranked && failedWith(event.ending, 'TypeError')) return
          const fits = room.get(at) ?? hasRoom(stores, at)
          const error = at.closed ? 'QueueClosedError' : 'QueueFullError'
          const refused = failedWith(event.ending, error)
          const accepts = fits && !at.closed
          const right = accepts ? 'value' in event.ending : refused
          const say = (): string =>
            `putNow() of ${event.of} ${accepts ? 'accepts no item' : `throws no ${error}`}`
          found.expect(right, say)
        }
        if (!serves) room = new Map()
        for (const at of stores.waitQueues.all.values())
          if (at.kind === 'queue' && !room.has(at)) {
            if (serves) room.set(at, hasRoom(stores, at))
          }
      }
    }),
    mutants: [
      {
        name: 'put-now-overfills',
        why: 'putNow() puts an item in even if there is no room',
        in: 'sync/queue.js',
        replace: [
          'if (this.#offer(item, rank) !== undefined) return; const',
          'if (!this.#offer(item)) this.enter(this.#items.entry(item)); return; const',
        ],
      },
      {
        name: 'put-now-drops',
        why: 'putNow() drops an item for which there is no room, and does not throw',
        in: 'sync/queue.js',
        replace: [
          'if (this.#offer(item, rank) !== undefined) return; const',
          'this.#offer(item); return; const',
        ],
      },
    ],
  }),
  eventLaw({
    sentence:
      'tryAcquire() acquires exactly if enough permits are free and no caller waits, and says so; it is refused exactly outside a task or main',
    hint: 'requestNow() of Permits takes free permits for runner(), the caller',
    begin: following(WaitQueues, (trial, waitQueues) => (event, _before, found, index) => {
      if (event.event !== 'called' || event.call !== 'tryAcquire' || !isQuiet(trial)) return
      const at = waitQueues.all.get(event.of)
      if (at === undefined) return
      const permits = waitQueues.permitsAt(index, at)
      if (at.unsure || !canAskFor(at, permits)) return
      const refused = failedWith(event.ending, 'InvalidStateError')
      const outside = event.who === 'host' || event.who === 'observer'
      const by = `tryAcquire() of ${event.who}`
      if (outside || refused)
        return found.expect(outside && refused, () => `${by} is ${refused ? '' : 'not '}refused`)
      // The log does not show when a wait that is closed acquires its lock again, nor all that happens outside a step.
      if (isOpen(waitQueues, at) || at.waiters.some(({ state }) => state === 'doubtful')) return
      const enough = at.holders.length + at.reserved.length + permits <= at.size
      const free = enough && waitQueues.waiting(at).length === 0
      const say = (): string => `${by} ${free ? 'does not acquire' : 'acquires'} ${at.name}`
      found.expect(returned(event.ending, free), say)
    }),
    mutants: [
      {
        name: 'try-acquire-says-yes',
        why: 'tryAcquire() returns true even when it has not acquired',
        in: 'sync/permits.js',
        replace: [
          'return this.take(who, permits); } /** @internal Y4',
          'this.take(who, permits); return true; } /** @internal Y4',
        ],
      },
      {
        name: 'try-acquire-never',
        why: 'tryAcquire() acquires nothing, and returns false',
        in: 'sync/permits.js',
        replace: [
          'return this.take(who, permits); } /** @internal Y4',
          'return false; } /** @internal Y4',
        ],
      },
      {
        name: 'try-acquire-takes-nothing',
        why: 'tryAcquire() returns whether a permit is free, and leaves it free',
        in: 'sync/permits.js',
        replace: [
          'return this.take(who, permits); } /** @internal Y4',
          'if (!this.take(who, permits)) return false; this.putBack(who, permits); return true; } /** @internal Y4',
        ],
      },
      {
        name: 'try-acquire-by-the-host',
        why: 'tryAcquire() of a host or an observer is not refused',
        in: 'sync/permits.js',
        replace: [
          'requestNow(permits) { const who = runner(); if (who === undefined) {',
          'requestNow(permits) { const who = runner() ?? { loop: undefined }; if (who === undefined) {',
        ],
      },
    ],
  }),
])

/** Whether an event may be that of a waiter which a call serves; these come before the event of the call. */
function isServing({ event }: Event): boolean {
  return event === 'settled' || event === 'woken' || event === 'scheduled'
}
