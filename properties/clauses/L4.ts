/** L4 · A snapshot tick. */

import { inTick } from '../history/history.ts'
import { clause, eventLaw } from '../law.ts'
import { isQuiet } from '../trial.ts'

export const L4 = clause('L4', [
  eventLaw({
    sentence: 'under snapshot, a tick steps exactly the tasks that were scheduled when it began',
    hint: '#stepReadyQueue ends with the task that was the newest at the beginning',
    begin: (trial) => {
      let due: string[] | undefined
      return (event, { calls, scheduled }, found) => {
        if (trial.session.discipline !== 'snapshot' || !isQuiet(trial)) return
        if (event.event === 'tick') due = undefined
        if (event.event !== 'stepped' || !inTick(calls)) return
        due ??= [...scheduled]
        if (event.who === 'main') {
          found.expect(due.length === 0, () => `${due?.join(', ')} was not stepped`)
          return
        }
        const next = due.shift()
        found.expect(
          next === event.who,
          () => `${event.who} was stepped, and ${next ?? 'no task'} was due`,
        )
      }
    },
    mutants: [
      {
        name: 'snapshot-drains',
        why: 'a tick steps tasks until none is scheduled, even under snapshot',
        in: 'core/loop.js',
        replace: ["if (this.discipline === 'drain')", 'if (true)'],
      },
      {
        name: 'snapshot-of-one',
        why: 'a tick steps the oldest task only',
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
  }),
])
