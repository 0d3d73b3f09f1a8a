/** S7 · race: the first outcome. */

import { clause, eventLaw } from '../law.ts'
import { combined } from '../visits/combinator.ts'

export const S7 = clause('S7', [
  eventLaw({
    sentence:
      'race ends as the item that is settled first, of those settled before it the first in order',
    hint: 'whoever settles first decides, and nobody after it',
    begin: combined('race'),
    mutants: [
      {
        name: 'race-takes-the-last',
        why: 'the item that is settled last wins',
        in: 'structure/race.js',
        replace: ['rule: () => () => true,', 'rule: (count) => () => (count -= 1) === 0,'],
      },
      {
        name: 'race-passes-over-failures',
        why: 'an item that fails does not win',
        in: 'structure/race.js',
        replace: ['rule: () => () => true,', "rule: () => ({ state }) => !('error' in state),"],
      },
      {
        name: 'race-to-the-last-of-the-settled',
        why: 'of those that are settled already, the last in order wins',
        in: 'structure/join.js',
        replace: [
          'items.find((item) => item.done() && rule(item))',
          'items.findLast((item) => item.done() && rule(item))',
        ],
      },
    ],
  }),
])
