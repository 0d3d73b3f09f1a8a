/** C6 · A clean-up that throws. */

import type { Event } from '../../spec/event.ts'
import { actorOf, wasCancelled } from '../history/scopes.ts'
import { clause, eventLaw } from '../law.ts'

export const C6 = clause('C6', [
  eventLaw({
    sentence: 'an error that leaves the clean-up of a task is what the task fails with',
    hint: 'what return() on the generator throws, the task has thrown',
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
        const right = fails && ending.error === said.ending.error
        found.expect(right, () => `${future} ended otherwise than its clean-up`)
      }
    },
    mutants: [
      {
        name: 'clean-up-error-swallowed',
        why: 'what the clean-up throws is dropped: the task is cancelled, and nothing else',
        in: 'core/closing.js',
        replace: [
          'yield* scope; return outcome();',
          'try { yield* scope; } catch {} return outcome();',
        ],
      },
      {
        name: 'clean-up-error-wrapped',
        why: 'a task fails with an error of its own about its clean-up',
        in: 'core/closing.js',
        replace: [
          'yield* scope; return outcome();',
          "try { yield* scope; } catch (cause) { throw new Error('clean-up', { cause }); } return outcome();",
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'a cancelled task that fails has begun to clean up',
    hint: 'to close a coroutine throws nothing of itself',
    begin: () => {
      const cleaned = new Set<string>()
      const ends = new Set<string>()
      return (event, before, found) => {
        const who = actorOf(event)
        if (who !== undefined && event.event === 'ends') ends.add(who)
        else if (who !== undefined) cleaned.add(who)
        if (event.event === 'cancelled') cleaned.delete(before.voice(event.task))
        if (event.event !== 'settled' || !before.cancelled.has(event.future)) return
        const { ending, future } = event
        if (wasCancelled(future, ending) || ends.has(before.voice(future))) return
        found.expect(cleaned.has(before.voice(future)), () => `${future} failed with nothing`)
      }
    },
    mutants: [
      {
        name: 'cancelled-by-failing',
        why: 'a cancelled task fails with an error that is thrown into it',
        in: 'core/closing.js',
        replace: [
          '(close ? finish : next)',
          '(close ? { call: (coroutine) => raise.call(coroutine, new Error()) } : next)',
        ],
      },
    ],
  }),
])

/** Whether an event is that an error is thrown at who speaks. */
function isThrown(event: Event): event is Extract<Event, { event: 'got' | 'has' | 'called' }> {
  const { event: what } = event
  if (what !== 'got' && what !== 'has' && what !== 'called') return false
  // error() gives an error, and throws none; and so does what a combinator hands over.
  if (what === 'got' && event.by !== 'await') return false
  return 'error' in event.ending
}
