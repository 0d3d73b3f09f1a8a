/** H11 · Async iterables, both ways. */

import type { AsyncSource } from '../../src/host/index.ts'
import { clause, game } from '../law.ts'
import { handPromise, type HandPromise } from '../subject/handPromise.ts'
import { numberOf } from '../subject/chance.ts'
import { withHost } from '../subject/handHost.ts'
import { refusal } from '../subject/refusal.ts'

export const H11 = clause('H11', [
  game({
    sentence:
      'a queue receives the items of an iterable in order, and is closed when they end; an iterator is returned if it has not ended by itself',
    hint: 'feeding() closes the queue and returns the iterator in its finally',
    check: ({ session, subject: { host, Loop, Queue } }, found) => {
      const number = numberOf(session)
      if (host === undefined || number === undefined) return
      const way = WAYS[number % WAYS.length] ?? 'ends'
      const source = iterableByHand()
      const queue = new Queue<number>()
      const loop = new Loop({ discipline: session.discipline, onUnhandled: () => {} })
      const task = loop.spawn(host.fromAsyncIterable(source, queue))
      const goes = (): void => {
        for (let steps = 6; steps > 0; steps -= 1) loop.runStep()
      }
      goes()
      source.gives({ done: false, value: 1 })
      goes()
      source.gives({ done: false, value: 2 })
      goes()
      if (way === 'ends') source.gives({ done: true, value: undefined })
      if (way === 'fails') source.last()?.reject(FAULT)
      if (way === 'cancelled') task.cancel()
      if (way === 'refused') {
        queue.close()
        source.gives({ done: false, value: 3 })
      }
      goes()
      const returned = way === 'cancelled' || way === 'refused'
      found.expect(
        source.returned() === (returned ? 1 : 0),
        () => `${way}, it is returned ${source.returned()} times`,
      )
      found.require(!returned || !task.done(), () => `${way}, it ends before its iterator`)
      source.end.resolve(undefined)
      source.last()?.resolve({ done: true, value: undefined })
      goes()
      found.require(task.done() && queue.closed, () => `${way}, it does not end`)
      found.require(
        `${queue.takeNow()},${queue.takeNow()}` === '1,2' && queue.size === 0,
        () => `${way}, the items are others`,
      )
      loop.close()
    },
    mutants: [
      {
        name: 'queue-left-open',
        why: 'a queue stays open when its iterable has ended',
        in: 'host/iterables.js',
        replace: ['finally { queue.close();', 'finally {'],
      },
      {
        name: 'iterator-never-returned',
        why: 'an iterator is left as it is when what reads it is closed',
        in: 'host/iterables.js',
        replace: ['if (!over) yield* fromPromise(end);', ''],
        also: [
          {
            in: 'host/iterables.js',
            replace: [`void end().then(undefined, () => { })`, 'undefined'],
          },
        ],
      },
      {
        name: 'iterator-returned-late',
        why: 'an iterator that waits for its next item is returned only after that',
        in: 'host/iterables.js',
        replace: [`void end().then(undefined, () => { })`, 'undefined'],
      },
      {
        name: 'iterator-always-returned',
        why: 'an iterator that has ended is returned',
        in: 'host/iterables.js',
        replace: ['if (!over) yield*', 'yield*'],
      },
    ],
  }),
  game({
    sentence:
      'where an iterable cannot be opened, its queue is closed; what has not begun ends where its loop is closed, or it is returned',
    hint: 'opened() closes the queue; Items settle what was asked for when their task ends, begun or not',
    check: ({ session, subject: { host, Loop, Queue } }, found) => {
      const number = numberOf(session)
      if (host === undefined || number === undefined) return
      const results: IteratorResult<number>[] = []
      const loop = new Loop({ discipline: session.discipline, onUnhandled: () => {} })
      const queue = new Queue<number>()
      const broken = {
        [Symbol.asyncIterator]: () => {
          throw FAULT
        },
      }
      const task = loop.spawn(host.fromAsyncIterable(broken, queue))
      loop.runStep()
      found.expect(queue.closed && task.error() === FAULT, () => 'the queue is left open')
      const iterator = host.toAsyncIterable(new Queue<number>(), loop)
      withHost({ Promise: collector((result) => void results.push(result)) }, () => {
        if (number % 2 === 0) {
          void iterator.next()
          loop.close()
        } else {
          void iterator.return?.()
          void iterator.next()
        }
      })
      const due = number % 2 === 0 ? 1 : 2
      found.expect(
        results.length === due && results.every(({ done }) => done === true),
        () => `the host receives ${results.length} results, not ${due}`,
      )
      loop.close()
    },
    mutants: [
      {
        name: 'return-without-a-result',
        why: 'return() of an iterator resolves to nothing',
        in: 'host/iterables.js',
        replace: ['this.#end(); return Promise.resolve(END);', 'this.#end(); return;'],
      },
      {
        name: 'never-begun-never-ends',
        why: 'an iterator whose task has not begun never ends when its loop is closed',
        in: 'host/iterables.js',
        replace: ['this.#request.cancel(); this.#end();', ''],
      },
      {
        name: 'unopened-queue-left-open',
        why: 'a queue stays open if the iterable cannot be opened',
        in: 'host/iterables.js',
        replace: ['queue.close(); throw error;', 'throw error;'],
      },
    ],
  }),
  game({
    sentence:
      'the host receives the items of a queue in order, as many as it asks for, and then the end; what it leaves stays in the queue',
    hint: 'next() of Items lets the task take one item more',
    check: ({ session, subject: { host, Loop, Queue } }, found) => {
      const number = numberOf(session)
      if (host === undefined || number === undefined) return
      const results: IteratorResult<number>[] = []
      const [early, asks] = [number % 2 === 0, 1 + (number % 3)]
      let reports = 0
      const loop = new Loop({
        discipline: session.discipline,
        onUnhandled: () => void (reports += 1),
      })
      const queue = new Queue<number>()
      const puts = (): void => {
        for (const item of [1, 2, 3]) queue.putNow(item)
      }
      const iterator = host.toAsyncIterable(queue, loop)[Symbol.asyncIterator]()
      withHost({ Promise: collector((result) => void results.push(result)) }, () => {
        if (early) puts()
        for (let count = 0; count < asks; count += 1) void iterator.next()
        if (!early) puts()
        for (let steps = 0; steps < 12; steps += 1) loop.runStep()
        found.expect(
          results.map(({ value }) => value).join() === [1, 2, 3].slice(0, asks).join(),
          () => `it receives ${results.map(({ value }) => value).join()} of 1,2,3`,
        )
        found.require(!results.some(({ done }) => done === true), () => 'it receives an end')
        found.expect(queue.size === 3 - asks, () => `${queue.size} items are left`)
        void iterator.next()
        queue.close()
        for (let steps = 0; steps < 12; steps += 1) loop.runStep()
        void iterator.next()
        void iterator.next()
        for (let steps = 0; steps < 12; steps += 1) loop.runStep()
      })
      const last = results.at(-1)
      found.expect(last?.done === true, () => `in the end it receives ${String(last?.value)}`)
      loop.close()
      found.require(reports === 0, () => 'a failure is reported')
    },
    mutants: [
      {
        name: 'items-as-ends',
        why: 'the host receives each item as the end',
        in: 'host/iterables.js',
        replace: ['({ done: false, value })', '({ done: true, value })'],
      },
      {
        name: 'end-of-a-queue-is-a-failure',
        why: 'the task that takes the items for the host fails when their queue is closed',
        in: 'host/iterables.js',
        replace: ['if (!(error instanceof QueueClosedError)) throw error;', 'throw error;'],
      },
      {
        name: 'nothing-is-asked-for',
        why: 'what the host asks for is not taken',
        in: 'host/iterables.js',
        replace: ['this.#request.setResult();', 'void 0;'],
      },
      {
        name: 'taken-in-advance',
        why: 'an item is taken before the host asks for it',
        in: 'host/iterables.js',
        replace: ['while (this.#requests.length === 0)', 'while (false)'],
      },
    ],
  }),
  game({
    sentence: 'an iterator that cannot be returned is left alone where what reads it is closed',
    hint: 'returned() has nothing to wait for then',
    check: ({ session, subject: { host, Loop, Queue } }, found) => {
      const number = numberOf(session)
      if (host === undefined || number === undefined) return
      const [item, over] = [handPromise(), handPromise()]
      over.resolve(undefined)
      const source = { [Symbol.asyncIterator]: () => ({ next: () => item }) }
      const queue = new Queue<number>()
      const loop = new Loop({ discipline: session.discipline, onUnhandled: () => {} })
      const task = loop.spawn(host.fromAsyncIterable(source, queue))
      const rejected = (): unknown => Object.assign(handPromise(), { catch: () => undefined })
      const promises: unknown = new Proxy(Promise, {
        get(all, key) {
          if (key === 'reject') return rejected
          return key === 'resolve' ? () => over : Reflect.get(all, key)
        },
      })
      withHost({ Promise: promises, setTimeout: () => {} }, () => {
        loop.runStep()
        task.cancel()
        for (let steps = 0; steps < 3; steps += 1) loop.runStep()
        if (number % 2 === 0) item.resolve({ done: true, value: undefined })
        else item.resolve({ done: false, value: 1 })
        for (let steps = 0; steps < 6; steps += 1) loop.runStep()
      })
      const right = task.cancelled() && queue.closed
      found.expect(right, () => `it ends with ${task.done() ? String(task.error()) : 'nothing'}`)
      const close = refusal(() => loop.close())
      found.require(close === undefined, () => `close() ends in ${close}`)
    },
    mutants: [
      {
        name: 'every-iterator-returned',
        why: 'an iterator that cannot be returned has what reads it fail',
        in: 'host/iterables.js',
        replace: ['iterator.return?.()', 'iterator.return()'],
      },
    ],
  }),
])

const WAYS = ['ends', 'fails', 'cancelled', 'refused'] as const
const FAULT = new Error('fault')

interface ByHand extends AsyncSource<number> {
  /** Settles the last promise of next(). */
  gives(result: IteratorResult<number, unknown>): void
  last(): HandPromise | undefined
  returned(): number
  /** What return() returns. */
  readonly end: HandPromise
}

function iterableByHand(): ByHand {
  const asked: HandPromise[] = []
  const end = handPromise()
  let returned = 0
  const iterator = {
    next: () => {
      const promise = handPromise()
      asked.push(promise)
      return promise
    },
    return: () => {
      returned += 1
      return end
    },
  }
  return {
    end,
    gives: (result) => asked.at(-1)?.resolve(result),
    last: () => asked.at(-1),
    returned: () => returned,
    [Symbol.asyncIterator]: () => iterator,
  }
}

/** Promises whose results are seen as soon as they are there. */
function collector(seen: (value: IteratorResult<number>) => void): unknown {
  return new Proxy(Promise, {
    construct(_promises, [begin]: [(resolve: typeof seen) => void]) {
      begin(seen)
      return {}
    },
    get: (promises, key) => (key === 'resolve' ? seen : Reflect.get(promises, key)),
  })
}
