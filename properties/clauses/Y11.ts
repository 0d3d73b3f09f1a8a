/** Y11 · A closed queue. */

import { failedWith } from '../history/endings.ts'
import { actorOf } from '../history/history.ts'
import { isOpen, WaitQueues, namesOf } from '../history/waitQueues.ts'
import { Stores } from '../history/stores.ts'
import { clause, eventLaw, following } from '../law.ts'
import { isQuiet } from '../trial.ts'
import { throwsOnly } from '../visits/refusals.ts'
import { shows } from '../visits/inspection.ts'

export const Y11 = clause('Y11', [
  eventLaw({
    sentence: 'a put into a closed queue throws QueueClosedError, and does not wait',
    hint: 'put() of Queue checks first whether the queue is closed',
    begin: following(WaitQueues, (_trial, waitQueues) => {
      const requests = new Map<string, string>()
      return (event, before, found) => {
        if (event.event === 'parked') {
          const at = waitQueues.ofTicket(event.on)
          const waits = at !== undefined && requests.get(before.voice(event.who)) === at.name
          found.require(!waits, () => `${event.who} waits to put into ${at?.name}, which is closed`)
        }
        const who = actorOf(event)
        const of = who === undefined ? undefined : requests.get(who)
        if (who !== undefined && of !== undefined) {
          requests.delete(who)
          const has = event.event === 'has' && event.what === 'put' && event.of === of
          // Otherwise it was closed before it received the error.
          // Y17: what has no priority is refused whatever the queue is like.
          const unranked = has && failedWith(event.ending, 'TypeError')
          if (has && !(unranked && waitQueues.all.get(of)?.ranked === true))
            found.expect(
              failedWith(event.ending, 'QueueClosedError'),
              () => `${of} is closed, and the put of ${who} is not refused`,
            )
        }
        const at = 'of' in event ? waitQueues.all.get(event.of) : undefined
        if (at?.kind !== 'queue') return
        if (event.event === 'asks' && event.what === 'put' && at.closed)
          requests.set(event.who, event.of)
        const refused = event.event === 'has' && failedWith(event.ending, 'QueueClosedError')
        if (refused)
          found.require(at.closed, () => `${event.who} is refused, and ${event.of} is not closed`)
      }
    }),
    mutants: [
      {
        name: 'closed-queue-accepts',
        why: 'a closed queue accepts an item',
        in: 'sync/queue.js',
        replace: [
          'this.#rankOf?.(item); if (this.#closed) yield* this.#refuse();',
          'this.#rankOf?.(item);',
        ],
      },
    ],
  }),
  eventLaw({
    sentence:
      'close() of a queue throws nothing, and no task waits to put or to take once it has returned',
    hint: 'close() drains both wait queues, and refuses each waiter',
    begin: following(WaitQueues, (_trial, waitQueues) => (event, before, found) => {
      if (event.event !== 'called' || event.call !== 'closeQueue') return
      throwsOnly(event, [], found)
      // An observer may call it during another close(), which has waiters left to refuse.
      if (event.who === 'observer') return
      const at = waitQueues.all.get(event.of)
      if (at?.kind !== 'queue') return
      const left = at.waiters.filter(
        ({ state, ticket, what, who }) =>
          state === 'waits' &&
          what !== 'join' &&
          before.tasks.has(who) &&
          before.parked.get(before.notifiedAs(who) ?? '') === ticket,
      )
      const tested = at.waiters.length > 0 && !at.closed
      found.expectWhere(tested, left.length === 0, () => `${namesOf(left)} still waits`)
    }),
    mutants: [
      {
        name: 'close-leaves-takers',
        why: 'close() does not end the waiting takes',
        in: 'sync/queue.js',
        replace: [
          'for (const taker of this.#takers.drain()) taker.refuse(this.#closedError(), notifications);',
          '',
        ],
      },
      {
        name: 'close-leaves-putters',
        why: 'close() does not end the waiting puts',
        in: 'sync/queue.js',
        replace: [
          'for (const putter of this.#putters.drain()) putter.refuse(this.#closedError(), notifications);',
          '',
        ],
      },
    ],
  }),
  eventLaw({
    sentence:
      'a take from a closed queue takes what is left, and throws QueueClosedError once the queue is empty',
    hint: 'take() of Queue takes an item if there is one, before it checks whether the queue is closed',
    begin: following(Stores, (trial, stores) => {
      const requests = new Map<string, { of: string; there: boolean }>()
      return (event, before, found) => {
        if (event.event === 'parked') {
          const at = stores.waitQueues.ofTicket(event.on)
          const waits = at !== undefined && requests.get(before.voice(event.who))?.of === at.name
          found.require(
            !waits,
            () => `${event.who} waits to take from ${at?.name}, which is closed`,
          )
        }
        const who = actorOf(event)
        const request = who === undefined ? undefined : requests.get(who)
        if (who !== undefined && request !== undefined) {
          requests.delete(who)
          const { of, there } = request
          const has = event.event === 'has' && event.what === 'take' && event.of === of
          const say = (): string => `the take of ${who} is ${there ? '' : 'not '}refused`
          // Otherwise it was closed before it received either.
          if (has) found.expect(failedWith(event.ending, 'QueueClosedError') !== there, say)
        }
        if (event.event !== 'asks' || event.what !== 'take' || !isQuiet(trial)) return
        const at = stores.waitQueues.all.get(event.of)
        if (at?.kind !== 'queue' || !at.closed || at.unsure || isOpen(stores.waitQueues, at)) return
        requests.set(event.who, { of: event.of, there: stores.of(at).items.length > 0 })
      }
    }),
    mutants: [
      {
        name: 'close-drops-items',
        why: 'close() drops the items',
        in: 'sync/queue.js',
        replace: [
          'this.#closed = true;',
          'this.#closed = true; while (this.#items.take() !== undefined);',
        ],
      },
      {
        name: 'closed-queue-waits',
        why: 'a take from a queue that is closed and empty waits for ever',
        in: 'sync/queue.js',
        replace: ['if (entry === undefined && this.#closed) return yield* this.#refuse();', ''],
      },
    ],
  }),
  eventLaw({
    sentence: 'a queue shows whether it is closed',
    hint: 'closed of Queue returns the flag that close() sets',
    begin: shows('queue', ({ closed, of }, at, found) =>
      found.expect(
        closed === at.closed,
        () => `${of} shows that it is ${closed ? '' : 'not '}closed`,
      ),
    ),
    mutants: [
      {
        name: 'closed-queue-shown-open',
        why: 'a closed queue shows that it is not closed',
        in: 'sync/queue.js',
        replace: ['get closed() { return this.#closed; }', 'get closed() { return false; }'],
      },
    ],
  }),
])
