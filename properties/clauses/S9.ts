/** S9 · As direct as an await. */

import type { History } from '../history/history.ts'
import { allKnown, decider, isRefused, Joins, type Join } from '../history/joins.ts'
import { clause, eventLaw, type Findings } from '../law.ts'
import { isQuiet } from '../trial.ts'

export const S9 = clause('S9', [
  eventLaw({
    sentence: 'a combinator takes the steps in which it is woken, at least one, and no other',
    hint: 'also one that is decided already gives up the turn',
    begin: (trial) => {
      const joins = new Joins(trial)
      return (event, before, found, index) => {
        const join = event.event === 'has' ? joins.open.get(event.who) : undefined
        if (event.event === 'has' && join !== undefined && event.what === join.kind) {
          const refused = isRefused(event.ending) && join.steps === 0
          const { steps, waits } = join
          const say = (): string => `${event.who} was stepped ${steps} times, for ${waits} waits`
          if (!refused) found.expect(steps > 0 && steps === waits, say)
        }
        joins.follow(event, before, index)
      }
    },
    mutants: [
      {
        name: 'combinator-ends-at-once',
        why: 'a combinator that is decided when it begins does not suspend',
        in: 'structure/combinator.js',
        replace: ['items.length === 0)) yield; else', 'items.length === 0)) ; else'],
      },
    ],
  }),
  eventLaw({
    sentence: 'when the deciding item is settled, who waits is woken with the waiters of that item',
    hint: 'a combinator watches its items in their lines, and asks for no turn of its own',
    begin: (trial) => {
      const joins = new Joins(trial)
      return (event, before, found, index) => {
        if (event.event === 'stepped' && isQuiet(trial))
          for (const join of joins.open.values()) stillWaits(join, before, found)
        joins.follow(event, before, index)
      }
    },
    mutants: [
      {
        name: 'combinator-by-helpers',
        why: 'a combinator has a task await each item, which costs a turn',
        in: 'structure/join.js',
        replace: ['import {', 'import { Loop,'],
        also: [
          {
            in: 'structure/join.js',
            replace: [
              'subscribe(watcher, item); this',
              `Loop.getCurrentLoop().spawn((function* () {
       try { yield* item; } catch {}
       const notifications = [];
       watcher.settled(item, notifications);
       for (const tell of notifications) tell();
       })());
       this`,
            ],
          },
        ],
      },
    ],
  }),
  eventLaw({
    sentence:
      'those who await an item and those who wait for combinators of it are woken in the order in which they began',
    hint: 'the place of the subscribe in the line of waiters is the place of who waits',
    begin: (trial) => {
      const began = new Map<string, number>()
      let burst: { of: string; last: number; joins: boolean } | undefined
      return (event, before, found, index) => {
        if (!isQuiet(trial)) return
        if (event.event === 'parked') began.set(event.who, index)
        if (event.event === 'settled' && !isTicket(event.future))
          burst = { of: event.future, last: -1, joins: false }
        if (event.event !== 'woken' || burst === undefined) return
        const joined = /^(?:all|allSettled|race|any)\/\d+$/u.test(event.by)
        if (before.parked.get(event.task) !== event.by || (!joined && event.by !== burst.of)) return
        const at = began.get(event.task) ?? 0
        const mixed = burst.joins || joined
        const right = at > burst.last
        if (burst.last >= 0)
          found.expectWhere(mixed, right, () => `${event.task} was woken too late`)
        burst = { ...burst, last: at, joins: mixed }
      }
    },
    mutants: [
      {
        name: 'combinators-woken-last',
        why: 'those who await an item go before those who wait for combinators of it',
        in: 'core/waiters.js',
        replace: [
          'for (const waiter of this.#waiters) {',
          `const waiters = [...this.#waiters];
       const isWatch = (waiter) => waiter instanceof Subscription;
       for (const waiter of [...waiters.filter((one) => !isWatch(one)), ...waiters.filter(isWatch)]) {`,
        ],
      },
      {
        name: 'combinators-woken-first',
        why: 'those who wait for combinators of an item go before those who await it',
        in: 'core/waiters.js',
        replace: [
          'for (const waiter of this.#waiters) {',
          `const waiters = [...this.#waiters];
       const isWatch = (waiter) => waiter instanceof Subscription;
       for (const waiter of [...waiters.filter(isWatch), ...waiters.filter((one) => !isWatch(one))]) {`,
        ],
      },
    ],
  }),
])

function isTicket(future: string): boolean {
  return future.includes('/')
}

/** Nobody is stepped while a combinator is decided and who waits for it has not been woken. */
function stillWaits(join: Join, before: History, found: Findings): void {
  if (join.items === undefined || join.steps > 0 || join.refused) return
  if (!allKnown(join.ended, before)) return
  const by = decider(join, (item) => before.settled.get(item))
  const told = before.toldAs(join.who)
  if (by === undefined || told === undefined) return
  const on = before.parked.get(told)
  // While the loop stands still it is not told what a main waits for is there.
  if (on !== undefined && before.doubtful.has(on)) return
  const waits = on !== undefined && !before.settled.has(on)
  const tested = join.items.length > 0
  found.expectWhere(tested, !waits, () => `${join.who} waits for ${on}, and ${by} has decided`)
}
