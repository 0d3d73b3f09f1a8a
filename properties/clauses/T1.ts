/** T1 · Scheduled on creation. */

import { scriptOf } from '../history/script.ts'
import { clause, eventLaw } from '../law.ts'
import { isQuiet } from '../trial.ts'
import { throwsOnly } from '../visits/refusals.ts'

export const T1 = clause('T1', [
  eventLaw({
    sentence: 'a task begins in a step of its own, not while it is spawned',
    hint: 'the constructor of Task appends it to the ready queue, and does not step it',
    begin:
      () =>
      (event, { running, tasks }, found) => {
        if (event.event !== 'begun' || !tasks.has(event.who)) return
        found.expect(
          running === event.who,
          () => `${event.who} began while ${running ?? 'no task'} was stepped`,
        )
      },
    mutants: [
      {
        name: 'begins-on-creation',
        why: 'the body runs up to its first suspension when the task is created, as an async function does',
        in: 'core/task.js',
        replace: [
          'else loop.notifier?.parked(this, on); } get name',
          'else loop.notifier?.parked(this, on); coroutine.next(); } get name',
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'a task is scheduled when it is created',
    hint: 'the constructor of Task appends it to the ready queue',
    begin: (trial) => {
      let made: string | undefined
      return (event, before, found) => {
        if (made !== undefined && isQuiet(trial)) {
          const waits = before.adopted.has(made) && event.event === 'parked' && event.who === made
          const next = waits || (event.event === 'scheduled' && event.task === made)
          found.expect(next, () => `${made} was created, and not scheduled`)
        }
        made = event.event === 'spawned' ? event.task : undefined
      }
    },
    mutants: [
      {
        name: 'created-but-not-scheduled',
        why: 'a task that is created is in no queue',
        in: 'core/task.js',
        replace: ['if (on === undefined) loop.append(this); else', 'if (on !== undefined)'],
        also: [
          {
            in: 'core/task.js',
            replace: [
              'loop.notifier?.spawned(this); if (on === undefined) loop.notifier?.scheduled(this); else',
              'loop.notifier?.spawned(this); if (on !== undefined)',
            ],
          },
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'spawn() throws nothing while its loop is open, and its group, if it has one',
    hint: 'new Task() checks the loop and the coroutine, and nothing else',
    begin: (trial) => {
      const script = scriptOf(trial)
      return (event, { closed }, found) => {
        if (event.event !== 'called' || event.call !== 'spawn') return
        const inGroup = script.groupOf(event.of) !== undefined
        const errors = [
          ...(closed ? ['LoopClosedError'] : []),
          ...(inGroup ? ['InvalidStateError'] : []),
        ]
        throwsOnly(event, errors, found)
      }
    },
    mutants: [
      {
        name: 'spawn-in-a-group-breaks-down',
        why: 'a group passes the name of a child in the place of its loop',
        in: 'structure/group.js',
        replace: ['new Task(coroutine, name, this.#loop,', 'new Task(coroutine, this.#loop, name,'],
      },
    ],
  }),
  eventLaw({
    sentence: 'tasks begin in the order of creation, except those that are cancelled first',
    hint: 'the constructor of Task appends it behind every scheduled task',
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
        why: 'a new task is put at the head of the ready queue',
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
