/** Y17 · By priority. */

import { failedWith } from '../history/endings.ts'
import { scriptOf } from '../history/script.ts'
import { WaitQueues } from '../history/waitQueues.ts'
import { clause, eventLaw, following, game } from '../law.ts'
import { chanceOf } from '../subject/chance.ts'
import { play } from '../subject/queueGame.ts'
import { takesInOrder } from '../visits/order.ts'

const PUTS: ReadonlySet<string> = new Set(['put', 'putNow'])

export const Y17 = clause('Y17', [
  eventLaw({
    sentence: 'of the items of a queue with priorities, the first in its order is taken',
    hint: '#compare() of Items orders those that came back, too',
    begin: takesInOrder(true),
    mutants: [
      {
        name: 'returned-item-goes-behind-its-equals',
        why: 'an item that was not received goes behind those of its priority',
        in: 'sync/queue.js',
        replace: [
          'return this.#items.add(entry);',
          'return this.#items.add(this.#ranks && taken.has(entry) ? this.#items.entry(entry.item, this.#rankOf(entry.item)) : (taken.add(entry), entry));',
        ],
        also: [
          {
            in: 'sync/queue.js',
            replace: [
              '/** What all coroutines of a method',
              'const taken = new WeakSet(); /** What all coroutines of a method',
            ],
          },
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'putting what has no number for a priority throws TypeError, and puts nothing in',
    hint: 'requireRank() of queueOptions',
    begin: following(WaitQueues, (trial, waitQueues) => {
      const script = scriptOf(trial)
      return (event, _before, found, index) => {
        const what =
          event.event === 'called' ? event.call : event.event === 'asks' ? event.what : ''
        if ((event.event !== 'called' && event.event !== 'asks') || !PUTS.has(what)) return
        const statement = script.at(index)
        const at = waitQueues.all.get(event.of)
        if (at === undefined || statement === undefined || !('value' in statement)) return
        const { value } = statement
        if (typeof value === 'object' && value !== null) return
        const isNumber = !at.ranked || !Number.isNaN(Number(value))
        const next = trial.log[index + 1]
        const ending =
          event.event === 'called'
            ? event.ending
            : next?.event === 'has' && next.who === event.who
              ? next.ending
              : undefined
        const refused = ending !== undefined && failedWith(ending, 'TypeError')
        found.expect(
          refused !== isNumber,
          () => `${what} of ${value} is ${refused ? '' : 'not '}refused`,
        )
      }
    }),
    mutants: [
      {
        name: 'any-priority',
        why: 'what is no number is a priority like any other',
        in: 'sync/queueOptions.js',
        replace: ["typeof rank === 'number' && !Number.isNaN(rank)", 'true'],
      },
    ],
  }),
  game({
    sentence:
      'the item with the lowest priority is taken first, of two with the same the one that was put in first, whatever came back meanwhile',
    hint: '#compare() of Items orders a heap by priority and number',
    check: ({ session, subject }, found) => {
      const chance = chanceOf(session)
      if (chance === undefined) return
      for (const { about, due, seen } of play(subject, session, chance))
        if (about === 'order') found.expect(seen === due, () => `taken: ${seen}; due: ${due}`)
    },
    mutants: [
      {
        name: 'highest-priority-first',
        why: 'the item with the highest priority is taken first',
        in: 'sync/items.js',
        replace: ['first < second ? -1 : 1', 'first < second ? 1 : -1'],
      },
      {
        name: 'latest-of-the-same-first',
        why: 'of two items with the same priority, the later one is taken first',
        in: 'sync/items.js',
        replace: ['one.number - other.number', 'other.number - one.number'],
      },
      {
        name: 'priority-of-a-wait-forgotten',
        why: 'an item that had to wait for room has no priority',
        in: 'sync/queue.js',
        replace: ['this.#ranks?.set(putter, rank);', ''],
      },
      {
        name: 'priority-ignored',
        why: 'an item has no priority',
        in: 'sync/items.js',
        replace: ['this.#ranks?.set(entry, rank);', ''],
      },
    ],
  }),
  game({
    sentence: 'the order is the same after many items have come and gone',
    hint: '#rebuild() of Items drops what was taken out, and keeps the order of the heap',
    check: ({ session, subject: { Loop, Queue } }, found) => {
      const chance = chanceOf(session)
      // Under drain, a put has returned before it can be undone.
      if (chance === undefined || session.discipline === 'drain') return
      const loop = new Loop({ discipline: session.discipline })
      const queue = new Queue<readonly [rank: number, number: number]>({
        priority: ([rank]) => rank,
      })
      const puts = Array.from({ length: 150 }, (_, number) => {
        const item = [chance(9), number] as const
        return { item, task: loop.spawn(queue.put(item)) }
      })
      loop.runStep()
      const due = puts
        .filter(({ task }) => chance(3) === 0 || !task.cancel())
        .map(({ item }) => item)
      loop.runStep()
      due.sort(([one, before], [other, after]) => one - other || before - after)
      const seen = due.map(() => queue.takeNow().join(' '))
      const expected = due.map((item) => item.join(' '))
      found.expect(
        seen.join() === expected.join() && queue.size === 0,
        () => `taken: ${seen.join()}; due: ${expected.join()}`,
      )
    },
    mutants: [
      {
        name: 'rebuilt-upside-down',
        why: 'once many items are out, the last is taken first',
        in: 'sync/items.js',
        replace: [
          'new TinyQueue(inside, (one, other) => this.#compare(one, other))',
          'new TinyQueue(inside, (one, other) => this.#compare(other, one))',
        ],
      },
    ],
  }),
])
