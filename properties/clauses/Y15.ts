/** Y15 · Items that are done with. */

import { clause, game } from '../law.ts'
import { chanceOf } from '../subject/chance.ts'
import { play } from '../subject/queueGame.ts'

export const Y15 = clause('Y15', [
  game({
    sentence:
      'join() ends when each item that was put in was taken and is done with, or discarded, and not before; a put that is undone put nothing in, and an item that comes back is not done with',
    hint: '#finish() of Queue serves the joiners, and undone counts what entered and is not finished',
    check: ({ session, subject }, found) => {
      const chance = chanceOf(session)
      if (chance === undefined) return
      for (const { about, due, seen } of play(subject, session, chance))
        if (about === 'join') found.expect(seen === due, () => `ended: ${seen}; due: ${due}`)
    },
    mutants: [
      {
        name: 'join-when-empty',
        why: 'join() ends when every item was taken',
        in: 'sync/queue.js',
        replace: ['if (this.undone === 0) yield;', 'if (this.size === 0) yield;'],
      },
      {
        name: 'join-never-ends',
        why: 'join() waits on when the last item is done with',
        in: 'sync/queue.js',
        replace: [
          'for (const joiner of this.#joiners.drain()) joiner.serve(undefined, notifications);',
          '',
        ],
      },
      {
        name: 'undone-put-counts',
        why: 'an item whose put was undone counts as one that is not done with',
        in: 'sync/queue.js',
        replace: ['this.#finish(1, notifications); }', '}'],
      },
      {
        name: 'done-before-it-came-back',
        why: 'an item that comes back is done with, if taskDone() was called for it',
        in: 'sync/queue.js',
        replace: ['this.#items.reopen();', ''],
      },
      {
        name: 'join-for-one',
        why: 'of several joins, one ends',
        in: 'sync/queue.js',
        replace: [
          'joiner.serve(undefined, notifications);',
          '{ joiner.serve(undefined, notifications); break; }',
        ],
      },
    ],
  }),
  game({
    sentence: 'taskDone() is refused exactly if every item that was taken is done with',
    hint: 'taskDone() compares undone with the size of the queue',
    check: ({ session, subject }, found) => {
      const chance = chanceOf(session)
      if (chance === undefined) return
      for (const { about, due, seen } of play(subject, session, chance))
        if (about === 'taskDone') found.expect(seen === due, () => `refused: ${seen}; due: ${due}`)
    },
    mutants: [
      {
        name: 'done-before-taken',
        why: 'taskDone() accepts what is still in the queue',
        in: 'sync/queue.js',
        replace: ['this.undone <= this.size', 'this.undone <= 0'],
      },
    ],
  }),
])
