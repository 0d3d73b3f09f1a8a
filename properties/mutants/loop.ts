/** Wrong loops of the chapter on the loop. */

import { breaking, type Mutant } from './mutant.ts'

export const loopMutants: readonly Mutant[] = [
  ...breaking('L1', 'nothing is stepped but in a tick, in runStep(), in step() or in close()', [
    {
      name: 'spawn-steps',
      why: 'an idle loop begins a task as soon as the host makes it',
      in: 'core/loop.js',
      replace: [
        'return new Task(coroutine, name, this);',
        `const task = new Task(coroutine, name, this);
       if (this.#phase === 'idle') this.#pass(() => this.#drain());
       return task;`,
      ],
    },
  ]),
  ...breaking('L1', "in a tick, no task is stepped after main's turn", [
    {
      name: 'main-before-tasks',
      why: 'main has its turn at the beginning of a tick',
      in: 'core/loop.js',
      replace: [
        'this.#stepScheduled(); if (main.parked) return;',
        'if (main.parked) return this.#stepScheduled();',
      ],
      also: [
        {
          in: 'core/loop.js',
          replace: [
            "this.teller?.parked('main', main.awaiting);",
            "this.teller?.parked('main', main.awaiting); this.#stepScheduled();",
          ],
        },
      ],
    },
  ]),
  ...breaking('L2', 'whoever is stepped has been scheduled the longest', [
    {
      name: 'newest-first',
      why: 'steps the task that was scheduled last',
      in: 'core/loop.js',
      replace: [
        `if (this.#oldest === undefined || this.#newest === undefined) this.#oldest = task;
       else this.#newest.after = task;
       this.#newest = task;`,
        `if (this.#oldest === undefined) this.#newest = task;
       task.after = this.#oldest;
       this.#oldest = task;`,
      ],
    },
    {
      name: 'batch-reversed',
      why: 'steps the tasks that are scheduled when a tick begins in reverse order',
      in: 'core/loop.js',
      replace: [
        "if (this.discipline === 'drain')",
        `const line = this.scheduled.reverse();
       this.#oldest = undefined;
       for (const task of line) { task.after = undefined; this.append(task); }
       if (this.discipline === 'drain')`,
      ],
    },
    {
      name: 'woken-first',
      why: 'who is woken goes before those who are scheduled already',
      in: 'core/loop.js',
      replace: [
        'append(task) {',
        `append(task) {
       if (task.awaiting !== undefined && this.#oldest !== undefined) {
       task.after = this.#oldest;
       this.#oldest = task;
       return;
       }`,
      ],
    },
  ]),
  ...breaking('L3', "under drain, nothing is scheduled when main's turn comes", [
    {
      name: 'drain-snapshots',
      why: 'both disciplines take a snapshot',
      in: 'core/loop.js',
      replace: ["if (this.discipline === 'drain')", 'if (false)'],
    },
  ]),
  ...breaking(
    'L4',
    'under snapshot, a tick steps those that were scheduled when it began, and no others',
    [
      {
        name: 'snapshot-drains',
        why: 'both disciplines step until nothing is scheduled',
        in: 'core/loop.js',
        replace: ["if (this.discipline === 'drain')", 'if (true)'],
      },
      {
        name: 'snapshot-of-one',
        why: 'a tick steps the oldest task alone',
        in: 'core/loop.js',
        replace: ['task = task === last ? undefined : this.#oldest;', 'task = undefined;'],
      },
      {
        name: 'snapshot-and-one-more',
        why: 'a tick steps one task more than were scheduled when it began',
        in: 'core/loop.js',
        replace: [
          'task = task === last ? undefined : this.#oldest;',
          `if (task === last && this.#oldest !== undefined) this.#step(this.#oldest);
       task = task === last ? undefined : this.#oldest;`,
        ],
      },
    ],
  ),
  ...breaking('L5', 'main is stepped once in each tick at whose end what it waits for is settled', [
    {
      name: 'main-twice',
      why: 'main has two turns in a tick',
      in: 'core/loop.js',
      replace: [
        'main.proceed();',
        `main.proceed();
       if (!main.parked && main.outcome === undefined) {
       this.teller?.stepped('main');
       main.proceed();
       }`,
      ],
    },
    {
      name: 'main-a-tick-late',
      why: 'main passes its turn in the tick in which what it waits for is settled: one tick too many',
      in: 'core/loop.js',
      replace: [
        'this.#stepScheduled(); if (main.parked) return;',
        'const { parked } = main; this.#stepScheduled(); if (parked) return;',
      ],
    },
    {
      name: 'main-begins-late',
      why: 'main has no turn in its first tick',
      in: 'core/loop.js',
      replace: ['if (main.parked) return;', 'if (main.parked || this.#tick === 1) return;'],
    },
  ]),
  ...breaking('L5', 'main does not get an outcome in the tick in which it began to wait', [
    {
      name: 'main-goes-on',
      why: 'main goes on in the same turn when what it awaits is settled already',
      in: 'core/main.js',
      replace: [
        'countWait(this);',
        '{ countWait(this); if (this.awaiting?.done()) this.proceed(); }',
      ],
    },
  ]),
  ...breaking('L6', 'ticks count from 1 in each run, and on from where a main was left', [
    {
      name: 'ticks-not-reset',
      why: 'a run goes on counting where the one before it ended',
      in: 'core/loop.js',
      replace: ['this.#tick = main.ticks;', ''],
    },
    {
      name: 'last-tick-empty',
      why: 'the run finds out one tick later that main has ended',
      in: 'core/loop.js',
      replace: [
        'if (main.outcome !== undefined || this.#stopping) return false;',
        'if (this.#stopping) return false; if (main.outcome !== undefined) return (main.late = !main.late);',
      ],
      also: [
        {
          in: 'core/loop.js',
          replace: [
            'if (main.parked) return;',
            'if (main.parked || main.outcome !== undefined) return;',
          ],
        },
      ],
    },
  ]),
  ...breaking('L6', 'the loop shows the number of the tick that is under way, or of the last', [
    {
      name: 'tick-shown-late',
      why: 'the loop shows the number of the ticks that are over',
      in: 'core/loop.js',
      replace: [
        'return this.#tick;',
        "return this.#phase === 'ticking' ? this.#tick - 1 : this.#tick;",
      ],
    },
    {
      name: 'run-steps-counted',
      why: 'runStep() counts as a tick',
      in: 'core/loop.js',
      replace: [
        "this.#refuseIfTicking('runStep()');",
        "this.#refuseIfTicking('runStep()'); this.#tick += 1;",
      ],
    },
  ]),
  ...breaking(
    'L7',
    'a run ends as its main ends, if its main ends and no failure is to be reported',
    [
      {
        name: 'result-of-run-lost',
        why: 'run gives nothing',
        in: 'core/conclusion.js',
        replace: ['return outcome.value;', 'return undefined;'],
      },
      {
        name: 'main-error-wrapped',
        why: "run throws an error of its own, whose cause is main's",
        in: 'core/conclusion.js',
        replace: [
          'throw outcome.error;',
          `throw new Error('main failed', { cause: outcome.error });`,
        ],
      },
      {
        name: 'report-before-main-error',
        why: 'where main throws and a task has failed, run throws the report',
        in: 'core/conclusion.js',
        replace: [
          'if (failures.handler !== undefined) failures.take();',
          'const report = failures.take(); if (report !== undefined) throw report;',
        ],
      },
    ],
  ),
  ...breaking(
    'L8',
    'after stop() the run takes no further tick, and throws LoopStoppedError unless main has ended',
    [
      {
        name: 'stop-ignored',
        why: 'stop() does nothing',
        in: 'core/loop.js',
        replace: ['this.#stopping = true;', ''],
      },
      {
        name: 'stops-a-tick-late',
        why: 'a run that is stopped takes one more tick',
        in: 'core/loop.js',
        replace: [
          'if (main.outcome !== undefined || this.#stopping) return false;',
          'if (main.outcome !== undefined || (this.#stopping && !(this.late = !this.late))) return false;',
        ],
      },
      {
        name: 'stopped-though-ended',
        why: 'a run that was stopped in its last tick says that it was stopped',
        in: 'core/conclusion.js',
        replace: [
          'loop.mains.dismiss(main);',
          `loop.mains.dismiss(main); if (stopped) throw new LoopStoppedError('stopped');`,
        ],
      },
    ],
  ),
  ...breaking(
    'L8',
    'a run that is stopped at any tick, and gone on with, leaves the log of one that is not',
    [
      {
        name: 'ticks-lost',
        why: 'a run that goes on counts from 1 again',
        in: 'core/loop.js',
        replace: ['main.ticks = this.#tick;', ''],
      },
      {
        name: 'stop-skips-main',
        why: 'main has no turn in the tick in which the loop is stopped',
        in: 'core/loop.js',
        replace: ['if (main.parked) return;', 'if (main.parked || this.#stopping) return;'],
      },
      {
        name: 'stop-forgets-the-wait',
        why: 'a main that goes on no longer knows what it waits for',
        in: 'core/loop.js',
        replace: [
          'this.#tick = main.ticks;',
          'this.#tick = main.ticks; main.awaiting = undefined;',
        ],
      },
      {
        name: 'stop-remembered',
        why: 'a loop that was stopped once stops each run at once',
        in: 'core/loop.js',
        replace: ['this.#stopping = false; this.#tick', 'this.#tick'],
      },
      {
        name: 'stop-interrupts',
        why: 'the tick in which the loop is stopped steps no more tasks',
        in: 'core/loop.js',
        replace: [
          'for (let task = this.#oldest; task !== undefined; task = this.#oldest)',
          'for (let task = this.#oldest; task !== undefined && !this.#stopping; task = this.#oldest)',
        ],
      },
      {
        name: 'stop-forgets-main',
        why: 'a main that goes on is taken for a new one',
        in: 'core/main.js',
        replace: [
          'if (runs(known, coroutine)) return known;',
          'if (runs(known, coroutine)) { known.ticks = 0; known.awaiting = undefined; return known; }',
        ],
      },
    ],
  ),
  ...breaking(
    'L9',
    'a run throws DeadlockError when nothing is scheduled and main waits for what is pending, and says so',
    [
      {
        name: 'deadlock-a-tick-late',
        why: 'an empty tick is taken before a deadlock is reported',
        in: 'core/loop.js',
        replace: [
          '!this.#idles(main) || this.time.awaited;',
          '!this.#idles(main) || this.time.awaited || (this.late = !this.late);',
        ],
      },
      {
        name: 'deadlock-too-soon',
        why: 'a main that waits is taken for a deadlock, though tasks are scheduled',
        in: 'core/loop.js',
        replace: ['!this.#idles(main) || this.time.awaited;', '!main.parked || this.time.awaited;'],
      },
      {
        name: 'deadlock-without-tasks',
        why: "a deadlock names main's wait, and no other",
        in: 'core/conclusion.js',
        replace: [', ...loop.live.waits()]', ']'],
      },
      {
        name: 'deadlock-without-cycles',
        why: 'a deadlock names no cycle',
        in: 'core/deadlock.js',
        replace: ['graph.cycles().map(', '[].map('],
      },
      {
        name: 'deadlock-without-holders',
        why: 'a deadlock does not know who holds a lock, nor any cycle through one',
        in: 'sync/lock.js',
        replace: ['return this.#holder === undefined ? [] : [this.#holder];', 'return [];'],
      },
      {
        name: 'deadlock-without-main',
        why: 'a cycle in which main stands is not told',
        in: 'core/deadlock.js',
        replace: ['return who === this.#main?.who ? this.#main : undefined;', 'return undefined;'],
      },
      {
        name: 'deadlock-without-children',
        why: 'a deadlock does not know for whom a group waits',
        in: 'structure/group.js',
        replace: ['by: [...this.#live],', 'by: [],'],
      },
      {
        name: 'deadlock-without-items',
        why: 'a deadlock does not know for whom a combinator waits',
        in: 'structure/join.js',
        replace: ['by: pending.filter((item) => item instanceof Task),', 'by: [],'],
      },
    ],
  ),
  ...breaking(
    'L10',
    'what is reported is every failure that nobody looked at, in the order of failure, once',
    [
      {
        name: 'failure-not-reported',
        why: 'a failure that nobody looks at is lost',
        in: 'core/task.js',
        replace: ['loop.failures.add(failure, this);', ''],
      },
      {
        name: 'failure-reported-twice',
        why: 'a report is not remembered',
        in: 'core/failures.js',
        replace: ['failure.look();', ';'],
      },
      {
        name: 'seen-failure-reported',
        why: 'a failure is reported although somebody has looked at it since',
        in: 'core/outcome.js',
        replace: ['this.#lookedAt = true;', ''],
      },
      {
        name: 'awaited-failure-reported',
        why: 'a failure is reported although somebody waits for it',
        in: 'core/outcome.js',
        replace: ['this.#awaiting === 0 && !this.#lookedAt', '!this.#lookedAt'],
      },
      {
        name: 'forgone-failure-lost',
        why: 'a failure is not reported whose only waiter is closed before it gets it',
        in: 'core/cancel.js',
        replace: ['future.state.ignore();', ';'],
      },
      {
        name: 'failure-lost-in-a-combinator',
        why: 'a failure is not reported that a combinator has waited for and not needed',
        in: 'structure/combinator.js',
        replace: ['join?.leave(used);', ''],
      },
      {
        name: 'failure-of-an-item-reported',
        why: 'a failure is reported although a combinator waits for it',
        in: 'structure/join.js',
        replace: ['if (this.#takes && by.state instanceof Failure) by.state.await();', ''],
      },
      {
        name: 'latest-failure-first',
        why: 'a report names the failures in reverse order',
        in: 'core/failures.js',
        replace: ['due.map(', 'due.toReversed().map('],
      },
      {
        name: 'main-error-hides-failures',
        why: "failures are forgotten when main's error comes out",
        in: 'core/conclusion.js',
        replace: ['if (failures.handler !== undefined) failures.take();', 'failures.take();'],
      },
      {
        name: 'deadlock-hides-failures',
        why: 'the failures are not the cause of a deadlock',
        in: 'core/deadlock.js',
        replace: ['cause && { cause }', 'undefined'],
      },
      {
        name: 'closing-is-failing',
        why: 'a task that was closed is reported as a failure',
        in: 'core/task.js',
        replace: [
          'value instanceof Cancelled ?',
          'value instanceof Cancelled && (loop.failures.add(value, this), true) ?',
        ],
      },
    ],
  ),
  ...breaking(
    'L11',
    'run, ticks, runStep and close are refused while the loop is stepping, and run and ticks during a run',
    [
      {
        name: 'run-step-within-a-step',
        why: 'a task may call runStep()',
        in: 'core/loop.js',
        replace: ["this.#refuseIfTicking('runStep()');", ''],
      },
      {
        name: 'run-within-a-step',
        why: 'a task may run the loop that steps it',
        in: 'core/loop.js',
        replace: ["this.#refuseIfTicking('run() or ticks()');", ''],
      },
      {
        name: 'close-within-a-step',
        why: 'a task may close the loop that steps it',
        in: 'core/loop.js',
        replace: ["this.#refuseIfTicking('close()');", ''],
      },
    ],
  ),
  ...breaking(
    'L12',
    'what the loop shows as pending is every task that has not ended, by creation',
    [
      {
        name: 'pending-newest-first',
        why: 'pending shows the newest task first',
        in: 'core/loop.js',
        replace: ['return this.live.all(); }', 'return this.live.all().reverse(); }'],
      },
      {
        name: 'pending-with-the-done',
        why: 'pending shows also tasks that have ended',
        in: 'core/registry.js',
        replace: ['tasks.filter(isLive)', 'tasks.filter((task) => task !== undefined)'],
      },
    ],
  ),
  ...breaking('L12', 'a tick begins with what earlier runs and the host have left scheduled', [
    {
      name: 'leftovers-dropped',
      why: 'the end of a run empties the line',
      in: 'core/loop.js',
      replace: [
        'return conclude(record, this.#stopping);',
        'if (record.outcome !== undefined) this.#oldest = undefined; return conclude(record, this.#stopping);',
      ],
    },
  ]),
  ...breaking(
    'L13',
    'after whatever happened, unless the loop was closed, a new main runs from tick 1 to its end',
    [
      {
        name: 'stuck-after-an-error',
        why: 'a run that ends with an error is never over',
        in: 'core/loop.js',
        replace: [
          'return conclude(record, this.#stopping);',
          "if (record.outcome?.done !== true) this.#phase = 'driven'; return conclude(record, this.#stopping);",
        ],
      },
    ],
  ),
  ...breaking(
    'L14',
    'close() cancels every task that has not ended, by creation, and then every main that has not ended',
    [
      {
        name: 'closed-in-reverse',
        why: 'close cancels from the task that was made last on',
        in: 'core/cancel.js',
        replace: [
          'for (const task of loop.live.all()) cancel(task, CLOSED);',
          'for (const task of loop.live.all().reverse()) cancel(task, CLOSED);',
        ],
      },
      {
        name: 'mains-left-open',
        why: 'close leaves mains as they are',
        in: 'core/cancel.js',
        replace: ['of mains.entries()) {', 'of []) {'],
      },
    ],
  ),
  ...breaking(
    'L14',
    'a closed loop has settled every task that was live, unless close() tells of a clean-up that waits',
    [
      {
        name: 'close-forgets-the-waiting',
        why: 'a task that waits is not closed, nor is anybody who awaits it told',
        in: 'core/cancel.js',
        replace: ['leave(task, awaiting); loop.append(task); return true;', 'return false;'],
      },
      {
        name: 'cancelled-end-not-told',
        why: 'the observer is told that a task is cancelled, and not that it has ended then',
        in: 'core/teller.js',
        replace: [
          "const told = 'value' in outcome",
          "if (outcome.error?.task === future) return; const told = 'value' in outcome",
        ],
      },
    ],
  ),
  ...breaking('L14', 'once the loop is closed, it takes no task and no run', [
    {
      name: 'closed-loop-spawns',
      why: 'a closed loop takes tasks',
      in: 'core/task.js',
      replace: ['loop.refuseIfClosed();', ''],
    },
    {
      name: 'closed-loop-runs',
      why: 'a closed loop takes runs',
      in: 'core/loop.js',
      replace: ['#admit(main) { this.refuseIfClosed();', '#admit(main) {'],
      also: [
        {
          in: 'core/loop.js',
          replace: ['*#drive(main) { this.refuseIfClosed();', '*#drive(main) {'],
        },
      ],
    },
  ]),
  ...breaking(
    'L14',
    'a task that never began is closed without beginning, and nothing is caught of what closes it',
    [
      {
        name: 'close-begins-tasks',
        why: 'close() steps a task once more before it closes it',
        in: 'core/closing.js',
        replace: [
          "#begin() { this.#phase = 'closing';",
          "#begin() { this.#phase = 'closing'; next.call(this.#coroutine, undefined); asked.future = undefined;",
        ],
      },
      {
        name: 'closed-task-has-a-result',
        why: 'a task that was closed has the result undefined',
        in: 'core/cancel.js',
        replace: [
          'closing(coroutine, () => new Cancelled(new CancelledError(task, reason, task)));',
          'closing(coroutine, () => undefined);',
        ],
      },
      {
        name: 'close-steps-first',
        why: 'close() steps what is scheduled before it closes anything',
        in: 'core/loop.js',
        replace: [
          'cancelAll(this); this.#drain();',
          'this.#drain(); cancelAll(this); this.#drain();',
        ],
      },
    ],
  ),
  ...breaking(
    'L14',
    'a task that is closed has cleaned up, once for each finally that it had entered',
    [
      {
        name: 'close-skips-finally',
        why: 'a task that is closed is dropped where it stands',
        in: 'core/closing.js',
        replace: [
          '(close ? finish : next).call(this.#coroutine, undefined)',
          'close ? { done: true, value: undefined } : next.call(this.#coroutine, undefined)',
        ],
      },
    ],
  ),
  ...breaking(
    'L15',
    'a run that the host drives tick by tick leaves the log of one that drives itself',
    [
      {
        name: 'two-ticks-at-a-time',
        why: 'ticks() takes two ticks each time it is asked for one',
        in: 'core/loop.js',
        replace: ['yield this.#tick;', 'if (this.#tick % 2 === 0) yield this.#tick;'],
      },
      {
        name: 'ticks-begins-at-once',
        why: 'ticks() takes the first tick before it is asked for it',
        in: 'core/loop.js',
        replace: [
          'return this.#drive(this.#admit(main));',
          'const ticks = this.#drive(this.#admit(main)); ticks.next(); return ticks;',
        ],
      },
    ],
  ),
  ...breaking(
    'L16',
    'runStep() steps everything under drain, and what was scheduled under snapshot, without a tick',
    [
      {
        name: 'run-step-takes-a-tick',
        why: 'runStep() is told as a tick',
        in: 'core/loop.js',
        replace: [
          'this.time.ring(); this.#stepScheduled(); }); }',
          'this.time.ring(); this.teller?.tick(this.#tick + 1, this); this.#stepScheduled(); }); }',
        ],
      },
      {
        name: 'run-step-drains',
        why: 'runStep() steps until nothing is scheduled, also under snapshot',
        in: 'core/loop.js',
        replace: [
          'this.time.ring(); this.#stepScheduled(); }); }',
          'this.time.ring(); this.#drain(); }); }',
        ],
      },
    ],
  ),
  ...breaking('L17', 'the loop is the current one whenever it is stepping, and not otherwise', [
    {
      name: 'current-loop-left',
      why: 'the loop stays the current one when it has stepped',
      in: 'core/loop.js',
      replace: ['current.loop = outer;', ''],
    },
    {
      name: 'default-loop-always',
      why: 'there is one current loop for everything',
      in: 'core/loop.js',
      replace: ['if (current.loop !== undefined) return current.loop;', ''],
    },
  ]),
  ...breaking('L18', 'a session leaves the same log while another loop runs in the midst of it', [
    {
      name: 'wait-of-another-loop',
      why: 'a wait that ends a step of another loop stays behind, in the step that it was in the midst of',
      in: 'core/loop.js',
      replace: ['asked.open = open;', ''],
    },
    {
      name: 'outer-loop-forgotten',
      why: 'after a loop has stepped within another, no loop is the current one',
      in: 'core/loop.js',
      replace: ['current.loop = outer;', 'current.loop = undefined;'],
    },
    {
      name: 'one-queue-for-all',
      why: 'all loops have one line of scheduled tasks',
      in: 'core/loop.js',
      replace: [
        '#oldest = undefined; /**',
        'get #oldest() { return Loop.first; } set #oldest(task) { Loop.first = task; } /**',
      ],
      also: [
        {
          in: 'core/loop.js',
          replace: [
            '#newest = undefined;',
            'get #newest() { return Loop.last; } set #newest(task) { Loop.last = task; }',
          ],
        },
      ],
    },
    {
      name: 'one-report-for-all',
      why: 'all loops report the failures of all',
      in: 'core/failures.js',
      replace: [
        '#entries = [];',
        'get #entries() { return (Failures.all ??= []); } set #entries(all) { Failures.all = all; }',
      ],
    },
  ]),
  ...breaking('L19', 'the same session leaves the same log', [
    {
      name: 'every-seventh-first',
      why: 'each seventh task that is scheduled, whichever loop it is in, goes to the head of the line',
      in: 'core/loop.js',
      replace: [
        'append(task) {',
        `append(task) {
       Loop.count = (Loop.count ?? 0) + 1;
       if (Loop.count % 7 === 0 && this.#oldest !== undefined) {
       task.after = this.#oldest;
       this.#oldest = task;
       return;
       }`,
      ],
    },
  ]),
  ...breaking('L19', 'with other names, the session leaves the log with these names', [
    {
      name: 'names-cut',
      why: 'of a name the first two letters count',
      in: 'core/future.js',
      replace: ['this.label = name;', 'this.label = name?.slice(0, 2);'],
    },
  ]),
]
