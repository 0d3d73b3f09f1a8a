/** L7 · A run returns main's outcome. */

import type { Ending } from '../../spec/event.ts'
import { failedWith, same } from '../history/endings.ts'
import { inTick } from '../history/history.ts'
import { clause, eventLaw } from '../law.ts'

export const L7 = clause('L7', [
  eventLaw({
    sentence:
      'a run ends with the outcome of its main, unless main has not ended or there are failures to report',
    hint: 'conclude() returns or throws the outcome of main',
    begin: () => {
      const ends = new Map<string, Ending>()
      return (event, { calls, tasks }, found) => {
        // A run may refuse a main that ended in a tick that the host took.
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
        if (!reported)
          found.expect(right, () => `the run of ${event.of} ended with another outcome`)
      }
    },
    mutants: [
      {
        name: 'result-of-run-lost',
        why: 'run returns undefined',
        in: 'core/run.js',
        replace: ['return outcome.value;', 'return undefined;'],
      },
      {
        name: 'main-error-wrapped',
        why: 'run throws a new error, whose cause is that of main',
        in: 'core/run.js',
        replace: [
          'throw outcome.error;',
          `throw new Error('main failed', { cause: outcome.error });`,
        ],
      },
      {
        name: 'report-before-main-error',
        why: 'run throws the unhandled failures even when main throws',
        in: 'core/run.js',
        replace: [
          'if (failures.handler !== undefined) failures.take();',
          'const report = failures.take(); if (report !== undefined) throw report;',
        ],
      },
    ],
  }),
])
