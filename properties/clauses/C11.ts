/** C11 · Closed as a whole. */

import { actorOf, Scopes, type Standing } from '../history/scopes.ts'
import { scriptOf } from '../history/script.ts'
import { clause, eventLaw } from '../law.ts'

export const C11 = clause('C11', [
  eventLaw({
    sentence:
      'what a coroutine stands in is left innermost first, each scope before what is around it',
    hint: 'a scope that is closed goes on to close its owner when it is through',
    begin: (trial) => {
      const scopes = new Scopes(trial)
      return (event, before, found, index) => {
        const who = actorOf(event)
        const deep = who !== undefined && scopes.standing(who).length > 1
        scopes.follow(event, before, index)
        const { wrong } = scopes
        const tested = deep && (event.event === 'left' || event.event === 'cleaning')
        found.expectWhere(tested, wrong === undefined, () => wrong ?? '')
      }
    },
    mutants: [
      {
        name: 'hold-closed-from-outside',
        why: 'a hold that is closed is left before its body has cleaned up',
        in: 'sync/permits.js',
        replace: [
          'try { return yield* enclosed(body); } finally { this.#releaseBy(who); }',
          `let inner;
       try {
       inner = enclosed(body);
       for (;;) {
       const { done, value } = inner.next();
       if (done) return value;
       yield value;
       }
       } finally {
       this.#releaseBy(who);
       inner?.return();
       }`,
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'who is closed in a combinator or a group does nothing until its children have ended',
    hint: 'the clean-up of a scope takes turns, and nothing is closed further meanwhile',
    begin: (trial) => {
      const script = scriptOf(trial)
      const scopes = new Scopes(trial)
      /** Those that its last asking has made, or its last group. */
      const children = new Map<string, readonly string[]>()
      return (event, before, found, index) => {
        const ended = event.event === 'settled' ? before.voice(event.future) : undefined
        const who = ended ?? actorOf(event)
        const told = who === undefined ? undefined : before.toldAs(who)
        if (who !== undefined && told !== undefined) {
          const own = children.get(who) ?? []
          const alive = own.filter((task) => before.live.includes(task))
          children.delete(who)
          if (before.cancelled.has(told) && own.length > 0)
            found.expect(alive.length === 0, () => `${who} goes on before ${alive.join(', ')}`)
        }
        scopes.follow(event, before, index)
        if (event.event === 'asks' && event.what !== 'shield')
          children.set(event.who, script.ownedAt(index))
        if (event.event === 'left' && event.what === 'group')
          children.set(event.who, scopes.groups.get(event.of)?.children ?? [])
      }
    },
    mutants: [
      {
        name: 'children-left-behind',
        why: 'a combinator cancels what it made, and gives up the turn once instead of waiting for it',
        in: 'structure/join.js',
        replace: ['yield* cleanUp(waitFor(', 'yield; if (false) yield* cleanUp(waitFor('],
      },
      {
        name: 'wait-for-losers-cut-short',
        why: 'who is closed while it waits for what its combinator has cancelled waits no longer',
        in: 'structure/join.js',
        replace: ['yield* cleanUp(waitFor(', 'yield* (waitFor('],
      },
      {
        name: 'clean-up-closed-again',
        why: 'a scope that cleans up is closed once more, in the midst of it',
        in: 'core/closing.js',
        replace: ["const cleaning = this.#phase === 'closing';", 'const cleaning = false;'],
      },
    ],
  }),
  eventLaw({
    sentence: 'who is closed, and has left a scope, goes on to leave what is around it, or ends',
    hint: 'when the clean-up of a scope is over, closing goes on outward, also after turns',
    begin: (trial) => {
      const scopes = new Scopes(trial)
      const asked = new Set<string>()
      /** The scopes that somebody stood in when it was closed. */
      const closed = new Map<string, readonly Standing[]>()
      const out = new Map<string, 'cleaning' | 'left' | undefined>()
      return (event, before, found, index) => {
        const { cancelled, now } = before
        if (event.event === 'cancelled') asked.add(before.voice(event.task))
        if (event.event === 'stepped' && cancelled.has(event.who)) {
          const who = before.voice(event.who)
          if (asked.delete(who) && before.doomed !== event.who && !scopes.disturbed(who, now))
            closed.set(who, [...scopes.standing(who)])
        }
        const ended = event.event === 'settled' ? before.voice(event.future) : undefined
        const who = ended ?? actorOf(event)
        if (who !== undefined && out.has(who)) {
          const due = out.get(who)
          out.delete(who)
          const right = ended === undefined ? event.event === due : due === undefined
          // A clean-up that throws, or a group that has errors, puts an error in place of the closing.
          const replaced = event.event === 'has' && 'error' in event.ending
          found.expect(right || replaced, () => `${who} goes on with ${event.event}`)
        }
        scopes.follow(event, before, index)
        if (event.event !== 'left') return
        const scope = closed.get(event.who)?.find(({ left, of, what }) => {
          return left && of === event.of && what === event.what
        })
        if (scope !== undefined) out.set(event.who, scopes.leavesFirst(event.who))
      }
    },
    mutants: [
      {
        name: 'closing-stops-at-a-scope',
        why: 'when a scope has taken turns to clean up, those around it go on, as in plain JavaScript',
        in: 'core/closing.js',
        replace: ['return this.#outward ? closeAgain : last;', 'return last;'],
      },
      {
        name: 'hold-not-enclosed',
        why: 'the body of a hold is a plain delegate: where its clean-up takes turns, the hold goes on',
        in: 'sync/permits.js',
        replace: ['return scoped(coroutine);', 'return coroutine;'],
      },
    ],
  }),
])
