/** F8 · Waiters wake in FIFO order. */

import { isJoin } from '../history/history.ts'
import { Scopes } from '../history/scopes.ts'
import { isUnnamed } from '../history/script.ts'
import { clause, eventLaw } from '../law.ts'
import { isQuiet } from '../trial.ts'

export const F8 = clause('F8', [
  eventLaw({
    sentence: 'a settlement wakes every waiter, in the order in which they began to wait',
    hint: 'park() appends to the waiters; settle() takes them from the head',
    begin: (trial) => {
      const scopes = new Scopes(trial)
      const due = new Map<string, string[]>()
      return (event, before, found, index) => {
        scopes.follow(event, before, index)
        const { parked, settled, tasks } = before
        // An observer may act when a group has woken its owner, before it is notified of that.
        const isTaken = (who: string): boolean =>
          !isQuiet(trial) && scopes.disturbed(before.voice(who), before.now)
        const by =
          event.event === 'settled'
            ? event.future
            : event.event === 'woken' && !settled.has(event.by)
              ? event.by
              : undefined
        if (by !== undefined) {
          const waiters = [...parked].filter(
            ([who, on]) => on === by && (who !== 'main' || tasks.has('main')),
          )
          due.set(
            by,
            waiters.map(([who]) => who),
          )
        }
        if (event.event === 'woken' && parked.get(event.task) === event.by) {
          // An observer may have cancelled one in between.
          const waiting = (due.get(event.by) ?? []).filter((who) => parked.get(who) === event.by)
          const next = waiting.find((who) => who === event.task || !isTaken(who))
          const rest = waiting.filter((who) => who !== event.task)
          due.set(event.by, rest)
          found.expect(next === event.task, () => `${event.by} woke ${event.task} before ${next}`)
          return
        }
        const over = event.event === 'called' && event.who === 'host'
        if (!over && event.event !== 'stepped' && event.event !== 'tick') return
        for (const [on, line] of due) {
          const left = line.filter((who) => parked.get(who) === on && !isTaken(who))
          found.require(left.length === 0, () => `${on} did not wake ${left.join(', ')}`)
        }
        due.clear()
      }
    },
    mutants: [
      {
        name: 'lost-wake',
        why: 'a settlement wakes the first waiter, and forgets the others',
        in: 'core/waiters.js',
        replace: [
          'for (const task of tasks) wake(task, future, notifications);',
          'if (tasks.length > 0) wake(tasks[0], future, notifications);',
        ],
      },
      {
        name: 'newest-waiter-first',
        why: 'a task that begins to wait is put before the waiters there are',
        in: 'core/waiters.js',
        replace: ['last.after = task; on.state = task;', 'last.after = task;'],
      },
    ],
  }),
  eventLaw({
    sentence:
      'the waiters of a future are appended to the ready queue together, with no other task in between',
    hint: 'settle() appends all of them before it notifies an observer',
    begin: (trial) => {
      let burst: { by: string; task: string; interrupts: boolean; intact: boolean } | undefined
      /** S10: coroutines of a combinator that are cancelled because their owner was woken out of it. */
      const swept = new Set<string>()
      return (event, { parked }, found) => {
        if (!isQuiet(trial)) return
        if (event.event === 'cancelled' && burst?.interrupts === true && isUnnamed(event.task)) {
          swept.add(event.task)
          return
        }
        if (event.event === 'scheduled' && swept.delete(event.task)) return
        if (event.event === 'woken') {
          const { by, task } = event
          // S9: the owner of a combinator wakes where the combinator stands among the waiters; so does that of a group.
          const inside = burst !== undefined && (isJoin(by) || parked.get(task) !== by)
          if (burst?.by === by || inside)
            found.expect(
              burst?.intact === true,
              () => `another event came before ${task} was woken`,
            )
          const interrupts = !isJoin(by) && parked.get(task) !== by
          burst = { by: inside ? (burst?.by ?? by) : by, task, interrupts, intact: true }
          swept.clear()
        } else if (event.event === 'settled') {
          if (!isJoin(event.future)) burst = undefined
        } else if (event.event !== 'scheduled' || event.task !== burst?.task) {
          burst &&= { ...burst, intact: false }
        }
      }
    },
    mutants: [
      {
        name: 'waiters-woken-by-each-other',
        why: 'each waiter is woken only when the one before it is stepped',
        in: 'core/waiters.js',
        replace: [
          'for (const task of tasks) wake(task, future, notifications);',
          `if (tasks.length > 0) {
            wake(tasks[0], future, notifications);
            tasks[0].baton = { rest: tasks.slice(1), by: future };
          }`,
        ],
        also: [
          {
            in: 'core/loop.js',
            replace: [
              'oldest.proceed(this);',
              `const { baton } = oldest;
                oldest.baton = undefined;
                if (baton !== undefined && baton.rest.length > 0) {
                  const [task, ...rest] = baton.rest;
                  task.baton = { rest, by: baton.by };
                  task.loop.append(task);
                  task.loop.notifier?.woken(task, baton.by);
                  task.loop.notifier?.scheduled(task);
                }
                oldest.proceed(this);`,
            ],
          },
        ],
      },
    ],
  }),
])
