/** F6 · One outcome for all. */

import type { Ending } from '../../spec/event.ts'
import { same, sameError } from '../history/endings.ts'
import { clause, eventLaw } from '../law.ts'

export const F6 = clause('F6', [
  eventLaw({
    sentence: 'all who await a future get one outcome, the very error object included',
    hint: 'the outcome is made once, when the future is settled',
    begin: () => {
      const outcomes = new Map<string, Ending>()
      return (event, { futures, settled, tasks }, found) => {
        if (event.event !== 'got' || event.of === event.who) return
        if (event.by === 'error' || event.by === 'cancelled') return
        if (!futures.has(event.of) && !tasks.has(event.of)) return
        const told = settled.get(event.of)
        const first = outcomes.get(event.of) ?? told
        outcomes.set(event.of, first ?? event.ending)
        if (first !== undefined) {
          found.expect(
            sameEnding(first, event.ending),
            () => `${event.who} got another outcome of ${event.of}`,
          )
        }
      }
    },
    mutants: [
      {
        name: 'error-wrapped',
        why: 'each waiter gets an error of its own, whose cause is the error',
        in: 'core/suspension.js',
        replace: [
          'throw state.handle(); }',
          "throw new Error('failed', { cause: state.handle() }); }",
        ],
      },
      {
        name: 'error-as-result',
        why: 'who awaits a failure gets undefined, and goes on',
        in: 'core/suspension.js',
        replace: ['throw state.handle(); }', 'return { done: true, value: undefined }; }'],
      },
      {
        name: 'value-handed-over-once',
        why: 'the first who gets the value takes it away',
        in: 'core/suspension.js',
        replace: ['return state;', '{ this.state = new Success(undefined); return state; }'],
      },
    ],
  }),
])

function sameEnding(one: Ending, other: Ending): boolean {
  return 'error' in one ? sameError(one, other) : same(one, other)
}
