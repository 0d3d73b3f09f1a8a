/** Y9 · A queue. */

import { isOpen } from '../history/waitQueues.ts'
import { hasRoom, Stores } from '../history/stores.ts'
import { clause, eventLaw, following, where } from '../law.ts'
import { isQuiet } from '../trial.ts'
import { counted } from '../visits/count.ts'
import { isInspected } from '../visits/inspection.ts'
import { takesInOrder } from '../visits/order.ts'

export const Y9 = clause('Y9', [
  eventLaw({
    sentence: 'items are taken in the order in which they were put in',
    hint: 'Items numbers its entries, so that add() finds the place of one that comes back',
    begin: takesInOrder(false),
    mutants: [
      {
        name: 'newest-item-first',
        why: 'the latest item is taken first',
        in: 'sync/items.js',
        replace: ['new Entry(item, this.#entered) :', 'new Entry(item, -this.#entered) :'],
      },
      {
        name: 'returned-item-goes-last',
        why: 'an item that was not received goes behind the others',
        in: 'sync/queue.js',
        replace: [
          'return this.#items.add(entry);',
          'return this.#items.add(this.#items.entry(entry.item));',
        ],
      },
      {
        name: 'item-lost-with-its-taker',
        why: 'an item is lost if the take that reserved it is closed before its next step',
        in: 'sync/queue.js',
        replace: [
          'if (this.entry !== undefined) this.primitive',
          'if (this.entry !== undefined && !this.reserved) this.primitive',
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
        name: 'handed-item-lost',
        why: 'an item is lost if the waiting take that it was handed to is closed before its next step',
        in: 'sync/queue.js',
        replace: [
          'if (this.entry !== undefined) this.primitive',
          'if (this.entry !== undefined && this.reserved) this.primitive',
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
    ],
  }),
  eventLaw({
    sentence: 'a put waits exactly if there is neither room nor a waiting take',
    hint: '#offer() of Queue decides it',
    begin: following(Stores, (trial, stores) => {
      let request: { who: string; room: boolean } | undefined
      return (event, before, found) => {
        if (!isQuiet(trial)) return
        // Y17: what has no priority is refused at once.
        if (event.event === 'has' && event.who === request?.who) request = undefined
        if (event.event === 'scheduled' && event.task === request?.who) {
          const { room } = request
          request = undefined
          if (stores.waitQueues.claims.get(event.task)?.disturbed !== false) return
          found.expect(room, () => `${event.task} does not wait, and there is no room`)
        } else if (event.event === 'parked' && event.who === request?.who) {
          const { room } = request
          request = undefined
          found.expect(!room, () => `${event.who} waits, and there is room`)
        }
        if (event.event !== 'asks' || event.what !== 'put' || !before.tasks.has(event.who)) return
        // C15: what a terminated task asks for does not begin.
        if (before.isCut(event.who)) return
        const at = stores.waitQueues.all.get(event.of)
        if (at?.kind !== 'queue' || at.unsure || at.closed || isOpen(stores.waitQueues, at)) return
        request = { who: event.who, room: hasRoom(stores, at, event.who) }
      }
    }),
    mutants: [
      {
        name: 'capacity-ignored',
        why: 'a queue always has room',
        in: 'sync/queue.js',
        replace: ['return this.#items.size < this.capacity;', 'return true;'],
      },
      {
        name: 'room-for-one-more',
        why: 'a queue has room for one item more than its capacity',
        in: 'sync/queue.js',
        replace: ['this.#items.size < this.capacity', 'this.#items.size <= this.capacity'],
      },
      {
        name: 'put-waits-always',
        why: 'a put waits until its item is taken, even if there is room',
        in: 'sync/queue.js',
        replace: [
          'this.#takers.length === 0 && (this.#putters.length > 0 || !this.#hasRoom())',
          'this.#takers.length === 0',
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'the capacity of a queue is an integer, 0 or more, or Infinity',
    hint: 'the constructor of Queue checks the capacity, with requireInteger()',
    begin: counted('queue'),
    mutants: [
      {
        name: 'room-below-zero',
        why: 'a queue can be created with any capacity',
        in: 'sync/queueOptions.js',
        replace: [
          'if (capacity !== Infinity) requireInteger(`the capacity of ${what}`, capacity, 0);',
          '',
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'a queue shows how many items are in it',
    hint: 'size of Items counts what add() puts in and take() takes out',
    begin: where(
      isInspected,
      following(Stores, (trial, stores) => (event, _before, found) => {
        if (event.event !== 'inspected' || !isQuiet(trial)) return
        const at = stores.waitQueues.all.get(event.of)
        if (at?.kind !== 'queue' || at.unsure || isOpen(stores.waitQueues, at)) return
        const { items } = stores.of(at)
        found.expect(
          event.size === items.length,
          () => `${event.of} shows ${event.size} items, and has ${items.length}`,
        )
      }),
    ),
    mutants: [
      {
        name: 'queue-shown-empty',
        why: 'a queue shows that it has no items',
        in: 'sync/queue.js',
        replace: ['get size() { return this.#items.size; }', 'get size() { return 0; }'],
      },
    ],
  }),
])
