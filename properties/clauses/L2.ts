/** L2 · Oldest first. */

import { clause, eventLaw } from '../law.ts'
import { isQuiet } from '../trial.ts'

export const L2 = clause('L2', [
  eventLaw({
    sentence: 'a task that is stepped has been scheduled the longest',
    hint: 'append() adds to the end of the ready queue, and #step takes from its head',
    begin:
      (trial) =>
      (event, { scheduled }, found) => {
        if (!isQuiet(trial)) return
        if (event.event !== 'stepped' || (event.who === 'main' && scheduled[0] !== 'main')) return
        const say = (): string =>
          `${event.who} was stepped before ${scheduled[0] ?? 'it was scheduled'}`
        if (scheduled.length > 1) found.expect(scheduled[0] === event.who, say)
        else found.require(scheduled[0] === event.who, say)
      },
    mutants: [
      {
        name: 'newest-first',
        why: 'steps the task that was scheduled last',
        in: 'core/loop.js',
        replace: [
          `if (this.#oldest === undefined || this.#newest === undefined) this.#begins(task);
       else this.#newest.after = task;
       this.#newest = task;`,
          `if (this.#oldest === undefined) this.#newest = task;
       task.after = this.#oldest;
       this.#oldest = task;`,
        ],
      },
      {
        name: 'tick-reversed',
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
        why: 'a woken task is put at the head of the ready queue',
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
    ],
  }),
])
