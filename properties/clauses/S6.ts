/** S6 · allSettled: every outcome. */

import { clause, eventLaw } from '../law.ts'
import { combined } from '../visits/combinator.ts'

export const S6 = clause('S6', [
  eventLaw({
    sentence:
      'allSettled() returns when every item has settled, with each outcome in the order of the items',
    hint: 'the last item to settle decides allSettled(), whether items fail or not',
    begin: combined('allSettled'),
    mutants: [
      {
        name: 'all-settled-loses-one',
        why: 'allSettled() omits the outcome of the last item',
        in: 'structure/allSettled.js',
        replace: ['items.map(settlement)', 'items.slice(0, -1).map(settlement)'],
      },
      {
        name: 'all-settled-in-reverse',
        why: 'allSettled() returns the outcomes from the last item to the first',
        in: 'structure/allSettled.js',
        replace: ['items.map(settlement)', 'items.map(settlement).reverse()'],
      },
      {
        name: 'all-settled-stops-at-an-error',
        why: 'allSettled() is decided by the first failure, and returns undefined for pending items',
        in: 'structure/allSettled.js',
        replace: [
          'rule: countdown,',
          'rule: (count) => { const last = countdown(count); return (item) => last() || item.state instanceof Failure; },',
        ],
        also: [
          {
            in: 'structure/allSettled.js',
            replace: ['value: item.result()', 'value: item.done() ? item.result() : undefined'],
          },
        ],
      },
    ],
  }),
])
