/** L3 · A draining tick. */

import { inTick } from '../history/history.ts'
import { clause, eventLaw } from '../law.ts'
import { isQuiet } from '../trial.ts'

export const L3 = clause('L3', [
  eventLaw({
    sentence: 'under drain, no task is scheduled when main is stepped',
    hint: '#stepReadyQueue steps tasks until the ready queue is empty',
    begin: (trial) => {
      let steps = 0
      return (event, { calls, scheduled }, found) => {
        if (event.event === 'tick') steps = 0
        if (trial.session.discipline !== 'drain' || !isQuiet(trial)) return
        if (event.event !== 'stepped' || !inTick(calls)) return
        if (event.who !== 'main') steps += 1
        else if (steps > 0)
          found.expect(scheduled.length === 0, () => `${scheduled.join(', ')} are still scheduled`)
        else
          found.require(scheduled.length === 0, () => `${scheduled.join(', ')} are still scheduled`)
      }
    },
    mutants: [
      {
        name: 'drain-snapshots',
        why: 'a tick steps only the tasks scheduled when it began, even under drain',
        in: 'core/loop.js',
        replace: ["if (this.discipline === 'drain')", 'if (false)'],
      },
    ],
  }),
])
