/** L12 · Unfinished tasks remain. */

import { same } from '../history/endings.ts'
import { clause, eventLaw } from '../law.ts'
import { isQuiet } from '../trial.ts'

export const L12 = clause('L12', [
  eventLaw({
    sentence: 'what the loop shows as pending is every task that has not ended, by creation',
    hint: 'the registry forgets nobody but those that are done',
    begin:
      () =>
      (event, { live }, found) => {
        if (event.event !== 'saw' || event.who === 'observer') return
        found.expectWhere(
          live.length > 0,
          same(event.pending, live),
          () => `it shows ${event.pending.join(', ')}`,
        )
      },
    mutants: [
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
  }),
  eventLaw({
    sentence: 'a tick begins with what earlier runs and the host have left scheduled',
    hint: "the scheduled tasks are the loop's, not the run's",
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
        why: 'the end of a run empties the line',
        in: 'core/loop.js',
        replace: [
          'return conclude(record, this, this.#stopping);',
          'if (record.outcome !== undefined) this.#oldest = undefined; return conclude(record, this, this.#stopping);',
        ],
      },
    ],
  }),
])
