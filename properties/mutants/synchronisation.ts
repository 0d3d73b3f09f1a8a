/** Wrong loops of the chapter on synchronisation: lines, locks and semaphores. */

import { breaking, type Mutant } from './mutant.ts'

export const lockMutants: readonly Mutant[] = [
  ...breaking('Y1', 'whoever is served has stood in line the longest', [
    {
      name: 'newest-in-line-first',
      why: 'who asked last is served first',
      in: 'sync/waitQueue.js',
      replace: ['const waiter = this.#first;', 'const waiter = this.#last;'],
    },
    {
      name: 'third-in-line-pushes-in',
      why: 'who asks while two or more stand in line goes before the last of them',
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
      why: 'who is closed while it waits to take stays in line, and the next item is lost with it',
      in: 'sync/queue.js',
      replace: ['if (!received) taker.leave();', ''],
    },
  ]),
  ...breaking('Y1', 'nobody has at once what others stand in line for', [
    {
      name: 'lock-barges',
      why: 'a lock that is released is free until the next in line has its turn, and whoever asks first has it',
      in: 'sync/lock.js',
      replace: ['this.#holder = to;', 'this.#holder = undefined;'],
      also: [
        {
          in: 'sync/permits.js',
          replace: [
            'else yield* waiter; received = true;',
            `else {
       yield* waiter;
       while (this.kind === 'Lock' && !this.takeFree(who)) yield* this.waiters.append(new Waiter(this, who));
       }
       received = true;`,
          ],
        },
      ],
    },
    {
      name: 'semaphore-barges',
      why: 'a permit that is released is free until the next in line has its turn',
      in: 'sync/semaphore.js',
      replace: [
        'if (to === undefined) this.#free += 1; else this.#holders.add(to);',
        'this.#free += 1;',
      ],
      also: [
        {
          in: 'sync/permits.js',
          replace: [
            'else yield* waiter; received = true;',
            `else {
       yield* waiter;
       while (this.kind === 'Semaphore' && !this.takeFree(who)) yield* this.waiters.append(new Waiter(this, who));
       }
       received = true;`,
          ],
        },
      ],
    },
  ]),
  ...breaking(
    'Y2',
    'what somebody asks for it has at its next step, or the next after it was served',
    [
      {
        name: 'lock-costs-two-turns',
        why: 'who finds a lock free gives up two turns',
        in: 'sync/permits.js',
        replace: [
          'if (waiter === undefined) yield; else yield* waiter;',
          'if (waiter === undefined) { yield; yield; } else yield* waiter;',
        ],
      },
      {
        name: 'served-and-waiting',
        why: 'who is served gives up the turn once more',
        in: 'sync/permits.js',
        replace: [
          'else yield* waiter; received = true;',
          'else { yield* waiter; yield; } received = true;',
        ],
      },
    ],
  ),
  ...breaking('Y2', 'nobody has in the step in which it asks', [
    {
      name: 'free-lock-at-once',
      why: 'who finds a lock free does not suspend',
      in: 'sync/permits.js',
      replace: [
        'if (waiter === undefined) yield; else yield* waiter; received',
        'if (waiter !== undefined) yield* waiter; received',
      ],
    },
    {
      name: 'set-event-at-once',
      why: 'who waits for an event that is set does not suspend',
      in: 'sync/event.js',
      replace: ['if (this.#set) { yield; return; }', 'if (this.#set) return;'],
    },
    {
      name: 'put-at-once',
      why: 'who finds room in a queue does not suspend',
      in: 'sync/queue.js',
      replace: ['if (this.#offer(item)) { yield; return; }', 'if (this.#offer(item)) return;'],
    },
    {
      name: 'take-at-once',
      why: 'who finds an item in a queue does not suspend',
      in: 'sync/queue.js',
      replace: ['try { yield; received = true; }', 'try { received = true; }'],
    },
  ]),
  ...breaking('Y3', 'nobody stands in line for a permit that nobody has', [
    {
      name: 'handed-lock-lost',
      why: 'who is closed after it was handed a lock, and before its turn, keeps it for ever',
      in: 'sync/permits.js',
      replace: [
        'if (!received && waiter?.leave() !== true) this.handOff(who);',
        'if (!received && waiter?.leave() === undefined) this.handOff(who);',
      ],
    },
    {
      name: 'free-lock-lost',
      why: 'who is closed after it took a free lock, and before its turn, keeps it for ever',
      in: 'sync/permits.js',
      replace: [
        'if (!received && waiter?.leave() !== true) this.handOff(who);',
        'if (!received && waiter?.leave() === false) this.handOff(who);',
      ],
    },
    {
      name: 'handed-permit-lost',
      why: 'who is closed after it was handed a permit, and before its turn, keeps it for ever',
      in: 'sync/permits.js',
      replace: [
        'if (!received && waiter?.leave() !== true) this.handOff(who);',
        "if (!received && waiter?.leave() !== true && !(waiter && this.kind === 'Semaphore')) this.handOff(who);",
      ],
    },
    {
      name: 'closed-stays-in-line',
      why: 'who is closed while it waits stays in line, and is handed the lock when it is gone',
      in: 'sync/waitQueue.js',
      replace: ['this.queue.remove(this); return true;', 'return true;'],
    },
  ]),
  ...breaking(
    'Y3',
    'nobody stands in line to take while there is something, or to put while there is room',
    [
      {
        name: 'putters-left-waiting',
        why: 'when an item is taken, nobody who waits to put is let in',
        in: 'sync/queue.js',
        replace: ['this.#admit(); return entry;', 'return entry;'],
      },
      {
        name: 'handed-item-kept-back',
        why: 'an item that was not had goes back into the queue, though somebody waits for one',
        in: 'sync/queue.js',
        replace: ['if (!received) this.#enter(entry);', 'if (!received) this.#items.add(entry);'],
        also: [
          {
            in: 'sync/queue.js',
            replace: [
              'taker.entry !== undefined) this.#enter(',
              'taker.entry !== undefined) this.#items.add(',
            ],
          },
        ],
      },
    ],
  ),
  ...breaking('Y4', 'whoever has a lock is the only one', [
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
  ]),
  ...breaking('Y4', 'who holds a lock can release it, and nobody else', [
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
      in: 'core/runner.js',
      replace: ['(adopted.get(running) ?? running)', 'running'],
    },
    {
      name: 'observer-in-the-name-of-a-task',
      why: 'what an observer releases in the midst of a step is released in the name of who is stepped',
      in: 'core/runner.js',
      replace: ['current.telling ? undefined : current.loop?.running', 'current.loop?.running'],
    },
  ]),
  ...breaking('Y5', 'no more hold a semaphore than it has permits', [
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
  ]),
  ...breaking('Y5', 'who holds a permit can release one, and nobody else', [
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
  ]),
  ...breaking('Y5', 'a permit is had at once while there is one, and not otherwise', [
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
  ]),
  ...breaking('Y5', 'a semaphore has a whole number of permits, zero or more', [
    {
      name: 'permits-below-zero',
      why: 'a semaphore can be made with any number of permits',
      in: 'sync/semaphore.js',
      replace: ['requireInteger(`the count of ${this.what}`, count, 0);', ''],
    },
  ]),
  ...breaking('Y12', 'what is held runs when it was acquired, and not before', [
    {
      name: 'hold-without-body',
      why: 'a hold acquires and releases, and does not run its body',
      in: 'sync/permits.js',
      replace: ['return yield* enclosed(body);', 'return;'],
    },
  ]),
  ...breaking(
    'Y12',
    'when the body of a hold is left, however it is, the next in line is served at once',
    [
      {
        name: 'hold-keeps-on-return',
        why: 'a hold whose body returns keeps the lock',
        in: 'sync/permits.js',
        replace: [
          'return yield* enclosed(body); } finally { this.#releaseBy(who); }',
          'return yield* enclosed(body); } catch (error) { this.#releaseBy(who); throw error; }',
        ],
      },
      {
        name: 'hold-keeps-on-error',
        why: 'a hold whose body throws keeps the lock',
        in: 'sync/permits.js',
        replace: [
          'try { return yield* enclosed(body); } finally { this.#releaseBy(who); }',
          'const value = yield* enclosed(body); this.#releaseBy(who); return value;',
        ],
      },
      {
        name: 'hold-keeps-on-close',
        why: 'a hold that is closed keeps the lock',
        in: 'sync/permits.js',
        replace: [
          'try { return yield* enclosed(body); } finally { this.#releaseBy(who); }',
          `let value;
       try { value = yield* enclosed(body); } catch (error) { this.#releaseBy(who); throw error; }
       this.#releaseBy(who);
       return value;`,
        ],
      },
    ],
  ),
  ...breaking('Y12', 'a hold gives what its body returned', [
    {
      name: 'hold-gives-nothing',
      why: 'a hold drops what its body returns',
      in: 'sync/permits.js',
      replace: ['return yield* enclosed(body);', 'yield* enclosed(body);'],
    },
  ]),
]
