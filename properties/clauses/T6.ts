/** T6 · In exactly one place. */

import { failedWith, same } from '../history/endings.ts'
import { clause, eventLaw } from '../law.ts'
import { isQuiet } from '../trial.ts'

export const T6 = clause('T6', [
  eventLaw({
    sentence:
      'a task is scheduled only while it is not scheduled, has not ended, and is not parked unless it is woken or cancelled',
    hint: 'a task leaves the waiters of a future before it is appended to the ready queue',
    begin: (trial) => {
      let woken: string | undefined
      return (event, { parked, scheduled, settled }, found) => {
        if (!isQuiet(trial)) return
        if (event.event === 'scheduled') {
          const { task } = event
          const twice = scheduled.includes(task)
          found.expect(!twice, () => `${task} was scheduled twice`)
          const waits = parked.has(task) && woken !== task
          found.require(!waits, () => `${task} was scheduled while it was parked`)
          found.require(!settled.has(task), () => `${task} was scheduled after it had ended`)
        }
        const ends = event.event === 'cancelled' || event.event === 'terminated'
        if (event.event === 'woken' || ends) woken = event.task
        else if (event.event === 'scheduled') woken = undefined
      }
    },
    mutants: [
      {
        name: 'scheduled-notified-twice',
        why: 'observers are notified twice that a woken task is scheduled',
        in: 'core/waiters.js',
        replace: [
          'task.loop.notifier?.scheduled(task);',
          'for (const _ of [1, 2]) task.loop.notifier?.scheduled(task);',
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'schedule() has no effect on a scheduled task, and throws for any other',
    hint: 'EventLoop.schedule throws unless the task is in the ready queue',
    begin:
      (trial) =>
      (event, { closed, scheduled, tasks }, found) => {
        if (event.event !== 'called' || event.call !== 'schedule' || !tasks.has(event.of) || closed)
          return
        if (!isQuiet(trial)) return
        if (scheduled.includes(event.of)) {
          found.expect(
            'value' in event.ending,
            () => `${event.of} is scheduled, and schedule() threw`,
          )
        } else {
          const refused = failedWith(event.ending, 'InvalidStateError')
          found.expect(refused, () => `${event.of} is not scheduled, and schedule() did not throw`)
        }
      },
    mutants: [
      {
        name: 'schedule-of-a-parked-task',
        why: 'schedule() does not throw for a parked task',
        in: 'core/task.js',
        replace: [
          'return this.awaiting?.done() === false ? `waits for ${this.awaiting}` : undefined;',
          'return undefined;',
        ],
      },
      {
        name: 'schedule-of-a-done-task',
        why: 'schedule() does not throw for a task that has ended',
        in: 'core/task.js',
        replace: ["if (this.done()) return 'is done';", 'if (this.done()) return undefined;'],
      },
    ],
  }),
  eventLaw({
    sentence:
      'loop.scheduled lists the tasks that were scheduled and not stepped since, oldest first',
    hint: 'the ready queue is one list, and a task is in it once',
    begin:
      (trial) =>
      (event, { scheduled }, found) => {
        if (event.event !== 'saw' || !isQuiet(trial)) return
        found.expect(
          same(event.scheduled, scheduled),
          () => `it lists ${event.scheduled.join(', ')}`,
        )
      },
    mutants: [
      {
        name: 'shown-newest-first',
        why: 'loop.scheduled lists the newest task first',
        in: 'core/ready.js',
        replace: ['all.push(task);', 'all.unshift(task);'],
      },
    ],
  }),
])
