/** C5 · finally runs, catch does not. */

import { failedWith } from '../history/endings.ts'
import { actorOf } from '../history/history.ts'
import { clause, eventLaw } from '../law.ts'

export const C5 = clause('C5', [
  eventLaw({
    sentence: 'when a cancelled task settles, it has run each finally block that it entered, once',
    hint: 'return() on a generator runs the finally blocks that enclose its suspension point',
    begin: () => {
      const due = new Map<string, number>()
      return (event, before, found) => {
        if (event.event === 'guarded') due.set(event.who, (due.get(event.who) ?? 0) + 1)
        if (event.event === 'cleaning') due.set(event.who, (due.get(event.who) ?? 0) - 1)
        if (event.event !== 'settled' || !before.cancelled.has(event.future)) return
        const left = due.get(before.voice(event.future))
        if (left !== undefined)
          found.expect(
            left === 0,
            () => `${event.future} settled with ${left} finally blocks still to run`,
          )
      }
    },
    mutants: [
      {
        name: 'cancelled-is-dropped',
        why: 'a cancelled task settles without its clean-up',
        in: 'core/closing.js',
        replace: [
          'scope.close(); const value = yield* scope; return scope.cut ? outcome() : value;',
          'return outcome();',
        ],
      },
      {
        name: 'clean-up-cut-short',
        why: 'the clean-up of a cancelled task is abandoned where it first suspends',
        in: 'core/closing.js',
        replace: [
          'scope.close(); const value = yield* scope;',
          'scope.close(); let value; scope.next(); waitRequest.open = false; current.loop.running.awaiting = undefined;',
        ],
      },
    ],
  }),
  eventLaw({
    sentence:
      'no catch observes a cancellation: a coroutine catches only a CancelledError that it received',
    hint: 'CloseScope closes a coroutine with return(), and throws nothing into it',
    begin: () => {
      const thrown = new Map<string, Set<string>>()
      return (event, _before, found) => {
        const who = actorOf(event)
        if (who === undefined) return
        const errors = thrown.get(who) ?? new Set()
        thrown.set(who, errors)
        if ('ending' in event && 'error' in event.ending) errors.add(event.ending.error)
        if (event.event !== 'caught') return
        const cancels = failedWith({ error: event.error }, 'CancelledError')
        found.expectWhere(
          cancels,
          !cancels || errors.has(event.error),
          () => `${who} caught ${event.error}, which it had not received`,
        )
      }
    },
    mutants: [
      {
        name: 'cancelled-by-throwing',
        why: 'a CancelledError is thrown into a cancelled task, as other languages do',
        in: 'core/closing.js',
        replace: [
          'this.#begin(); return this.#resume(finish, undefined); } throw',
          'this.#begin(); return this.#resume(cancel, undefined); } throw',
        ],
        also: [
          {
            in: 'core/closing.js',
            replace: [
              'export class CloseScope {',
              `const cancel = {
       call(coroutine) {
       const error = Object.assign(new Error('cancelled'), { name: 'CancelledError' });
       try { return raise.call(coroutine, error); } catch (thrown) {
       if (thrown !== error) throw thrown;
       return { done: true, value: undefined };
       }
       },
       };
       export class CloseScope {`,
            ],
          },
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'a closed task is cancelled or fails: it has no result',
    hint: 'closing() drops what a finally block returns',
    begin: () => {
      const ends = new Set<string>()
      return (event, before, found) => {
        if (event.event === 'ends') ends.add(event.who)
        if (event.event !== 'settled' || !before.cancelled.has(event.future)) return
        const { ending, future } = event
        if (ends.has(before.voice(future))) return
        found.expect('error' in ending, () => `${future} was closed, and has a result`)
      }
    },
    mutants: [
      {
        name: 'clean-up-returns-a-result',
        why: 'a cancelled task succeeds with what its clean-up returns',
        in: 'core/closing.js',
        replace: [
          'return scope.cut ? outcome() : value;',
          'return value === undefined ? outcome() : value;',
        ],
      },
      {
        name: 'cancelled-has-a-result',
        why: 'a cancelled task succeeds with undefined after its clean-up',
        in: 'core/closing.js',
        replace: ['return scope.cut ? outcome() : value;', 'return undefined;'],
      },
    ],
  }),
])
