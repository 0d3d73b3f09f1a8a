/** S9 · As direct as an await. */

import type { History } from '../history/history.ts'
import { allKnown, decider, isRefused, Joins, type Join } from '../history/joins.ts'
import { clause, eventLaw, type Findings } from '../law.ts'
import { isQuiet } from '../trial.ts'

export const S9 = clause('S9', [
  eventLaw({
    sentence: 'a combinator takes one step for each suspension, and suspends at least once',
    hint: 'combine() suspends once even if the combinator is decided from the start',
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
        replace: ['join.decideAtOnce(); yield* join;', 'join.decideAtOnce(); else yield* join;'],
      },
    ],
  }),
  eventLaw({
    sentence:
      'when the deciding item settles, the waiter of the combinator wakes with the waiters of that item',
    hint: 'Join subscribes among the waiters of each item, and settles in the same change as the item',
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
        why: 'a combinator spawns a task to await each item, which costs a step',
        in: 'structure/join.js',
        replace: ['import {', 'import { Change, Loop,'],
        also: [
          {
            in: 'structure/join.js',
            replace: [
              'subscribe(watcher, item); this',
              `Loop.getCurrentLoop().spawn((function* () {
       try { yield* item; } catch {}
       const change = new Change();
       watcher.settled(item, change);
       change.complete();
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
      'the awaiters of an item and the waiters of its combinators wake in the order in which they began to wait',
    hint: 'a Subscription has a place of its own among the waiters of an item, as a parked task has',
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
        why: 'the awaiters of an item wake before the waiters of its combinators',
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
        why: 'the waiters of the combinators of an item wake before its awaiters',
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

/** No step begins while a combinator is decided and its waiter has not been woken. */
function stillWaits(join: Join, before: History, found: Findings): void {
  if (join.items === undefined || join.steps > 0 || join.refused) return
  // C15: it does not begin to wait.
  if (before.isCut(join.who)) return
  if (!allKnown(join.ended, before)) return
  const by = decider(join, (item) => before.settled.get(item))
  const name = before.notifiedAs(join.who)
  if (by === undefined || name === undefined) return
  const on = before.parked.get(name)
  // While the loop is not stepping, no notification shows that the wait of a main is over.
  if (on !== undefined && before.doubtful.has(on)) return
  const waits = on !== undefined && !before.settled.has(on)
  const tested = join.items.length > 0
  found.expectWhere(
    tested,
    !waits,
    () => `${join.who} still waits for ${on}, though ${by === '' ? 'every item' : by} has settled`,
  )
}
