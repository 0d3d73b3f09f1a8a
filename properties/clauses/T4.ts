/** T4 · Settled by its coroutine alone. */

import type { Ending } from '../../spec/event.ts'
import { failedWith, same } from '../history/endings.ts'
import { clause, eventLaw } from '../law.ts'

export const T4 = clause('T4', [
  eventLaw({
    sentence: 'a task is settled with what its body ends with',
    hint: "the coroutine's return value and its error are the task's, as they are",
    begin: () => {
      const ends = new Map<string, Ending>()
      return (event, { tasks }, found) => {
        if (event.event === 'ends' && tasks.has(event.who)) ends.set(event.who, event.ending)
        if (event.event !== 'settled') return
        const ending = ends.get(event.future)
        if (ending === undefined) return
        found.expect(
          same(ending, event.ending),
          () => `${event.future} was settled with something else`,
        )
      }
    },
    mutants: [
      {
        name: 'failure-is-a-result',
        why: 'a task that throws ends with the result undefined: the error is swallowed',
        in: 'core/task.js',
        replace: ['end(this, failure);', 'end(this, success(undefined));'],
      },
      {
        name: 'result-is-dropped',
        why: 'whatever a task returns, its result is undefined',
        in: 'core/task.js',
        replace: ['success(value)', 'success(undefined)'],
      },
    ],
  }),
  eventLaw({
    sentence: 'setResult and setError are refused by a task',
    hint: 'a task overrides both',
    begin:
      () =>
      (event, { tasks }, found) => {
        if (event.event !== 'called' || !tasks.has(event.of)) return
        if (event.call !== 'setResult' && event.call !== 'setError') return
        found.expect(
          failedWith(event.ending, 'InvalidStateError'),
          () => `${event.of} was settled from outside`,
        )
      },
    mutants: [
      {
        name: 'task-takes-a-result',
        why: 'anybody can give a task its result before its coroutine returns',
        in: 'core/task.js',
        replace: ['setResult(_value) {', 'setResultOfTask(_value) {'],
      },
    ],
  }),
])
