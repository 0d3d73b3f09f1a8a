/** Wrong loops of the chapter on futures. */

import { breaking, type Mutant } from './mutant.ts'

export const futureMutants: readonly Mutant[] = [
  ...breaking('F1', 'the first settlement of a future is accepted, and every other is refused', [
    {
      name: 'second-settlement-overwrites',
      why: 'a second settlement replaces the first',
      in: 'core/future.js',
      replace: ['if (this.done()) {', 'if (false) {'],
    },
    {
      name: 'second-settlement-ignored',
      why: 'a second result is dropped without a word',
      in: 'core/future.js',
      replace: [
        'this.refuseSecondSettlement(); settle(this, success(value));',
        'if (!this.done()) settle(this, success(value));',
      ],
    },
    {
      name: 'error-after-result',
      why: 'an error is accepted where there is a result already',
      in: 'core/future.js',
      replace: [
        'this.refuseSecondSettlement(); settle(this, new Failure(error));',
        'settle(this, new Failure(error));',
      ],
    },
  ]),
  ...breaking('F1', 'it is told once that a future is settled', [
    {
      name: 'settlement-told-twice',
      why: 'a settlement is told to the observer, and told again',
      in: 'core/waiters.js',
      replace: [
        'tellings.push(() => future.home()?.teller?.settled(future, outcome));',
        'for (const _ of [1, 2]) tellings.push(() => future.home()?.teller?.settled(future, outcome));',
      ],
    },
  ]),
  ...breaking(
    'F2',
    'whoever awaits a future, or asks for its result, gets the value that it was settled with',
    [
      {
        name: 'null-becomes-undefined',
        why: 'null is taken for no value',
        in: 'core/future.js',
        replace: ['success(value)', 'success(value ?? undefined)'],
      },
      {
        name: 'undefined-becomes-null',
        why: 'a signal that carries nothing is handed over as null',
        in: 'core/future.js',
        replace: ['return state;', 'return { done: true, value: state.value ?? null };'],
      },
    ],
  ),
  ...breaking(
    'F3',
    'result() and error() give the outcome of a settled future, and are refused by a pending one',
    [
      {
        name: 'undefined-result-pending',
        why: 'whether there is a result is read off the value, so undefined is none',
        in: 'core/future.js',
        replace: [
          'if (state instanceof Success) return state.value;',
          'if (state instanceof Success && state.value !== undefined) return state.value;',
        ],
      },
      {
        name: 'result-of-pending',
        why: 'a pending future has the result undefined',
        in: 'core/future.js',
        replace: [
          'return state.value;',
          'return state.value; if (!(state instanceof Failure)) return undefined;',
        ],
      },
      {
        name: 'error-throws',
        why: 'error() throws the error instead of giving it',
        in: 'core/future.js',
        replace: ['return state.look();', 'throw state.look();'],
      },
      {
        name: 'error-of-pending',
        why: 'a pending future has the error undefined',
        in: 'core/future.js',
        replace: [
          'if (state instanceof Success) return undefined;',
          'if (!(state instanceof Failure)) return undefined;',
        ],
      },
    ],
  ),
  ...breaking(
    'F3',
    'error() gives the very error of a failed future, and undefined for any other',
    [
      {
        name: 'error-given-as-copy',
        why: 'error() gives an error of its own about the error',
        in: 'core/future.js',
        replace: ['return state.look();', "return new Error('failed', { cause: state.look() });"],
      },
      {
        name: 'result-given-as-error',
        why: 'error() gives the result where there is no error',
        in: 'core/future.js',
        replace: [
          'if (state instanceof Success) return undefined;',
          'if (state instanceof Success) return state.value;',
        ],
      },
    ],
  ),
  ...breaking(
    'F4',
    'between the beginning of an await and its outcome there is a step of the one who awaits',
    [
      {
        name: 'no-pause-on-settled',
        why: 'an await of a settled future goes on at once',
        in: 'core/future.js',
        replace: [
          'if (running.awaiting === this) {',
          'if (running.awaiting === this || (running !== this && this.done())) {',
        ],
      },
    ],
  ),
  ...breaking(
    'F5',
    'nobody is stepped while it waits for a pending future: it is woken first, or cancelled',
    [
      {
        name: 'early-resume',
        why: 'a task that begins to wait has one more step, to look whether it must',
        in: 'core/task.js',
        replace: [
          'park(this, awaiting); return true;',
          `if (this.looked === awaiting) park(this, awaiting);
          else {
            this.looked = awaiting;
            this.awaiting = undefined;
            this.loop.append(this);
            this.loop.teller?.parked(this, awaiting);
          }
          return true;`,
        ],
      },
      {
        name: 'main-polls',
        why: 'main has its turn also while it waits, and waits anew',
        in: 'core/loop.js',
        replace: ['if (main.parked) return;', ''],
      },
      {
        name: 'wait-gives-up',
        why: 'who waits for a future goes on with undefined when it has waited for one turn',
        in: 'core/task.js',
        replace: [
          'park(this, awaiting); return true;',
          `this.looked = awaiting;
          this.awaiting = undefined;
          this.loop.append(this);
          this.loop.teller?.parked(this, awaiting);
          return true;`,
        ],
        also: [
          {
            in: 'core/future.js',
            replace: [
              'if (running.awaiting === this) {',
              `if (running.looked === this) {
                running.looked = undefined;
                return { done: true, value: undefined };
              }
              if (running.awaiting === this) {`,
            ],
          },
        ],
      },
    ],
  ),
  ...breaking(
    'F5',
    'who is woken was waiting for the future that woke it, or stands in a group of which that is a failed child, or in a timeout that is over',
    [
      {
        name: 'double-wake',
        why: 'who is woken is woken again, though it waits no longer',
        in: 'core/crowd.js',
        replace: [
          'task.loop.teller?.scheduled(task);',
          'task.loop.teller?.scheduled(task); task.loop.teller?.woken(task, by);',
        ],
      },
      {
        name: 'cancelled-stays-in-the-crowd',
        why: 'who is cancelled stays among the waiters, and is woken again, where a combinator waits too',
        in: 'core/waiters.js',
        replace: [
          'if (future.state instanceof Crowd) { future.state.delete(task); return; }',
          'if (future.state instanceof Crowd) return;',
        ],
        also: [
          {
            // A task that is in a line already would tie that into a knot.
            in: 'core/crowd.js',
            replace: [
              'task.loop.append(task);',
              'if (task.awaiting === by) task.loop.append(task);',
            ],
          },
        ],
      },
      {
        name: 'woken-before-settled',
        why: 'the waking is told before the settlement that caused it',
        in: 'core/waiters.js',
        replace: ['tellings.push(() => future.home()?.teller?.settled(future, outcome));', ''],
        also: [
          {
            in: 'core/waiters.js',
            replace: [
              'if (state instanceof Crowd) state.wake(future, tellings);',
              'if (state instanceof Crowd) state.wake(future, tellings); tellings.push(() => future.home()?.teller?.settled(future, outcome));',
            ],
          },
        ],
      },
    ],
  ),
  ...breaking('F6', 'all who await a future get one outcome, the very error object included', [
    {
      name: 'error-wrapped',
      why: 'each waiter gets an error of its own, whose cause is the error',
      in: 'core/future.js',
      replace: ['throw state.look(); }', "throw new Error('failed', { cause: state.look() }); }"],
    },
    {
      name: 'error-as-result',
      why: 'who awaits a failure gets undefined, and goes on',
      in: 'core/future.js',
      replace: ['throw state.look(); }', 'return { done: true, value: undefined }; }'],
    },
    {
      name: 'value-handed-over-once',
      why: 'the first who gets the value takes it away',
      in: 'core/future.js',
      replace: ['return state;', '{ this.state = new Success(undefined); return state; }'],
    },
  ]),
  ...breaking(
    'F7',
    'what a coroutine yields by mistake is thrown back at it before anything else happens',
    [
      {
        name: 'bad-yield-ignored',
        why: 'whatever is yielded is taken for a yield',
        in: 'core/step.js',
        replace: ['(resumption.value !== undefined || asked.open)', 'asked.open'],
      },
      {
        name: 'bad-yield-dropped',
        why: 'the coroutine goes on as if it had not yielded',
        in: 'core/step.js',
        replace: [
          'raise.call(coroutine, new BadYieldError(mistake(resumption.value)))',
          'next.call(coroutine, undefined)',
        ],
      },
    ],
  ),
  ...breaking(
    'F8',
    'a settlement wakes everyone who waits for it, in the order in which they began to wait',
    [
      {
        name: 'lost-wake',
        why: 'a settlement wakes the first who waits, and forgets the others',
        in: 'core/waiters.js',
        replace: [
          'for (const task of tasks) wake(task, future, tellings);',
          'if (tasks.length > 0) wake(tasks[0], future, tellings);',
        ],
      },
      {
        name: 'newest-waiter-first',
        why: 'who begins to wait goes before those who wait already',
        in: 'core/waiters.js',
        replace: ['last.after = task; on.state = task;', 'last.after = task;'],
      },
    ],
  ),
  ...breaking(
    'F8',
    'those who are woken together are stepped together: nobody is scheduled in between',
    [
      {
        name: 'wake-passed-on',
        why: 'each waiter is woken when the one before it is stepped',
        in: 'core/waiters.js',
        replace: [
          'for (const task of tasks) wake(task, future, tellings);',
          `if (tasks.length > 0) {
            wake(tasks[0], future, tellings);
            tasks[0].baton = { rest: tasks.slice(1), by: future };
          }`,
        ],
        also: [
          {
            in: 'core/loop.js',
            replace: [
              'oldest.proceed(this);',
              `const { baton } = oldest;
                oldest.baton = undefined;
                if (baton !== undefined && baton.rest.length > 0) {
                  const [task, ...rest] = baton.rest;
                  task.baton = { rest, by: baton.by };
                  task.loop.append(task);
                  task.loop.teller?.woken(task, baton.by);
                  task.loop.teller?.scheduled(task);
                }
                oldest.proceed(this);`,
            ],
          },
        ],
      },
    ],
  ),
]
