/** S5 · all: every result. */

import { clause, eventLaw } from '../law.ts'
import { combined } from '../visits/combinator.ts'

export const S5 = clause('S5', [
  eventLaw({
    sentence:
      'all() returns every result in the order of the items, or throws the error of the first item that fails',
    hint: 'the first failure decides all(), or else the last result',
    begin: combined('all'),
    mutants: [
      {
        name: 'all-in-order-of-completion',
        why: 'all() returns the results in the order of completion',
        in: 'structure/all.js',
        replace: [
          'return ({ state }) => {',
          'return (item) => { const { state } = item; item.place = -left;',
        ],
        also: [
          {
            in: 'structure/all.js',
            replace: [
              'return items.map(',
              'return items.toSorted((a, b) => a.place - b.place).map(',
            ],
          },
        ],
      },
      {
        name: 'all-waits-for-all',
        why: 'all() waits for every item, even though one has failed',
        in: 'structure/all.js',
        replace: ['left === 0 || state instanceof Failure', 'left === 0'],
      },
      {
        name: 'all-ends-with-the-first',
        why: 'all() is decided by the first result, and returns undefined for the others',
        in: 'structure/all.js',
        replace: ['left === 0 || state instanceof Failure', 'true'],
        also: [
          {
            in: 'structure/all.js',
            replace: ['item.result())', '(item.done() ? item.result() : undefined))'],
          },
        ],
      },
      {
        name: 'all-takes-the-last-of-the-settled',
        why: 'among items that have already settled, the last in order decides all()',
        in: 'structure/join.js',
        replace: [
          'this.decider = settledDecider(items, rule);',
          "this.decider = settledDecider(name === 'all' ? items.toReversed() : items, rule);",
        ],
      },
    ],
  }),
])
