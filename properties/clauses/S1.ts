/** S1 · A group. */

import { Scopes } from '../history/scopes.ts'
import { clause, eventLaw, following } from '../law.ts'
import { atOnce, bodyGives } from '../visits/scope.ts'

export const S1 = clause('S1', [
  eventLaw({
    sentence: 'the body of a group begins in the step in which the group does',
    hint: 'group delegates to its body, and spawns nothing',
    begin: () => atOnce('group'),
    mutants: [
      {
        name: 'group-begins-late',
        why: 'a group gives up the turn before it runs its body',
        in: 'structure/group.js',
        replace: ['const value = yield* children', 'yield; const value = yield* children'],
      },
    ],
  }),
  eventLaw({
    sentence:
      'between the end of the body and the end of the group there is a step of its owner, unless that is being closed',
    hint: 'the group suspends at the end of its body, also when it has no children',
    begin: following(Scopes, (_trial, scopes) => {
      /** The groups that each owner has left and that it was not stepped in since. */
      const left = new Map<string, Set<string>>()
      return (event, before, found) => {
        if (event.event === 'stepped') left.delete(before.voice(event.who))
        if (event.event === 'left' && event.what === 'group')
          left.set(event.who, (left.get(event.who) ?? new Set()).add(event.of))
        if (event.event !== 'has' || event.what !== 'group') return
        const told = before.toldAs(event.who)
        const closed = told === undefined || before.cancelled.has(told)
        if (closed || scopes.disturbed(event.who, before.now, event.of)) return
        const early = left.get(event.who)?.has(event.of) === true
        found.expect(!early, () => `${event.of} ended with its body, in one step`)
      }
    }),
    mutants: [
      {
        name: 'group-ends-at-once',
        why: 'a group without children ends with its body',
        in: 'structure/group.js',
        replace: ['if (this.live.size === 0) yield;', ''],
      },
    ],
  }),
  eventLaw({
    sentence: 'a group in which nothing fails gives what its body returned',
    hint: 'the value of the body is kept while the group waits for its children',
    begin: (trial) => bodyGives(trial, 'group'),
    mutants: [
      {
        name: 'group-gives-nothing',
        why: 'a group drops what its body returns',
        in: 'structure/group.js',
        replace: ['return value; }', '}'],
      },
    ],
  }),
])
