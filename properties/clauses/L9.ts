/** L9 · Deadlocks are detected and explained. */

import { failedWith } from '../history/endings.ts'
import { isRun, isTimer } from '../history/history.ts'
import { Waits } from '../history/waits.ts'
import { clause, eventLaw } from '../law.ts'
import { namesWaits } from '../visits/waitReport.ts'

export const L9 = clause('L9', [
  eventLaw({
    sentence:
      'a run throws DeadlockError when no task is scheduled and main waits for what cannot settle; it names every wait, its holders and the cycles',
    hint: '#hasNextTick asks for a deadlock before each tick; deadlock() describes it',
    begin: (trial) => {
      const waits = new Waits(trial)
      /** Whether a deadline has woken a task, or a main, which may be another one. */
      let timed = false
      return (event, before, found, index) => {
        const { calls, closed, parked, scheduled, settled } = before
        const on = parked.get('main')
        const stuck = scheduled.length === 0 && on !== undefined && !settled.has(on)
        if (event.event === 'settled' && isTimer(event.future)) timed = true
        if (event.event === 'tick') {
          const may = timed || before.doubtful.has(on ?? '')
          found.require(!stuck || may, () => `tick ${event.tick} began in a deadlock`)
          timed = false
        }
        const over = event.event === 'called' && isRun(event.call) && !closed
        const own = over && calls.at(-1)?.nested === false
        if (own && stuck && 'error' in event.ending) {
          const { ending } = event
          const right = ENDINGS.some((name) => failedWith(ending, name))
          found.require(right, () => `main waits, and its run threw ${ending.error}`)
        }
        if (own && failedWith(event.ending, 'DeadlockError')) {
          found.expect(stuck, () => 'there was no deadlock')
          namesWaits(event.ending, before, waits, found)
        }
        waits.follow(event, before, index)
      }
    },
    mutants: [
      {
        name: 'deadlock-a-tick-late',
        why: 'an empty tick is taken before DeadlockError is thrown',
        in: 'core/loop.js',
        replace: [
          '!this.#isIdle(main) || this.time.awaited;',
          '!this.#isIdle(main) || this.time.awaited || (this.late = !this.late);',
        ],
      },
      {
        name: 'deadlock-too-soon',
        why: 'a parked main counts as a deadlock even while tasks are scheduled',
        in: 'core/loop.js',
        replace: [
          '!this.#isIdle(main) || this.time.awaited;',
          '!main.parked || this.time.awaited;',
        ],
      },
      {
        name: 'deadlock-without-tasks',
        why: 'DeadlockError names only the wait of main',
        in: 'core/run.js',
        replace: [', ...live.waits()]', ']'],
      },
      {
        name: 'deadlock-without-cycles',
        why: 'DeadlockError names no cycle',
        in: 'core/deadlock.js',
        replace: ['graph.cycles().map(', '[].map('],
      },
      {
        name: 'deadlock-cycle-from-the-last',
        why: 'a cycle begins with its last task',
        in: 'core/cycles.js',
        replace: ['(one) => places.get(one) ?? 0', '() => undefined'],
      },
      {
        name: 'deadlock-holds-futures',
        why: 'DeadlockError names futures among what holds a combinator',
        in: 'structure/join.js',
        replace: ['by: pending.filter((item) => item instanceof Task),', 'by: pending,'],
      },
      {
        name: 'deadlock-cycle-twice',
        why: 'a deadlock names a cycle once for each waiter that is in it',
        in: 'core/cycles.js',
        replace: ['named.add(one);', ';'],
      },
      {
        name: 'deadlock-breaks-down',
        why: 'a run that ends in a deadlock through a lock throws another error than DeadlockError',
        in: 'sync/permits.js',
        replace: ['const by = this.holding;', 'const by = this.holding.map((who) => who.none.at);'],
      },
      {
        name: 'deadlock-without-holders',
        why: 'DeadlockError names no holder of a lock, and no cycle through one',
        in: 'sync/lock.js',
        replace: ['return this.#holder === undefined ? [] : [this.#holder];', 'return [];'],
      },
      {
        name: 'deadlock-without-main',
        why: 'DeadlockError names no cycle through main',
        in: 'core/deadlock.js',
        replace: ['return who === this.#main?.who ? this.#main : undefined;', 'return undefined;'],
      },
      {
        name: 'deadlock-without-children',
        why: 'DeadlockError does not name the children that a group waits for',
        in: 'structure/group.js',
        replace: ['by: [...this.#live],', 'by: [],'],
      },
      {
        name: 'deadlock-without-items',
        why: 'DeadlockError does not name the items that a combinator waits for',
        in: 'structure/join.js',
        replace: ['by: pending.filter((item) => item instanceof Task),', 'by: [],'],
      },
    ],
  }),
])

/** What a run may throw while its main waits and nothing is scheduled, or when it is rejected at once. */
const ENDINGS = [
  'DeadlockError',
  'OutsideError',
  'LoopStoppedError',
  'RunLimitError',
  'RangeError',
  'LoopRunningError',
  'LoopClosedError',
  'CoroutineReusedError',
] as const
