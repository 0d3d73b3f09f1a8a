/** Y9 · A queue. */

import { isOpen } from '../history/lines.ts'
import { hasRoom, Stores } from '../history/stores.ts'
import { clause, eventLaw, following } from '../law.ts'
import { isQuiet } from '../trial.ts'
import { counted } from '../visits/count.ts'

export const Y9 = clause('Y9', [
  eventLaw({
    sentence: 'the items are taken in the order in which they were put in',
    hint: 'what comes back goes to its place',
    begin: following(Stores, (trial, stores) => (event, before, found) => {
      if (!isQuiet(trial)) return
      const taken = event.event === 'called' && event.call === 'takeNow' && before.ticking
      if (!taken && !(event.event === 'has' && event.what === 'take')) return
      const at = stores.lines.all.get(event.of)
      if (at?.kind !== 'queue' || at.unsure || 'error' in event.ending) return
      const { handed, items } = stores.of(at)
      const entry = taken ? items[0] : handed.get(event.who)
      const { value } = event.ending
      found.require(entry !== undefined, () => `${event.who} has ${value}, which nobody put in`)
      if (entry?.value !== undefined)
        found.expect(
          entry.value.value === value,
          () => `${value} came before ${entry.value?.value}`,
        )
    }),
    mutants: [
      {
        name: 'newest-item-first',
        why: 'the item that was put in last is taken first',
        in: 'sync/items.js',
        replace: [
          'return new Entry(item, this.#entered);',
          'return new Entry(item, -this.#entered);',
        ],
      },
      {
        name: 'item-returned-to-the-tail',
        why: 'an item that was not had goes behind the others',
        in: 'sync/queue.js',
        replace: [
          'this.#items.add(entry); return;',
          'this.#items.add(this.#items.entry(entry.item)); return;',
        ],
      },
      {
        name: 'item-lost-with-its-taker',
        why: 'an item is lost with who took it at once, and is closed before its turn',
        in: 'sync/queue.js',
        replace: ['if (!received) this.#enter(entry);', ''],
      },
      {
        name: 'handed-item-lost',
        why: 'an item is lost with who was handed it, and is closed before its turn',
        in: 'sync/queue.js',
        replace: ['if (!received && taker.entry !== undefined) this.#enter(taker.entry);', ''],
      },
    ],
  }),
  eventLaw({
    sentence:
      'what is put in is in at once where there is room or somebody waits for it, and not otherwise',
    hint: 'who finds the queue full waits until there is room',
    begin: following(Stores, (trial, stores) => {
      let asked: { who: string; room: boolean } | undefined
      return (event, before, found) => {
        if (!isQuiet(trial)) return
        if (event.event === 'scheduled' && event.task === asked?.who) {
          const { room } = asked
          asked = undefined
          if (stores.lines.claims.get(event.task)?.disturbed !== false) return
          found.expect(room, () => `${event.task} has put in where there is no room`)
        } else if (event.event === 'parked' && event.who === asked?.who) {
          const { room } = asked
          asked = undefined
          found.expect(!room, () => `${event.who} waits, and there is room`)
        }
        if (event.event !== 'asks' || event.what !== 'put' || !before.tasks.has(event.who)) return
        const at = stores.lines.all.get(event.of)
        if (at?.kind !== 'queue' || at.unsure || at.closed || isOpen(stores.lines, at)) return
        asked = { who: event.who, room: hasRoom(stores, at) }
      }
    }),
    mutants: [
      {
        name: 'capacity-ignored',
        why: 'there is always room in a queue',
        in: 'sync/queue.js',
        replace: ['return this.#items.size < this.capacity;', 'return true;'],
      },
      {
        name: 'room-for-one-more',
        why: 'there is room in a queue for one more than its capacity',
        in: 'sync/queue.js',
        replace: ['this.#items.size < this.capacity', 'this.#items.size <= this.capacity'],
      },
      {
        name: 'put-waits-always',
        why: 'who puts an item in waits until it is taken, whatever room there is',
        in: 'sync/queue.js',
        replace: ['(this.#putters.length > 0 || !this.#hasRoom())', 'true'],
      },
    ],
  }),
  eventLaw({
    sentence: 'the room in a queue is a whole number, zero or more, or infinite',
    hint: 'the capacity is looked at when it is made',
    begin: counted('queue'),
    mutants: [
      {
        name: 'room-below-zero',
        why: 'a queue can be made with any capacity',
        in: 'sync/queue.js',
        replace: [
          'if (capacity !== Infinity) requireInteger(`the capacity of ${this.what}`, capacity, 0);',
          '',
        ],
      },
    ],
  }),
])
