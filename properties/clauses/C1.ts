/** C1 · Cancelled once. */

import { clause, eventLaw } from '../law.ts'

export const C1 = clause('C1', [
  eventLaw({
    sentence: 'cancel() gives true at most once, and false only to what has ended or was cancelled',
    hint: 'cancel looks whether it is settled, and whether it was cancelled, before anything else',
    begin: () => {
      const accepted = new Set<string>()
      return (event, { cancelled, futures, settled, tasks }, found) => {
        if (event.event !== 'called' || !('value' in event.ending)) return
        const { call, ending, of } = event
        if (futures.has(of) && (call === 'setResult' || call === 'setError')) accepted.add(of)
        if (call !== 'cancel' || !(futures.has(of) || tasks.has(of))) return
        if (ending.value === true) {
          found.expect(!accepted.has(of), () => `${of} was cancelled, and was settled before`)
          accepted.add(of)
          const told = !tasks.has(of) || cancelled.has(of)
          found.require(told, () => `${of} was cancelled, and not told`)
          return
        }
        found.require(ending.value === false, () => `cancel() gave ${ending.value}`)
        const late = settled.has(of) || accepted.has(of) || cancelled.has(of)
        found.expect(late, () => `${of} could be cancelled, and was not`)
      }
    },
    mutants: [
      {
        name: 'cancel-true-twice',
        why: 'cancel() gives true also to a task that was cancelled before',
        in: 'core/task.js',
        replace: ['isClosing(coroutine)) return false;', 'false) return false;'],
        also: [
          {
            in: 'core/task.js',
            replace: [
              'this.coroutine = closing(coroutine',
              'if (isClosing(coroutine)) return true; this.coroutine = closing(coroutine',
            ],
          },
        ],
      },
      {
        name: 'cancel-of-ended-true',
        why: 'cancel() gives true to a task that has ended',
        in: 'core/task.js',
        replace: [
          'if (coroutine === undefined || isClosing(coroutine)) return false;',
          'if (coroutine === undefined || isClosing(coroutine)) return coroutine === undefined;',
        ],
      },
      {
        name: 'cancel-of-settled-true',
        why: 'cancel() gives true to a future that is settled',
        in: 'core/future.js',
        replace: ['if (this.done()) return false;', 'if (this.done()) return true;'],
      },
      {
        name: 'running-task-refuses',
        why: 'a task that is running cannot be cancelled',
        in: 'core/task.js',
        replace: [
          'isClosing(coroutine)) return false;',
          'isClosing(coroutine) || loop.running === this) return false;',
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'a task is cancelled once, and not after its end',
    hint: 'a second reason changes nothing',
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
        why: 'a second cancel() takes effect once more, in the midst of the clean-up',
        in: 'core/task.js',
        replace: ['coroutine === undefined || isClosing(coroutine)', 'coroutine === undefined'],
      },
    ],
  }),
])
