/** Y8 · A barrier. */

import { isBetween } from '../history/history.ts'
import { claimOf, Lines, whoIn } from '../history/lines.ts'
import { clause, eventLaw, following } from '../law.ts'
import { isQuiet } from '../trial.ts'
import { counted } from '../visits/count.ts'

export const Y8 = clause('Y8', [
  eventLaw({
    sentence:
      'who passes a barrier has its place in the order of arrival, and as many have arrived',
    hint: 'the last to arrive serves all, each with its place',
    begin: following(Lines, (_trial, lines) => {
      const places = new Map<string, number | undefined>()
      return (event, _before, found) => {
        if (event.event === 'settled') {
          const at = lines.ofTicket(event.future)
          const turn = at?.turns.find(({ ticket }) => ticket === event.future)
          if (at?.kind === 'barrier' && turn !== undefined) places.set(turn.who, turn.place)
        }
        const claim = event.event === 'has' ? claimOf(lines, event) : undefined
        if (event.event !== 'has' || claim?.at.kind !== 'barrier') return
        const place = claim.place ?? places.get(event.who)
        const right = 'value' in event.ending && event.ending.value === place
        found.expect(right && place !== undefined, () => `${event.who} passes, and is not ${place}`)
      }
    }),
    mutants: [
      {
        name: 'barrier-opens-early',
        why: 'a barrier lets pass when one is still missing',
        in: 'sync/barrier.js',
        replace: ['this.waiting + 1 < this.parties', 'this.waiting + 2 < this.parties'],
      },
      {
        name: 'barrier-places-reversed',
        why: 'who came first has the last place',
        in: 'sync/barrier.js',
        replace: ['waiter.serve(place);', 'waiter.serve(this.parties - 1 - place);'],
        also: [{ in: 'sync/barrier.js', replace: ['return this.parties - 1;', 'return 0;'] }],
      },
      {
        name: 'barrier-stays-open',
        why: 'a barrier through which its parties have passed lets everybody pass',
        in: 'sync/barrier.js',
        replace: [
          'if (this.waiting + 1 < this.parties) {',
          'if (!this.opened && this.waiting + 1 < this.parties) {',
        ],
        also: [
          {
            in: 'sync/barrier.js',
            replace: ['let place = 0;', 'let place = 0; this.opened = true;'],
          },
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'when the last of its parties has arrived, nobody of them waits any more',
    hint: 'the last to arrive serves all, in their order',
    begin: following(Lines, (trial, lines) => (event, _before, found) => {
      if (!isBetween(event) || !isQuiet(trial)) return
      for (const { kind, turns } of lines.all.values()) {
        if (kind !== 'barrier') continue
        const left = turns.filter(({ place, state }) => place !== undefined && state === 'waits')
        const tested = turns.some(({ place }) => place !== undefined)
        found.expectWhere(tested, left.length === 0, () => `${whoIn(left)} still waits`)
      }
    }),
    mutants: [
      {
        name: 'barrier-opens-late',
        why: 'a barrier waits for one more than its parties',
        in: 'sync/barrier.js',
        replace: ['this.waiting + 1 < this.parties', 'this.waiting < this.parties'],
      },
      {
        name: 'barrier-lets-one-pass',
        why: 'the last to arrive wakes the first, and forgets the others',
        in: 'sync/barrier.js',
        replace: ['waiter.serve(place); place += 1;', 'waiter.serve(place); break;'],
      },
    ],
  }),
  eventLaw({
    sentence: 'a barrier has a whole number of parties, one or more',
    hint: 'the count is looked at when it is made',
    begin: counted('barrier'),
    mutants: [
      {
        name: 'barrier-for-nobody',
        why: 'a barrier can be made for any number of parties',
        in: 'sync/barrier.js',
        replace: ['requireInteger(`the number of parties of ${this.what}`, parties, 1);', ''],
      },
    ],
  }),
])
