/** Y16 · Discarded. */

import { clause, law } from '../law.ts'
import { chanceOf } from '../subject/chance.ts'
import { play } from '../subject/queueGame.ts'

export const Y16 = clause('Y16', [
  law({
    sentence:
      'discard() returns every item that is in, in the order of taking, and lets in what waits for room',
    hint: 'discard() of Queue takes one entry after the other, then admits',
    check: ({ session, subject }, found) => {
      const chance = chanceOf(session)
      if (chance === undefined) return
      for (const { about, due, seen } of play(subject, session, chance))
        if (about === 'discard') found.expect(seen === due, () => `discarded: ${seen}; due: ${due}`)
    },
    mutants: [
      {
        name: 'discards-nothing',
        why: 'discard() returns what is in and leaves it there',
        in: 'sync/queue.js',
        replace: [
          'return dropped.map(({ item }) => item);',
          'for (const entry of dropped) this.#items.add(entry); return dropped.map(({ item }) => item);',
        ],
      },
      {
        name: 'discard-lets-none-in',
        why: 'a put that waits for room waits on when the items were discarded',
        in: 'sync/queue.js',
        replace: ['this.#admit(change); this.#finish(dropped', 'this.#finish(dropped'],
      },
    ],
  }),
])
