/** F8 · Waiters wake in FIFO order. */

import { isJoin } from '../history/history.ts'
import { Scopes } from '../history/scopes.ts'
import { clause, eventLaw } from '../law.ts'
import { isQuiet } from '../trial.ts'

export const F8 = clause('F8', [
  eventLaw({
    sentence:
      'a settlement wakes everyone who waits for it, in the order in which they began to wait',
    hint: 'waiters join at the end of the line, and leave it from the front',
    begin: (trial) => {
      const scopes = new Scopes(trial)
      const due = new Map<string, string[]>()
      return (event, before, found, index) => {
        scopes.follow(event, before, index)
        const { parked, settled, tasks } = before
        // An observer that acts may do so when an owner is woken by its group, and is not told so yet.
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
          // The observer may have cancelled one in between.
          const line = (due.get(event.by) ?? []).filter(
            (who) => parked.get(who) === event.by && (who === event.task || !isTaken(who)),
          )
          const next = line.shift()
          due.set(event.by, line)
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
        why: 'a settlement wakes the first who waits, and forgets the others',
        in: 'core/waiters.js',
        replace: [
          'for (const task of tasks) wake(task, future, notifications);',
          'if (tasks.length > 0) wake(tasks[0], future, notifications);',
        ],
      },
      {
        name: 'newest-waiter-first',
        why: 'who begins to wait goes before those who wait already',
        in: 'core/waiters.js',
        replace: ['last.after = task; on.state = task;', 'last.after = task;'],
      },
    ],
  }),
  eventLaw({
    sentence: 'those who are woken together are stepped together: nobody is scheduled in between',
    hint: 'all of them go to the tail before anything else can',
    begin: (trial) => {
      let burst: { by: string; task: string; intact: boolean } | undefined
      return (event, { parked }, found) => {
        if (!isQuiet(trial)) return
        if (event.event === 'woken') {
          const { by, task } = event
          // S9: who waits for a combinator of it is woken in its place; so is the owner of a group.
          const inside = burst !== undefined && (isJoin(by) || parked.get(task) !== by)
          if (burst?.by === by || inside)
            found.expect(burst?.intact === true, () => `something came before ${task} was woken`)
          burst = { by: inside ? (burst?.by ?? by) : by, task, intact: true }
        } else if (event.event === 'settled') {
          if (!isJoin(event.future)) burst = undefined
        } else if (event.event !== 'scheduled' || event.task !== burst?.task) {
          burst &&= { ...burst, intact: false }
        }
      }
    },
    mutants: [
      {
        name: 'wake-passed-on',
        why: 'each waiter is woken when the one before it is stepped',
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
