/** Y12 · Held while the body runs. */

import { failedWith } from '../history/endings.ts'
import { WaitQueues, permitWaiters, namesOf, type Waiter } from '../history/waitQueues.ts'
import { actorOf } from '../history/history.ts'
import { Scopes } from '../history/scopes.ts'
import { clause, eventLaw, following, game } from '../law.ts'
import { isQuiet } from '../trial.ts'
import { bodyReturns, endsSoon } from '../visits/scope.ts'
import { numberOf } from '../subject/chance.ts'

export const Y12 = clause('Y12', [
  eventLaw({
    sentence: 'the body of hold() runs after hold() has acquired, and not before',
    hint: '#hold() of Permits acquires, then delegates to the body',
    begin: following(WaitQueues, (_trial, waitQueues) => {
      const holding = new Map<string, string>()
      return (event, _before, found) => {
        const who = actorOf(event)
        const of = who === undefined ? undefined : holding.get(who)
        if (who !== undefined && of !== undefined) {
          holding.delete(who)
          const has = event.event === 'has' && event.of === of
          const refused = has && event.what === 'hold' && 'error' in event.ending
          const acquired = has && event.what === 'acquire' && 'value' in event.ending
          const closed = event.event === 'cleaning' || event.event === 'left'
          found.expect(refused || acquired || closed, () => `${who} runs the body without ${of}`)
        }
        if (event.event === 'asks' && event.what === 'hold' && waitQueues.all.has(event.of))
          holding.set(event.who, event.of)
      }
    }),
    mutants: [
      {
        name: 'hold-without-body',
        why: 'hold() acquires and releases, and does not run its body',
        in: 'sync/permits.js',
        replace: ['return yield* enclosed(body);', 'return;'],
      },
    ],
  }),
  eventLaw({
    sentence:
      'when the body of hold() has ended, however it ends, the first waiter is served at once',
    hint: '#hold() of Permits releases in a finally block',
    begin: following(WaitQueues, (trial, waitQueues) => {
      let left: { of: string; waiting: readonly Waiter[] } | undefined
      return (event, _before, found) => {
        if (!isQuiet(trial)) return
        if (left !== undefined) {
          const { of, waiting } = left
          left = undefined
          const served =
            event.event === 'settled' && waiting.some(({ ticket }) => ticket === event.future)
          found.expect(served, () => `${namesOf(waiting)} still waits for ${of}`)
        }
        if (event.event !== 'left' || event.what !== 'hold') return
        const at = waitQueues.all.get(event.of)
        const waiting = at === undefined ? [] : permitWaiters(waitQueues, at)
        const [first] = waiting
        const waits = waiting.some(({ state }) => state === 'waits')
        if (at === undefined || at.unsure || first === undefined || !waits) return
        // The body may have released it.
        const released = waitQueues.leftBy(at, event.who)
        const free = at.size - at.holders.length - at.reserved.length + released
        if (released > 0 && free >= first.permits) left = { of: event.of, waiting }
      }
    }),
    mutants: [
      {
        name: 'hold-keeps-on-return',
        why: 'hold() keeps the lock if its body returns',
        in: 'sync/permits.js',
        replace: [
          'return yield* enclosed(body); } finally { this.endHold(who, permits); }',
          'return yield* enclosed(body); } catch (error) { this.releaseBy(who, permits); throw error; }',
        ],
      },
      {
        name: 'hold-keeps-on-error',
        why: 'hold() keeps the lock if its body throws',
        in: 'sync/permits.js',
        replace: [
          'try { return yield* enclosed(body); } finally { this.endHold(who, permits); }',
          'const value = yield* enclosed(body); this.releaseBy(who, permits); return value;',
        ],
      },
      {
        name: 'hold-keeps-on-close',
        why: 'hold() keeps the permit if it is closed',
        in: 'sync/permits.js',
        replace: [
          'try { return yield* enclosed(body); } finally { this.endHold(who, permits); }',
          `let value;
       try { value = yield* enclosed(body); } catch (error) { this.releaseBy(who, permits); throw error; }
       this.releaseBy(who, permits);
       return value;`,
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'hold() returns what its body returned',
    hint: '#hold() of Permits returns the value of the body as it is',
    begin: bodyReturns('hold'),
    mutants: [
      {
        name: 'hold-returns-nothing',
        why: 'hold() drops what its body returns',
        in: 'sync/permits.js',
        replace: ['return yield* enclosed(body);', 'yield* enclosed(body);'],
      },
    ],
  }),
  eventLaw({
    sentence:
      'hold() throws nothing but AbandonedError, and RangeError for a number of permits, before its body has run',
    hint: '#hold() of Permits acquires, and then calls the body',
    begin: following(WaitQueues, (_trial, waitQueues) => {
      /** The coroutines whose last hold() has not begun to run its body. */
      const waiting = new Set<string>()
      return (event, _before, found) => {
        if (!('who' in event)) return
        if (event.event === 'asks' && event.what === 'hold' && waitQueues.all.has(event.of))
          waiting.add(event.who)
        else if (event.event === 'has' && waiting.has(event.who)) {
          const refused = event.what === 'hold' && 'error' in event.ending
          found.expect(
            !refused ||
              failedWith(event.ending, 'AbandonedError') ||
              failedWith(event.ending, 'RangeError'),
            () => `hold() of ${event.of} by ${event.who} ran no body, and threw`,
          )
          waiting.delete(event.who)
        } else if (actorOf(event) !== undefined) waiting.delete(event.who)
      }
    }),
    mutants: [
      {
        name: 'hold-refuses-every-body',
        why: 'hold() rejects every body',
        in: 'sync/permits.js',
        replace: ["if (typeof body !== 'function') {", 'if (true) {'],
      },
      {
        name: 'hold-refuses-when-held',
        why: 'hold() throws where it would have to wait',
        in: 'sync/permits.js',
        replace: [
          'yield* this.request(permits); try',
          "if (this.holding.length > 0) throw new InvalidStateError('held'); yield* this.request(permits); try",
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'hold() ends in the step in which its body ends',
    hint: '#hold() of Permits releases the permit, and does not suspend again',
    begin: following(Scopes, (_trial, scopes) => endsSoon(scopes, 'hold')),
    mutants: [
      {
        name: 'hold-suspends-after-its-body',
        why: 'hold() suspends once more when its body has returned',
        in: 'sync/permits.js',
        replace: [
          'return yield* enclosed(body);',
          'const value = yield* enclosed(body); yield; return value;',
        ],
      },
      {
        name: 'hold-never-ends',
        why: 'hold() releases its permit, and then waits to acquire it again',
        in: 'sync/permits.js',
        replace: [
          'this.endHold(who, permits); } }',
          'this.endHold(who, permits); yield* this.request(permits); } }',
        ],
      },
    ],
  }),
  game({
    sentence:
      'where a condition in the body of hold() cannot acquire the lock again, its AbandonedError leaves the hold()',
    hint: 'endHold() of Permits releases nothing where the lock is abandoned',
    check: ({ session, subject: { AbandonedError, Condition, Loop } }, found) => {
      const number = numberOf(session)
      if (number === undefined) return
      const condition = new Condition()
      const loop = new Loop({ discipline: session.discipline, onUnhandled: () => {} })
      const waiter = loop.spawn(
        condition.hold(function* () {
          yield* condition.wait()
        }),
      )
      loop.run(
        (function* () {
          for (let steps = 0; steps < 4; steps += 1) yield
          // It notifies, and ends without a release.
          yield* loop.spawn(
            (function* () {
              yield* condition.acquire()
              condition.notifyAll()
            })(),
          )
          for (let steps = 0; steps < 4; steps += 1) yield
        })(),
      )
      const right = waiter.done() && waiter.error() instanceof AbandonedError
      found.expect(right, () => `hold() ends with ${waiter.done() ? String(waiter.error()) : '-'}`)
    },
    mutants: [
      {
        name: 'abandoned-hold-releases',
        why: 'a hold whose lock is abandoned fails because there is nothing to release',
        in: 'sync/permits.js',
        replace: [
          'if (isHeld || !(this.isAbandoned() || isForced(who)))',
          'if (isHeld || !isForced(who))',
        ],
      },
    ],
  }),
])
