/** Wrong loops of the chapter on observers. */

import { breaking, type Mutant } from './mutant.ts'

export const observerMutants: readonly Mutant[] = [
  ...breaking('O1', 'every task that is cancelled is told, as it is cancelled, and no other', [
    {
      name: 'cancellation-not-told',
      why: 'the observer is not told that a task was cancelled',
      in: 'core/cancel.js',
      replace: ['loop.teller?.cancelled(task, reason);', ''],
    },
  ]),
  ...breaking('O1', 'whatever a coroutine does, it does in a step that was told', [
    {
      name: 'step-not-told',
      why: 'the observer is not told of the steps of tasks',
      in: 'core/loop.js',
      replace: ['this.teller?.stepped(oldest);', ''],
    },
    {
      name: 'turn-not-told',
      why: "the observer is not told of main's turns",
      in: 'core/loop.js',
      replace: ["this.teller?.stepped('main');", ''],
    },
    {
      name: 'step-told-late',
      why: 'the observer is told of a step when it is over',
      in: 'core/loop.js',
      replace: [
        'this.teller?.stepped(oldest); oldest.proceed(this);',
        'oldest.proceed(this); this.teller?.stepped(oldest);',
      ],
    },
  ]),
  ...breaking('O1', 'every task that is spawned is told, and every one that ends', [
    {
      name: 'spawn-not-told',
      why: 'the observer is not told that a task was made',
      in: 'core/task.js',
      replace: ['loop.teller?.spawned(this);', ''],
    },
    {
      name: 'end-not-told',
      why: 'the observer is told of a settlement only if somebody waited for it',
      in: 'core/waiters.js',
      replace: [
        'last?.loop.appendLine(last); future.home()?.teller?.settled(future, outcome);',
        'last?.loop.appendLine(last);',
      ],
    },

    {
      name: 'told-in-a-row',
      why: 'what an observer does is told when it has been told of everything else',
      in: 'core/teller.js',
      replace: [
        'guard(tell) {',
        `guard(tell) {
       if (this.waiting !== undefined) return this.waiting.push(tell);
       this.waiting = [tell];
       for (const next of this.waiting) this.tell(next);
       this.waiting = undefined;
       }
       tell(tell) {`,
      ],
    },
  ]),
  ...breaking(
    'O2',
    'whoever is told of one of several waiters that are woken together finds them all scheduled',
    [
      {
        name: 'told-before-woken',
        why: 'a settlement is told before those who wait for it are scheduled',
        in: 'core/waiters.js',
        replace: [
          'for (const task of tasks) wake(task, future, tellings);',
          'for (const tell of tellings.splice(0)) tell(); for (const task of tasks) wake(task, future, tellings);',
        ],
      },
      {
        name: 'woken-one-by-one',
        why: 'each waiter is told to be woken before the next one is',
        in: 'core/waiters.js',
        replace: [
          'for (const task of tasks) wake(task, future, tellings);',
          `for (const task of tasks) {
            const own = [];
            wake(task, future, own);
            for (const tell of own) tell();
          }`,
        ],
      },
      {
        name: 'spawn-told-early',
        why: 'a task is told to be made before it is scheduled',
        in: 'core/task.js',
        replace: [
          'loop.append(this); const { register } = current;',
          'const { register } = current;',
        ],
        also: [
          {
            in: 'core/task.js',
            replace: [
              'loop.teller?.spawned(this);',
              'loop.teller?.spawned(this); loop.append(this);',
            ],
          },
        ],
      },
    ],
  ),
  ...breaking('O3', 'what a program says and sees is the same with an observer as without', [
    {
      name: 'to-be-told-is-to-look',
      why: 'a failure that an observer was told of is not reported',
      in: 'core/teller.js',
      replace: [
        "const told = 'value' in outcome",
        "outcome.look?.(); const told = 'value' in outcome",
      ],
    },
  ]),
  ...breaking(
    'O3',
    'an observer that throws is told no more, changes nothing, and its error is reported',
    [
      {
        name: 'observer-kills-the-run',
        why: 'what an observer throws comes out of the loop',
        in: 'core/teller.js',
        replace: [
          'this.loop.failures.add(new Failure(error));',
          'this.loop.failures.add(new Failure(error)); throw error;',
        ],
      },
      {
        name: 'observer-called-again',
        why: 'an observer that throws is called again',
        in: 'core/teller.js',
        replace: ['this.loop.teller = undefined;', ''],
      },
      {
        name: 'observer-error-lost',
        why: 'what an observer throws is never heard of',
        in: 'core/teller.js',
        replace: ['this.loop.failures.add(new Failure(error));', ''],
      },
    ],
  ),
]
