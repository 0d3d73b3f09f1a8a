/** Wrong loops of the chapter on time. */

import { breaking, type Mutant } from './mutant.ts'

export const timeMutants: readonly Mutant[] = [
  ...breaking(
    'D1',
    'a sleep ends when exactly its time has passed; that of a main in the first of its turns then',
    [
      {
        name: 'sleep-too-short',
        why: 'a sleep is a millisecond short',
        in: 'time/timers.js',
        replace: ['this.#loop.now() + ms', 'this.#loop.now() + Math.max(0, ms - 1)'],
      },
      {
        name: 'sleep-too-long',
        why: 'a sleep takes a millisecond more',
        in: 'time/timers.js',
        replace: ['this.#loop.now() + ms', 'this.#loop.now() + ms + 1'],
      },
      {
        name: 'sleep-since-the-beginning',
        why: 'the time of a sleep counts from the beginning of the loop',
        in: 'time/timers.js',
        replace: ['this.#loop.now() + ms', 'ms'],
      },
    ],
  ),
  ...breaking(
    'D1',
    'sleep(0) goes to the tail of the scheduled tasks, and any other waits for its time',
    [
      {
        name: 'sleep-zero-waits',
        why: 'sleep(0) waits for the next tick',
        in: 'time/sleep.js',
        replace: ['if (ms === 0) {', 'if (false) {'],
      },
      {
        name: 'sleep-one-yields',
        why: 'a sleep of a millisecond gives up the turn, and no more',
        in: 'time/sleep.js',
        replace: ['if (ms === 0) {', 'if (ms <= 1) {'],
      },
    ],
  ),
  ...breaking('D1', 'between the beginning of a sleep and its end there is a step of who sleeps', [
    {
      name: 'sleep-zero-goes-on',
      why: 'sleep(0) does not suspend',
      in: 'time/sleep.js',
      replace: ['yield; return;', 'return;'],
    },
  ]),
  ...breaking(
    'D2',
    'those whose time has come are woken by deadline, and in the order of asking where that is one',
    [
      {
        name: 'equal-deadlines-reversed',
        why: 'of one deadline, who asked last is woken first',
        in: 'time/timers.js',
        replace: ['|| one.number - other.number', '|| other.number - one.number'],
      },
    ],
  ),
  ...breaking('D2', 'when the tasks of a tick are stepped, nobody sleeps whose time has come', [
    {
      name: 'one-timer-a-tick',
      why: 'in each tick the first whose time has come is woken, and the others wait on',
      in: 'time/timers.js',
      replace: ['settle(first, success(undefined));', 'settle(first, success(undefined)); return;'],
    },
    {
      name: 'timers-by-creation',
      why: 'timers stand in the order of asking: who asked for less time waits for those before it',
      in: 'time/timers.js',
      replace: ['one.deadline - other.deadline || one', 'one'],
    },
  ]),
  ...breaking(
    'D2',
    'a timer is over between two steps, before anybody of its tick has had a turn',
    [
      {
        name: 'timers-looked-at-all-the-time',
        why: 'a loop looks for timers that are over before each step',
        in: 'core/loop.js',
        replace: [
          '#step(oldest) {',
          '#step(oldest) { this.time.ring(); if (this.#oldest !== oldest) return;',
        ],
      },
      {
        name: 'timers-after-the-tasks',
        why: 'those whose time has come are woken when the tasks of the tick have been stepped',
        in: 'core/loop.js',
        replace: [
          'this.time.ring(); this.teller?.tick(this.#tick, this); this.#stepScheduled();',
          'this.teller?.tick(this.#tick, this); this.#stepScheduled(); this.time.ring();',
        ],
      },
    ],
  ),
  ...breaking(
    'D3',
    'time advances only when nothing is scheduled, and main waits or the loop is being closed',
    [
      {
        name: 'time-goes-while-tasks-can',
        why: 'time advances whenever main waits, though tasks are scheduled',
        in: 'core/loop.js',
        replace: [
          'if (this.time.awaited && this.#idles(main)) this.#advance();',
          'if (main.parked) this.#advance();',
        ],
      },
      {
        name: 'time-goes-while-main-can',
        why: 'time advances when no task is scheduled, though main can go on',
        in: 'core/loop.js',
        replace: [
          'if (this.time.awaited && this.#idles(main)) this.#advance();',
          'if (this.#oldest === undefined) this.#advance();',
        ],
      },
    ],
  ),
  ...breaking('D3', 'time jumps to the earliest deadline that somebody still waits for', [
    {
      name: 'closed-sleep-is-waited-for',
      why: 'the time of a sleep that was closed still comes',
      in: 'time/sleep.js',
      replace: ['timers.drop(timer);', ''],
    },
    {
      name: 'ended-timeout-is-waited-for',
      why: 'the time of a timeout whose coroutine has returned still comes',
      in: 'time/timeout.js',
      replace: ['finally { timers.drop(timer); }', 'finally { }'],
    },
    {
      name: 'time-jumps-to-the-last',
      why: 'time jumps to the last deadline, and everybody is woken there',
      in: 'time/timers.js',
      replace: [
        'return this.#first()?.deadline;',
        'return this.#first() && Math.max(...this.#queue.data.map((one) => one.deadline));',
      ],
    },
    {
      name: 'time-creeps',
      why: 'time advances by a millisecond each time',
      in: 'core/clock.js',
      replace: [
        'const time = this.alarms?.next(); if',
        'let time = this.alarms?.next(); if (time > this.now()) time = this.now() + 1; if',
      ],
    },
  ]),
  ...breaking(
    'D3',
    'when time has advanced, somebody is woken, and the tick begins that was to begin',
    [
      {
        name: 'time-takes-a-tick',
        why: 'a tick passes in which time advances, and nothing else happens',
        in: 'core/loop.js',
        replace: [
          'if (this.time.awaited && this.#idles(main)) this.#advance(); this.time.ring();',
          `if (this.#idles(main) && this.time.alarms?.next() > this.time.now()) {
            this.#advance();
            this.teller?.tick(this.#tick, this);
            return;
          }
          this.time.ring();`,
        ],
      },
    ],
  ),
  ...breaking('D3', 'the loop shows the time to which it has advanced, and no other', [
    {
      name: 'time-not-told',
      why: 'the observer is not told that time advances',
      in: 'core/loop.js',
      replace: [
        'if (this.time.advance()) this.teller?.advanced(this.time.now(), this);',
        'this.time.advance();',
      ],
    },
    {
      name: 'time-shown-in-twos',
      why: 'the loop shows the time to the nearest two milliseconds below',
      in: 'core/loop.js',
      replace: ['return this.time.now();', 'return this.time.now() - (this.time.now() % 2);'],
    },
  ]),
  ...breaking('D3', 'no run ends in a deadlock while somebody sleeps who can wake', [
    {
      name: 'sleepers-in-a-deadlock',
      why: 'a run in which everybody sleeps or waits ends in a deadlock',
      in: 'core/loop.js',
      replace: ['!this.#idles(main) || this.time.awaited;', '!this.#idles(main);'],
    },
    {
      name: 'time-for-main-alone',
      why: 'a run in which main does not sleep itself ends in a deadlock, though others sleep',
      in: 'core/loop.js',
      replace: [
        '!this.#idles(main) || this.time.awaited;',
        '!this.#idles(main) || main.awaiting.deadline !== undefined;',
      ],
    },
    {
      name: 'closed-without-time',
      why: 'a loop that is closed does not let time pass for those who clean up',
      in: 'core/loop.js',
      replace: ['while (this.live.any() && this.time.awaited) {', 'while (false) {'],
    },
  ]),
  ...breaking('D4', 'when time advances, it is later than before', [
    {
      name: 'time-goes-back',
      why: 'deadlines count from the beginning, and time goes to them, wherever they are',
      in: 'time/timers.js',
      replace: ['this.#loop.now() + ms', 'ms'],
      also: [
        { in: 'core/clock.js', replace: ['time <= this.now()', 'time === this.now()'] },
        { in: 'core/clock.js', replace: ['if (finite(time) < this.#now) {', 'if (false) {'] },
        {
          in: 'core/clock.js',
          replace: ['if (now > this.#now) this.#now = now;', 'this.#now = now;'],
        },
      ],
    },
    {
      name: 'time-told-again',
      why: 'time counts as advanced also where a deadline is reached already',
      in: 'core/clock.js',
      replace: ['time <= this.now()', 'time < this.now()'],
    },
  ]),
  ...breaking('D5', 'what a timeout runs begins in the step in which the timeout does', [
    {
      name: 'timeout-begins-late',
      why: 'a timeout gives up the turn before it runs its coroutine',
      in: 'time/timeout.js',
      replace: ['value = yield* enclosure;', 'yield; value = yield* enclosure;'],
    },
  ]),
  ...breaking('D5', 'a timeout that is not over gives what its coroutine returned', [
    {
      name: 'timeout-gives-nothing',
      why: 'a timeout drops the result',
      in: 'time/timeout.js',
      replace: ['value = yield* enclosure;', 'yield* enclosure;'],
    },
  ]),
  ...breaking(
    'D5',
    'a timeout gives a value only before its time is over, and TimeoutError only then',
    [
      {
        name: 'timeout-without-error',
        why: 'a timeout that is over gives undefined',
        in: 'time/timeout.js',
        replace: ['if (timer.done()) throw new TimeoutError(ms);', ''],
      },
      {
        name: 'timeout-too-early',
        why: 'a timeout throws TimeoutError whenever its coroutine gives nothing',
        in: 'time/timeout.js',
        replace: ['if (timer.done()) throw', 'if (timer.done() || value === undefined) throw'],
      },
    ],
  ),
  ...breaking(
    'D5',
    'who is woken because its time is over leaves what it stands in, and goes on with nothing',
    [
      {
        name: 'timeout-resumes',
        why: 'when the time is over, the coroutine is woken, and goes on',
        in: 'core/interruption.js',
        replace: ['this.#enclosure.close();', ''],
      },
      {
        name: 'timeout-drops-the-coroutine',
        why: 'when the time is over, the coroutine is left where it stands, without its clean-up',
        in: 'time/timeout.js',
        replace: [
          'new Enclosure(coroutine, () => timers.drop(timer))',
          'new Enclosure(coroutine, () => { if (timer.done()) throw new TimeoutError(ms); timers.drop(timer); })',
        ],
      },
    ],
  ),
  ...breaking('D5', 'when the time of a timeout is over, nobody in it waits any longer', [
    {
      name: 'timeout-interrupts-nobody',
      why: 'the time of a timeout is looked at when its coroutine goes on by itself',
      in: 'core/interruption.js',
      replace: ['if (owner !== undefined) interrupt(owner, by, tellings);', ''],
    },
    {
      name: 'timeout-closes-nothing',
      why: 'a timeout waits for its coroutine to end, and throws TimeoutError then',
      in: 'time/timeout.js',
      replace: ['watch(new Interruption(enclosure), timer);', ''],
    },
  ]),
  ...breaking(
    'D6',
    'a duration that is none is refused before anything else happens, and no other is',
    [
      {
        name: 'negative-duration-passes',
        why: 'a duration below zero is none at all',
        in: 'time/timers.js',
        replace: ['if (ms >= 0) return ms;', 'if (!Number.isNaN(ms)) return Math.max(0, ms);'],
      },
      {
        name: 'zero-is-no-duration',
        why: 'a duration of zero is refused',
        in: 'time/timers.js',
        replace: ['if (ms >= 0)', 'if (ms > 0)'],
      },
      {
        name: 'duration-refused-late',
        why: 'a sleep refuses a duration when it has given up the turn',
        in: 'time/sleep.js',
        replace: ['return rest(duration(ms)); }', 'return rest(ms); }'],
        also: [
          {
            in: 'time/sleep.js',
            replace: ['if (ms === 0) {', 'if (ms < 0) { yield; duration(ms); } if (ms === 0) {'],
          },
        ],
      },
    ],
  ),
]
