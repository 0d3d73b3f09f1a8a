/** Y11 · A closed queue. */

import { failedWith } from '../history/endings.ts'
import { isOpen, WaitQueues, namesOf } from '../history/waitQueues.ts'
import { Stores } from '../history/stores.ts'
import { clause, eventLaw, following } from '../law.ts'
import { isQuiet } from '../trial.ts'
import { throwsOnly } from '../visits/refusals.ts'
import { shows } from '../visits/inspection.ts'

export const Y11 = clause('Y11', [
  eventLaw({
    sentence: 'a put into a closed queue throws QueueClosedError at once',
    hint: '#offer() of Queue checks first whether the queue is closed',
    begin: following(WaitQueues, (trial, waitQueues) => {
      let request: { who: string; of: string } | undefined
      return (event, _before, found) => {
        if (request !== undefined && isQuiet(trial)) {
          const { of, who } = request
          const has = event.event === 'has' && event.who === who && event.of === of
          const refused = has && failedWith(event.ending, 'QueueClosedError')
          found.expect(
            refused,
            () => `${of} is closed, and the put of ${who} is not refused at once`,
          )
        }
        request = undefined
        const at = 'of' in event ? waitQueues.all.get(event.of) : undefined
        if (at?.kind !== 'queue') return
        if (event.event === 'asks' && event.what === 'put' && at.closed) request = event
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
        replace: ['#offer(item) { if (this.#closed) throw this.#closedError();', '#offer(item) {'],
      },
    ],
  }),
  eventLaw({
    sentence: 'close() of a queue throws nothing, and no task waits at it once it has returned',
    hint: 'close() drains both wait queues, and refuses each waiter',
    begin: following(WaitQueues, (_trial, waitQueues) => (event, before, found) => {
      if (event.event !== 'called' || event.call !== 'closeQueue') return
      throwsOnly(event, [], found)
      // An observer may call it during another close(), which has waiters left to refuse.
      if (event.who === 'observer') return
      const at = waitQueues.all.get(event.of)
      if (at?.kind !== 'queue') return
      const left = at.waiters.filter(
        ({ state, ticket, who }) =>
          state === 'waits' &&
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
    hint: '#poll() of Queue takes an item if there is one, before it checks whether the queue is closed',
    begin: following(Stores, (trial, stores) => {
      let request: { who: string; of: string; there: boolean } | undefined
      return (event, _before, found) => {
        if (request !== undefined && isQuiet(trial)) {
          const { of, there, who } = request
          const has = event.event === 'has' && event.who === who && event.of === of
          const refused = has && failedWith(event.ending, 'QueueClosedError')
          const say = (): string => `the take of ${who} is ${there ? '' : 'not '}refused at once`
          found.expect(refused !== there, say)
        }
        request = undefined
        if (event.event !== 'asks' || event.what !== 'take') return
        const at = stores.waitQueues.all.get(event.of)
        if (at?.kind !== 'queue' || !at.closed || at.unsure || isOpen(stores.waitQueues, at)) return
        request = { who: event.who, of: event.of, there: stores.of(at).items.length > 0 }
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
        replace: [
          'if (this.#closed) throw this.#closedError(); return undefined;',
          'return undefined;',
        ],
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
