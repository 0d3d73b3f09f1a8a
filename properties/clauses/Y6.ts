/** Y6 · An event. */

import { claimOf, WaitQueues, namesOf, type Claim } from '../history/waitQueues.ts'
import { clause, eventLaw, following } from '../law.ts'
import { isQuiet } from '../trial.ts'
import { throwsOnly } from '../visits/refusals.ts'
import { shows } from '../visits/inspection.ts'

export const Y6 = clause('Y6', [
  eventLaw({
    sentence:
      'set() and clear() of an event throw nothing, and no task waits once set() has returned',
    hint: 'set() drains the wait queue, and serves each waiter',
    begin: following(WaitQueues, (_trial, waitQueues) => (event, before, found) => {
      if (event.event !== 'called') return
      if (event.call === 'set' || event.call === 'clear') throwsOnly(event, [], found)
      // An observer may call it during another set(), which has waiters left to serve.
      if (event.call !== 'set' || event.who === 'observer') return
      const at = waitQueues.all.get(event.of)
      if (at?.kind !== 'event') return
      const left = at.waiters.filter(
        ({ state, ticket, who }) =>
          state === 'waits' && before.parked.get(before.notifiedAs(who) ?? '') === ticket,
      )
      const tasks = left.filter(({ who }) => before.tasks.has(who))
      const tested = at.waiters.length > 0
      found.expectWhere(tested, tasks.length === 0, () => `${namesOf(tasks)} still waits`)
    }),
    mutants: [
      {
        name: 'event-wakes-the-first',
        why: 'set() wakes the first waiter, and leaves the others in the wait queue',
        in: 'sync/event.js',
        replace: [
          'for (const waiter of this.#waiters.drain()) waiter.serve(undefined, notifications);',
          'this.#waiters.take()?.serve(undefined, notifications);',
        ],
      },
      {
        name: 'event-forgets-the-others',
        why: 'set() wakes the first waiter, and forgets the others',
        in: 'sync/event.js',
        replace: [
          'for (const waiter of this.#waiters.drain()) waiter.serve(undefined, notifications);',
          'const [first] = [...this.#waiters.drain()]; first?.serve(undefined, notifications);',
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'a wait for an event returns only if the event was set when it began, or since',
    hint: 'set() alone serves waiters, and clear() cannot take that back',
    begin: following(WaitQueues, (_trial, waitQueues) => {
      const set = new Set<Claim>()
      return (event, _before, found) => {
        if (event.event === 'called' && event.call === 'set')
          for (const claim of waitQueues.claims.values())
            if (claim.at.name === event.of) set.add(claim)
        const claim = event.event === 'has' ? claimOf(waitQueues, event) : undefined
        if (event.event !== 'has' || claim?.at.kind !== 'event' || 'error' in event.ending) return
        const right = claim.free || set.has(claim)
        found.expect(right, () => `${event.who} resumes, and ${event.of} was not set`)
      }
    }),
    mutants: [
      {
        name: 'clear-wakes',
        why: 'clear() wakes the waiters',
        in: 'sync/event.js',
        replace: ['clear() { this.#set = false;', 'clear() { this.set(); this.#set = false;'],
      },
    ],
  }),
  eventLaw({
    sentence: 'a wait for an event parks its caller exactly if the event is not set',
    hint: 'wait() checks the flag when it is called',
    begin: following(WaitQueues, (trial, waitQueues) => (event, before, found) => {
      if (!isQuiet(trial)) return
      const name =
        event.event === 'scheduled' ? event.task : event.event === 'parked' ? event.who : undefined
      if (name === undefined || name === 'main') return
      const claim = waitQueues.claims.get(before.voice(name))
      if (claim?.at.kind !== 'event' || claim.steps > 0 || claim.waited || claim.disturbed) return
      const waits = event.event === 'parked'
      const say = (): string => `${name} ${waits ? 'waits' : 'does not wait'} for ${claim.at.name}`
      found.expect(waits !== claim.free, say)
    }),
    mutants: [
      {
        name: 'event-is-a-pulse',
        why: 'set() wakes the waiters, and the event does not stay set',
        in: 'sync/event.js',
        replace: ['this.#set = true;', ''],
      },
      {
        name: 'event-not-cleared',
        why: 'an event that was set stays set for ever',
        in: 'sync/event.js',
        replace: ['clear() { this.#set = false;', 'clear() {'],
      },
    ],
  }),
  eventLaw({
    sentence: 'an event shows whether it is set',
    hint: 'isSet() of Event returns the flag that set() and clear() write',
    begin: shows('event', ({ of, set }, at, found) =>
      found.expect(set === at.set, () => `${of} shows that it is ${set === true ? '' : 'not '}set`),
    ),
    mutants: [
      {
        name: 'event-shown-set',
        why: 'an event shows that it is set, whatever it is',
        in: 'sync/event.js',
        replace: ['return this.#set;', 'return true;'],
      },
    ],
  }),
])
