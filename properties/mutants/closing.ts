/** Wrong loops of the chapter on cancellation: what comes of it, and for whom. */

import { breaking, type Mutant } from './mutant.ts'

export const closingMutants: readonly Mutant[] = [
  ...breaking('C6', 'an error that leaves the clean-up of a task is what the task fails with', [
    {
      name: 'clean-up-error-swallowed',
      why: 'what the clean-up throws is dropped: the task is cancelled, and nothing else',
      in: 'core/closing.js',
      replace: [
        'yield* enclosure; return outcome();',
        'try { yield* enclosure; } catch {} return outcome();',
      ],
    },
    {
      name: 'clean-up-error-wrapped',
      why: 'a task fails with an error of its own about its clean-up',
      in: 'core/closing.js',
      replace: [
        'yield* enclosure; return outcome();',
        "try { yield* enclosure; } catch (cause) { throw new Error('clean-up', { cause }); } return outcome();",
      ],
    },
  ]),
  ...breaking('C6', 'a cancelled task that fails has begun to clean up', [
    {
      name: 'cancelled-by-failing',
      why: 'a cancelled task fails with an error that is thrown into it',
      in: 'core/closing.js',
      replace: [
        '(close ? finish : next)',
        '(close ? { call: (coroutine) => raise.call(coroutine, new Error()) } : next)',
      ],
    },
  ]),
  ...breaking(
    'C7',
    'who is cancelled in its own step goes to the tail as it suspends, or ends as it would',
    [
      {
        name: 'self-cancelled-waits',
        why: 'a task that was cancelled in its own step begins the wait that it asks for',
        in: 'core/task.js',
        replace: [
          'if (this.coroutine !== coroutine) this.awaiting = undefined; else if (this.parks()) return;',
          'if (this.parks()) return;',
        ],
      },
      {
        name: 'self-cancelled-loses-its-result',
        why: 'a task that was cancelled in its own step is cancelled, though it returns in that step',
        in: 'core/task.js',
        replace: [
          'if (resumption.done === true) {',
          'if (resumption.done === true && this.coroutine === coroutine) {',
        ],
      },
      {
        name: 'self-cancelled-closed-at-once',
        why: 'a task that was cancelled in its own step is closed as soon as it suspends',
        in: 'core/task.js',
        replace: [
          'if (resumption === asked) {',
          `if (this.coroutine !== coroutine) {
            this.awaiting = undefined;
            loop.running = this;
            return this.proceed(loop);
          }
          if (resumption === asked) {`,
        ],
      },
    ],
  ),
  ...breaking(
    'C8',
    'who awaits what was cancelled gets the CancelledError of it, the same for all',
    [
      {
        name: 'cancelled-error-for-each',
        why: 'each who awaits what was cancelled gets a CancelledError of its own',
        in: 'core/outcome.js',
        replace: [
          'class Cancelled extends Failure {',
          `class Cancelled extends Failure {
       look() {
       const { constructor, future, reason, task } = super.look();
       return new constructor(future, reason, task);
       }`,
        ],
      },
      {
        name: 'cancelled-gives-undefined',
        why: 'who awaits what was cancelled gets undefined, and goes on',
        in: 'core/future.js',
        replace: [
          'if (state instanceof Success) return state; if (state instanceof Failure)',
          `if (state instanceof Success) return state;
       if (state instanceof Cancelled) { state.look(); return { done: true, value: undefined }; }
       if (state instanceof Failure)`,
        ],
      },
    ],
  ),
  ...breaking('C8', 'the error says why it was cancelled, in the words of who cancelled it', [
    {
      name: 'reason-lost',
      why: 'the CancelledError of a task does not know why',
      in: 'core/cancel.js',
      replace: [
        'new CancelledError(task, reason, task)',
        'new CancelledError(task, undefined, task)',
      ],
    },
    {
      name: 'reason-of-future-lost',
      why: 'the CancelledError of a future does not know why',
      in: 'core/future.js',
      replace: ['new CancelledError(this, reason)', 'new CancelledError(this)'],
    },
  ]),
  ...breaking('C8', 'no report names a task that was cancelled', [
    {
      name: 'cancelled-is-reported',
      why: 'a cancelled task throws its CancelledError, which is reported as a failure',
      in: 'core/closing.js',
      replace: [
        'return outcome();',
        'const end = outcome(); if (end?.error) throw end.error; return end;',
      ],
    },
  ]),
  ...breaking('C9', 'to cancel who waits does nothing but to move it', [
    {
      name: 'cancel-is-passed-on',
      why: 'cancelling who waits for a task cancels that',
      in: 'core/cancel.js',
      replace: ['const moved = withdraw', 'const { awaiting } = task; const moved = withdraw'],
      also: [
        {
          in: 'core/cancel.js',
          replace: [
            'loop.teller?.scheduled(task); return true;',
            `loop.teller?.scheduled(task);
       if (moved && awaiting instanceof Task) awaiting.cancel();
       return true;`,
          ],
        },
      ],
    },
    {
      name: 'cancel-is-passed-on-to-futures',
      why: 'cancelling who waits for a future cancels that, for everybody',
      in: 'core/cancel.js',
      replace: ['const moved = withdraw', 'const { awaiting } = task; const moved = withdraw'],
      also: [
        {
          in: 'core/cancel.js',
          replace: [
            'loop.teller?.scheduled(task); return true;',
            `loop.teller?.scheduled(task);
       if (moved && awaiting.constructor.name === 'Future') awaiting.cancel();
       return true;`,
          ],
        },
      ],
    },
  ]),
  ...breaking(
    'C9',
    'when one who waits is cancelled, the others are still woken, all and in their order',
    [
      {
        name: 'leaves-with-all-behind',
        why: 'when the first who waits is cancelled, those behind it are forgotten',
        in: 'core/waiters.js',
        replace: ['future.state = last === task ? undefined : last;', 'future.state = undefined;'],
        also: [
          {
            in: 'core/waiters.js',
            replace: [
              'if (last === undefined || first === undefined) return;',
              'if (last === undefined || first === undefined) { task.after = undefined; return; }',
            ],
          },
        ],
      },
      {
        name: 'leaves-the-line-turned',
        why: 'when the first who waits is cancelled, the second goes behind the others',
        in: 'core/waiters.js',
        replace: [
          'future.state = last === task ? undefined : last;',
          'future.state = last === task ? undefined : task.after;',
        ],
      },
      {
        name: 'leaves-with-all-before',
        why: 'when the last who waits is cancelled, those before it are forgotten',
        in: 'core/waiters.js',
        replace: [
          'if (task === last) future.state = before;',
          'if (task === last) future.state = undefined;',
        ],
        also: [
          {
            in: 'core/waiters.js',
            replace: [
              'if (last === undefined || first === undefined) return;',
              'if (last === undefined || first === undefined) { task.after = undefined; return; }',
            ],
          },
        ],
      },
    ],
  ),
  ...breaking('C10', 'what is shielded is cancelled with its loop, and not before', [
    {
      name: 'shield-cancels',
      why: 'when who waits for it is cancelled, what is shielded is cancelled too',
      in: 'structure/shield.js',
      replace: [
        'return yield* item instanceof Future ? item : Loop.getCurrentLoop().spawn(item);',
        `if (item instanceof Future) return yield* item;
       const task = Loop.getCurrentLoop().spawn(item);
       try { return yield* task; } finally { task.cancel(); }`,
      ],
    },
  ]),
  ...breaking('C10', 'a shield gives the outcome of what it shields', [
    {
      name: 'shield-gives-nothing',
      why: 'a shield drops the result',
      in: 'structure/shield.js',
      replace: ['return yield* item', 'yield* item'],
    },
    {
      name: 'shield-hides-errors',
      why: 'a shield gives undefined where what it shields has failed',
      in: 'structure/shield.js',
      replace: [
        'return yield* item instanceof Future ? item : Loop.getCurrentLoop().spawn(item);',
        'try { return yield* item instanceof Future ? item : Loop.getCurrentLoop().spawn(item); } catch {}',
      ],
    },
  ]),
  ...breaking(
    'C11',
    'what a coroutine stands in is left innermost first, each scope before what is around it',
    [
      {
        name: 'hold-closed-from-outside',
        why: 'a hold that is closed is left before its body has cleaned up',
        in: 'sync/permits.js',
        replace: [
          'try { return yield* enclosed(body); } finally { this.#releaseBy(who); }',
          `let inner;
       try {
       inner = enclosed(body);
       for (;;) {
       const { done, value } = inner.next();
       if (done) return value;
       yield value;
       }
       } finally {
       this.#releaseBy(who);
       inner?.return();
       }`,
        ],
      },
    ],
  ),
  ...breaking(
    'C11',
    'who is closed, and has left a scope, goes on to leave what is around it, or ends',
    [
      {
        name: 'closing-stops-at-a-scope',
        why: 'when a scope has taken turns to clean up, those around it go on, as in plain JavaScript',
        in: 'core/closing.js',
        replace: ['return this.#outward ? closeAgain : last;', 'return last;'],
      },

      {
        name: 'hold-not-enclosed',
        why: 'the body of a hold is a plain delegate: where its clean-up takes turns, the hold goes on',
        in: 'sync/permits.js',
        replace: ['return enclose(coroutine);', 'return coroutine;'],
      },
    ],
  ),
  ...breaking(
    'C11',
    'who is closed in a combinator or a group does nothing until its children have ended',
    [
      {
        name: 'children-left-behind',
        why: 'a combinator cancels what it made, and gives up the turn once instead of waiting for it',
        in: 'structure/join.js',
        replace: ['yield* cleanUp(waitFor(', 'yield; if (false) yield* cleanUp(waitFor('],
      },
      {
        name: 'wait-for-losers-cut-short',
        why: 'who is closed while it waits for what its combinator has cancelled waits no longer',
        in: 'structure/join.js',
        replace: ['yield* cleanUp(waitFor(', 'yield* (waitFor('],
      },
      {
        name: 'clean-up-closed-again',
        why: 'a scope that cleans up is closed once more, in the midst of it',
        in: 'core/closing.js',
        replace: ["const cleaning = this.#phase === 'closing';", 'const cleaning = false;'],
      },
    ],
  ),
]
