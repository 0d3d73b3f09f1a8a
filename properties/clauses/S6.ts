/** S6 · allSettled: every outcome. */

import { clause, eventLaw } from '../law.ts'
import { combined } from '../visits/combinator.ts'

export const S6 = clause('S6', [
  eventLaw({
    sentence: 'allSettled ends when every item has ended, and says how, in the order of the items',
    hint: 'it waits for the last, and an error is no reason to stop',
    begin: combined('allSettled'),
    mutants: [
      {
        name: 'all-settled-loses-one',
        why: 'allSettled says nothing of the last item',
        in: 'structure/allSettled.js',
        replace: ['items.map(settlement)', 'items.slice(0, -1).map(settlement)'],
      },
      {
        name: 'all-settled-in-reverse',
        why: 'allSettled says how the items ended from the last to the first',
        in: 'structure/allSettled.js',
        replace: ['items.map(settlement)', 'items.map(settlement).reverse()'],
      },
      {
        name: 'all-settled-stops-at-an-error',
        why: 'allSettled is decided by the first failure, which is all that it tells of',
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
