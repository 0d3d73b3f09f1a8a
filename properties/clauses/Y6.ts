/** Y6 · An event. */

import { claimOf, Lines, whoIn, type Claim } from '../history/lines.ts'
import { clause, eventLaw, following } from '../law.ts'
import { isQuiet } from '../trial.ts'

export const Y6 = clause('Y6', [
  eventLaw({
    sentence: 'when an event has been set, nobody waits for it any more',
    hint: 'set() serves every turn there is',
    begin: following(Lines, (_trial, lines) => (event, before, found) => {
      // An observer may do so in the midst of the setting: then that goes on.
      if (event.event !== 'called' || event.call !== 'set' || event.who === 'observer') return
      const at = lines.all.get(event.of)
      if (at?.kind !== 'event') return
      const left = at.turns.filter(
        ({ state, ticket, who }) =>
          state === 'waits' && before.parked.get(before.toldAs(who) ?? '') === ticket,
      )
      const tasks = left.filter(({ who }) => before.tasks.has(who))
      const tested = at.turns.length > 0
      found.expectWhere(tested, tasks.length === 0, () => `${whoIn(tasks)} still waits`)
    }),
    mutants: [
      {
        name: 'event-wakes-the-first',
        why: 'to set an event wakes the first who waits, and leaves the others in line',
        in: 'sync/event.js',
        replace: [
          'this.#waiters = waiting.renewed(); for (const waiter of waiting.drain()) waiter.serve();',
          'waiting.take()?.serve();',
        ],
      },
      {
        name: 'event-forgets-the-others',
        why: 'to set an event wakes the first who waits, and forgets the others',
        in: 'sync/event.js',
        replace: [
          'for (const waiter of waiting.drain()) waiter.serve();',
          'waiting.take()?.serve();',
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'who waits for an event has it when it was set meanwhile, or before and not cleared',
    hint: 'a turn is served by set(), and what is cleared then makes no difference',
    begin: following(Lines, (_trial, lines) => {
      const set = new Set<Claim>()
      return (event, _before, found) => {
        if (event.event === 'called' && event.call === 'set')
          for (const claim of lines.claims.values()) if (claim.at.name === event.of) set.add(claim)
        const claim = event.event === 'has' ? claimOf(lines, event) : undefined
        if (event.event !== 'has' || claim?.at.kind !== 'event' || 'error' in event.ending) return
        const right = claim.free || set.has(claim)
        found.expect(right, () => `${event.who} has ${event.of}, which nobody has set`)
      }
    }),
    mutants: [
      {
        name: 'clear-wakes',
        why: 'to clear an event wakes who waits for it',
        in: 'sync/event.js',
        replace: ['clear() { this.#set = false;', 'clear() { this.set(); this.#set = false;'],
      },
    ],
  }),
  eventLaw({
    sentence:
      'who asks for an event that is set does not wait, and who asks for one that is not does',
    hint: 'the flag is looked at when it is asked',
    begin: following(Lines, (trial, lines) => (event, before, found) => {
      if (!isQuiet(trial)) return
      const told =
        event.event === 'scheduled' ? event.task : event.event === 'parked' ? event.who : undefined
      if (told === undefined || told === 'main') return
      const claim = lines.claims.get(before.voice(told))
      if (claim?.at.kind !== 'event' || claim.steps > 0 || claim.waited || claim.disturbed) return
      const waits = event.event === 'parked'
      found.expect(waits !== claim.free, () => `${told} waits, or not, for ${claim.at.name}`)
    }),
    mutants: [
      {
        name: 'event-is-a-pulse',
        why: 'an event wakes who waits, and does not stay set',
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
])
