/** Wrong loops of the chapter on structure: combinators. */

import { breaking, type Mutant } from './mutant.ts'

export const combinatorMutants: readonly Mutant[] = [
  ...breaking(
    'S5',
    'all gives every result in the order of the items, or throws the error of the first that fails',
    [
      {
        name: 'all-in-order-of-completion',
        why: 'all gives the results in the order in which they came',
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
        why: 'all waits for every item, though one has failed',
        in: 'structure/all.js',
        replace: ['left === 0 || state instanceof Failure', 'left === 0'],
      },
      {
        name: 'all-ends-with-the-first',
        why: 'all is decided by the first result, and gives undefined for the others',
        in: 'structure/all.js',
        replace: ['left === 0 || state instanceof Failure', 'true'],
        also: [
          {
            in: 'structure/all.js',
            replace: ['item.result())', '(item.done() ? item.result() : undefined))'],
          },
        ],
      },
    ],
  ),
  ...breaking(
    'S6',
    'allSettled ends when every item has ended, and says how, in the order of the items',
    [
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
  ),
  ...breaking(
    'S7',
    'race ends as the item that is settled first, of those settled before it the first in order',
    [
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
  ),
  ...breaking(
    'S8',
    'any gives the first result, or throws an AggregateError with the errors of all items in their order',
    [
      {
        name: 'any-gives-up',
        why: 'any fails with the first failure',
        in: 'structure/any.js',
        replace: ['left === 0 || !(state instanceof Failure)', 'true'],
      },
      {
        name: 'any-errors-reversed',
        why: 'any names the errors from the last item to the first',
        in: 'structure/any.js',
        replace: ['items.flatMap(', 'items.toReversed().flatMap('],
      },
      {
        name: 'any-throws-the-last',
        why: 'any throws the error of the item that failed last, as it is',
        in: 'structure/any.js',
        replace: [
          'throw new AggregateError(errors,',
          'decider?.result(); throw new AggregateError(errors,',
        ],
      },
    ],
  ),
  ...breaking(
    'S9',
    'a combinator takes the steps in which it is woken, at least one, and no other',
    [
      {
        name: 'combinator-ends-at-once',
        why: 'a combinator that is decided when it begins does not suspend',
        in: 'structure/combinator.js',
        replace: ['items.length === 0)) yield; else', 'items.length === 0)) ; else'],
      },
    ],
  ),
  ...breaking(
    'S9',
    'when the deciding item is settled, who waits is woken with the waiters of that item',
    [
      {
        name: 'combinator-by-helpers',
        why: 'a combinator has a task await each item, which costs a turn',
        in: 'structure/join.js',
        replace: ['import {', 'import { Loop,'],
        also: [
          {
            in: 'structure/join.js',
            replace: [
              'watch(watcher, item); this',
              `Loop.getCurrentLoop().spawn((function* () {
       try { yield* item; } catch {}
       const tellings = [];
       watcher.settled(item, tellings);
       for (const tell of tellings) tell();
       })());
       this`,
            ],
          },
        ],
      },
    ],
  ),
  ...breaking(
    'S9',
    'those who await an item and those who wait for combinators of it are woken in the order in which they began',
    [
      {
        name: 'combinators-woken-last',
        why: 'those who await an item go before those who wait for combinators of it',
        in: 'core/crowd.js',
        replace: [
          'for (const waiter of this.#waiters) {',
          `const waiters = [...this.#waiters];
       const isWatch = (waiter) => waiter instanceof Watch;
       for (const waiter of [...waiters.filter((one) => !isWatch(one)), ...waiters.filter(isWatch)]) {`,
        ],
      },
      {
        name: 'combinators-woken-first',
        why: 'those who wait for combinators of an item go before those who await it',
        in: 'core/crowd.js',
        replace: [
          'for (const waiter of this.#waiters) {',
          `const waiters = [...this.#waiters];
       const isWatch = (waiter) => waiter instanceof Watch;
       for (const waiter of [...waiters.filter(isWatch), ...waiters.filter((one) => !isWatch(one))]) {`,
        ],
      },
    ],
  ),
  ...breaking('S10', 'when a combinator ends, however it does, every task that it made has ended', [
    {
      name: 'losers-not-awaited',
      why: 'a combinator cancels what it made, and does not wait for it',
      in: 'structure/combinator.js',
      replace: ['yield* ended(name, owned);', ''],
    },
    {
      name: 'losers-left-alone',
      why: 'a combinator leaves what it made to itself',
      in: 'structure/combinator.js',
      replace: [
        'for (const task of owned) task.cancel(`its ${name} is over`); try { yield* ended(name, owned); }',
        'try {}',
      ],
    },
  ]),
  ...breaking(
    'S10',
    'when a combinator is decided or closed, it cancels every task that it made and that has not ended, in order',
    [
      {
        name: 'losers-live-on',
        why: 'a combinator waits for what it made, and does not cancel it',
        in: 'structure/combinator.js',
        replace: ['for (const task of owned) task.cancel(', 'for (const task of []) task.cancel('],
      },
      {
        name: 'losers-cancelled-in-reverse',
        why: 'a combinator cancels what it made last first',
        in: 'structure/combinator.js',
        replace: ['for (const task of owned)', 'for (const task of owned.toReversed())'],
      },
    ],
  ),
  ...breaking(
    'S10',
    'nothing is cancelled but by cancel(), by its loop, by its group, or by the combinator that made it',
    [
      {
        name: 'awaited-is-cancelled',
        why: 'a combinator cancels also the tasks that it only awaits',
        in: 'structure/combinator.js',
        replace: [
          'for (const task of owned)',
          "for (const task of given.filter((item) => 'loop' in item).concat(owned))",
        ],
      },
    ],
  ),
]
