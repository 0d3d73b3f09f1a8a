/** Wrong loops of the chapter on tasks. */

import { breaking, type Mutant } from './mutant.ts'

export const taskMutants: readonly Mutant[] = [
  ...breaking('T1', 'whoever spawns a task goes on, and the task begins at a step of its own', [
    {
      name: 'begins-when-made',
      why: 'the body is run up to its first suspension as the task is made, as promises do',
      in: 'core/task.js',
      replace: [
        'loop.teller?.scheduled(this); } /** The name',
        'loop.teller?.scheduled(this); coroutine.next(); } /** The name',
      ],
    },
  ]),
  ...breaking('T1', 'a task is scheduled as it is made', [
    {
      name: 'made-but-not-scheduled',
      why: 'a task that is made is in no line',
      in: 'core/task.js',
      replace: [
        'loop.append(this); const { register } = current;',
        'const { register } = current;',
      ],
      also: [
        {
          in: 'core/task.js',
          replace: [
            'loop.teller?.spawned(this); loop.teller?.scheduled(this);',
            'loop.teller?.spawned(this);',
          ],
        },
      ],
    },
  ]),
  ...breaking(
    'T1',
    'tasks begin in the order in which they were made, but for those that are cancelled before',
    [
      {
        name: 'new-task-first',
        why: 'a new task goes to the head of the line',
        in: 'core/task.js',
        replace: [
          'this.id = loop.live.add(this);',
          'loop.fresh = this; this.id = loop.live.add(this);',
        ],
        also: [
          {
            in: 'core/loop.js',
            replace: [
              'this.#newest.after = task; this.#newest = task;',
              `if (this.fresh === task) { task.after = this.#oldest; this.#oldest = task; return; }
       else this.#newest.after = task;
       this.#newest = task;`,
            ],
          },
        ],
      },
    ],
  ),
  ...breaking(
    'T2',
    'an ended task is never stepped, and every task whose body has ended is settled',
    [
      {
        name: 'scheduled-after-end',
        why: 'a task that returns is scheduled once more',
        in: 'core/task.js',
        replace: ['success(value)); return; }', 'success(value)); }'],
      },
      {
        name: 'end-forgotten',
        why: 'a task for which nobody waits is not settled at its end',
        in: 'core/task.js',
        replace: ['settle(this, outcome);', 'if (this.state !== undefined) settle(this, outcome);'],
      },
    ],
  ),
  ...breaking('T2', 'a task that is stepped for the first time begins, unless it is cancelled', [
    {
      name: 'first-step-idle',
      why: 'the first step of a task only sends it to the tail again',
      in: 'core/task.js',
      replace: [
        'let resumption;',
        `if (this.met === undefined) {
       this.met = true;
       loop.running = undefined;
       loop.append(this);
       loop.teller?.scheduled(this);
       return;
       }
       let resumption;`,
      ],
    },
  ]),
  ...breaking('T2', 'a finally block that was entered has run once when its coroutine ends', [
    {
      name: 'failed-wait-ends-the-task',
      why: 'who waits for a failure fails with it, and is not resumed to clean up',
      in: 'core/task.js',
      replace: [
        'resumption = resume(this, coroutine);',
        `if (this.awaiting?.state instanceof Failure) throw this.awaiting.state.error;
          resumption = resume(this, coroutine);`,
      ],
    },
  ]),
  ...breaking('T3', 'a task that yields is scheduled as it yields', [
    {
      name: 'yield-keeps-the-turn',
      why: 'a yield does not suspend',
      in: 'core/step.js',
      replace: [
        'return resumption;',
        `while (resumption !== asked && resumption.done !== true) resumption = next.call(coroutine, undefined);
       return resumption;`,
      ],
    },
    {
      name: 'yield-parks',
      why: 'who yields while nobody is scheduled is in no line any more',
      in: 'core/task.js',
      replace: [
        'loop.append(this); loop.teller?.scheduled(this);',
        'if (loop.scheduled.length === 0 && this.awaiting === undefined) return; loop.append(this); loop.teller?.scheduled(this);',
      ],
    },
  ]),
  ...breaking(
    'T3',
    'a step resumes the coroutine: a task does something between being stepped and giving way, unless it is closed or waits for its children',
    [
      {
        name: 'yield-costs-two-steps',
        why: 'a task that has yielded passes its next turn',
        in: 'core/task.js',
        replace: [
          'let resumption;',
          `if (this.resting) {
             this.resting = false;
             loop.running = undefined;
             loop.append(this);
             loop.teller?.scheduled(this);
             return;
           }
           let resumption;`,
        ],
        also: [
          {
            in: 'core/task.js',
            replace: [
              'if (resumption === asked) {',
              'if (resumption !== asked) this.resting = true; if (resumption === asked) {',
            ],
          },
        ],
      },
      {
        name: 'wait-costs-two-steps',
        why: 'who has waited is resumed, suspends once more, and is handed the outcome then',
        in: 'core/future.js',
        replace: [
          'running.awaiting = undefined; const { state } = this;',
          `if (running.again !== this) {
             running.again = this;
             asked.future = this;
             return asked;
           }
           running.again = undefined;
           running.awaiting = undefined;
           const { state } = this;`,
        ],
      },
    ],
  ),
  ...breaking('T4', 'a task is settled with what its body ends with', [
    {
      name: 'failure-is-a-result',
      why: 'a task that throws ends with the result undefined: the error is swallowed',
      in: 'core/task.js',
      replace: ['this.end(failure);', 'this.end(success(undefined));'],
    },
    {
      name: 'result-is-dropped',
      why: 'whatever a task returns, its result is undefined',
      in: 'core/task.js',
      replace: ['success(value)', 'success(undefined)'],
    },
  ]),
  ...breaking('T4', 'setResult and setError are refused by a task', [
    {
      name: 'task-takes-a-result',
      why: 'anybody can give a task its result before its coroutine returns',
      in: 'core/task.js',
      replace: ['setResult(_value) {', 'setResultOfTask(_value) {'],
    },
  ]),
  ...breaking(
    'T5',
    'an error that ends a task comes out of no step, and of no run but that of a main that got it',
    [
      {
        name: 'failure-ends-the-run',
        why: 'the first failure comes out of the loop, and everybody is disturbed',
        in: 'core/task.js',
        replace: ['this.end(failure); return;', 'this.end(failure); throw error;'],
      },
      {
        name: 'first-step-unguarded',
        why: 'what a task throws at its first step comes out of the loop',
        in: 'core/task.js',
        replace: [
          'let resumption;',
          'const first = this.met === undefined; this.met = true; let resumption;',
        ],
        also: [
          {
            in: 'core/task.js',
            replace: [
              'this.end(failure); return;',
              'this.end(failure); if (first) throw error; return;',
            ],
          },
        ],
      },
    ],
  ),
  ...breaking(
    'T6',
    'a task is scheduled only if it is not scheduled, has not ended, and does not wait or is woken or cancelled',
    [
      {
        name: 'scheduled-told-twice',
        why: 'a task that is woken counts as scheduled once for the settlement, and once for itself',
        in: 'core/crowd.js',
        replace: [
          'task.loop.teller?.scheduled(task);',
          'for (const _ of [1, 2]) task.loop.teller?.scheduled(task);',
        ],
      },
    ],
  ),
  ...breaking('T6', 'schedule() does nothing to a scheduled task, and is refused by any other', [
    {
      name: 'waiting-task-is-scheduled',
      why: 'schedule() of a waiting task is not refused',
      in: 'core/task.js',
      replace: [
        'return this.awaiting?.done() === false ? `waits for ${this.awaiting}: settle that` : undefined;',
        'return undefined;',
      ],
    },
    {
      name: 'done-task-is-scheduled',
      why: 'schedule() of a task that has ended is not refused',
      in: 'core/task.js',
      replace: ["if (this.done()) return 'is done';", 'if (this.done()) return undefined;'],
    },
  ]),
  ...breaking(
    'T6',
    'what the loop shows as scheduled is what was scheduled and has not been stepped',
    [
      {
        name: 'shown-newest-first',
        why: 'the loop shows the scheduled tasks in reverse order',
        in: 'core/loop.js',
        replace: ['all.push(task);', 'all.unshift(task);'],
      },
    ],
  ),
  ...breaking(
    'T7',
    'step() steps the oldest scheduled task of an idle loop, and is refused otherwise',
    [
      {
        name: 'jumps-the-queue',
        why: 'step() steps any scheduled task',
        in: 'core/loop.js',
        replace: [
          'const why = task.hindrance() ?? `is scheduled after ${String(this.#oldest)}`;',
          `const why = task.hindrance();
       if (why === undefined) {
       const line = [task, ...this.scheduled.filter((other) => other !== task)];
       this.#oldest = undefined;
       for (const one of line) { one.after = undefined; this.append(one); }
       return this.#pass(() => this.#step(task));
       }`,
        ],
      },
      {
        name: 'step-within-a-step',
        why: 'a task may step another one',
        in: 'core/loop.js',
        replace: ["if (this.#phase === 'ticking') {", 'if (false) {'],
      },
    ],
  ),
  ...breaking('T8', 'a coroutine that a task or an ended run has is refused by another', [
    {
      name: 'coroutine-shared',
      why: 'a coroutine can be given to two tasks',
      in: 'core/coroutine.js',
      replace: ['if (!Object.isExtensible(given)) {', 'if (false) {'],
    },
    {
      name: 'ended-main-runs-again',
      why: 'the loop remembers a main for ever, and a second run gives its outcome again',
      in: 'core/conclusion.js',
      replace: ['loop.mains.dismiss(main);', ''],
    },
  ]),
  ...breaking('T9', 'what is no coroutine is refused at once, and no task is made', [
    {
      name: 'anything-goes',
      why: 'any object, and any function, is taken for a coroutine, and fails when it is stepped',
      in: 'core/coroutine.js',
      replace: ['if (!isCoroutine(given)) throw', 'if (Object(given) !== given) throw'],
    },
    {
      name: 'iterator-goes',
      why: 'whatever can be iterated by hand is taken for a coroutine',
      in: 'core/coroutine.js',
      replace: ["given[Symbol.toStringTag] === 'Generator'", "'next' in given"],
    },
  ]),
  ...breaking('T10', 'a task that awaits itself gets the error before anything else happens', [
    {
      name: 'self-await-parks',
      why: 'a task may wait for itself, and does so for ever',
      in: 'core/future.js',
      replace: ['if (asking === this) {', 'if (false) {'],
    },
  ]),
  ...breaking('T11', 'a program with its delegations written out leaves the same log', [
    {
      name: 'delegation-costs-a-step',
      why: 'a wait in a delegate gives up the turn once more; only the stack shows the delegation',
      in: 'core/future.js',
      replace: [
        'running.awaiting = this; asked.open = true; return asked;',
        `const { stackTraceLimit } = Error;
       Error.stackTraceLimit = 50;
       const stack = new Error('here').stack.split('\\n');
       Error.stackTraceLimit = stackTraceLimit;
       const depth = stack.findIndex((line) => line.includes('resume'));
       Future.shallow = Math.min(Future.shallow ?? depth, depth);
       if (depth > Future.shallow && running.paid !== this) {
       running.paid = this;
       return { done: false, value: undefined };
       }
       running.awaiting = this;
       asked.open = true;
       return asked;`,
      ],
    },
  ]),
  ...breaking(
    'T12',
    'tasks are numbered from 1 in the order in which they are made, and printed so',
    [
      {
        name: 'ids-from-0',
        why: 'the first task of a loop has the id 0',
        in: 'core/registry.js',
        replace: ['return this.#made;', 'return this.#made - 1;'],
      },
      {
        name: 'ids-of-the-process',
        why: 'all loops number their tasks together',
        in: 'core/registry.js',
        replace: ['this.#made += 1;', 'this.#made = Registry.made = (Registry.made ?? 0) + 1;'],
      },
    ],
  ),
]
