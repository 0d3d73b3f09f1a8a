/** L18 · Loops are independent. */

import { renumbered, type Log } from '../../spec/event.ts'
import { renamed, sameLog } from '../history/logs.ts'
import { clause, law } from '../law.ts'

export const L18 = clause('L18', [
  law({
    sentence: 'a session leaves the same log even when another loop runs in the middle of it',
    hint: 'within() restores what modules hold when an inner loop has stepped',
    check: ({ log, observe, session }, found) => {
      if (session.hooks !== undefined) return
      const other = observe(session, { beside: renamed(session) })
      found.expect(
        sameLog(ownOf(other), ownOf(log)),
        () => 'the log differs when another loop runs in between',
      )
    },
    mutants: [
      {
        name: 'wait-of-another-loop',
        why: 'the wait request of an inner loop is still open when the step around it resumes',
        in: 'core/suspension.js',
        replace: ['waitRequest.open = open;', ''],
      },
      {
        name: 'outer-loop-forgotten',
        why: 'once an inner loop has stepped, there is no current loop',
        in: 'core/suspension.js',
        replace: ['current.loop = outer;', 'current.loop = undefined;'],
      },
      {
        name: 'one-queue-for-all',
        why: 'all loops share one ready queue',
        in: 'core/loop.js',
        replace: [
          '#oldest = undefined; /**',
          'get #oldest() { return current.first; } set #oldest(task) { current.first = task; } /**',
        ],
        also: [
          {
            in: 'core/loop.js',
            replace: [
              '#newest = undefined;',
              'get #newest() { return current.last; } set #newest(task) { current.last = task; }',
            ],
          },
        ],
      },
      {
        name: 'one-report-for-all',
        why: 'each loop reports the unhandled failures of all loops',
        in: 'core/failures.js',
        replace: [
          '#entries = [];',
          'get #entries() { return (Failures.all ??= []); } set #entries(all) { Failures.all = all; }',
        ],
      },
    ],
  }),
])

/**
 * A future has no loop, so the loop that is stepping notifies its observer, here even of futures of the other host and
 * of the waits that these end. Of waits, only those count that a log shows as parked.
 */
function ownOf(log: Log): Log {
  const waits = new Set(log.flatMap((event) => (event.event === 'parked' ? [event.on] : [])))
  const isOther = (future: string): boolean =>
    /x(?:\/\d+)?$/u.test(future) ||
    (future.includes('/') && !future.startsWith('timeout/') && !waits.has(future))
  return renumbered(log.filter((event) => event.event !== 'settled' || !isOther(event.future)))
}
