/** O3 · Observing changes nothing. */

import { renumbered, type Event, type Log } from '../../spec/event.ts'
import { canonical, isNotification, sameLog } from '../history/logs.ts'
import { clause, law } from '../law.ts'

export const O3 = clause('O3', [
  law({
    sentence:
      'a program logs and sees the same with an observer as without, and as with one that has no methods',
    hint: 'a notification changes nothing in the loop',
    check: ({ log, observe, session }, found) => {
      if (session.hooks !== undefined) return
      const unobserved = log.length % 2 === 0 ? 'without' : 'without methods'
      const alone = observe(session, { unobserved })
      const said = renumbered(log.filter((event) => !isNotification(event)))
      found.expect(sameLog(alone, said), () => 'the log differs without the observer')
    },
    mutants: [
      {
        name: 'notification-handles-failure',
        why: 'a failure counts as handled when an observer was notified of it',
        in: 'core/observer.js',
        replace: [
          "const shown = 'value' in outcome",
          "outcome.handle?.(); const shown = 'value' in outcome",
        ],
      },
      {
        name: 'observer-without-a-method-fails',
        why: 'an observer that has no method for what it is notified of fails',
        in: 'core/observer.js',
        replace: ['this.observer.spawned?.(task)', 'this.observer.spawned(task)'],
      },
    ],
  }),
  law({
    sentence:
      'an observer that throws is not notified again, changes nothing, and its error is reported',
    needs: 'observers that throw',
    hint: 'notify() drops an observer that throws',
    check: ({ log, observe, session }, found) => {
      if (session.hooks !== undefined || session.onUnhandled !== undefined) return
      if (session.host.length !== 1 || session.host[0]?.do !== 'run') return
      const notifications = log.filter(isNotification)
      if (notifications.length < 2) return
      const at = notifications.length >> 1
      const faulty = observe({ ...session, hooks: [{ at, do: 'throw' }] })
      found.expect(
        faulty.filter(isNotification).length === at + 1,
        () => 'it was notified again, or not notified up to then',
      )
      const inner = (all: Log): string =>
        canonical(all.filter((event) => !isNotification(event) && !isRunCall(event)))
      found.require(inner(faulty) === inner(log), () => 'the program logged something else')
      const last = faulty.at(-1)
      const reported =
        last?.event === 'called' && JSON.stringify(last.ending).includes('[null,"observer#')
      const first = log.at(-1)
      const failed =
        first?.event === 'called' && 'error' in first.ending && !('unhandled' in first.ending)
      found.require(reported || failed, () => 'the error of the observer was not reported')
    },
    mutants: [
      {
        name: 'observer-kills-the-run',
        why: 'what an observer throws ends the run',
        in: 'core/observer.js',
        replace: [
          'this.loop.failures.add(new Failure(error));',
          'this.loop.failures.add(new Failure(error)); throw error;',
        ],
      },
      {
        name: 'observer-called-again',
        why: 'an observer that throws is notified again',
        in: 'core/observer.js',
        replace: ['this.loop.notifier = undefined;', ''],
      },
      {
        name: 'observer-error-lost',
        why: 'what an observer throws is not reported',
        in: 'core/observer.js',
        replace: ['this.loop.failures.add(new Failure(error));', ''],
      },
    ],
  }),
])

function isRunCall(event: Event): boolean {
  return (event.event === 'called' || event.event === 'calls') && event.who === 'host'
}
