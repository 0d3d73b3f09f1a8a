/** C7 · Cancelled while it runs. */

import type { Ending } from '../../spec/event.ts'
import { same } from '../history/endings.ts'
import { clause, eventLaw } from '../law.ts'
import { isQuiet } from '../trial.ts'

export const C7 = clause('C7', [
  eventLaw({
    sentence:
      'a task that is cancelled during its own step is appended to the ready queue when it suspends, or keeps its outcome',
    hint: 'Task.proceed checks whether the step has replaced the coroutine before it parks the task',
    begin: (trial) => {
      let doomed: string | undefined
      let ends: Ending | undefined
      return (event, before, found) => {
        if (!isQuiet(trial)) return
        if (event.event === 'cancelled' && before.running === event.task) {
          doomed = event.task
          ends = undefined
        }
        if (doomed === undefined) return
        // C11, C13, C14: what is put off waits.
        if (event.event === 'parked' && before.isPutOff(before.voice(doomed))) doomed = undefined
        if (doomed === undefined) return
        if (event.event === 'ends' && event.who === before.voice(doomed)) ends = event.ending
        if (event.event === 'scheduled' && event.task === doomed) {
          found.expect(ends === undefined, () => `${doomed} was scheduled, though it had ended`)
          doomed = undefined
        } else if (event.event === 'settled' && event.future === doomed) {
          const right = ends !== undefined && same(ends, event.ending)
          found.expect(right, () => `${doomed} was closed in the step in which it was cancelled`)
          doomed = undefined
        } else if (event.event === 'stepped' || event.event === 'parked') {
          const who = doomed
          found.expect(false, () => `${who} was cancelled, and was neither scheduled nor settled`)
        }
      }
    },
    mutants: [
      {
        name: 'self-cancelled-waits',
        why: 'a task that was cancelled during its own step begins the wait that it requested',
        in: 'core/task.js',
        replace: [
          'if (this.coroutine !== coroutine && refrains(this)) return; if (parks(this)) return;',
          'if (parks(this)) return;',
        ],
      },
      {
        name: 'self-cancelled-loses-its-result',
        why: 'a task that was cancelled during its own step is cancelled even if it returns in that step',
        in: 'core/task.js',
        replace: [
          'if (resumption.done === true) {',
          'if (resumption.done === true && this.coroutine === coroutine) {',
        ],
      },
      {
        name: 'self-cancelled-closed-at-once',
        why: 'a task that was cancelled during its own step is closed as soon as it suspends',
        in: 'core/task.js',
        replace: [
          'if (resumption === waitRequest) {',
          `if (this.coroutine !== coroutine) {
            this.awaiting = undefined;
            loop.running = this;
            return this.proceed(loop);
          }
          if (resumption === waitRequest) {`,
        ],
      },
    ],
  }),
])
