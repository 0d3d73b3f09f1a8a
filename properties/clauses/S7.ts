/** S7 · race: the first outcome. */

import { clause, eventLaw } from '../law.ts'
import { combined } from '../visits/combinator.ts'

export const S7 = clause('S7', [
  eventLaw({
    sentence:
      'race() has the outcome of the item that settles first, or of the first in order that had already settled',
    hint: 'the first item to settle decides race(), and none after it',
    begin: combined('race'),
    mutants: [
      {
        name: 'race-takes-the-last',
        why: 'the item that settles last wins',
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
        name: 'future-decides-a-committed-race',
        why: 'a future that settles after a race is committed to an operation decides it before that returns',
        in: 'structure/join.js',
        replace: [
          'for (const [watcher, item] of this.#watches) if (item !== to) unsubscribe(watcher, item);',
          '',
        ],
      },
      {
        name: 'race-to-the-last-of-the-settled',
        why: 'among items that have already settled, the last in order wins',
        in: 'structure/join.js',
        replace: [
          'items.find((item) => item.state instanceof Settled && rule(item))',
          'items.findLast((item) => item.state instanceof Settled && rule(item))',
        ],
      },
    ],
  }),
])
