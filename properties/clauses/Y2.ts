/** Y2 · Every wait suspends. */

import { claimOf, Lines } from '../history/lines.ts'
import { clause, eventLaw, following } from '../law.ts'

export const Y2 = clause('Y2', [
  eventLaw({
    sentence: 'what somebody asks for it has at its next step, or the next after it was served',
    hint: 'what is there is taken at once, and the turn is given up once',
    begin: following(Lines, (_trial, lines) => (event, _before, found) => {
      const claim = event.event === 'has' ? claimOf(lines, event) : undefined
      if (event.event !== 'has' || claim === undefined || claim.disturbed) return
      const say = (): string => `${event.who} was stepped ${claim.steps} times`
      found.expect(claim.steps === 1, say)
    }),
    mutants: [
      {
        name: 'lock-costs-two-turns',
        why: 'who finds a lock free gives up two turns',
        in: 'sync/permits.js',
        replace: [
          'if (waiter === undefined) yield; else yield* waiter;',
          'if (waiter === undefined) { yield; yield; } else yield* waiter;',
        ],
      },
      {
        name: 'served-and-waiting',
        why: 'who is served gives up the turn once more',
        in: 'sync/permits.js',
        replace: [
          'else yield* waiter; received = true;',
          'else { yield* waiter; yield; } received = true;',
        ],
      },
      {
        name: 'event-looked-at-again',
        why: 'who is woken by an event waits anew if that was cleared before its turn',
        in: 'sync/event.js',
        replace: [
          'try { yield* waiter; }',
          'try { yield* waiter; if (!this.#set) yield* this.wait(); }',
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'nobody has in the step in which it asks',
    hint: 'also what is free suspends',
    begin: (trial) => {
      const lines = new Lines(trial)
      const asked = new Map<string, string>()
      return (event, before, found, index) => {
        if (event.event === 'asks' && lines.all.has(event.of)) asked.set(event.who, event.what)
        if (event.event === 'stepped') asked.delete(before.voice(event.who))
        if (event.event === 'has' && 'value' in event.ending && lines.all.has(event.of))
          found.expect(!asked.has(event.who), () => `${event.who} has ${event.of} at once`)
        lines.follow(event, before, index)
      }
    },
    mutants: [
      {
        name: 'free-lock-at-once',
        why: 'who finds a lock free does not suspend',
        in: 'sync/permits.js',
        replace: [
          'if (waiter === undefined) yield; else yield* waiter; received',
          'if (waiter !== undefined) yield* waiter; received',
        ],
      },
      {
        name: 'set-event-at-once',
        why: 'who waits for an event that is set does not suspend',
        in: 'sync/event.js',
        replace: ['if (this.#set) { yield; return; }', 'if (this.#set) return;'],
      },
      {
        name: 'put-at-once',
        why: 'who finds room in a queue does not suspend',
        in: 'sync/queue.js',
        replace: ['if (this.#offer(item)) { yield; return; }', 'if (this.#offer(item)) return;'],
      },
      {
        name: 'take-at-once',
        why: 'who finds an item in a queue does not suspend',
        in: 'sync/queue.js',
        replace: ['try { yield; received = true; }', 'try { received = true; }'],
      },
    ],
  }),
])
