/** Wrong loops of the chapter on synchronisation: lines, locks and semaphores. */

import { breaking, type Mutant } from './mutant.ts'

export const lockMutants: readonly Mutant[] = [
  ...breaking('Y1', 'whoever is served has stood in line the longest', [
    {
      name: 'newest-in-line-first',
      why: 'who asked last is served first',
      in: 'sync/line.js',
      replace: ['const turn = this.#first;', 'const turn = this.#last;'],
    },
    {
      name: 'third-in-line-pushes-in',
      why: 'who asks while two or more stand in line goes before the last of them',
      in: 'sync/line.js',
      replace: [
        'append(turn) {',
        `append(turn) {
       if (this.#length > 1) {
       const last = this.#last;
       this.remove(last);
       this.append(turn);
       return this.append(last), turn;
       }`,
      ],
    },
    {
      name: 'closed-taker-stays',
      why: 'who is closed while it waits to take stays in line, and the next item is lost with it',
      in: 'sync/queue.js',
      replace: ['if (!had) turn.leave();', ''],
    },
  ]),
  ...breaking('Y1', 'nobody has at once what others stand in line for', [
    {
      name: 'lock-barges',
      why: 'a lock that is released is free until the next in line has its turn, and whoever asks first has it',
      in: 'sync/lock.js',
      replace: ['this.#holder = next?.who;', 'this.#holder = undefined;'],
      also: [
        {
          in: 'sync/lock.js',
          replace: [
            'else yield* turn; had = true;',
            `else {
       yield* turn;
       while (this.#holder !== undefined) yield* this.#line.append(new Turn(this, who, undefined));
       this.#holder = who;
       }
       had = true;`,
          ],
        },
      ],
    },
    {
      name: 'semaphore-barges',
      why: 'a permit that is released is free until the next in line has its turn',
      in: 'sync/semaphore.js',
      replace: ['this.#holders.add(next.who); next.serve();', 'this.#free += 1; next.serve();'],
      also: [
        {
          in: 'sync/semaphore.js',
          replace: [
            'else yield* turn; had = true;',
            `else {
       yield* turn;
       while (this.#free === 0) yield* this.#line.append(new Turn(this, who, undefined));
       this.#free -= 1;
       this.#holders.add(who);
       }
       had = true;`,
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
        in: 'sync/lock.js',
        replace: [
          'if (turn === undefined) yield; else yield* turn;',
          'if (turn === undefined) { yield; yield; } else yield* turn;',
        ],
      },
      {
        name: 'served-and-waiting',
        why: 'who is served gives up the turn once more',
        in: 'sync/lock.js',
        replace: ['else yield* turn; had = true;', 'else { yield* turn; yield; } had = true;'],
      },
    ],
  ),
  ...breaking('Y2', 'nobody has in the step in which it asks', [
    {
      name: 'free-lock-at-once',
      why: 'who finds a lock free does not suspend',
      in: 'sync/lock.js',
      replace: [
        'if (turn === undefined) yield; else yield* turn; had',
        'if (turn !== undefined) yield* turn; had',
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
      replace: ['try { yield; had = true; }', 'try { had = true; }'],
    },
  ]),
  ...breaking('Y3', 'nobody stands in line for a permit that nobody has', [
    {
      name: 'handed-lock-lost',
      why: 'who is closed after it was handed a lock, and before its turn, keeps it for ever',
      in: 'sync/lock.js',
      replace: [
        'if (!had && turn?.leave() !== true) this.handOn();',
        'if (!had && turn?.leave() === undefined) this.handOn();',
      ],
    },
    {
      name: 'free-lock-lost',
      why: 'who is closed after it took a free lock, and before its turn, keeps it for ever',
      in: 'sync/lock.js',
      replace: [
        'if (!had && turn?.leave() !== true) this.handOn();',
        'if (!had && turn?.leave() === false) this.handOn();',
      ],
    },
    {
      name: 'handed-permit-lost',
      why: 'who is closed after it was handed a permit, and before its turn, keeps it for ever',
      in: 'sync/semaphore.js',
      replace: [
        'if (!had && turn?.leave() !== true) this.#handOn(who);',
        'if (!had && turn?.leave() === undefined) this.#handOn(who);',
      ],
    },
    {
      name: 'closed-stays-in-line',
      why: 'who is closed while it waits stays in line, and is handed the lock when it is gone',
      in: 'sync/turn.js',
      replace: ['this.line.remove(this); return true;', 'return true;'],
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
        replace: ['if (!had) this.#enter(entry);', 'if (!had) this.#items.add(entry);'],
        also: [
          {
            in: 'sync/queue.js',
            replace: [
              'turn.carried !== undefined) this.#enter(',
              'turn.carried !== undefined) this.#items.add(',
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
        'if (this.#holder !== undefined) return this.#line',
        'if (this.#holder !== undefined && this.#holder !== who) return this.#line',
      ],
    },
    {
      name: 'lock-for-two',
      why: 'who asks while nobody stands in line has the lock, though it is held',
      in: 'sync/lock.js',
      replace: [
        'if (this.#holder !== undefined) return this.#line',
        'if (this.#holder !== undefined && this.#line.length > 0) return this.#line',
      ],
    },
    {
      name: 'hold-of-nothing',
      why: 'a hold runs its body without asking for the lock, and releases it nevertheless',
      in: 'sync/lock.js',
      replace: ['yield* this.acquire(); try', 'try'],
    },
  ]),
  ...breaking('Y4', 'who holds a lock can release it, and nobody else', [
    {
      name: 'lock-released-by-anybody',
      why: 'anybody can release a lock that is held',
      in: 'sync/lock.js',
      replace: ['if (this.#holder !== who) {', 'if (false) {'],
    },
    {
      name: 'free-lock-released',
      why: 'to release a lock that nobody holds does nothing',
      in: 'sync/lock.js',
      replace: [
        'if (this.#holder === undefined) { throw',
        'if (this.#holder === undefined) { return; throw',
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
        'if (next === undefined) { this.#free += 1; return; }',
        'this.#free += 1; if (next === undefined) return;',
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
      in: 'sync/semaphore.js',
      replace: ['if (who === undefined || !this.#holders.has(who)) {', 'if (false) {'],
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
      in: 'sync/lock.js',
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
        in: 'sync/lock.js',
        replace: [
          'return yield* enclosed(body); } finally { this.#releaseBy(who); }',
          'return yield* enclosed(body); } catch (error) { this.#releaseBy(who); throw error; }',
        ],
      },
      {
        name: 'hold-keeps-on-error',
        why: 'a hold whose body throws keeps the lock',
        in: 'sync/lock.js',
        replace: [
          'try { return yield* enclosed(body); } finally { this.#releaseBy(who); }',
          'const value = yield* enclosed(body); this.#releaseBy(who); return value;',
        ],
      },
      {
        name: 'hold-keeps-on-close',
        why: 'a hold that is closed keeps the lock',
        in: 'sync/semaphore.js',
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
      in: 'sync/lock.js',
      replace: ['return yield* enclosed(body);', 'yield* enclosed(body);'],
    },
  ]),
]
