/** Y14 · Several permits at once. */

import { failedWith } from '../history/endings.ts'
import { isBetween } from '../history/history.ts'
import { scriptOf } from '../history/script.ts'
import { isEnough, namesOf, permitWaiters, WaitQueues, type Waiter } from '../history/waitQueues.ts'
import { clause, eventLaw, following } from '../law.ts'
import { isQuiet } from '../trial.ts'
import { fits, releases } from '../visits/permit.ts'

const CALLS: ReadonlySet<string> = new Set(['acquire', 'hold', 'release', 'tryAcquire'])

export const Y14 = clause('Y14', [
  eventLaw({
    sentence:
      'acquire(n), tryAcquire(n), release(n) and hold(n) throw RangeError exactly if n is no integer from 1 to the number of permits',
    hint: '#require() of Semaphore checks the number, before anything is changed',
    begin: following(WaitQueues, (trial, waitQueues) => (event, _before, found, index) => {
      const what = event.event === 'asks' ? event.what : event.event === 'called' ? event.call : ''
      if (!CALLS.has(what) || (event.event !== 'asks' && event.event !== 'called')) return
      const at = waitQueues.all.get(event.of)
      const statement = scriptOf(trial).at(index)
      if (at?.kind !== 'semaphore' || statement === undefined || !('count' in statement)) return
      const { count = 1 } = statement
      const next = event.event === 'asks' ? trial.log[index + 1] : event
      const own = next !== undefined && 'who' in next && next.who === event.who
      const refused = own && 'ending' in next && failedWith(next.ending, 'RangeError')
      const say = (): string => `${what}(${count}) of ${at.name} is ${refused ? '' : 'not '}refused`
      found.expectWhere(!fits(at, count), refused !== fits(at, count), say)
    }),
    mutants: [
      {
        name: 'more-permits-than-there-are',
        why: 'a request for more permits than the semaphore has waits for ever',
        in: 'sync/semaphore.js',
        replace: ['permits >= 1 && permits <= this.count)', 'permits >= 1)'],
      },
      {
        name: 'no-permits-at-all',
        why: 'any number of permits below the first can be asked for',
        in: 'sync/semaphore.js',
        replace: ['permits >= 1 && permits <= this.count)', 'permits <= this.count)'],
      },
    ],
  }),
  eventLaw({
    sentence: 'no caller takes permits while another waits, even if there are enough for it',
    hint: 'take() of Permits asks whether there are waiters before it takes what is free',
    begin: following(WaitQueues, (trial, waitQueues) => {
      const passing = new Map<string, readonly Waiter[]>()
      return (event, before, found) => {
        if (!isQuiet(trial)) return
        if (event.event === 'parked') {
          const who = before.voice(event.who)
          if ((passing.get(who) ?? []).length > 0) found.expect(true, () => '')
          passing.delete(who)
        } else if (event.event === 'asks') {
          const at = waitQueues.all.get(event.of)
          const waiting = at?.counted === true ? waitQueues.waiting(at) : []
          passing.set(event.who, waiting)
        } else if (event.event === 'has') {
          const claim = waitQueues.claims.get(event.who)
          const waiting = passing.get(event.who) ?? []
          passing.delete(event.who)
          if (waiting.length === 0 || claim?.at.name !== event.of || 'error' in event.ending) return
          if (claim.disturbed) return
          found.expect(claim.waited, () => `${event.who} overtakes ${namesOf(waiting)}`)
        }
      }
    }),
    mutants: [
      {
        name: 'few-permits-overtake',
        why: 'a caller takes free permits although another waits for more',
        in: 'sync/permits.js',
        replace: ['return this.waiters.length === 0 && this.takeFree', 'return this.takeFree'],
      },
    ],
  }),
  eventLaw({
    sentence: 'a caller can release n permits exactly if it holds as many',
    hint: 'Holders counts the permits of each acquisition: countOf() adds those of a holder',
    begin: following(WaitQueues, (_trial, waitQueues) => {
      const visit = releases(waitQueues, 'semaphore')
      return (event, before, found, index) => {
        if (event.event !== 'called' || waitQueues.all.get(event.of)?.counted !== true) return
        visit(event, before, found, index)
      }
    }),
    mutants: [
      {
        name: 'several-held-as-one',
        why: 'a caller that acquires several permits holds one of them',
        in: 'sync/semaphore.js',
        replace: ['this.#holders.add(who, permits);', 'this.#holders.add(who, 1);'],
      },
      {
        name: 'one-permit-is-enough-to-release',
        why: 'a holder of one permit can release several',
        in: 'sync/semaphore.js',
        replace: [
          'return permits === 1 ? this.#holders.has(who) : this.heldOf(who, permits) === permits;',
          'return this.#holders.has(who);',
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'the first waiter never waits while as many permits are free as it waits for',
    hint: 'serveWaiters() of Permits serves the first as long as enough is free, and a waiter that leaves calls it too',
    begin: following(WaitQueues, (trial, waitQueues) => (event, _before, found) => {
      if (!isBetween(event) || !isQuiet(trial)) return
      for (const at of waitQueues.all.values()) {
        if (!at.counted || at.unsure) continue
        const waits = permitWaiters(waitQueues, at)
        if (waits.length === 0) continue
        const say = (): string => `${namesOf(waits)} waits for ${at.name}, of which enough is free`
        found.expect(!isEnough(waitQueues, at), say)
      }
    }),
    mutants: [
      {
        name: 'hold-of-several-releases-one',
        why: 'a hold of several permits releases one of them',
        in: 'sync/permits.js',
        replace: ['this.endHold(who, permits); } }', 'this.endHold(who, 1); } }'],
      },
      {
        name: 'one-waiter-a-release',
        why: 'a release of several permits serves one waiter, and leaves the rest of them free',
        in: 'sync/permits.js',
        replace: ['if (this.hasFree && this.waiters.length > 0) {', 'if (!served) {'],
      },
      {
        name: 'cancelled-request-blocks',
        why: 'when a waiter for many permits is cancelled, those behind it wait on, although there are enough',
        in: 'sync/permits.js',
        replace: ['else this.primitive.serveWaiters(notifications);', ''],
      },
    ],
  }),
])
