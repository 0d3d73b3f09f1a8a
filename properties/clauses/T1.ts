/** T1 · Scheduled on creation. */

import { clause, eventLaw } from '../law.ts'
import { isQuiet } from '../trial.ts'

export const T1 = clause('T1', [
  eventLaw({
    sentence: 'whoever spawns a task goes on, and the task begins at a step of its own',
    hint: 'the constructor puts the task at the tail, and does not step it',
    begin:
      () =>
      (event, { running, tasks }, found) => {
        if (event.event !== 'begun' || !tasks.has(event.who)) return
        found.expect(
          running === event.who,
          () => `${event.who} began while ${running ?? 'nobody'} was stepped`,
        )
      },
    mutants: [
      {
        name: 'begins-when-made',
        why: 'the body is run up to its first suspension as the task is made, as promises do',
        in: 'core/task.js',
        replace: [
          'loop.notifier?.scheduled(this); } get name',
          'loop.notifier?.scheduled(this); coroutine.next(); } get name',
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'a task is scheduled as it is made',
    hint: 'the constructor puts the task at the tail',
    begin: (trial) => {
      let made: string | undefined
      return (event, _before, found) => {
        if (made !== undefined && isQuiet(trial)) {
          const next = event.event === 'scheduled' && event.task === made
          found.expect(next, () => `${made} was made, and not scheduled`)
        }
        made = event.event === 'spawned' ? event.task : undefined
      }
    },
    mutants: [
      {
        name: 'made-but-not-scheduled',
        why: 'a task that is made is in no line',
        in: 'core/task.js',
        replace: ['loop.append(this); register?.(this);', 'register?.(this);'],
        also: [
          {
            in: 'core/task.js',
            replace: [
              'loop.notifier?.spawned(this); loop.notifier?.scheduled(this);',
              'loop.notifier?.spawned(this);',
            ],
          },
        ],
      },
    ],
  }),
  eventLaw({
    sentence:
      'tasks begin in the order in which they were made, but for those that are cancelled before',
    hint: 'a new task goes behind all that are scheduled',
    begin: () => {
      let made: string[] = []
      return (event, { cancelled, tasks }, found) => {
        if (event.event === 'spawned') made.push(event.task)
        if (event.event !== 'begun' || !tasks.has(event.who)) return
        made = made.filter((task) => !cancelled.has(task))
        const next = made.shift()
        found.expect(next === event.who, () => `${event.who} began before ${next}`)
      }
    },
    mutants: [
      {
        name: 'new-task-first',
        why: 'a new task goes to the head of the line',
        in: 'core/task.js',
        replace: [
          'this.id = loop.live.add(this);',
          'loop.fresh = this; this.id = loop.live.add(this);',
        ],
        also: [
          {
            in: 'core/loop.js',
            replace: [
              'this.#newest.after = task; this.#newest = task;',
              `if (this.fresh === task) { task.after = this.#oldest; this.#oldest = task; return; }
       else this.#newest.after = task;
       this.#newest = task;`,
            ],
          },
        ],
      },
    ],
  }),
])
