/** Y8 · A barrier. */

import { isBetween } from '../history/history.ts'
import { claimOf, WaitQueues, namesOf } from '../history/waitQueues.ts'
import { clause, eventLaw, following } from '../law.ts'
import { isQuiet } from '../trial.ts'
import { counted } from '../visits/count.ts'
import { shows } from '../visits/inspection.ts'

export const Y8 = clause('Y8', [
  eventLaw({
    sentence:
      'a wait at a barrier returns its place in the order of arrival, once all parties have arrived',
    hint: '#open() of Barrier serves each waiter with its place',
    begin: following(WaitQueues, (_trial, waitQueues) => {
      const places = new Map<string, number | undefined>()
      return (event, _before, found) => {
        if (event.event === 'settled') {
          const at = waitQueues.ofTicket(event.future)
          const waiter = at?.waiters.find(({ ticket }) => ticket === event.future)
          if (at?.kind === 'barrier' && waiter !== undefined) places.set(waiter.who, waiter.place)
        }
        const claim = event.event === 'has' ? claimOf(waitQueues, event) : undefined
        if (event.event !== 'has' || claim?.at.kind !== 'barrier') return
        const place = claim.place ?? places.get(event.who)
        const right = 'value' in event.ending && event.ending.value === place
        const due = place === undefined ? 'should not pass yet' : `should receive place ${place}`
        found.expect(right && place !== undefined, () => `${event.who} ${due}`)
      }
    }),
    mutants: [
      {
        name: 'barrier-opens-early',
        why: 'a barrier opens when one party is still missing',
        in: 'sync/barrier.js',
        replace: ['this.waiting + 1 < this.parties ? []', 'false ? []'],
        also: [
          {
            in: 'sync/barrier.js',
            replace: ['(all.length < this.parties)', '(all.length + 1 < this.parties)'],
          },
        ],
      },
      {
        name: 'barrier-places-reversed',
        why: 'the first to arrive receives the last place',
        in: 'sync/barrier.js',
        replace: [
          'waiter.serve(place, notifications);',
          'waiter.serve(this.parties - 1 - place, notifications);',
        ],
        also: [{ in: 'sync/barrier.js', replace: ['reserve(this.parties - 1)', 'reserve(0)'] }],
      },
      {
        name: 'barrier-stays-open',
        why: 'a barrier that has opened once never waits again',
        in: 'sync/barrier.js',
        replace: [
          'if (all.length < this.parties)',
          'if (!this.opened && all.length < this.parties)',
        ],
        also: [
          {
            in: 'sync/barrier.js',
            replace: ['#open(all) {', '#open(all) { this.opened = true;'],
          },
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'once all parties of a barrier have arrived, none of them waits',
    hint: '#open() of Barrier takes each out of the wait queue',
    begin: following(WaitQueues, (trial, waitQueues) => (event, _before, found) => {
      if (!isBetween(event) || !isQuiet(trial)) return
      for (const { kind, waiters } of waitQueues.all.values()) {
        if (kind !== 'barrier') continue
        const left = waiters.filter(({ place, state }) => place !== undefined && state === 'waits')
        const tested = waiters.some(({ place }) => place !== undefined)
        found.expectWhere(tested, left.length === 0, () => `${namesOf(left)} still waits`)
      }
    }),
    mutants: [
      {
        name: 'barrier-opens-late',
        why: 'a barrier waits for one party more than it has',
        in: 'sync/barrier.js',
        replace: ['(all.length < this.parties)', '(all.length <= this.parties)'],
      },
      {
        name: 'barrier-lets-one-pass',
        why: 'the last to arrive wakes the first waiter, and forgets the others',
        in: 'sync/barrier.js',
        replace: ['if (waiter.leave())', 'if (waiter.leave() && place === 0)'],
      },
    ],
  }),
  eventLaw({
    sentence: 'the number of parties of a barrier is an integer, 1 or more',
    hint: 'the constructor of Barrier checks the number, with requireInteger()',
    begin: counted('barrier'),
    mutants: [
      {
        name: 'barrier-without-parties',
        why: 'a barrier can be created for any number of parties',
        in: 'sync/barrier.js',
        replace: ['requireInteger(`the number of parties of ${this.what}`, parties, 1);', ''],
      },
    ],
  }),
  eventLaw({
    sentence: 'a barrier shows how many wait for it',
    hint: 'waiting of Barrier is the length of the wait queue, which the cancelled leave at once',
    begin: shows('barrier', ({ of, waiting }, { waiters }, found) => {
      if (waiters.some(({ state }) => state === 'doubtful' || state === 'withdrawn')) return
      const known = waiters.filter(({ state }) => state === 'waits').length
      found.expect(waiting === known, () => `${of} shows that ${waiting} wait, and ${known} do`)
    }),
    mutants: [
      {
        name: 'barrier-shows-no-waiter',
        why: 'a barrier shows that no task waits for it',
        in: 'sync/barrier.js',
        replace: ['get waiting() { return this.#waiters.length; }', 'get waiting() { return 0; }'],
      },
    ],
  }),
])
