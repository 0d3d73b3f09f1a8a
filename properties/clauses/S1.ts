/** S1 · A group. */

import { Scopes } from '../history/scopes.ts'
import { clause, eventLaw, following } from '../law.ts'
import { atOnce, bodyReturns } from '../visits/scope.ts'

export const S1 = clause('S1', [
  eventLaw({
    sentence: 'the body of a group begins in the step in which the group begins',
    hint: 'group delegates to its body, and spawns no task for it',
    begin: () => atOnce('group'),
    mutants: [
      {
        name: 'group-begins-late',
        why: 'a group suspends before it runs its body',
        in: 'structure/group.js',
        replace: ['const value = yield* children', 'yield; const value = yield* children'],
      },
    ],
  }),
  eventLaw({
    sentence:
      'a group ends in a later step of its owner than its body does, unless the owner is being closed',
    hint: 'Children.wait suspends even if the group has no children',
    begin: following(Scopes, (_trial, scopes) => {
      /** By owner: the groups of which the body has ended since its last step. */
      const left = new Map<string, Set<string>>()
      return (event, before, found) => {
        if (event.event === 'stepped') left.delete(before.voice(event.who))
        if (event.event === 'left' && event.what === 'group')
          left.set(event.who, (left.get(event.who) ?? new Set()).add(event.of))
        if (event.event !== 'has' || event.what !== 'group') return
        const name = before.notifiedAs(event.who)
        const closed = name === undefined || before.cancelled.has(name)
        if (closed || scopes.disturbed(event.who, before.now, event.of)) return
        const early = left.get(event.who)?.has(event.of) === true
        found.expect(!early, () => `${event.of} ended in the same step as its body`)
      }
    }),
    mutants: [
      {
        name: 'group-ends-at-once',
        why: 'a group without children ends in the same step as its body',
        in: 'structure/group.js',
        replace: ['if (this.live.size === 0) yield;', ''],
      },
    ],
  }),
  eventLaw({
    sentence: 'a group in which nothing fails returns what its body returned',
    hint: 'group keeps the value of the body while it waits for the children',
    begin: (trial) => bodyReturns(trial, 'group'),
    mutants: [
      {
        name: 'group-returns-nothing',
        why: 'a group drops what its body returns',
        in: 'structure/group.js',
        replace: ['return value; }', '}'],
      },
    ],
  }),
])
