/** L7 · A run returns main's outcome. */

import type { Ending } from '../../spec/event.ts'
import { failedWith, same } from '../history/endings.ts'
import { inTick } from '../history/history.ts'
import { clause, eventLaw } from '../law.ts'

export const L7 = clause('L7', [
  eventLaw({
    sentence: 'a run ends as its main ends, if its main ends and no failure is to be reported',
    hint: "the run's outcome is main's",
    begin: () => {
      const ends = new Map<string, Ending>()
      return (event, { calls, tasks }, found) => {
        // A main that has ended in a tick of the host's may be refused by a run.
        const here = inTick(calls) && calls.at(-1)?.call.call !== 'tick'
        if (event.event === 'ends' && !tasks.has(event.who) && here)
          ends.set(event.who, event.ending)
        if (event.event !== 'called' || (event.call !== 'run' && event.call !== 'runAgain')) return
        const ending = ends.get(event.of)
        if (ending === undefined) return
        ends.delete(event.of)
        const reported = 'value' in ending && failedWith(event.ending, 'UnhandledError')
        const { ending: given } = event
        const right =
          'error' in ending ? 'error' in given && given.error === ending.error : same(given, ending)
        if (!reported) found.expect(right, () => `${event.of} ended otherwise than its run`)
      }
    },
    mutants: [
      {
        name: 'result-of-run-lost',
        why: 'run gives nothing',
        in: 'core/run.js',
        replace: ['return outcome.value;', 'return undefined;'],
      },
      {
        name: 'main-error-wrapped',
        why: "run throws an error of its own, whose cause is main's",
        in: 'core/run.js',
        replace: [
          'throw outcome.error;',
          `throw new Error('main failed', { cause: outcome.error });`,
        ],
      },
      {
        name: 'report-before-main-error',
        why: 'where main throws and a task has failed, run throws the report',
        in: 'core/run.js',
        replace: [
          'if (failures.handler !== undefined) failures.take();',
          'const report = failures.take(); if (report !== undefined) throw report;',
        ],
      },
    ],
  }),
])
