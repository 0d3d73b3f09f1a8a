/** Y3 · Nothing is lost. */

import { isBetween } from '../history/history.ts'
import { isOpen, Lines, permitLine, whoIn } from '../history/lines.ts'
import { Stores } from '../history/stores.ts'
import { clause, eventLaw, following } from '../law.ts'
import { isQuiet } from '../trial.ts'

export const Y3 = clause('Y3', [
  eventLaw({
    sentence: 'nobody stands in line for a permit that nobody has',
    hint: 'what was handed to one who is closed is released, and goes to the next',
    begin: following(Lines, (trial, lines) => (event, _before, found) => {
      if (!isBetween(event) || !isQuiet(trial)) return
      for (const at of lines.all.values()) {
        if (at.kind !== 'lock' && at.kind !== 'semaphore') continue
        const waits = permitLine(lines, at).filter(({ state }) => state === 'waits')
        if (waits.length === 0) continue
        const taken = at.holders.length + at.given.length
        const tested = at.turns.some(({ state }) => state === 'gone')
        const say = (): string => `${whoIn(waits)} waits for ${at.name}, which is free`
        found.expectWhere(tested, taken >= at.size, say)
      }
    }),
    mutants: [
      {
        name: 'handed-lock-lost',
        why: 'who is closed after it was handed a lock, and before its turn, keeps it for ever',
        in: 'sync/permits.js',
        replace: [
          'if (!received && waiter?.leave() !== true) this.handOff(who);',
          'if (!received && waiter?.leave() === undefined) this.handOff(who);',
        ],
      },
      {
        name: 'free-lock-lost',
        why: 'who is closed after it took a free lock, and before its turn, keeps it for ever',
        in: 'sync/permits.js',
        replace: [
          'if (!received && waiter?.leave() !== true) this.handOff(who);',
          'if (!received && waiter?.leave() === false) this.handOff(who);',
        ],
      },
      {
        name: 'handed-permit-lost',
        why: 'who is closed after it was handed a permit, and before its turn, keeps it for ever',
        in: 'sync/permits.js',
        replace: [
          'if (!received && waiter?.leave() !== true) this.handOff(who);',
          "if (!received && waiter?.leave() !== true && !(waiter && this.kind === 'Semaphore')) this.handOff(who);",
        ],
      },
      {
        name: 'closed-stays-in-line',
        why: 'who is closed while it waits stays in line, and is handed the lock when it is gone',
        in: 'sync/waitQueue.js',
        replace: ['this.queue.remove(this); return true;', 'return true;'],
      },
    ],
  }),
  eventLaw({
    sentence:
      'nobody stands in line to take while there is something, or to put while there is room',
    hint: 'an item that was handed to one who is closed goes to the next, or back',
    begin: following(Stores, (trial, stores) => (event, _before, found) => {
      if (!isBetween(event) || !isQuiet(trial)) return
      const { lines } = stores
      for (const at of lines.all.values()) {
        if (at.kind !== 'queue' || at.unsure || isOpen(lines, at)) continue
        const { items, owed } = stores.of(at)
        const takers = lines.waiting(at, 'take').filter(({ state }) => state === 'waits')
        const putters = lines.waiting(at, 'put').filter(({ state }) => state === 'waits')
        const closed = at.turns.some(({ state }) => state === 'gone')
        if (takers.length > 0 && owed.length === 0)
          found.expectWhere(closed, items.length === 0, () => `${whoIn(takers)} could take`)
        if (putters.length > 0)
          found.expectWhere(closed, items.length >= at.size, () => `${whoIn(putters)} could put`)
      }
    }),
    mutants: [
      {
        name: 'putters-left-waiting',
        why: 'when an item is taken, nobody who waits to put is let in',
        in: 'sync/queue.js',
        replace: ['this.#admit(); return entry;', 'return entry;'],
      },
      {
        name: 'handed-item-kept-back',
        why: 'an item that was not had goes back into the queue, though somebody waits for one',
        in: 'sync/queue.js',
        replace: ['if (!received) this.#enter(entry);', 'if (!received) this.#items.add(entry);'],
        also: [
          {
            in: 'sync/queue.js',
            replace: [
              'taker.entry !== undefined) this.#enter(',
              'taker.entry !== undefined) this.#items.add(',
            ],
          },
        ],
      },
    ],
  }),
])
