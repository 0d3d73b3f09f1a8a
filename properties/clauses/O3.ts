/** O3 · Observing changes nothing. */

import { renumbered, type Event, type Log } from '../../spec/event.ts'
import { canonical, isNotification, sameLog } from '../history/logs.ts'
import { clause, law } from '../law.ts'

export const O3 = clause('O3', [
  law({
    sentence: 'what a program says and sees is the same with an observer as without',
    hint: 'notifying changes nothing',
    check: ({ log, observe, session }, found) => {
      if (session.hooks !== undefined) return
      const alone = observe(session, { unobserved: true })
      const said = renumbered(log.filter((event) => !isNotification(event)))
      found.expect(sameLog(alone, said), () => 'it differs without the observer')
    },
    mutants: [
      {
        name: 'to-be-told-is-to-look',
        why: 'a failure that an observer was told of is not reported',
        in: 'core/observer.js',
        replace: [
          "const shown = 'value' in outcome",
          "outcome.handle?.(); const shown = 'value' in outcome",
        ],
      },
    ],
  }),
  law({
    sentence: 'an observer that throws is told no more, changes nothing, and its error is reported',
    hint: 'the loop drops an observer that throws',
    check: ({ log, observe, session }, found) => {
      if (session.hooks !== undefined || session.onUnhandled !== undefined) return
      if (session.host.length !== 1 || session.host[0]?.do !== 'run') return
      const told = log.filter(isNotification)
      if (told.length < 2) return
      const at = told.length >> 1
      const faulty = observe({ ...session, hooks: [{ at, do: 'throw' }] })
      found.expect(
        faulty.filter(isNotification).length === at + 1,
        () => 'it was told more, or less',
      )
      const inner = (all: Log): string =>
        canonical(all.filter((event) => !isNotification(event) && !isRunCall(event)))
      found.require(inner(faulty) === inner(log), () => 'the program did something else')
      const last = faulty.at(-1)
      const reported =
        last?.event === 'called' && JSON.stringify(last.ending).includes('[null,"observer#')
      const first = log.at(-1)
      const failed =
        first?.event === 'called' && 'error' in first.ending && !('unhandled' in first.ending)
      found.require(reported || failed, () => "the observer's error was lost")
    },
    mutants: [
      {
        name: 'observer-kills-the-run',
        why: 'what an observer throws comes out of the loop',
        in: 'core/observer.js',
        replace: [
          'this.loop.failures.add(new Failure(error));',
          'this.loop.failures.add(new Failure(error)); throw error;',
        ],
      },
      {
        name: 'observer-called-again',
        why: 'an observer that throws is called again',
        in: 'core/observer.js',
        replace: ['this.loop.notifier = undefined;', ''],
      },
      {
        name: 'observer-error-lost',
        why: 'what an observer throws is never heard of',
        in: 'core/observer.js',
        replace: ['this.loop.failures.add(new Failure(error));', ''],
      },
    ],
  }),
])

function isRunCall(event: Event): boolean {
  return (event.event === 'called' || event.event === 'calls') && event.who === 'host'
}
