/** Y2 · Every wait suspends. */

import { claimOf, WaitQueues, type Primitive } from '../history/waitQueues.ts'
import { failedWith } from '../history/endings.ts'
import { clause, eventLaw, following } from '../law.ts'

/** By kind of primitive: the errors that its waiting calls throw. */
const REFUSALS: Readonly<Record<Primitive['kind'], readonly string[]>> = {
  lock: ['AbandonedError'],
  semaphore: ['AbandonedError', 'RangeError'],
  readWriteLock: ['AbandonedError'],
  event: [],
  barrier: [],
  condition: ['InvalidStateError', 'AbandonedError'],
  queue: ['QueueClosedError', 'TypeError'],
}

export const Y2 = clause('Y2', [
  eventLaw({
    sentence: 'a call that may wait returns in the next step of its caller',
    hint: 'what is available is reserved at once, and the caller suspends once: acquire(), wait(), put(), take()',
    begin: following(WaitQueues, (_trial, waitQueues) => (event, _before, found) => {
      const claim = event.event === 'has' ? claimOf(waitQueues, event) : undefined
      if (event.event !== 'has' || claim === undefined || claim.disturbed) return
      const say = (): string => `${event.who} received ${event.of} after ${claim.steps} steps`
      found.expect(claim.steps === 1, say)
    }),
    mutants: [
      {
        name: 'free-lock-suspends-twice',
        why: 'acquiring a free lock suspends twice',
        in: 'sync/permits.js',
        replace: [
          'yield* this.take(who, permits) ? acquisition(this, who, permits).reserve() : this.ask(who, permits);',
          'if (this.take(who, permits)) { yield* acquisition(this, who, permits).reserve(); yield; } else yield* this.ask(who, permits);',
        ],
      },
      {
        name: 'suspends-after-hand-off',
        why: 'a waiter of a lock suspends once more after the hand-off',
        in: 'sync/permits.js',
        replace: [
          'yield* this.take(who, permits) ? acquisition(this, who, permits).reserve() : this.ask(who, permits);',
          'if (this.take(who, permits)) yield* acquisition(this, who, permits).reserve(); else { yield* this.ask(who, permits); yield; }',
        ],
      },
      {
        name: 'event-checked-again',
        why: 'a waiter woken by an event waits again if the event was cleared before its next step',
        in: 'sync/event.js',
        replace: [
          'yield* this.#waiters.append(new Waiter(this, who));',
          'yield* this.#waiters.append(new Waiter(this, who)); if (!this.#set) yield* this.wait();',
        ],
      },
    ],
  }),
  eventLaw({
    sentence:
      'no call that may wait returns, or throws QueueClosedError, in the step in which it was made',
    hint: 'a call suspends even if it need not wait, or is refused: each such branch has a yield',
    begin: (trial) => {
      const waitQueues = new WaitQueues(trial)
      const requests = new Map<string, string>()
      return (event, before, found, index) => {
        if (event.event === 'asks' && waitQueues.all.has(event.of))
          requests.set(event.who, event.what)
        if (event.event === 'stepped') requests.delete(before.voice(event.who))
        const refused =
          event.event === 'has' &&
          (failedWith(event.ending, 'QueueClosedError') ||
            failedWith(event.ending, 'AbandonedError'))
        const delivered = event.event === 'has' && ('value' in event.ending || refused)
        if (delivered && waitQueues.all.has(event.of))
          found.expect(
            !requests.has(event.who),
            () => `${event.who} received ${event.of} without suspending`,
          )
        waitQueues.follow(event, before, index)
      }
    },
    mutants: [
      {
        name: 'free-lock-at-once',
        why: 'acquiring a free lock does not suspend',
        in: 'sync/permits.js',
        replace: [
          'yield* this.take(who, permits) ? acquisition(this, who, permits).reserve() : this.ask(who, permits);',
          'if (!this.take(who, permits)) yield* this.ask(who, permits);',
        ],
      },
      {
        name: 'set-event-at-once',
        why: 'waiting for a set event does not suspend',
        in: 'sync/event.js',
        replace: ['if (this.#set) { yield; return; }', 'if (this.#set) return;'],
      },
      {
        name: 'put-at-once',
        why: 'a put that finds room does not suspend',
        in: 'sync/queue.js',
        replace: [
          'if (putter.entry !== undefined) yield* putter.reserve(undefined);',
          'if (putter.entry !== undefined) return;',
        ],
      },
      {
        name: 'closed-queue-at-once',
        why: 'a put or a take that a closed queue refuses does not suspend',
        in: 'sync/queue.js',
        replace: ['yield; throw error;', 'throw error;'],
      },
      {
        name: 'take-at-once',
        why: 'a take that finds an item does not suspend',
        in: 'sync/queue.js',
        replace: ['return yield* taker.reserve(entry.item);', 'return entry.item;'],
      },
    ],
  }),
  eventLaw({
    sentence:
      'wait() of an event or a barrier, and join() of a queue, throw nothing; acquire() throws only AbandonedError, or RangeError for a number of permits, put() and take() throw only QueueClosedError, or put() TypeError for a priority, and wait() of a condition only InvalidStateError or AbandonedError',
    hint: 'acquire(), wait(), put(), take(): what is there to throw is in the table of calls and states',
    begin: following(WaitQueues, (_trial, waitQueues) => (event, _before, found) => {
      if (event.event !== 'has') return
      const { ending, of, what, who } = event
      const kind = waitQueues.all.get(of)?.kind
      if (kind === undefined || what === 'hold') return
      const refusals = what === 'join' ? [] : REFUSALS[kind]
      const right = 'value' in ending || refusals.some((name) => failedWith(ending, name))
      found.expect(right, () => `${what}() of ${of} by ${who} threw ${JSON.stringify(ending)}`)
    }),
    mutants: [
      {
        name: 'free-lock-refused',
        why: 'acquiring a free lock throws',
        in: 'sync/permits.js',
        replace: [
          'yield* this.take(who, permits) ? acquisition(this, who, permits).reserve() : this.ask(who, permits);',
          "if (this.take(who, permits)) throw new InvalidStateError('free'); yield* this.ask(who, permits);",
        ],
      },
      {
        name: 'held-lock-refused',
        why: 'acquiring a lock that is held throws once it is handed over',
        in: 'sync/permits.js',
        replace: [
          'yield* this.take(who, permits) ? acquisition(this, who, permits).reserve() : this.ask(who, permits);',
          "if (this.take(who, permits)) yield* acquisition(this, who, permits).reserve(); else { yield* this.ask(who, permits); throw new InvalidStateError('held'); }",
        ],
      },
      {
        name: 'set-event-refused',
        why: 'waiting for a set event throws',
        in: 'sync/event.js',
        replace: [
          'if (this.#set) { yield; return; }',
          "if (this.#set) { yield; throw new Error('set'); }",
        ],
      },
      {
        name: 'last-party-refused',
        why: 'the last to arrive at a barrier opens it, and receives an error',
        in: 'sync/barrier.js',
        replace: ['return yield* last.reserve', "throw new Error('open'); yield* last.reserve"],
      },
      {
        name: 'full-queue-refused',
        why: 'a put that would have to wait throws QueueFullError',
        in: 'sync/queue.js',
        replace: ['yield* this.#putters.append(putter);', "throw new QueueFullError('full');"],
      },
    ],
  }),
])
