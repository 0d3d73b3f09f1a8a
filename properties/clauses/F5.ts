/** F5 · Resumes once, after settlement. */

import { failedWith } from '../history/endings.ts'
import { type History, isJoin, isRun, isTicket } from '../history/history.ts'
import { Scopes } from '../history/scopes.ts'
import { clause, eventLaw } from '../law.ts'
import { isQuiet } from '../trial.ts'

/** How a run ends before its main. */
const LEAVING = ['RunLimitError', 'LoopStoppedError', 'DeadlockError', 'OutsideError']

export const F5 = clause('F5', [
  eventLaw({
    sentence: 'no task, and no main, is stepped while it waits for a pending future',
    hint: 'a parked task is in no queue but that of its future; a parked main skips its step',
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
        why: 'a task that begins to wait is stepped once more, to check whether the future has settled',
        in: 'core/task.js',
        replace: [
          'park(task, awaiting); return true;',
          `if (task.checked === awaiting) park(task, awaiting);
          else {
            task.checked = awaiting;
            task.awaiting = undefined;
            task.loop.append(task);
            task.loop.notifier?.parked(task, awaiting);
          }
          return true;`,
        ],
      },
      {
        name: 'main-polls',
        why: 'main is stepped even while it is parked, and parks again',
        in: 'core/loop.js',
        replace: ['if (main.parked) return;', ''],
      },
      {
        name: 'wait-ends-after-a-step',
        why: 'an await of a pending future returns undefined at the next step',
        in: 'core/task.js',
        replace: [
          'park(task, awaiting); return true;',
          `task.checked = awaiting;
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
              `if (running.checked === on) {
                running.checked = undefined;
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
      'a future wakes its waiters, a failed child the owner of its group, and a deadline the owner of its timeout, and nothing else wakes them',
    hint: 'settle() wakes waiters; an Interruption wakes the owner of a scope',
    begin: (trial) => {
      const scopes = new Scopes(trial)
      /** Whether the main of an earlier run may be the one that is woken: events call each of them main. */
      let hasLeft = false
      return (event, before, found, index) => {
        if (event.event === 'called' && isRun(event.call))
          hasLeft ||= LEAVING.some((name) => failedWith(event.ending, name))
        if (event.event === 'woken' && (event.task !== 'main' || !hasLeft)) {
          const { by, task } = event
          const waited = before.parked.get(task) === by
          // An observer may cancel a task that is woken with others before it is notified of the waking.
          const late = !isQuiet(trial) && before.cancelled.has(task) && (isJoin(by) || isTicket(by))
          const right = waited || late || isInterrupted(scopes, before, task, by)
          const on = before.parked.get(task)
          // Where several calls may have ended the wait, or an observer acts in between, that is not certain.
          const unsure = !isQuiet(trial) || (on !== undefined && before.doubtful.has(on))
          const parked = waited || unsure || (on !== undefined && !before.settled.has(on))
          found.require(parked, () => `${task} was woken by ${by}, and was not parked`)
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
        why: 'observers are notified of each waking twice',
        in: 'core/waiters.js',
        replace: [
          'task.loop.notifier?.scheduled(task);',
          'task.loop.notifier?.scheduled(task); task.loop.notifier?.woken(task, by);',
        ],
      },
      {
        name: 'cancelled-stays-in-the-waiter-set',
        why: 'a cancelled task stays among the waiters of a future that a combinator waits for, and is woken again',
        in: 'core/waiters.js',
        replace: [
          'if (future.state instanceof WaiterSet) { future.state.delete(task); return; }',
          'if (future.state instanceof WaiterSet) return;',
        ],
        also: [
          {
            // A task that is appended twice would make the ready queue a ring.
            in: 'core/waiters.js',
            replace: [
              'task.loop.append(task);',
              'if (task.awaiting === by) task.loop.append(task);',
            ],
          },
        ],
      },
      {
        name: 'main-woken-though-awake',
        why: 'a main whose scope is closed counts as woken even if it was not parked',
        in: 'core/waiters.js',
        replace: [
          'return awaiting !== undefined && !discard(awaiting);',
          'if (awaiting !== undefined) discard(awaiting); return true;',
        ],
      },
      {
        name: 'woken-before-settled',
        why: 'observers are notified of a waking before the settlement that causes it',
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
    sentence:
      'an await returns or throws the outcome of the future that it began to wait for, once',
    hint: 'the awaiter receives the outcome in its first step after the settlement',
    begin: () => {
      const open = new Map<string, string>()
      return (event, _before, found) => {
        if (event.event === 'awaits') open.set(event.who, event.on)
        if (event.event !== 'got' || event.by !== 'await') return
        found.expect(
          open.get(event.who) === event.of,
          () => `${event.who} received the outcome of ${event.of}, which it does not await`,
        )
        open.delete(event.who)
      }
    },
    // A generator that awaits once is resumed from it once, whatever a loop does.
    mutants: [],
  }),
])

/** Whether a scope interrupts the wait of its owner: a child has failed, or the deadline has passed. */
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
