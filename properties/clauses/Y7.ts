/** Y7 · A condition. */

import { failedWith } from '../history/endings.ts'
import { isBetween } from '../history/history.ts'
import { Lines, permitLine, whoIn, type Turn } from '../history/lines.ts'
import { actorOf } from '../history/scopes.ts'
import { clause, eventLaw, following } from '../law.ts'
import { isQuiet } from '../trial.ts'

export const Y7 = clause('Y7', [
  eventLaw({
    sentence: 'who does not hold the lock can neither wait for its condition nor notify',
    hint: 'both look at the holder of the lock first',
    begin: following(Lines, (trial, lines) => {
      let asked: { who: string; of: string; holds: boolean } | undefined
      return (event, _before, found) => {
        if (asked !== undefined) {
          const { holds, of, who } = asked
          asked = undefined
          const has = event.event === 'has' && event.who === who && event.of === of
          const refused = has && failedWith(event.ending, 'InvalidStateError')
          if (isQuiet(trial))
            found.expect(refused !== holds, () => `${who} was ${holds ? '' : 'not '}refused`)
        }
        const at = 'of' in event ? lines.all.get(event.of) : undefined
        if (at?.kind !== 'condition' || !('who' in event)) return
        const holds = lines.guardOf(at)?.holders.includes(event.who) ?? false
        if (event.event === 'asks' && event.what === 'wait')
          asked = { who: event.who, of: event.of, holds }
        if (event.event !== 'called' || event.call !== 'notify') return
        const count = failedWith(event.ending, 'RangeError')
        const refused = failedWith(event.ending, 'InvalidStateError')
        if (!count) found.expect(refused !== holds, () => `${event.who}: notify() without the lock`)
      }
    }),
    mutants: [
      {
        name: 'wait-without-the-lock',
        why: 'anybody can wait for a condition',
        in: 'sync/condition.js',
        replace: ["this.#requireLock(who, 'wait');", ''],
      },
      {
        name: 'notify-without-the-lock',
        why: 'anybody can notify',
        in: 'sync/condition.js',
        replace: ["this.#requireLock(runner(), 'notify');", ''],
      },
    ],
  }),
  eventLaw({
    sentence: 'who comes back from a condition, closed or not, is the only holder of its lock',
    hint: 'a wait that is closed asks for the lock again before it lets go',
    begin: following(Lines, (_trial, lines) => (event, before, found) => {
      const who = event.event === 'settled' ? before.voice(event.future) : actorOf(event)
      const claim = who === undefined ? undefined : lines.claims.get(who)
      if (who === undefined || claim?.at.kind !== 'condition' || claim.steps === 0) return
      const lock = lines.guardOf(claim.at)
      const others = lock?.holders ?? []
      found.expect(
        others.length === 0,
        () => `${who} is back, and ${others.join(', ')} has the lock`,
      )
      const given = (lock?.given ?? []).filter((one) => one !== who)
      found.require(given.length === 0, () => `${who} is back, and ${given.join(', ')} has it`)
    }),
    mutants: [
      {
        name: 'closed-without-the-lock',
        why: 'who is closed in the wait for a condition goes on without the lock',
        in: 'sync/condition.js',
        replace: ['waiter.leave(); yield* this.lock.reacquire(waiter.who);', 'waiter.leave();'],
      },
      {
        name: 'notified-without-the-lock',
        why: 'who is notified goes on at once, without the lock',
        in: 'sync/condition.js',
        replace: ['this.lock.enqueue(waiter);', 'waiter.serve();'],
      },
    ],
  }),
  eventLaw({
    sentence: 'only who was notified comes back, and nobody who was notified is forgotten',
    hint: 'notify() moves turns to the line of the lock, and one that is closed passes it on',
    begin: following(Lines, (trial, lines) => (event, _before, found) => {
      if (!isQuiet(trial)) return
      const ticket = event.event === 'settled' ? event.future : ''
      const served = lines.ofTicket(ticket)
      if (served?.kind === 'condition' && !served.unsure) {
        const turn = served.turns.find((one) => one.ticket === ticket)
        if (turn !== undefined)
          found.expect(turn.moved, () => `${turn.who} comes back, and was not notified`)
      }
      if (!isBetween(event)) return
      for (const at of lines.all.values()) {
        const lock = at.kind === 'condition' && !at.unsure ? lines.guardOf(at) : undefined
        if (lock === undefined || lock.holders.length + lock.given.length > 0) continue
        const left = at.turns.filter(({ moved, state }) => moved && state === 'waits')
        const tested = at.turns.some(({ moved }) => moved)
        found.expectWhere(tested, left.length === 0, () => `${whoIn(left)} was notified`)
      }
    }),
    mutants: [
      {
        name: 'notify-all-always',
        why: 'to notify one is to notify all',
        in: 'sync/condition.js',
        replace: ['this.#wake(count);', 'this.#wake(Infinity);'],
      },
      {
        name: 'notify-one-always',
        why: 'whatever the count, one is notified',
        in: 'sync/condition.js',
        replace: ['this.#wake(count);', 'this.#wake(1);'],
      },
      {
        name: 'notification-lost',
        why: 'a notification goes with who is closed before it has the lock',
        in: 'sync/condition.js',
        replace: ['this.#wake(1); if', 'if'],
      },
    ],
  }),
  eventLaw({
    sentence: 'who waits for a condition has given its lock to the next in line',
    hint: 'wait() releases the lock before it suspends',
    begin: following(Lines, (trial, lines) => {
      let asked: { who: string; of: string; line: readonly Turn[] } | undefined
      return (event, _before, found) => {
        if (!isQuiet(trial)) return
        if (asked !== undefined) {
          const { line, of } = asked
          asked = undefined
          const served =
            event.event === 'settled' && line.some(({ ticket }) => ticket === event.future)
          found.expect(served, () => `${whoIn(line)} is not served at ${of}`)
        }
        if (event.event !== 'asks' || event.what !== 'wait') return
        const at = lines.all.get(event.of)
        const lock = at?.kind === 'condition' ? lines.guardOf(at) : undefined
        if (lock?.holders.includes(event.who) !== true) return
        const line = permitLine(lines, lock)
        if (line.some(({ state }) => state === 'waits')) asked = { ...event, line }
      }
    }),
    mutants: [
      {
        name: 'condition-keeps-the-lock',
        why: 'who waits for a condition does not give up the lock',
        in: 'sync/condition.js',
        replace: ['this.lock.handOff(who);', ''],
      },
    ],
  }),
])
