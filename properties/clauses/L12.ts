/** L12 · Unfinished tasks remain. */

import { same } from '../history/endings.ts'
import { clause, eventLaw } from '../law.ts'
import { isQuiet } from '../trial.ts'

export const L12 = clause('L12', [
  eventLaw({
    sentence: 'loop.pending lists every task that has not ended, in order of creation',
    hint: 'Registry forgets a task only when it is done',
    begin:
      () =>
      (event, { live }, found) => {
        if (event.event !== 'saw' || event.who === 'observer') return
        found.expectWhere(
          live.length > 0,
          same(event.pending, live),
          () => `it lists ${event.pending.join(', ')}`,
        )
      },
    mutants: [
      {
        name: 'pending-newest-first',
        why: 'pending lists the newest task first',
        in: 'core/loop.js',
        replace: ['return this.live.all(); }', 'return this.live.all().reverse(); }'],
      },
      {
        name: 'pending-with-the-done',
        why: 'pending lists tasks that have ended, too',
        in: 'core/registry.js',
        replace: ['tasks.filter(isLive)', 'tasks.filter((task) => task !== undefined)'],
      },
    ],
  }),
  eventLaw({
    sentence: 'a tick begins with the ready queue that earlier runs and the host have left',
    hint: 'the ready queue belongs to the loop, not to the run',
    begin:
      (trial) =>
      (event, { scheduled }, found) => {
        if (event.event !== 'tick' || !isQuiet(trial)) return
        const left = event.tick === 1 && scheduled.length > 0
        found.expectWhere(
          left,
          same(event.scheduled, scheduled),
          () => `it begins with ${event.scheduled.join(', ')}`,
        )
      },
    mutants: [
      {
        name: 'leftovers-dropped',
        why: 'the end of a run empties the ready queue',
        in: 'core/loop.js',
        replace: [
          'return conclude(record, this, this.#stopping);',
          'if (record.outcome !== undefined) this.#oldest = undefined; return conclude(record, this, this.#stopping);',
        ],
      },
    ],
  }),
])
