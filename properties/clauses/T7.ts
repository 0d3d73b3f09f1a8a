/** T7 · Stepped by hand, in order. */

import { failedWith } from '../history/endings.ts'
import { clause, eventLaw } from '../law.ts'
import { isQuiet } from '../trial.ts'

export const T7 = clause('T7', [
  eventLaw({
    sentence:
      'step() steps the task at the head of the ready queue of an idle loop, and throws otherwise',
    hint: 'stepByHand() checks that the loop is not stepping, and that the task is the oldest',
    begin: (trial) => {
      const due: boolean[] = []
      return (event, { closed, scheduled, tasks, ticking }, found) => {
        if (event.event === 'calls' && event.call === 'step') {
          due.push(!ticking && scheduled[0] === event.of)
        }
        if (event.event !== 'called' || event.call !== 'step') return
        const turn = due.pop() === true
        if (closed || !tasks.has(event.of) || !isQuiet(trial)) return
        const refused = failedWith(event.ending, 'OutOfTurnError')
        found.expect(
          turn ? 'value' in event.ending : refused,
          () => `${event.of}.step() threw at the head of the queue, or did not throw elsewhere`,
        )
      }
    },
    mutants: [
      {
        name: 'jumps-the-queue',
        why: 'step() steps any scheduled task',
        in: 'core/loop.js',
        replace: [
          'if (this.#oldest !== task)',
          `if (task.whyNotReady() === undefined) {
       const line = [task, ...this.scheduled.filter((other) => other !== task)];
       this.#oldest = undefined;
       for (const one of line) { one.after = undefined; this.append(one); }
       return this.#pass(() => this.#step(task));
       }
       if (this.#oldest !== task)`,
        ],
      },
      {
        name: 'step-within-a-step',
        why: 'a task may step another task',
        in: 'core/loop.js',
        replace: [
          "if (this.#phase === 'stepping') throw refusals.outOfTurnError(task, 'stepping');",
          '',
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'step() steps its task, unless it throws',
    hint: 'stepByHand passes the task to #step',
    begin: () => {
      /** Of each call of step() under way, outermost first: the tasks that were stepped since. */
      const calls: Set<string>[] = []
      return (event, { tasks }, found) => {
        if (event.event === 'stepped') for (const stepped of calls) stepped.add(event.who)
        if (event.event === 'calls' && event.call === 'step') calls.push(new Set())
        if (event.event !== 'called' || event.call !== 'step') return
        const stepped = calls.pop()
        if ('error' in event.ending || !tasks.has(event.of)) return
        found.expect(stepped?.has(event.of) === true, () => `${event.of} was not stepped`)
      }
    },
    mutants: [
      {
        name: 'step-does-nothing',
        why: 'step() returns, and steps no task',
        in: 'core/loop.js',
        replace: ['this.#pass(() => this.#step(task));', ''],
      },
    ],
  }),
])
