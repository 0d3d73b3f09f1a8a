/** F6 · One outcome for all. */

import type { Ending } from '../../spec/event.ts'
import { same, sameError } from '../history/endings.ts'
import { clause, eventLaw } from '../law.ts'

export const F6 = clause('F6', [
  eventLaw({
    sentence: 'every awaiter of a future receives the same outcome, down to the error object',
    hint: 'the outcome is created once, when the future settles',
    begin: () => {
      const outcomes = new Map<string, Ending>()
      return (event, { futures, settled, tasks }, found) => {
        if (event.event !== 'got' || event.of === event.who) return
        if (event.by === 'error' || event.by === 'cancelled') return
        if (!futures.has(event.of) && !tasks.has(event.of)) return
        const known = settled.get(event.of)
        const first = outcomes.get(event.of) ?? known
        outcomes.set(event.of, first ?? event.ending)
        if (first !== undefined) {
          found.expect(
            sameEnding(first, event.ending),
            () => `${event.who} received another outcome of ${event.of}`,
          )
        }
      }
    },
    mutants: [
      {
        name: 'error-wrapped',
        why: 'each awaiter receives a new error, whose cause is the error',
        in: 'core/suspension.js',
        replace: [
          'throw state.handle(); }',
          "throw new Error('failed', { cause: state.handle() }); }",
        ],
      },
      {
        name: 'error-as-result',
        why: 'an await of a failed future returns undefined',
        in: 'core/suspension.js',
        replace: ['throw state.handle(); }', 'return { done: true, value: undefined }; }'],
      },
      {
        name: 'value-received-once',
        why: 'after the first awaiter received the value, the others receive undefined',
        in: 'core/suspension.js',
        replace: ['return state;', '{ this.state = new Success(undefined); return state; }'],
      },
    ],
  }),
])

function sameEnding(one: Ending, other: Ending): boolean {
  return 'error' in one ? sameError(one, other) : same(one, other)
}
