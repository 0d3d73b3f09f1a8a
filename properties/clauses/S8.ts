/** S8 · any: the first result. */

import { clause, eventLaw } from '../law.ts'
import { combined } from '../visits/combinator.ts'

export const S8 = clause('S8', [
  eventLaw({
    sentence:
      'any() returns the first result, or throws an AggregateError with the errors of all items in their order',
    hint: 'a failure decides any() only if it is the last',
    begin: combined('any'),
    mutants: [
      {
        name: 'any-gives-up',
        why: 'any() fails with the first failure',
        in: 'structure/any.js',
        replace: ['left === 0 || !(state instanceof Failure)', 'true'],
      },
      {
        name: 'any-errors-reversed',
        why: 'any() lists the errors from the last item to the first',
        in: 'structure/any.js',
        replace: ['items.flatMap(', 'items.toReversed().flatMap('],
      },
      {
        name: 'any-throws-the-last',
        why: 'any() throws the error of the item that failed last, as it is',
        in: 'structure/any.js',
        replace: [
          'throw new AggregateError(errors,',
          'decider?.result(); throw new AggregateError(errors,',
        ],
      },
      {
        name: 'any-takes-the-last-of-the-settled',
        why: 'among items that have already settled, the last in order decides any()',
        in: 'structure/join.js',
        replace: [
          'this.decider = settledDecider(items, rule);',
          "this.decider = settledDecider(name === 'any' ? items.toReversed() : items, rule);",
        ],
      },
    ],
  }),
])
