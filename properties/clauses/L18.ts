/** L18 · Loops are independent. */

import { renumbered, type Log } from '../../spec/event.ts'
import { same } from '../history/endings.ts'
import { renamed, sameLog } from '../history/logs.ts'
import { clause, game, law } from '../law.ts'
import { numberOf } from '../subject/chance.ts'

export const L18 = clause('L18', [
  game({
    sentence: 'a session leaves the same log even when another loop runs in the middle of it',
    hint: 'within() restores what modules hold when an inner loop has stepped',
    check: ({ log, observe, session }, found) => {
      if (session.hooks !== undefined || numberOf(session) === undefined) return
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
          'get #oldest() { return globalThis.first; } set #oldest(task) { globalThis.first = task; } /**',
        ],
        also: [
          {
            in: 'core/loop.js',
            replace: [
              '#newest = undefined;',
              'get #newest() { return globalThis.last; } set #newest(task) { globalThis.last = task; }',
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
  law({
    sentence: 'a future that two loops share wakes each of its waiters, each in its own loop',
    needs: 'step()',
    hint: 'park() keeps waiters of several loops in a set; wake() appends each to the ready queue of its loop',
    check: ({ session, subject: { Future, Loop } }, found) => {
      // A number that differs from session to session decides which waits where, and which of them leaves.
      const number = JSON.stringify(session).length
      if (number % 4 > 0) return
      const loops = [new Loop(), new Loop({ discipline: 'snapshot' })] as const
      const future = new Future<number>('shared')
      const received: string[] = []
      const tasks = Array.from({ length: 5 }, (_, at) => {
        const name = `t${at}`
        const task = loops[(number >> (at + 2)) & 1 ? 1 : 0].spawn(
          (function* () {
            received.push(`${name} ${yield* future}`)
          })(),
          name,
        )
        task.step()
        return task
      })
      const leaving = tasks[(number >> 7) % 6]
      leaving?.cancel()
      future.setResult(number)
      for (const loop of loops) {
        loop.runStep()
        const due = tasks.filter((task) => task.loop === loop && task !== leaving)
        const names = due.map(({ name }) => `${name} ${number}`)
        // Their order is that of F8.
        found.expect(
          same(received.splice(0).toSorted(), names),
          () => `not just ${names.join(', ')} received it in its loop`,
        )
      }
    },
    mutants: [
      {
        name: 'waiter-of-another-loop-lost',
        why: 'a future does not wake the waiters of a second loop',
        in: 'core/waiters.js',
        replace: ['else { setOf(on).add(task); }', ''],
      },
      {
        name: 'waiter-in-another-loop',
        why: 'waiters of several loops are woken in the loop of the first',
        in: 'core/waiters.js',
        replace: ['last.loop === task.loop', 'true'],
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
