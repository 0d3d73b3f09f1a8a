/** Y16 · Discarded. */

import { Stores } from '../history/stores.ts'
import { isUnnamed } from '../history/script.ts'
import { isOpen } from '../history/waitQueues.ts'
import { clause, eventLaw, following, game } from '../law.ts'
import { isQuiet } from '../trial.ts'
import { chanceOf, numberOf } from '../subject/chance.ts'
import { play } from '../subject/queueGame.ts'

export const Y16 = clause('Y16', [
  eventLaw({
    sentence: 'discard() returns what is in the queue, in the order of taking',
    hint: 'discard() of Queue takes what is in, those that were put back included',
    begin: following(Stores, (trial, stores) => (event, _before, found) => {
      if (event.event !== 'called' || event.call !== 'discard' || !isQuiet(trial)) return
      const at = stores.waitQueues.all.get(event.of)
      if (at === undefined || at.unsure) return
      if (isOpen(stores.waitQueues, at) || 'error' in event.ending) return
      const { items, known, put } = stores.of(at)
      const inside = items.filter(({ number }) => number <= known)
      const values = inside.flatMap(({ value }) => (value === undefined ? [] : [value.value]))
      if (values.length < inside.length || [...put.keys()].some(isUnnamed)) return
      const due = values.map(String).join(', ')
      const seen = event.ending.value
      found.expect(seen === due, () => `discarded: ${seen}; in it: ${due}`)
    }),
    mutants: [
      {
        name: 'discards-but-the-last',
        why: 'discard() leaves the last item in',
        in: 'sync/queue.js',
        replace: ['number <= entered;', 'number < entered;'],
      },
    ],
  }),
  game({
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
  game({
    sentence: 'what enters in place of a put that loses its race was not in, and stays',
    hint: 'discard() of Queue takes no entry that is numbered after it began',
    check: ({ session, subject: { Loop, Queue, race } }, found) => {
      const number = numberOf(session)
      if (number === undefined) return
      const loop = new Loop({ discipline: 'drain' })
      const queue = new Queue<string>({ capacity: 2 })
      const racer = loop.spawn(race([queue.put('first'), queue.put('rival')]))
      const waiting = Array.from({ length: 1 + (number % 2) }, (_, index) =>
        loop.spawn(
          (function* () {
            yield
            yield* queue.put(`late ${index}`)
          })(),
        ),
      )
      const last = loop.spawn(
        (function* () {
          yield
          return queue.discard().join()
        })(),
      )
      loop.runStep()
      const size = Math.min(waiting.length, 2)
      const seen = `${last.result()}; ${queue.size} in, ${queue.undone} undone, ${racer.done()}`
      const due = `first; ${size} in, ${size} undone, true`
      found.expect(seen === due, () => `${seen}, and not ${due}`)
      loop.close()
    },
    mutants: [
      {
        name: 'discards-what-comes-late',
        why: 'an item that enters while others are discarded is discarded too',
        in: 'sync/queue.js',
        replace: ['const wasIn = ({ number }) => number <= entered;', 'const wasIn = () => true;'],
      },
    ],
  }),
])
