/** Y7 · A condition. */

import { failedWith } from '../history/endings.ts'
import { isBetween } from '../history/history.ts'
import { scriptOf } from '../history/script.ts'
import { WaitQueues, permitWaiters, namesOf, type Waiter } from '../history/waitQueues.ts'
import { actorOf } from '../history/history.ts'
import { mentions, sameLog } from '../history/logs.ts'
import { clause, eventLaw, following, game, law } from '../law.ts'
import { isQuiet } from '../trial.ts'
import { throwsOnly } from '../visits/refusals.ts'
import { numberOf } from '../subject/chance.ts'
import { refusal } from '../subject/refusal.ts'
import { type Coroutine } from '../../src/index.ts'

export const Y7 = clause('Y7', [
  eventLaw({
    sentence:
      'wait() and notify() of a condition throw InvalidStateError exactly if the caller does not hold the lock, and notify() else exactly if it cannot count',
    hint: '#requireLock() of Condition comes first in both; then notify() checks the count',
    begin: following(WaitQueues, (trial, waitQueues) => {
      const script = scriptOf(trial)
      let request: { who: string; of: string; holds: boolean } | undefined
      return (event, _before, found, index) => {
        if (request !== undefined) {
          const { holds, of, who } = request
          request = undefined
          const has = event.event === 'has' && event.who === who && event.of === of
          const refused = has && failedWith(event.ending, 'InvalidStateError')
          if (isQuiet(trial))
            found.expect(
              refused !== holds,
              () => `wait() of ${who} was ${holds ? '' : 'not '}refused`,
            )
        }
        const at = 'of' in event ? waitQueues.all.get(event.of) : undefined
        if (at?.kind !== 'condition' || !('who' in event)) return
        const holds = waitQueues.guardOf(at)?.holders.includes(event.who) ?? false
        if (event.event === 'asks' && event.what === 'wait')
          request = { who: event.who, of: event.of, holds }
        if (event.event !== 'called' || event.call !== 'notify') return
        const refused = failedWith(event.ending, 'InvalidStateError')
        const say = (): string => `notify() of ${event.who} was ${holds ? '' : 'not '}refused`
        found.expect(refused !== holds, say)
        const statement = script.at(index)
        if (refused || statement?.do !== 'notify') return
        const { count = 1 } = statement
        const counts = Number.isInteger(count) && count >= 0
        throwsOnly(event, counts ? [] : ['RangeError'], found)
        found.require(
          counts || 'error' in event.ending,
          () => `notify(${count}) of ${event.who} was accepted`,
        )
      }
    }),
    mutants: [
      {
        name: 'wait-without-the-lock',
        why: 'any caller can wait for a condition',
        in: 'sync/condition.js',
        replace: ["this.#requireLock(who, 'wait');", ''],
      },
      {
        name: 'notify-without-the-lock',
        why: 'any caller can notify',
        in: 'sync/condition.js',
        replace: ["this.#requireLock(runner(), 'notify');", ''],
      },
      {
        name: 'notify-refuses-every-count',
        why: 'notify() refuses every count but 0',
        in: 'sync/condition.js',
        replace: [
          "requireInteger('the count of notify', count, 0);",
          "requireInteger('the count of notify', 0, count);",
        ],
      },
    ],
  }),
  eventLaw({
    sentence:
      'when a wait for a condition ends, closed or not, its caller alone holds the lock, unless that is abandoned',
    hint: '#reacquire() of Condition acquires the lock again when a wait is closed',
    begin: following(WaitQueues, (_trial, waitQueues) => (event, before, found) => {
      const who = event.event === 'settled' ? before.voice(event.future) : actorOf(event)
      const claim = who === undefined ? undefined : waitQueues.claims.get(who)
      if (who === undefined || claim?.at.kind !== 'condition' || claim.steps === 0) return
      // C15: it ends without the lock, unless that is free.
      if (before.isCut(who)) return
      const lock = waitQueues.guardOf(claim.at)
      // Y13: then it ends with an error, and without the lock.
      if (lock !== undefined && waitQueues.isAbandoned(lock)) {
        const received = event.event === 'has' && 'value' in event.ending
        found.require(!received, () => `the wait of ${who} has returned, and the lock is abandoned`)
        return
      }
      const others = lock?.holders ?? []
      found.expect(
        others.length === 0,
        () => `the wait of ${who} has ended, and ${others.join(', ')} holds the lock`,
      )
      // A scope may have closed the wait of another that was handed the lock, which no event shows.
      const isSure = (one: string): boolean => waitQueues.claims.get(one)?.disturbed !== true
      const reserved = (lock?.reserved ?? []).filter((one) => one !== who && isSure(one))
      found.require(
        reserved.length === 0,
        () => `the wait of ${who} has ended, and ${reserved.join(', ')} was handed the lock`,
      )
    }),
    mutants: [
      {
        name: 'closed-without-the-lock',
        why: 'a wait for a condition that is closed ends without the lock',
        in: 'sync/condition.js',
        replace: ['yield* this.lock.reacquire(waiter.who);', 'return;'],
      },
      {
        name: 'notified-without-the-lock',
        why: 'a notified waiter resumes at once, without the lock',
        in: 'sync/condition.js',
        replace: [
          'if (!this.lock.enqueue(first)) first.refuse(this.lock.abandonment(), notifications);',
          'first.serve();',
        ],
      },
    ],
  }),
  eventLaw({
    sentence:
      'a waiter of a condition resumes only if it was notified, or another that it waited with, and no notification is lost',
    hint: 'notify() moves waiters to the wait queue of the lock; passOn() of Condition notifies another if one is closed',
    begin: following(WaitQueues, (trial, waitQueues) => (event, _before, found) => {
      if (!isQuiet(trial)) return
      const ticket = event.event === 'settled' ? event.future : ''
      const served = waitQueues.ofTicket(ticket)
      if (served?.kind === 'condition' && !served.unsure) {
        const waiter = served.waiters.find((one) => one.ticket === ticket)
        // Y13: a clean-up that is refused with it has passed its notification on, and no event shows when.
        const refused = event.event === 'settled' && failedWith(event.ending, 'AbandonedError')
        const passed = refused && served.waiters.some((one) => one !== waiter && one.moved)
        if (waiter !== undefined)
          found.expect(waiter.moved || passed, () => `${waiter.who} resumes, and was not notified`)
      }
      if (!isBetween(event)) return
      for (const at of waitQueues.all.values()) {
        const lock = at.kind === 'condition' && !at.unsure ? waitQueues.guardOf(at) : undefined
        if (lock === undefined || lock.holders.length + lock.reserved.length > 0) continue
        const left = at.waiters.filter(({ moved, state }) => moved && state === 'waits')
        const tested = at.waiters.some(({ moved }) => moved)
        found.expectWhere(
          tested,
          left.length === 0,
          () => `${namesOf(left)} was notified, and waits for a free lock`,
        )
      }
    }),
    mutants: [
      {
        name: 'notify-all-always',
        why: 'notify() notifies all waiters',
        in: 'sync/condition.js',
        replace: ['this.#wake(count);', 'this.#wake(Infinity);'],
      },
      {
        name: 'notify-one-always',
        why: 'notify() notifies one waiter, whatever the count',
        in: 'sync/condition.js',
        replace: ['this.#wake(count);', 'this.#wake(1);'],
      },
      {
        name: 'notification-for-a-latecomer',
        why: 'the notification of a waiter that is closed passes to one that began to wait after it was sent',
        in: 'sync/condition.js',
        replace: ['first === undefined || first.number > notification', 'first === undefined'],
      },
      {
        name: 'notification-lost',
        why: 'a notification is lost if its waiter is closed before it holds the lock',
        in: 'sync/condition.js',
        replace: ['else this.primitive.passOn(this.notification, notifications);', ''],
      },
    ],
  }),
  eventLaw({
    sentence: 'a wait for a condition hands the lock off to its first waiter at once',
    hint: 'wait() of Condition calls handOff() of the lock before it suspends',
    begin: following(WaitQueues, (trial, waitQueues) => {
      let request: { who: string; of: string; waiting: readonly Waiter[] } | undefined
      return (event, _before, found) => {
        if (!isQuiet(trial)) return
        if (request !== undefined) {
          const { waiting, who } = request
          request = undefined
          const served =
            event.event === 'settled' && waiting.some(({ ticket }) => ticket === event.future)
          found.expect(
            served,
            () => `the wait of ${who} hands the lock to none of ${namesOf(waiting)}`,
          )
        }
        if (event.event !== 'asks' || event.what !== 'wait') return
        const at = waitQueues.all.get(event.of)
        const lock = at?.kind === 'condition' ? waitQueues.guardOf(at) : undefined
        if (lock?.holders.includes(event.who) !== true) return
        const waiting = permitWaiters(waitQueues, lock)
        if (waiting.some(({ state }) => state === 'waits')) request = { ...event, waiting }
      }
    }),
    mutants: [
      {
        name: 'condition-keeps-the-lock',
        why: 'a wait for a condition keeps the lock',
        in: 'sync/condition.js',
        replace: ['this.lock.handOff(who);', ''],
      },
    ],
  }),
  law({
    sentence:
      'waitFor() of what is true yields, and of what is true when it is asked again waits; the shorthands call the lock',
    hint: '#waitFor() of Condition yields, or waits until the predicate is true',
    check: ({ log, observe, session }, found) => {
      if (!mentions(session, 'condition')) return
      const other = observe(session, { synonyms: true })
      found.expect(sameLog(other, log), () => 'the log differs')
    },
    mutants: [
      {
        name: 'wait-for-what-is-true',
        why: 'waitFor() of what is true returns without a suspension',
        in: 'sync/condition.js',
        replace: ['if (isTrue(predicate)) { yield; return; }', 'if (isTrue(predicate)) return;'],
      },
      {
        name: 'wait-for-what-is-false',
        why: 'waitFor() of what is false returns',
        in: 'sync/condition.js',
        replace: ['do yield* this.wait(); while', 'while'],
      },
      {
        name: 'condition-does-not-release',
        why: 'release() of a condition does nothing',
        in: 'sync/condition.js',
        replace: ['this.lock.release();', ''],
      },
    ],
  }),
  game({
    sentence:
      'notifyAll() notifies every waiter, in order, and is refused where the lock is not held',
    hint: 'notifyAll() of Condition notifies as many as wait',
    check: ({ session, subject: { Condition, Loop } }, found) => {
      const number = numberOf(session)
      if (number === undefined) return
      const count = 1 + (number % 3)
      const condition = new Condition()
      const resumed: number[] = []
      const waits = function* (place: number): Coroutine<void> {
        yield* condition.hold(function* () {
          yield* condition.wait()
          resumed.push(place)
        })
      }
      const loop = new Loop({ discipline: session.discipline })
      let refused: string | undefined
      let early = 0
      const main = (function* () {
        for (let place = 0; place < count; place += 1) loop.spawn(waits(place))
        for (let steps = 0; steps < 9; steps += 1) yield
        refused = refusal(() => condition.notifyAll())
        for (let steps = 0; steps < 9; steps += 1) yield
        early = resumed.length
        yield* condition.hold(function* () {
          condition.notifyAll()
          yield
        })
        for (let steps = 0; steps < 9; steps += 1) yield
      })()
      const failed = refusal(() => loop.run(main))
      found.require(failed === undefined, () => `the run ends in ${failed}`)
      found.expect(
        refused === 'InvalidStateError' && early === 0,
        () => `without the lock, it ends in ${refused}, and ${early} have resumed`,
      )
      const outside = [refusal(() => condition.notifyAll()), refusal(() => condition.notify())]
      found.expect(
        outside.join() === 'InvalidStateError,InvalidStateError',
        () => `outside of any step, they end in ${outside.join()}`,
      )
      const due = [0, 1, 2].slice(0, count).join()
      found.expect(resumed.join() === due, () => `${resumed.join()} resume, of ${due}`)
    },
    mutants: [
      {
        name: 'notify-all-without-a-caller',
        why: 'notifyAll() is always refused',
        in: 'sync/condition.js',
        replace: [
          "this.#requireLock(runner(), 'notifyAll');",
          "this.#requireLock('notifyAll', runner());",
        ],
      },
      {
        name: 'notify-all-without-the-lock',
        why: 'any caller can notify all',
        in: 'sync/condition.js',
        replace: ["this.#requireLock(runner(), 'notifyAll');", ''],
      },
      {
        name: 'notify-by-the-host',
        why: 'the host can notify where the lock is free',
        in: 'sync/condition.js',
        replace: [
          'if (who !== undefined && this.lock.isHeldBy(who))',
          'if (this.lock.isHeldBy(who))',
        ],
      },
      {
        name: 'notify-all-notifies-one',
        why: 'notifyAll() notifies the first waiter alone',
        in: 'sync/condition.js',
        replace: ['this.#wake(this.#waiters.length);', 'this.#wake(1);'],
      },
    ],
  }),
])
