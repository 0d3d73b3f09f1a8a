/** C6 · A clean-up that throws. */

import type { Event } from '../../spec/event.ts'
import { failedWith } from '../history/endings.ts'
import { actorOf } from '../history/history.ts'
import { Scopes, wasCancelled } from '../history/scopes.ts'
import { clause, eventLaw, following } from '../law.ts'

export const C6 = clause('C6', [
  eventLaw({
    sentence: 'a task fails with the very error that escapes its clean-up',
    hint: 'closing() lets through what return() on the generator throws',
    begin: () => {
      const last = new Map<string, Event>()
      return (event, before, found) => {
        const who = actorOf(event)
        if (who !== undefined) last.set(who, event)
        if (event.event !== 'settled' || !before.cancelled.has(event.future)) return
        const { ending, future } = event
        const said = last.get(before.voice(future))
        if (said === undefined || !isThrown(said)) return
        const fails = 'error' in ending && 'error' in said.ending
        // C12: one error for it, and for what a scope in it threw besides.
        const all = fails ? [ending.error, ...(ending.errors ?? [])] : []
        // A group or resources within may have made one of several, whose own errors a log does not list.
        const isNested = all.slice(1).some((error) => error.startsWith('AggregateError#'))
        const right = fails && (isNested || all.includes(said.ending.error))
        found.expect(right, () => `${future} did not fail with the error of its clean-up`)
      }
    },
    mutants: [
      {
        name: 'clean-up-error-swallowed',
        why: 'an error of the clean-up is dropped, and the task is cancelled',
        in: 'core/closing.js',
        replace: [
          'const value = yield* scope; return scope.cut',
          'let value; try { value = yield* scope; } catch {} return scope.cut',
        ],
      },
      {
        name: 'clean-up-error-wrapped',
        why: 'a task fails with another error, whose cause is the error of its clean-up',
        in: 'core/closing.js',
        replace: [
          'const value = yield* scope; return scope.cut',
          "let value; try { value = yield* scope; } catch (cause) { throw new Error('clean-up', { cause }); } return scope.cut",
        ],
      },
    ],
  }),
  eventLaw({
    sentence:
      'a cancelled task fails only after its clean-up has begun, and not because its time is over',
    hint: 'CloseScope throws nothing into a coroutine that it closes',
    begin: following(Scopes, (_trial, scopes) => {
      const cleaned = new Set<string>()
      const ends = new Set<string>()
      /** Those that some coroutine has received. */
      const timeouts = new Set<string>()
      return (event, before, found) => {
        if ('ending' in event && 'error' in event.ending && event.event !== 'settled')
          if (failedWith(event.ending, 'TimeoutError')) timeouts.add(event.ending.error)
        // A child of its group may fail in its clean-up while the task itself has none.
        const owner = event.event === 'settled' ? scopes.groupOf(event.future)?.owner : undefined
        if (owner !== undefined) cleaned.add(owner)
        const who = actorOf(event)
        if (who !== undefined && event.event === 'ends') ends.add(who)
        else if (who !== undefined) cleaned.add(who)
        if (event.event === 'cancelled') {
          const task = before.voice(event.task)
          // A scope whose body was left may be about to throw, and so may a combinator that is decided.
          const left = scopes.openScopes(task).some((scope) => scope.left)
          if (!left && !before.isPutOff(task)) cleaned.delete(task)
        }
        if (event.event !== 'settled' || !before.cancelled.has(event.future)) return
        const { ending, future } = event
        if (wasCancelled(future, ending) || ends.has(before.voice(future))) return
        found.expect(
          cleaned.has(before.voice(future)),
          () => `${future} failed before its clean-up began`,
        )
        const late =
          'error' in ending && failedWith(ending, 'TimeoutError') && !timeouts.has(ending.error)
        found.require(!late, () => `${future} was cancelled, and fails with a TimeoutError`)
      }
    }),
    mutants: [
      {
        name: 'cancelled-by-failing',
        why: 'a cancelled task fails with an error that is thrown into it',
        in: 'core/closing.js',
        replace: [
          'this.#begin(); return this.#resume(finish, undefined); } throw',
          'this.#begin(); return this.#resume(raise, new Error()); } throw',
        ],
      },
      {
        name: 'times-out-although-cancelled',
        why: 'a task that is cancelled while a timeout closes it fails because its time is over',
        in: 'core/closing.js',
        replace: ['(cleaned || errors.length > 0)', 'errors.length > 0'],
      },
    ],
  }),
])

/** Whether an event shows that an error is thrown in the coroutine that it names. */
function isThrown(event: Event): event is Extract<Event, { event: 'got' | 'has' | 'called' }> {
  const { event: what } = event
  if (what !== 'got' && what !== 'has' && what !== 'called') return false
  // error() returns an error and throws none; neither does an item in the result of a combinator.
  if (what === 'got' && event.by !== 'await') return false
  return 'error' in event.ending
}
