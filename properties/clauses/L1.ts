/** L1 · A tick. */

import { inTick } from '../history/history.ts'
import { clause, eventLaw } from '../law.ts'

export const L1 = clause('L1', [
  eventLaw({
    sentence: 'tasks are stepped only in a tick, in runStep(), in step() or in close()',
    hint: 'spawn(), schedule() and settle() only append to the ready queue',
    begin:
      () =>
      (event, { ticking }, found) => {
        if (event.event !== 'stepped') return
        found.expect(ticking, () => `${event.who} was stepped outside of these`)
      },
    mutants: [
      {
        name: 'spawn-steps',
        why: 'a task that the host creates on an idle loop is stepped at once',
        in: 'core/loop.js',
        replace: [
          'return new Task(coroutine, name, this);',
          `const task = new Task(coroutine, name, this);
       if (this.#phase === 'idle') this.#pass(() => this.#drain());
       return task;`,
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'in a tick, no task is stepped after main',
    hint: '#takeTick steps the ready queue, then main',
    begin: () => {
      let turn = false
      return (event, { calls }, found) => {
        if (event.event === 'tick') turn = false
        if (event.event !== 'stepped' || !inTick(calls)) return
        found.expect(
          event.who === 'main' || !turn,
          () => `${event.who} was stepped after main in its tick`,
        )
        if (event.who === 'main') turn = true
      }
    },
    mutants: [
      {
        name: 'main-before-tasks',
        why: 'main is stepped at the beginning of a tick',
        in: 'core/loop.js',
        replace: [
          'this.#stepReadyQueue(); this.#stepMain(main);',
          'if (main.parked) this.#stepReadyQueue(); else this.#stepMain(main);',
        ],
        also: [
          {
            in: 'core/loop.js',
            replace: [
              "this.notifier?.parked('main', main.awaiting);",
              "this.notifier?.parked('main', main.awaiting); this.#stepReadyQueue();",
            ],
          },
        ],
      },
    ],
  }),
])
