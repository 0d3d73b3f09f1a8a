/** L18 · Loops are independent. */

import { renumbered, type Log } from '../../spec/event.ts'
import { renamed, sameLog } from '../history/logs.ts'
import { clause, law } from '../law.ts'

export const L18 = clause('L18', [
  law({
    sentence: 'a session leaves the same log while another loop runs in the midst of it',
    hint: 'what is kept in the module is set back after each tick',
    check: ({ log, observe, session }, found) => {
      if (session.hooks !== undefined) return
      const other = observe(session, { beside: renamed(session) })
      found.expect(sameLog(ownOf(other), ownOf(log)), () => 'the other loop made a difference')
    },
    mutants: [
      {
        name: 'wait-of-another-loop',
        why: 'a wait that ends a step of another loop stays behind, in the step that it was in the midst of',
        in: 'core/suspension.js',
        replace: ['waitRequest.open = open;', ''],
      },
      {
        name: 'outer-loop-forgotten',
        why: 'after a loop has stepped within another, no loop is the current one',
        in: 'core/suspension.js',
        replace: ['current.loop = outer;', 'current.loop = undefined;'],
      },
      {
        name: 'one-queue-for-all',
        why: 'all loops have one line of scheduled tasks',
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
        why: 'all loops report the failures of all',
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
 * A future has no loop: the one that is ticking is told, here of those of the other's host, and of the
 * waits that these end: of waits, those count that somebody was told to be in.
 */
function ownOf(log: Log): Log {
  const waits = new Set(log.flatMap((event) => (event.event === 'parked' ? [event.on] : [])))
  const isOther = (future: string): boolean =>
    /x(?:\/\d+)?$/u.test(future) ||
    (future.includes('/') && !future.startsWith('timeout/') && !waits.has(future))
  return renumbered(log.filter((event) => event.event !== 'settled' || !isOther(event.future)))
}
