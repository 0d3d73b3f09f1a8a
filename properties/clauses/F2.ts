/** F2 · Any value is a result. */

import type { Ending } from '../../spec/event.ts'
import { same } from '../history/endings.ts'
import { clause, eventLaw } from '../law.ts'

export const F2 = clause('F2', [
  eventLaw({
    sentence:
      'whoever awaits a future, or asks for its result, gets the value that it was settled with',
    hint: 'a value is kept as it is; whether there is one is not read off the value',
    begin: () => {
      const values = new Map<string, Ending>()
      return (event, { futures }, found) => {
        const sets = event.event === 'called' && event.call === 'setResult'
        if (sets && futures.has(event.of) && 'value' in event.ending) {
          values.set(event.of, event.ending)
        }
        if (event.event !== 'got' || event.by === 'error' || event.by === 'cancelled') return
        const value = values.get(event.of)
        if (value === undefined) return
        found.expect(
          same(value, event.ending),
          () => `${event.who} got another value of ${event.of}`,
        )
      }
    },
    mutants: [
      {
        name: 'null-becomes-undefined',
        why: 'null is taken for no value',
        in: 'core/future.js',
        replace: ['success(value)', 'success(value ?? undefined)'],
      },
      {
        name: 'undefined-becomes-null',
        why: 'a signal that carries nothing is handed over as null',
        in: 'core/suspension.js',
        replace: ['return state;', 'return { done: true, value: state.value ?? null };'],
      },
    ],
  }),
])
