/** F2 · Any value is a result. */

import type { Ending } from '../../spec/event.ts'
import { same } from '../history/endings.ts'
import { clause, eventLaw } from '../law.ts'

export const F2 = clause('F2', [
  eventLaw({
    sentence: 'an await of a future, and its result(), return the value that setResult received',
    hint: 'Success holds the value as it is; a future is settled or not, whatever that value is',
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
          () => `${event.who} received another value from ${event.of}`,
        )
      }
    },
    mutants: [
      {
        name: 'null-becomes-undefined',
        why: 'an await of a result null returns undefined',
        in: 'core/future.js',
        replace: ['success(value)', 'success(value ?? undefined)'],
      },
      {
        name: 'undefined-becomes-null',
        why: 'an await of a result undefined returns null',
        in: 'core/suspension.js',
        replace: ['return state;', 'return { done: true, value: state.value ?? null };'],
      },
    ],
  }),
])
