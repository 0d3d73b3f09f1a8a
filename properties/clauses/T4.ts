/** T4 · Settled by its coroutine alone. */

import type { Ending } from '../../spec/event.ts'
import { failedWith, same } from '../history/endings.ts'
import { clause, eventLaw } from '../law.ts'

export const T4 = clause('T4', [
  eventLaw({
    sentence: 'a task settles with what its body returns or throws',
    hint: 'Task.proceed passes the return value or the error to end(), as it is',
    begin: () => {
      const ends = new Map<string, Ending>()
      return (event, { tasks }, found) => {
        if (event.event === 'ends' && tasks.has(event.who)) ends.set(event.who, event.ending)
        if (event.event !== 'settled') return
        const ending = ends.get(event.future)
        if (ending === undefined) return
        found.expect(
          same(ending, event.ending),
          () => `${event.future} settled with another outcome`,
        )
      }
    },
    mutants: [
      {
        name: 'failure-is-a-result',
        why: 'a task whose coroutine throws succeeds with undefined',
        in: 'core/task.js',
        replace: ['end(this, failure);', 'end(this, success(undefined));'],
      },
      {
        name: 'result-is-dropped',
        why: 'a task succeeds with undefined, whatever its coroutine returns',
        in: 'core/task.js',
        replace: ['success(value)', 'success(undefined)'],
      },
    ],
  }),
  eventLaw({
    sentence: 'a task refuses setResult and setError',
    hint: 'Task overrides both',
    begin:
      () =>
      (event, { tasks }, found) => {
        if (event.event !== 'called' || !tasks.has(event.of)) return
        if (event.call !== 'setResult' && event.call !== 'setError') return
        found.expect(
          failedWith(event.ending, 'InvalidStateError'),
          () => `${event.of} accepted ${event.call}`,
        )
      },
    mutants: [
      {
        name: 'task-takes-a-result',
        why: 'setResult settles a task before its coroutine returns',
        in: 'core/task.js',
        replace: ['setResult(_value) {', 'setResultOfTask(_value) {'],
      },
    ],
  }),
])
