/** Wrong loops of the chapter on synchronisation: events, conditions, barriers and queues. */

import { breaking, type Mutant } from './mutant.ts'

export const meetingMutants: readonly Mutant[] = [
  ...breaking('Y6', 'when an event has been set, nobody waits for it any more', [
    {
      name: 'event-wakes-the-first',
      why: 'to set an event wakes the first who waits, and leaves the others in line',
      in: 'sync/event.js',
      replace: [
        'this.#waiters = waiting.renewed(); for (const waiter of waiting.drain()) waiter.serve();',
        'waiting.take()?.serve();',
      ],
    },
    {
      name: 'event-forgets-the-others',
      why: 'to set an event wakes the first who waits, and forgets the others',
      in: 'sync/event.js',
      replace: [
        'for (const waiter of waiting.drain()) waiter.serve();',
        'waiting.take()?.serve();',
      ],
    },
  ]),
  ...breaking(
    'Y6',
    'who waits for an event has it when it was set meanwhile, or before and not cleared',
    [
      {
        name: 'clear-wakes',
        why: 'to clear an event wakes who waits for it',
        in: 'sync/event.js',
        replace: ['clear() { this.#set = false;', 'clear() { this.set(); this.#set = false;'],
      },
    ],
  ),
  ...breaking(
    'Y2',
    'what somebody asks for it has at its next step, or the next after it was served',
    [
      {
        name: 'event-looked-at-again',
        why: 'who is woken by an event waits anew if that was cleared before its turn',
        in: 'sync/event.js',
        replace: [
          'try { yield* waiter; }',
          'try { yield* waiter; if (!this.#set) yield* this.wait(); }',
        ],
      },
    ],
  ),
  ...breaking(
    'Y6',
    'who asks for an event that is set does not wait, and who asks for one that is not does',
    [
      {
        name: 'event-is-a-pulse',
        why: 'an event wakes who waits, and does not stay set',
        in: 'sync/event.js',
        replace: ['this.#set = true;', ''],
      },
      {
        name: 'event-not-cleared',
        why: 'an event that was set stays set for ever',
        in: 'sync/event.js',
        replace: ['clear() { this.#set = false;', 'clear() {'],
      },
    ],
  ),
  ...breaking('Y7', 'who does not hold the lock can neither wait for its condition nor notify', [
    {
      name: 'wait-without-the-lock',
      why: 'anybody can wait for a condition',
      in: 'sync/condition.js',
      replace: ["this.#requireLock(who, 'wait');", ''],
    },
    {
      name: 'notify-without-the-lock',
      why: 'anybody can notify',
      in: 'sync/condition.js',
      replace: ["this.#requireLock(runner(), 'notify');", ''],
    },
  ]),
  ...breaking(
    'Y7',
    'who comes back from a condition, closed or not, is the only holder of its lock',
    [
      {
        name: 'closed-without-the-lock',
        why: 'who is closed in the wait for a condition goes on without the lock',
        in: 'sync/condition.js',
        replace: ['waiter.leave(); yield* this.lock.reacquire(waiter.who);', 'waiter.leave();'],
      },
      {
        name: 'notified-without-the-lock',
        why: 'who is notified goes on at once, without the lock',
        in: 'sync/condition.js',
        replace: ['this.lock.enqueue(waiter);', 'waiter.serve();'],
      },
    ],
  ),
  ...breaking('Y7', 'who waits for a condition has given its lock to the next in line', [
    {
      name: 'condition-keeps-the-lock',
      why: 'who waits for a condition does not give up the lock',
      in: 'sync/condition.js',
      replace: ['this.lock.handOff(who);', ''],
    },
  ]),
  ...breaking('Y7', 'only who was notified comes back, and nobody who was notified is forgotten', [
    {
      name: 'notify-all-always',
      why: 'to notify one is to notify all',
      in: 'sync/condition.js',
      replace: ['this.#wake(count);', 'this.#wake(Infinity);'],
    },
    {
      name: 'notify-one-always',
      why: 'whatever the count, one is notified',
      in: 'sync/condition.js',
      replace: ['this.#wake(count);', 'this.#wake(1);'],
    },
    {
      name: 'notification-lost',
      why: 'a notification goes with who is closed before it has the lock',
      in: 'sync/condition.js',
      replace: ['this.#wake(1); if', 'if'],
    },
  ]),
  ...breaking(
    'Y8',
    'who passes a barrier has its place in the order of arrival, and as many have arrived',
    [
      {
        name: 'barrier-opens-early',
        why: 'a barrier lets pass when one is still missing',
        in: 'sync/barrier.js',
        replace: ['this.waiting + 1 < this.parties', 'this.waiting + 2 < this.parties'],
      },
      {
        name: 'barrier-places-reversed',
        why: 'who came first has the last place',
        in: 'sync/barrier.js',
        replace: ['waiter.serve(place);', 'waiter.serve(this.parties - 1 - place);'],
        also: [{ in: 'sync/barrier.js', replace: ['return this.parties - 1;', 'return 0;'] }],
      },
      {
        name: 'barrier-stays-open',
        why: 'a barrier through which its parties have passed lets everybody pass',
        in: 'sync/barrier.js',
        replace: [
          'if (this.waiting + 1 < this.parties) {',
          'if (!this.opened && this.waiting + 1 < this.parties) {',
        ],
        also: [
          {
            in: 'sync/barrier.js',
            replace: ['let place = 0;', 'let place = 0; this.opened = true;'],
          },
        ],
      },
    ],
  ),
  ...breaking('Y8', 'when the last of its parties has arrived, nobody of them waits any more', [
    {
      name: 'barrier-opens-late',
      why: 'a barrier waits for one more than its parties',
      in: 'sync/barrier.js',
      replace: ['this.waiting + 1 < this.parties', 'this.waiting < this.parties'],
    },
    {
      name: 'barrier-lets-one-pass',
      why: 'the last to arrive wakes the first, and forgets the others',
      in: 'sync/barrier.js',
      replace: ['waiter.serve(place); place += 1;', 'waiter.serve(place); break;'],
    },
  ]),
  ...breaking('Y8', 'a barrier has a whole number of parties, one or more', [
    {
      name: 'barrier-for-nobody',
      why: 'a barrier can be made for any number of parties',
      in: 'sync/barrier.js',
      replace: ['requireInteger(`the number of parties of ${this.what}`, parties, 1);', ''],
    },
  ]),
  ...breaking('Y9', 'the items are taken in the order in which they were put in', [
    {
      name: 'newest-item-first',
      why: 'the item that was put in last is taken first',
      in: 'sync/items.js',
      replace: [
        'return new Entry(item, this.#entered);',
        'return new Entry(item, -this.#entered);',
      ],
    },
    {
      name: 'item-returned-to-the-tail',
      why: 'an item that was not had goes behind the others',
      in: 'sync/queue.js',
      replace: [
        'this.#items.add(entry); return;',
        'this.#items.add(this.#items.entry(entry.item)); return;',
      ],
    },
    {
      name: 'item-lost-with-its-taker',
      why: 'an item is lost with who took it at once, and is closed before its turn',
      in: 'sync/queue.js',
      replace: ['if (!received) this.#enter(entry);', ''],
    },
    {
      name: 'handed-item-lost',
      why: 'an item is lost with who was handed it, and is closed before its turn',
      in: 'sync/queue.js',
      replace: ['if (!received && taker.entry !== undefined) this.#enter(taker.entry);', ''],
    },
  ]),
  ...breaking(
    'Y9',
    'what is put in is in at once where there is room or somebody waits for it, and not otherwise',
    [
      {
        name: 'capacity-ignored',
        why: 'there is always room in a queue',
        in: 'sync/queue.js',
        replace: ['return this.#items.size < this.capacity;', 'return true;'],
      },
      {
        name: 'room-for-one-more',
        why: 'there is room in a queue for one more than its capacity',
        in: 'sync/queue.js',
        replace: ['this.#items.size < this.capacity', 'this.#items.size <= this.capacity'],
      },
      {
        name: 'put-waits-always',
        why: 'who puts an item in waits until it is taken, whatever room there is',
        in: 'sync/queue.js',
        replace: ['(this.#putters.length > 0 || !this.#hasRoom())', 'true'],
      },
    ],
  ),
  ...breaking('Y9', 'the room in a queue is a whole number, zero or more, or infinite', [
    {
      name: 'room-below-zero',
      why: 'a queue can be made with any capacity',
      in: 'sync/queue.js',
      replace: [
        'if (capacity !== Infinity) requireInteger(`the capacity of ${this.what}`, capacity, 0);',
        '',
      ],
    },
  ]),
  ...breaking('Y10', 'takeNow() gives what is there, and is refused where take() would wait', [
    {
      name: 'take-now-gives-undefined',
      why: 'takeNow() gives undefined where there is nothing',
      in: 'sync/queue.js',
      replace: ['if (entry !== undefined) return entry.item;', 'return entry?.item;'],
    },
    {
      name: 'take-now-from-the-queue-alone',
      why: 'takeNow() loses sight of who waits to put in',
      in: 'sync/queue.js',
      replace: [
        'takeNow() { const',
        'takeNow() { if (this.size === 0) this.#putters = this.#putters.renewed(); const',
      ],
    },
  ]),
  ...breaking('Y10', 'putNow() puts in what it can, and is refused where put() would wait', [
    {
      name: 'put-now-overfills',
      why: 'putNow() puts in also where there is no room',
      in: 'sync/queue.js',
      replace: [
        'if (this.#offer(item)) return; const',
        'if (!this.#offer(item)) this.#enter(this.#items.entry(item)); return; const',
      ],
    },
    {
      name: 'put-now-drops',
      why: 'putNow() drops what there is no room for, without a word',
      in: 'sync/queue.js',
      replace: ['if (this.#offer(item)) return; const', 'this.#offer(item); return; const'],
    },
  ]),
  ...breaking('Y11', 'a closed queue refuses what is put in, at once', [
    {
      name: 'closed-queue-takes',
      why: 'a closed queue takes what is put in',
      in: 'sync/queue.js',
      replace: ['#offer(item) { if (this.#closed) throw this.#closedError();', '#offer(item) {'],
    },
  ]),
  ...breaking('Y11', 'when a queue has been closed, nobody waits at it', [
    {
      name: 'close-leaves-takers',
      why: 'to close a queue does nothing for those who wait to take',
      in: 'sync/queue.js',
      replace: ['for (const taker of takers.drain()) taker.refuse(this.#closedError());', ''],
    },
    {
      name: 'close-leaves-putters',
      why: 'to close a queue does nothing for those who wait to put in',
      in: 'sync/queue.js',
      replace: ['for (const putter of putters.drain()) putter.refuse(this.#closedError());', ''],
    },
  ]),
  ...breaking('Y11', 'a closed queue gives what is left in it, and refuses who comes after', [
    {
      name: 'close-drops-items',
      why: 'to close a queue empties it',
      in: 'sync/queue.js',
      replace: [
        'this.#closed = true;',
        'this.#closed = true; while (this.#items.take() !== undefined);',
      ],
    },
    {
      name: 'closed-queue-waits',
      why: 'who takes from a queue that is closed and empty waits for ever',
      in: 'sync/queue.js',
      replace: [
        'if (this.#closed) throw this.#closedError(); return undefined;',
        'return undefined;',
      ],
    },
  ]),
]
