/** F5 · Resumes once, after settlement. */

import { type History, isJoin, isTicket } from '../history/history.ts'
import { Scopes } from '../history/scopes.ts'
import { clause, eventLaw } from '../law.ts'
import { isQuiet } from '../trial.ts'

export const F5 = clause('F5', [
  eventLaw({
    sentence:
      'nobody is stepped while it waits for a pending future: it is woken first, or cancelled',
    hint: 'a waiting task is in no line but that of its future; main passes its turn',
    begin:
      () =>
      (event, { doubtful, parked, settled }, found) => {
        if (event.event !== 'stepped') return
        const on = parked.get(event.who)
        if (on !== undefined && !doubtful.has(on)) {
          found.expect(settled.has(on), () => `${event.who} was stepped while it waited for ${on}`)
        }
      },
    mutants: [
      {
        name: 'early-resume',
        why: 'a task that begins to wait has one more step, to look whether it must',
        in: 'core/task.js',
        replace: [
          'park(task, awaiting); return true;',
          `if (task.looked === awaiting) park(task, awaiting);
          else {
            task.looked = awaiting;
            task.awaiting = undefined;
            task.loop.append(task);
            task.loop.notifier?.parked(task, awaiting);
          }
          return true;`,
        ],
      },
      {
        name: 'main-polls',
        why: 'main has its turn also while it waits, and waits anew',
        in: 'core/loop.js',
        replace: ['if (main.parked) return;', ''],
      },
      {
        name: 'wait-gives-up',
        why: 'who waits for a future goes on with undefined when it has waited for one turn',
        in: 'core/task.js',
        replace: [
          'park(task, awaiting); return true;',
          `task.looked = awaiting;
          task.awaiting = undefined;
          task.loop.append(task);
          task.loop.notifier?.parked(task, awaiting);
          return true;`,
        ],
        also: [
          {
            in: 'core/suspension.js',
            replace: [
              'if (running.awaiting === on) {',
              `if (running.looked === on) {
                running.looked = undefined;
                return { done: true, value: undefined };
              }
              if (running.awaiting === on) {`,
            ],
          },
        ],
      },
    ],
  }),
  eventLaw({
    sentence:
      'who is woken was waiting for the future that woke it, or stands in a group of which that is a failed child, or in a timeout that is over',
    hint: 'a settlement wakes those who wait for it, and a scope whoever stands in it',
    begin: (trial) => {
      const scopes = new Scopes(trial)
      return (event, before, found, index) => {
        if (event.event === 'woken') {
          const { by, task } = event
          const waited = before.parked.get(task) === by
          // The observer may cancel who is woken with others before that is told.
          const late = !isQuiet(trial) && before.cancelled.has(task) && (isJoin(by) || isTicket(by))
          const right = waited || late || isInterrupted(scopes, before, task, by)
          found.expect(right, () => `${task} was woken by ${by}, for which it did not wait`)
          const early = before.tasks.has(by) && !before.settled.has(by)
          found.require(!early, () => `${by} woke ${task} before it was settled`)
        }
        scopes.follow(event, before, index)
      }
    },
    mutants: [
      {
        name: 'double-wake',
        why: 'who is woken is woken again, though it waits no longer',
        in: 'core/waiters.js',
        replace: [
          'task.loop.notifier?.scheduled(task);',
          'task.loop.notifier?.scheduled(task); task.loop.notifier?.woken(task, by);',
        ],
      },
      {
        name: 'cancelled-stays-in-the-crowd',
        why: 'who is cancelled stays among the waiters, and is woken again, where a combinator waits too',
        in: 'core/waiters.js',
        replace: [
          'if (future.state instanceof WaiterSet) { future.state.delete(task); return; }',
          'if (future.state instanceof WaiterSet) return;',
        ],
        also: [
          {
            // A task that is in a line already would tie that into a knot.
            in: 'core/waiters.js',
            replace: [
              'task.loop.append(task);',
              'if (task.awaiting === by) task.loop.append(task);',
            ],
          },
        ],
      },
      {
        name: 'woken-before-settled',
        why: 'the waking is told before the settlement that caused it',
        in: 'core/waiters.js',
        replace: [
          'notifications.push(() => future.home()?.notifier?.settled(future, outcome));',
          '',
        ],
        also: [
          {
            in: 'core/waiters.js',
            replace: [
              'if (state instanceof WaiterSet) state.wake(future, notifications);',
              'if (state instanceof WaiterSet) state.wake(future, notifications); notifications.push(() => future.home()?.notifier?.settled(future, outcome));',
            ],
          },
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'an await that began with a wait gives its outcome once it is settled, and once',
    hint: 'the outcome is handed over at the one step after the settlement',
    begin: () => {
      const open = new Map<string, string>()
      return (event, _before, found) => {
        if (event.event === 'awaits') open.set(event.who, event.on)
        if (event.event !== 'got' || event.by !== 'await') return
        found.expect(open.get(event.who) === event.of, () => `${event.who} got ${event.of} unasked`)
        open.delete(event.who)
      }
    },
    // A generator that asks once is answered once, whatever a loop does.
    mutants: [],
  }),
])

/** Whether a scope takes who stands in it out of its wait: a child has failed, or its time is over. */
function isInterrupted(scopes: Scopes, before: History, task: string, by: string): boolean {
  const isMain = task === 'main' && !before.tasks.has('main')
  const group = scopes.groupOf(by)
  const ending = before.settled.get(by)
  if (group !== undefined && ending !== undefined && 'error' in ending)
    return isMain ? !before.tasks.has(group.owner) : group.owner === before.voice(task)
  if (!by.startsWith('timeout/')) return false
  const openScopes = isMain ? scopes.ofMains(before) : scopes.openScopes(before.voice(task))
  return openScopes.some(({ deadline, what }) => what === 'timeout' && deadline <= before.now)
}
