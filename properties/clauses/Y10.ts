/** Y10 · Without waiting. */

import type { Event } from '../../spec/event.ts'
import { failedWith } from '../history/endings.ts'
import { isOpen, type Primitive } from '../history/lines.ts'
import { hasRoom, Stores } from '../history/stores.ts'
import { clause, eventLaw, following } from '../law.ts'
import { isQuiet } from '../trial.ts'

export const Y10 = clause('Y10', [
  eventLaw({
    sentence: 'takeNow() gives what is there, and is refused where take() would wait',
    hint: 'it takes what is in the queue, or from who waits to put in',
    begin: following(Stores, (trial, stores) => {
      // Who is admitted, or served, is told before the call has come to its end.
      let full = new Set<Primitive>()
      return (event, before, found) => {
        if (!isQuiet(trial)) return
        if (event.event === 'called' && event.call === 'takeNow') {
          const at = stores.lines.all.get(event.of)
          // While the loop stands still, it is not told who is served.
          if (at !== undefined && !before.ticking && stores.lines.waiting(at).length > 0) return
          if (at?.kind !== 'queue' || at.unsure || isOpen(stores.lines, at)) return
          const there = stores.of(at).items.length > 0 || full.has(at)
          const error = at.closed ? 'QueueClosedError' : 'QueueEmptyError'
          const refused = failedWith(event.ending, error)
          found.expect(
            there ? 'value' in event.ending : refused,
            () => `${event.of}: ${error}, or not`,
          )
        }
        if (isServing(event)) return
        const queues = [...stores.lines.all.values()].filter(({ kind }) => kind === 'queue')
        full = new Set(queues.filter((at) => stores.lines.waiting(at, 'put').length > 0))
      }
    }),
    mutants: [
      {
        name: 'take-now-gives-undefined',
        why: 'takeNow() gives undefined where there is nothing',
        in: 'sync/queue.js',
        replace: ['if (entry !== undefined) return entry.item;', 'return entry?.item;'],
      },
      {
        name: 'take-now-from-the-queue-alone',
        why: 'takeNow() loses sight of who waits to put in',
        in: 'sync/queue.js',
        replace: [
          'takeNow() { const',
          'takeNow() { if (this.size === 0) this.#putters = this.#putters.renewed(); const',
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'putNow() puts in what it can, and is refused where put() would wait',
    hint: 'it hands over to who waits to take, or puts in where there is room',
    begin: following(Stores, (trial, stores) => {
      // Who takes it is told before the call has come to its end.
      let room = new Map<Primitive, boolean>()
      return (event, _before, found) => {
        if (!isQuiet(trial)) return
        const serves = isServing(event)
        if (event.event === 'called' && event.call === 'putNow') {
          const at = stores.lines.all.get(event.of)
          if (at?.kind !== 'queue' || at.unsure || isOpen(stores.lines, at)) return
          const fits = room.get(at) ?? hasRoom(stores, at)
          const error = at.closed ? 'QueueClosedError' : 'QueueFullError'
          const refused = failedWith(event.ending, error)
          const right = fits && !at.closed ? 'value' in event.ending : refused
          found.expect(right, () => `${event.of}: ${error}, or not`)
        }
        if (!serves) room = new Map()
        for (const at of stores.lines.all.values())
          if (at.kind === 'queue' && !room.has(at)) {
            if (serves) room.set(at, hasRoom(stores, at))
          }
      }
    }),
    mutants: [
      {
        name: 'put-now-overfills',
        why: 'putNow() puts in also where there is no room',
        in: 'sync/queue.js',
        replace: [
          'if (this.#offer(item)) return; const',
          'if (!this.#offer(item)) this.#enter(this.#items.entry(item)); return; const',
        ],
      },
      {
        name: 'put-now-drops',
        why: 'putNow() drops what there is no room for, without a word',
        in: 'sync/queue.js',
        replace: ['if (this.#offer(item)) return; const', 'this.#offer(item); return; const'],
      },
    ],
  }),
])

/** Whether it may be told of somebody who is served, in the midst of a call. */
function isServing({ event }: Event): boolean {
  return event === 'settled' || event === 'woken' || event === 'scheduled'
}
