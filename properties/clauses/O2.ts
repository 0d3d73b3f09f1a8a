/** O2 · Notified after the change. */

import type { Event, Log } from '../../spec/event.ts'
import type { Hook } from '../../spec/program.ts'
import { isNotification } from '../history/logs.ts'
import { clause, law } from '../law.ts'

export const O2 = clause('O2', [
  law({
    sentence:
      'when observers are notified of one of several waiters that wake together, all of them are scheduled',
    hint: 'settle() wakes every waiter before it notifies observers',
    check: ({ log, observe, session }, found) => {
      if (session.hooks !== undefined) return
      const notifications = log.filter(isNotification)
      const looks = notifications.flatMap(({ event }, at): Hook[] =>
        event === 'settled' || event === 'woken' || event === 'spawned'
          ? [{ at, do: { do: 'look' } }]
          : [],
      )
      if (looks.length === 0) return
      const seen = observe({ ...session, hooks: looks })
      for (const [index, event] of seen.entries()) {
        const shown = seen[index + 1]
        if (shown?.event !== 'saw' || shown.who !== 'observer') continue
        const due = dueAfter(event, seen.slice(index + 1))
        const missing = due.filter((task) => !shown.scheduled.includes(task))
        found.expect(
          missing.length === 0,
          () => `${missing.join(', ')} not scheduled at the notification of '${event.event}'`,
        )
      }
    },
    mutants: [
      {
        name: 'notified-before-woken',
        why: 'observers are notified of a settlement before its waiters are scheduled',
        in: 'core/waiters.js',
        replace: [
          'notifications.push(() => future.home()?.notifier?.settled(future, outcome));',
          'future.home()?.notifier?.settled(future, outcome);',
        ],
      },
      {
        name: 'woken-one-by-one',
        why: 'observers are notified of each waiter before the next is woken',
        in: 'core/waiters.js',
        replace: [
          'for (const task of tasks) wake(task, future, notifications);',
          `for (const task of tasks) {
            const own = [];
            wake(task, future, own);
            for (const notify of own) notify();
          }`,
        ],
      },
      {
        name: 'spawn-notified-early',
        why: 'observers are notified of a new task before it is scheduled',
        in: 'core/task.js',
        replace: ['if (on === undefined) loop.append(this); else', 'if (on !== undefined)'],
        also: [
          {
            in: 'core/task.js',
            replace: [
              'loop.notifier?.spawned(this);',
              'loop.notifier?.spawned(this); loop.append(this);',
            ],
          },
        ],
      },
    ],
  }),
])

/** The tasks that the change behind an event has scheduled: observers are notified of them next. */
function dueAfter(event: Event, rest: Log): string[] {
  if (event.event === 'spawned') {
    const next = rest.find(isNotification)
    // L14: a main that is closed with its loop may wait on.
    return next?.event === 'parked' && next.who === event.task ? [] : [event.task]
  }
  const by =
    event.event === 'settled' ? event.future : event.event === 'woken' ? event.by : undefined
  const end = rest.findIndex(
    ({ event: next }) => next === 'stepped' || next === 'tick' || next === 'settled',
  )
  return (
    rest
      .slice(0, end < 0 ? rest.length : end)
      .flatMap((next) => (next.event === 'woken' && next.by === by ? [next.task] : []))
      // A main whose wait was interrupted is not scheduled: it is stepped at the end of the tick.
      .filter((task) => task !== 'main')
  )
}
