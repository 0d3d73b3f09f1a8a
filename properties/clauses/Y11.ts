/** Y11 · A closed queue. */

import { failedWith } from '../history/endings.ts'
import { isOpen, Lines, whoIn } from '../history/lines.ts'
import { Stores } from '../history/stores.ts'
import { clause, eventLaw, following } from '../law.ts'
import { isQuiet } from '../trial.ts'

export const Y11 = clause('Y11', [
  eventLaw({
    sentence: 'a closed queue refuses what is put in, at once',
    hint: 'put() looks whether it is closed first',
    begin: following(Lines, (trial, lines) => {
      let asked: { who: string; of: string } | undefined
      return (event, _before, found) => {
        if (asked !== undefined && isQuiet(trial)) {
          const { of, who } = asked
          const has = event.event === 'has' && event.who === who && event.of === of
          const refused = has && failedWith(event.ending, 'QueueClosedError')
          found.expect(refused, () => `${of} is closed, and ${event.event} follows`)
        }
        asked = undefined
        const at = 'of' in event ? lines.all.get(event.of) : undefined
        if (at?.kind !== 'queue') return
        if (event.event === 'asks' && event.what === 'put' && at.closed) asked = event
        const refused = event.event === 'has' && failedWith(event.ending, 'QueueClosedError')
        if (refused) found.require(at.closed, () => `${event.of} is not closed`)
      }
    }),
    mutants: [
      {
        name: 'closed-queue-takes',
        why: 'a closed queue takes what is put in',
        in: 'sync/queue.js',
        replace: ['#offer(item) { if (this.#closed) throw this.#closedError();', '#offer(item) {'],
      },
    ],
  }),
  eventLaw({
    sentence: 'when a queue has been closed, nobody waits at it',
    hint: 'close() serves every turn with an error',
    begin: following(Lines, (_trial, lines) => (event, before, found) => {
      // An observer may do so in the midst of the closing: then that goes on.
      if (event.event !== 'called' || event.call !== 'closeQueue' || event.who === 'observer')
        return
      const at = lines.all.get(event.of)
      if (at?.kind !== 'queue') return
      const left = at.turns.filter(
        ({ state, ticket, who }) =>
          state === 'waits' &&
          before.tasks.has(who) &&
          before.parked.get(before.toldAs(who) ?? '') === ticket,
      )
      const tested = at.turns.length > 0 && !at.closed
      found.expectWhere(tested, left.length === 0, () => `${whoIn(left)} still waits`)
    }),
    mutants: [
      {
        name: 'close-leaves-takers',
        why: 'to close a queue does nothing for those who wait to take',
        in: 'sync/queue.js',
        replace: ['for (const taker of takers.drain()) taker.refuse(this.#closedError());', ''],
      },
      {
        name: 'close-leaves-putters',
        why: 'to close a queue does nothing for those who wait to put in',
        in: 'sync/queue.js',
        replace: ['for (const putter of putters.drain()) putter.refuse(this.#closedError());', ''],
      },
    ],
  }),
  eventLaw({
    sentence: 'a closed queue gives what is left in it, and refuses who comes after',
    hint: 'take() looks whether there is something first, then whether it is closed',
    begin: following(Stores, (trial, stores) => {
      let asked: { who: string; of: string; there: boolean } | undefined
      return (event, _before, found) => {
        if (asked !== undefined && isQuiet(trial)) {
          const { of, there, who } = asked
          const has = event.event === 'has' && event.who === who && event.of === of
          const refused = has && failedWith(event.ending, 'QueueClosedError')
          found.expect(refused !== there, () => `${of} has ${there ? 'something' : 'nothing'}`)
        }
        asked = undefined
        if (event.event !== 'asks' || event.what !== 'take') return
        const at = stores.lines.all.get(event.of)
        if (at?.kind !== 'queue' || !at.closed || at.unsure || isOpen(stores.lines, at)) return
        asked = { who: event.who, of: event.of, there: stores.of(at).items.length > 0 }
      }
    }),
    mutants: [
      {
        name: 'close-drops-items',
        why: 'to close a queue empties it',
        in: 'sync/queue.js',
        replace: [
          'this.#closed = true;',
          'this.#closed = true; while (this.#items.take() !== undefined);',
        ],
      },
      {
        name: 'closed-queue-waits',
        why: 'who takes from a queue that is closed and empty waits for ever',
        in: 'sync/queue.js',
        replace: [
          'if (this.#closed) throw this.#closedError(); return undefined;',
          'return undefined;',
        ],
      },
    ],
  }),
])
