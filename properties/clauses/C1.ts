/** C1 · Cancelled once. */

import { returned } from '../history/endings.ts'
import { clause, eventLaw } from '../law.ts'
import { isQuiet } from '../trial.ts'

export const C1 = clause('C1', [
  eventLaw({
    sentence:
      'cancel() returns true at most once, and false only if its target had ended or was cancelled before',
    hint: 'Future.cancel checks done() first, Task.cancel whether the task has ended and isClosing()',
    begin: () => {
      const accepted = new Set<string>()
      return (event, { cancelled, futures, settled, tasks }, found) => {
        if (event.event !== 'called' || !('value' in event.ending)) return
        const { call, ending, of } = event
        if (futures.has(of) && (call === 'setResult' || call === 'setError')) accepted.add(of)
        if (call !== 'cancel' || !(futures.has(of) || tasks.has(of))) return
        if (ending.value === true) {
          found.expect(
            !accepted.has(of),
            () => `cancel() of ${of} returned true, though it was settled before`,
          )
          accepted.add(of)
          const notified = !tasks.has(of) || cancelled.has(of)
          found.require(notified, () => `${of} was cancelled, and no observer was notified`)
          return
        }
        found.require(ending.value === false, () => `cancel() returned ${ending.value}`)
        const late = settled.has(of) || accepted.has(of) || cancelled.has(of)
        found.expect(late, () => `cancel() of ${of} returned false, though it could be cancelled`)
      }
    },
    mutants: [
      {
        name: 'cancel-true-twice',
        why: 'cancel() returns true even for a task that was cancelled before',
        in: 'core/task.js',
        replace: ['isClosing(coroutine)) return false;', 'false) return false;'],
        also: [
          {
            in: 'core/task.js',
            replace: [
              'if (!close(this, reason)) return false; interrupt(',
              'if (this.coroutine !== undefined && isClosing(this.coroutine)) return true; if (!close(this, reason)) return false; interrupt(',
            ],
          },
        ],
      },
      {
        name: 'cancel-of-ended-true',
        why: 'cancel() returns true for a task that has ended',
        in: 'core/task.js',
        replace: [
          'if (coroutine === undefined || isClosing(coroutine)) return false;',
          'if (coroutine === undefined || isClosing(coroutine)) return coroutine === undefined;',
        ],
      },
      {
        name: 'cancel-of-settled-true',
        why: 'cancel() returns true for a settled future',
        in: 'core/future.js',
        replace: ['if (this.done()) return false;', 'if (this.done()) return true;'],
      },
      {
        name: 'running-task-refuses',
        why: 'a running task cannot be cancelled',
        in: 'core/task.js',
        replace: [
          'isClosing(coroutine)) return false;',
          'isClosing(coroutine) || task.loop.running === task) return false;',
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'a task is cancelled at most once, and never after its end',
    hint: 'a second cancel() changes nothing: Task.cancel checks isClosing() first',
    begin:
      () =>
      (event, { cancelled, live }, found) => {
        if (event.event !== 'cancelled') return
        const { task } = event
        found.expect(!cancelled.has(task), () => `${task} was cancelled a second time`)
        found.require(live.includes(task), () => `${task} was cancelled after its end`)
      },
    mutants: [
      {
        name: 'cancelled-again',
        why: 'a second cancel() takes effect again, in the middle of the clean-up',
        in: 'core/task.js',
        replace: ['coroutine === undefined || isClosing(coroutine)', 'coroutine === undefined'],
      },
    ],
  }),
  eventLaw({
    sentence: 'cancel() throws nothing, and one that returns false has changed nothing',
    hint: 'Task.cancel and Future.cancel return true where they take effect',
    begin: (trial) => {
      /** What was cancelled or settled since the last event that is no consequence of a call. */
      const changed = new Set<string>()
      return (event, { futures, tasks }, found) => {
        const isEffect = ['cancelled', 'scheduled', 'woken', 'settled'].includes(event.event)
        if (event.event === 'cancelled') changed.add(event.task)
        if (event.event === 'settled') changed.add(event.future)
        const own = event.event === 'called' && event.call === 'cancel'
        if (own && (futures.has(event.of) || tasks.has(event.of))) {
          const { ending, of } = event
          found.require('value' in ending, () => `cancel() of ${of} threw`)
          if (returned(ending, false) && isQuiet(trial))
            found.expect(
              !changed.has(of),
              () => `cancel() of ${of} took effect, and returned false`,
            )
        }
        if (!isEffect) changed.clear()
      }
    },
    mutants: [
      {
        name: 'cancel-of-task-false',
        why: 'cancel() of a task takes effect and returns false',
        in: 'core/task.js',
        replace: [
          'this.loop.notifier?.cancelled(this, reason)); return true;',
          'this.loop.notifier?.cancelled(this, reason)); return false;',
        ],
      },
      {
        name: 'cancel-of-future-false',
        why: 'cancel() of a future takes effect and returns false',
        in: 'core/future.js',
        replace: [
          'new Cancelled(new CancelledError(this, reason))); return true;',
          'new Cancelled(new CancelledError(this, reason))); return false;',
        ],
      },
      {
        name: 'cancel-of-ended-throws',
        why: 'cancel() throws where it has no effect',
        in: 'core/task.js',
        replace: [
          'if (coroutine === undefined || isClosing(coroutine)) return false;',
          "if (coroutine === undefined || isClosing(coroutine)) throw new InvalidStateError('done');",
        ],
      },
    ],
  }),
])
