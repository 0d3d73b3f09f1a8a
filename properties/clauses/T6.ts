/** T6 · In exactly one place. */

import { failedWith, same } from '../history/endings.ts'
import { clause, eventLaw } from '../law.ts'
import { isQuiet } from '../trial.ts'

export const T6 = clause('T6', [
  eventLaw({
    sentence:
      'a task is scheduled only if it is not scheduled, has not ended, and does not wait or is woken or cancelled',
    hint: 'whoever schedules a task has taken it out of where it was',
    begin: (trial) => {
      let woken: string | undefined
      return (event, { parked, scheduled, settled }, found) => {
        if (!isQuiet(trial)) return
        if (event.event === 'scheduled') {
          const { task } = event
          const twice = scheduled.includes(task)
          found.expect(!twice, () => `${task} was scheduled twice`)
          const waits = parked.has(task) && woken !== task
          found.require(!waits, () => `${task} was scheduled while it waits`)
          found.require(!settled.has(task), () => `${task} was scheduled after its end`)
        }
        if (event.event === 'woken' || event.event === 'cancelled') woken = event.task
        else if (event.event === 'scheduled') woken = undefined
      }
    },
    mutants: [
      {
        name: 'scheduled-told-twice',
        why: 'a task that is woken counts as scheduled once for the settlement, and once for itself',
        in: 'core/waiters.js',
        replace: [
          'task.loop.notifier?.scheduled(task);',
          'for (const _ of [1, 2]) task.loop.notifier?.scheduled(task);',
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'schedule() does nothing to a scheduled task, and is refused by any other',
    hint: 'a task that waits, runs or has ended is not to be scheduled',
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
          found.expect(refused, () => `${event.of} is not scheduled, and schedule() took it`)
        }
      },
    mutants: [
      {
        name: 'waiting-task-is-scheduled',
        why: 'schedule() of a waiting task is not refused',
        in: 'core/task.js',
        replace: [
          'return this.awaiting?.done() === false ? `waits for ${this.awaiting}` : undefined;',
          'return undefined;',
        ],
      },
      {
        name: 'done-task-is-scheduled',
        why: 'schedule() of a task that has ended is not refused',
        in: 'core/task.js',
        replace: ["if (this.done()) return 'is done';", 'if (this.done()) return undefined;'],
      },
    ],
  }),
  eventLaw({
    sentence: 'what the loop shows as scheduled is what was scheduled and has not been stepped',
    hint: 'the scheduled tasks are one line, and a task is in it once',
    begin:
      (trial) =>
      (event, { scheduled }, found) => {
        if (event.event !== 'saw' || !isQuiet(trial)) return
        found.expect(
          same(event.scheduled, scheduled),
          () => `it shows ${event.scheduled.join(', ')}`,
        )
      },
    mutants: [
      {
        name: 'shown-newest-first',
        why: 'the loop shows the scheduled tasks in reverse order',
        in: 'core/loop.js',
        replace: ['all.push(task);', 'all.unshift(task);'],
      },
    ],
  }),
])
