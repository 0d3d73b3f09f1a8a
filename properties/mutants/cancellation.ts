/** Wrong loops of the chapter on cancellation: who is cancelled, and what its coroutine does. */

import { breaking, type Mutant } from './mutant.ts'

export const cancellationMutants: readonly Mutant[] = [
  ...breaking(
    'C1',
    'cancel() gives true at most once, and false only to what has ended or was cancelled',
    [
      {
        name: 'cancel-true-twice',
        why: 'cancel() gives true also to a task that was cancelled before',
        in: 'core/cancel.js',
        replace: ['isClosing(coroutine)) return false;', 'false) return false;'],
        also: [
          {
            in: 'core/cancel.js',
            replace: [
              'task.coroutine = closing(coroutine',
              'if (isClosing(coroutine)) return true; task.coroutine = closing(coroutine',
            ],
          },
        ],
      },
      {
        name: 'cancel-of-ended-true',
        why: 'cancel() gives true to a task that has ended',
        in: 'core/cancel.js',
        replace: [
          'if (coroutine === undefined || isClosing(coroutine)) return false;',
          'if (coroutine === undefined || isClosing(coroutine)) return coroutine === undefined;',
        ],
      },
      {
        name: 'cancel-of-settled-true',
        why: 'cancel() gives true to a future that is settled',
        in: 'core/future.js',
        replace: ['if (this.done()) return false;', 'if (this.done()) return true;'],
      },
      {
        name: 'running-task-refuses',
        why: 'a task that is running cannot be cancelled',
        in: 'core/cancel.js',
        replace: [
          'isClosing(coroutine)) return false;',
          'isClosing(coroutine) || loop.running === task) return false;',
        ],
      },
    ],
  ),
  ...breaking('C1', 'a task is cancelled once, and not after its end', [
    {
      name: 'cancelled-again',
      why: 'a second cancel() takes effect once more, in the midst of the clean-up',
      in: 'core/cancel.js',
      replace: ['coroutine === undefined || isClosing(coroutine)', 'coroutine === undefined'],
    },
  ]),
  ...breaking(
    'C2',
    'cancelled() is true of what was settled by cancellation, and of nothing else',
    [
      {
        name: 'cancelled-read-off-the-error',
        why: 'a task that fails with the CancelledError of another counts as cancelled itself',
        in: 'core/future.js',
        replace: [
          'return this.state instanceof Cancelled;',
          'return this.state instanceof Failure && this.state.error instanceof CancelledError;',
        ],
      },
      {
        name: 'failed-is-cancelled',
        why: 'cancelled() is true of every failure',
        in: 'core/future.js',
        replace: [
          'return this.state instanceof Cancelled;',
          'return this.state instanceof Failure;',
        ],
      },
      {
        name: 'cancelled-future-failed',
        why: 'a future that is cancelled has failed, as by setError()',
        in: 'core/future.js',
        replace: [
          'new Cancelled(new CancelledError(this, reason))',
          'new Failure(new CancelledError(this, reason))',
        ],
      },
    ],
  ),
  ...breaking('C2', 'when a future has been cancelled, nobody waits for it any more', [
    {
      name: 'cancel-wakes-nobody',
      why: 'a future that is cancelled forgets who waits for it',
      in: 'core/future.js',
      replace: [
        'settle(this, new Cancelled(new CancelledError(this, reason)));',
        'this.state = new Cancelled(new CancelledError(this, reason));',
      ],
    },
  ]),
  ...breaking(
    'C3',
    'who is cancelled while it waits goes to the tail at once, and nobody else is moved',
    [
      {
        name: 'cancelled-waits-on',
        why: 'a task that is cancelled waits until what it waits for is settled',
        in: 'core/cancel.js',
        replace: ['const moved = withdraw(task);', 'const moved = false;'],
      },
      {
        name: 'scheduled-told-of-all-cancelled',
        why: 'a task that is cancelled while it is scheduled counts as scheduled once more',
        in: 'core/cancel.js',
        replace: ['if (moved) loop', 'loop'],
      },
    ],
  ),
  ...breaking(
    'C3',
    'a cancelled task is stepped when it has been scheduled the longest, like any other',
    [
      {
        name: 'cancelled-goes-first',
        why: 'a task that is cancelled while it waits goes to the head of the line',
        in: 'core/cancel.js',
        replace: [
          'leave(task, awaiting); loop.append(task);',
          'leave(task, awaiting); loop.prepend(task);',
        ],
        also: [
          {
            in: 'core/loop.js',
            replace: [
              'append(task) {',
              `prepend(task) {
       if (this.#oldest === undefined) return this.append(task);
       task.after = this.#oldest;
       this.#oldest = task;
       }
       append(task) {`,
            ],
          },
        ],
      },
      {
        name: 'cancelled-goes-last',
        why: 'a task that is cancelled while it is scheduled goes to the tail',
        in: 'core/cancel.js',
        replace: [
          'const moved = withdraw(task);',
          'const moved = withdraw(task); if (!moved) loop.postpone(task);',
        ],
        also: [
          {
            in: 'core/loop.js',
            replace: [
              'append(task) {',
              `postpone(task) {
       const line = this.scheduled;
       if (!line.includes(task)) return;
       this.#oldest = undefined;
       for (const one of [...line.filter((other) => other !== task), task]) {
       one.after = undefined;
       this.append(one);
       }
       }
       append(task) {`,
            ],
          },
        ],
      },
    ],
  ),
  ...breaking(
    'C3',
    'the first thing that a cancelled task does is to leave what it stands in, or to end',
    [
      {
        name: 'cancelled-is-resumed',
        why: 'a cancelled task goes on, and counts as cancelled at its end',
        in: 'core/closing.js',
        replace: ['enclosure.close(); yield* enclosure;', 'yield* enclosure;'],
      },
      {
        name: 'cancelled-a-step-late',
        why: 'a cancelled task is resumed once more before it is closed',
        in: 'core/closing.js',
        replace: [
          'enclosure.close(); yield* enclosure;',
          `const { done } = enclosure.next();
       if (!done) {
       asked.future = undefined;
       yield;
       enclosure.close();
       yield* enclosure;
       }`,
        ],
      },
      {
        name: 'condition-not-enclosed',
        why: 'who is closed in the wait for a condition goes on when it has the lock again',
        in: 'sync/condition.js',
        replace: ['return enclose(this.#wait());', 'return this.#wait();'],
      },
    ],
  ),
  ...breaking(
    'C4',
    'a task that is cancelled before its first step does not begin, and is cancelled',
    [
      {
        name: 'unbegun-is-begun',
        why: 'a task that is cancelled before its first step takes that step, and is closed at the next',
        in: 'core/cancel.js',
        replace: [
          'const moved = withdraw(task);',
          `if (task.met !== true) {
       task.doom = task.coroutine;
       task.coroutine = coroutine;
       }
       const moved = withdraw(task);`,
        ],
        also: [
          {
            in: 'core/cancel.js',
            replace: [
              'isClosing(coroutine)) return false;',
              'isClosing(coroutine) || task.doom !== undefined) return false;',
            ],
          },
          {
            in: 'core/task.js',
            replace: [
              'resumption = resume(this, coroutine);',
              `this.met = true;
       resumption = resume(this, coroutine);
       if (this.doom !== undefined) this.coroutine = this.doom;`,
            ],
          },
        ],
      },
      {
        name: 'unbegun-has-a-result',
        why: 'a task that is cancelled before its first step ends with the result undefined',
        in: 'core/cancel.js',
        replace: [
          'closing(coroutine, () => new Cancelled(new CancelledError(task, reason, task)));',
          'closing(coroutine, task.met ? () => new Cancelled(new CancelledError(task, reason, task)) : () => undefined);',
        ],
        also: [
          { in: 'core/task.js', replace: ['let resumption;', 'this.met = true; let resumption;'] },
        ],
      },
    ],
  ),
  ...breaking(
    'C5',
    'who was cancelled has run each finally that it had entered, once, when it ends',
    [
      {
        name: 'cancelled-is-dropped',
        why: 'a cancelled task ends where it stands, without its clean-up',
        in: 'core/closing.js',
        replace: ['enclosure.close(); yield* enclosure;', ''],
      },
      {
        name: 'clean-up-cut-short',
        why: 'the clean-up of a cancelled task ends where it first suspends',
        in: 'core/closing.js',
        replace: [
          'enclosure.close(); yield* enclosure;',
          'enclosure.close(); enclosure.next(); asked.future = undefined;',
        ],
      },
    ],
  ),
  ...breaking(
    'C5',
    'no catch sees that a task is cancelled: what is caught was thrown at who catches it',
    [
      {
        name: 'cancelled-by-throwing',
        why: 'a CancelledError is thrown into a cancelled task, as other languages do',
        in: 'core/closing.js',
        replace: ['(close ? finish : next)', '(close ? cancel : next)'],
        also: [
          {
            in: 'core/closing.js',
            replace: [
              'export class Enclosure {',
              `const cancel = {
       call(coroutine) {
       const error = Object.assign(new Error('cancelled'), { name: 'CancelledError' });
       try { return raise.call(coroutine, error); } catch (thrown) {
       if (thrown !== error) throw thrown;
       return { done: true, value: undefined };
       }
       },
       };
       export class Enclosure {`,
            ],
          },
        ],
      },
    ],
  ),
  ...breaking('C5', 'a task that was closed ends cancelled or fails, and gives no result', [
    {
      name: 'clean-up-gives-a-result',
      why: 'what the clean-up of a cancelled task returns is its result',
      in: 'core/closing.js',
      replace: [
        'yield* enclosure; return outcome();',
        'const value = yield* enclosure; return value === undefined ? outcome() : value;',
      ],
    },
    {
      name: 'cancelled-has-a-result',
      why: 'a cancelled task ends with the result undefined when it has cleaned up',
      in: 'core/closing.js',
      replace: ['yield* enclosure; return outcome();', 'yield* enclosure;'],
    },
  ]),
]
