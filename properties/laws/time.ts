/** Laws of the chapter on time. */

import type { ClauseId } from '../../spec/clauses.ts'
import type { Event } from '../../spec/event.ts'
import { isRun, isTimer, type History } from '../history.ts'
import { eventLaw, failedWith, isQuiet, type Laws } from '../law.ts'
import { actorOf, Scopes } from './scopes.ts'
import { atOnce, bodyGives } from './structure.ts'

export const timeLaws = {
  D1: [
    eventLaw(
      {
        clause: 'D1',
        sentence:
          'a sleep ends when exactly its time has passed; that of a main in the first of its turns then',
        hint: 'the deadline is the time of asking and the duration, and time jumps to nothing else',
      },
      () => {
        const asked = new Map<string, { ms: number; at: number }>()
        return (event, { now, tasks }, found) => {
          if (event.event === 'asks' && event.what === 'sleep')
            asked.set(event.who, { ms: Number(event.of), at: now })
          if (event.event !== 'has' || event.what !== 'sleep' || 'error' in event.ending) return
          const { at, ms } = asked.get(event.who) ?? { at: 0, ms: 0 }
          const passed = now - at
          // A main has its turn when it is run: it may have been left for longer.
          const right = tasks.has(event.who) && ms > 0 ? passed === ms : passed >= ms
          found.expectWhere(ms > 0, right, () => `${event.who} slept ${passed}, not ${ms}`)
        }
      },
    ),
    eventLaw(
      {
        clause: 'D1',
        sentence:
          'sleep(0) goes to the tail of the scheduled tasks, and any other waits for its time',
        hint: 'no timer is made where there is no time to pass',
      },
      (trial) => {
        let asked: { who: string; ms: number } | undefined
        return (event, before, found) => {
          if (!isQuiet(trial)) return
          if (asked !== undefined) {
            const { ms, who } = asked
            const gives = event.event === 'scheduled' && event.task === who
            const waits = event.event === 'parked' && event.who === who && isTimer(event.on)
            const right = ms > 0 && !before.cancelled.has(who) ? waits : gives || ms < 0
            found.expect(
              right || before.cancelled.has(who),
              () => `${who}: ${event.event} at sleep ${ms}`,
            )
          }
          asked = undefined
          if (event.event === 'asks' && event.what === 'sleep' && before.tasks.has(event.who))
            asked = { who: event.who, ms: Number(event.of) }
        }
      },
    ),
    eventLaw(
      {
        clause: 'D1',
        sentence: 'between the beginning of a sleep and its end there is a step of who sleeps',
        hint: 'a sleep suspends, also one of no time',
      },
      () => {
        const begun = new Set<string>()
        return (event, before, found) => {
          if (event.event === 'asks' && event.what === 'sleep') begun.add(event.who)
          if (event.event === 'stepped') begun.delete(before.voice(event.who))
          if (event.event !== 'has' || event.what !== 'sleep' || 'error' in event.ending) return
          found.expect(!begun.has(event.who), () => `${event.who} has slept in no time`)
        }
      },
    ),
  ],
  D2: [
    eventLaw(
      {
        clause: 'D2',
        sentence:
          'those whose time has come are woken by deadline, and in the order of asking where that is one',
        hint: 'timers are ordered by deadline, then by creation',
      },
      () => {
        const times = new Times()
        let last: Timer | undefined
        return (event, before, found, index) => {
          const timer = event.event === 'settled' ? times.timerOf(event.future) : undefined
          if (timer !== undefined) {
            const { deadline } = timer
            found.require(deadline <= before.now, () => `${timer.who} is woken before its time`)
            if (last !== undefined) {
              const right = isBefore(last, timer)
              found.expect(right, () => `${timer.who} is woken after ${last?.who}`)
            }
            last = timer
          } else if (event.event === 'stepped' || event.event === 'tick') last = undefined
          times.follow(event, before, index)
        }
      },
    ),
    eventLaw(
      {
        clause: 'D2',
        sentence: 'when the tasks of a tick are stepped, nobody sleeps whose time has come',
        hint: 'every timer that is due is over before the tick begins',
      },
      () => {
        const times = new Times()
        return (event, before, found, index) => {
          if (event.event === 'tick') {
            for (const { deadline, ticket, who } of times.timers.values()) {
              const sleeps = before.parked.get(before.toldAs(who) ?? '') === ticket
              if (sleeps && ticket !== undefined && !before.settled.has(ticket))
                found.expect(deadline > before.now, () => `${who} sleeps past ${deadline}`)
            }
          }
          times.follow(event, before, index)
        }
      },
    ),
    eventLaw(
      {
        clause: 'D2',
        sentence: 'a timer is over between two steps, before anybody of its tick has had a turn',
        hint: 'timers are looked at when a tick begins, and at no other time',
      },
      (trial) => {
        let begins: string | undefined
        return (event, { calls }, found) => {
          if (!isQuiet(trial)) return
          if (event.event === 'tick' || event.event === 'called') begins = undefined
          if (event.event === 'stepped') {
            const timer = begins
            found.require(timer === undefined, () => `${timer} is over in the midst of a tick`)
          }
          if (event.event !== 'settled' || !isTimer(event.future)) return
          if (!isRun(calls.at(-1)?.call.call ?? '')) return
          found.expect(true, () => '')
          begins = event.future
        }
      },
    ),
  ],
  D3: [
    eventLaw(
      {
        clause: 'D3',
        sentence:
          'time advances only when nothing is scheduled, and main waits or the loop is being closed',
        hint: 'a loop that can go on does, at the time that it is',
      },
      () =>
        (event, { closed, parked, scheduled, settled }, found) => {
          if (event.event !== 'advanced') return
          found.expect(scheduled.length === 0, () => `${scheduled.join(', ')} could go on`)
          const on = parked.get('main')
          const waits = closed || (on !== undefined && !settled.has(on))
          found.require(waits, () => 'main could go on')
        },
    ),
    eventLaw(
      {
        clause: 'D3',
        sentence: 'time jumps to the earliest deadline that somebody still waits for',
        hint: 'a timer is dropped when who waits for it is closed, or does not need it any more',
      },
      () => {
        const times = new Times()
        return (event, before, found, index) => {
          if (event.event === 'advanced') {
            const open = [...times.timers.values()]
            const right = open.some(({ deadline }) => deadline === event.now)
            found.expect(right, () => `nobody waits for ${event.now}`)
            const sleeping = open.filter(({ ticket, who }) => {
              return ticket !== undefined && before.parked.get(before.toldAs(who) ?? '') === ticket
            })
            const early = sleeping.filter(({ deadline }) => deadline < event.now)
            found.require(early.length === 0, () => `${early[0]?.who} is past its time`)
          }
          times.follow(event, before, index)
        }
      },
    ),
    eventLaw(
      {
        clause: 'D3',
        sentence:
          'when time has advanced, somebody is woken, and the tick begins that was to begin',
        hint: 'the jump is part of the beginning of a tick, and takes none of its own',
      },
      (trial) => {
        let jumped = false
        let woke = false
        return (event, { calls }, found) => {
          if (!isQuiet(trial)) return
          if (event.event === 'advanced') {
            found.require(!jumped, () => 'time advances twice')
            jumped = true
            woke = false
            return
          }
          if (!jumped) return
          if (event.event === 'settled' && isTimer(event.future)) woke = true
          if (['settled', 'woken', 'scheduled'].includes(event.event)) return
          jumped = false
          const begins = event.event === 'tick' || !isRun(calls.at(-1)?.call.call ?? '')
          found.expect(begins, () => `${event.event} follows, and no tick`)
          found.require(woke, () => 'nobody waited for it')
        }
      },
    ),
    eventLaw(
      {
        clause: 'D3',
        sentence: 'the loop shows the time to which it has advanced, and no other',
        hint: 'the clock stands still between two jumps',
      },
      () =>
        (event, { now }, found) => {
          if (event.event === 'saw')
            found.expectWhere(now > 0, event.now === now, () => `it shows ${event.now}, not ${now}`)
        },
    ),
    eventLaw(
      {
        clause: 'D3',
        sentence: 'no run ends in a deadlock while somebody sleeps who can wake',
        hint: 'time is tried before a deadlock is told',
      },
      () => {
        const times = new Times()
        return (event, before, found, index) => {
          if (event.event === 'called' && failedWith(event.ending, 'DeadlockError')) {
            const own = event.who === 'host' || event.who === 'observer'
            const asleep = [...times.timers.values()].filter(({ deadline, ticket, who }) => {
              const on = before.parked.get(before.toldAs(who) ?? '')
              return ticket !== undefined && on === ticket && Number.isFinite(deadline)
            })
            const wake = asleep.map(({ who }) => who).join(', ')
            if (own) found.expect(asleep.length === 0, () => `${wake} would wake`)
          }
          times.follow(event, before, index)
        }
      },
    ),
  ],
  D4: [
    eventLaw(
      {
        clause: 'D4',
        sentence: 'when time advances, it is later than before',
        hint: 'a deadline that has passed is due, and is nothing to jump to',
      },
      () =>
        (event, { now }, found) => {
          if (event.event !== 'advanced') return
          found.expect(event.now > now, () => `${event.now} comes after ${now}`)
        },
    ),
  ],
  D5: [
    eventLaw(
      {
        clause: 'D5',
        sentence: 'what a timeout runs begins in the step in which the timeout does',
        hint: 'timeout delegates to the coroutine, and spawns nothing',
      },
      () => atOnce('timeout'),
    ),
    eventLaw(
      {
        clause: 'D5',
        sentence: 'a timeout that is not over gives what its coroutine returned',
        hint: 'the value passes through as it is',
      },
      (trial) => bodyGives(trial, 'timeout'),
    ),
    eventLaw(
      {
        clause: 'D5',
        sentence:
          'a timeout gives a value only before its time is over, and TimeoutError only then',
        hint: 'the timer closes the coroutine, and the coroutine stops the timer',
      },
      (trial) => {
        const scopes = new Scopes(trial)
        const shown = new Set<string>()
        return (event, before, found, index) => {
          if (event.event === 'has' && event.what === 'timeout' && Number(event.of) >= 0) {
            const own = scopes.standing(event.who).at(-1)
            const deadline = own?.deadline ?? 0
            const { ending } = event
            const late = failedWith(ending, 'TimeoutError') && 'error' in ending
            if ('value' in ending) {
              // A timer that is due at once is over when the next tick begins.
              const early = before.now < deadline || (event.of === '0' && before.now === deadline)
              found.expect(early, () => `${event.who} gave a value after ${deadline}`)
            } else if (late && !shown.has(ending.error)) {
              found.expect(before.now >= deadline, () => `${event.who} was over before ${deadline}`)
            }
          }
          if ('ending' in event && 'error' in event.ending) shown.add(event.ending.error)
          if (event.event === 'caught') shown.add(event.error)
          scopes.follow(event, before, index)
        }
      },
    ),
    eventLaw(
      {
        clause: 'D5',
        sentence:
          'who is woken because its time is over leaves what it stands in, and goes on with nothing',
        hint: 'the coroutine is closed, not resumed',
      },
      (trial) => {
        const scopes = new Scopes(trial)
        const over = new Map<string, string | undefined>()
        return (event, before, found, index) => {
          const told = event.event === 'woken' ? event.task : undefined
          if (event.event === 'woken' && told !== undefined && isTimeout(event.by)) {
            const who = before.voice(told)
            const calm = scopes.groupsOf(who).every(({ failures }) => failures.length === 0)
            const lates = scopes.standing(who).filter(({ deadline, what }) => {
              return what === 'timeout' && deadline <= before.now
            })
            if (calm && lates.length === 1 && lates[0]?.deadline === before.now)
              over.set(who, undefined)
          }
          if (event.event === 'stepped' && over.has(before.voice(event.who)))
            over.set(before.voice(event.who), scopes.leavesFirst(before.voice(event.who)))
          const who = actorOf(event)
          if (who !== undefined && over.has(who)) {
            const due = over.get(who)
            over.delete(who)
            const replaced = event.event === 'has' && failedWith(event.ending, 'AggregateError')
            found.expect(
              event.event === due || replaced,
              () => `${who} goes on with ${event.event}`,
            )
          }
          scopes.follow(event, before, index)
        }
      },
    ),
    eventLaw(
      {
        clause: 'D5',
        sentence: 'when the time of a timeout is over, nobody in it waits any longer',
        hint: 'the timer wakes who runs the coroutine, whatever that waits for',
      },
      (trial) => {
        const scopes = new Scopes(trial)
        let due: string[] = []
        return (event, before, found, index) => {
          if (event.event === 'advanced' && isQuiet(trial)) {
            due = [...before.parked.keys()].filter((told) => {
              const who = before.voice(told)
              const open = scopes.standing(who).filter(({ what }) => what === 'timeout')
              const over = open.some(({ deadline, left }) => deadline === event.now && !left)
              return over && !before.cancelled.has(told) && !scopes.disturbed(who, before.now)
            })
          }
          if (event.event === 'tick') {
            for (const told of due) {
              const on = before.parked.get(told)
              const waits = on !== undefined && !before.settled.has(on)
              found.expect(!waits, () => `${told} still waits for ${on}`)
            }
            due = []
          }
          scopes.follow(event, before, index)
        }
      },
    ),
  ],
  D6: [
    eventLaw(
      {
        clause: 'D6',
        sentence:
          'a duration that is none is refused before anything else happens, and no other is',
        hint: 'durations are looked at first',
      },
      () => {
        let asked: { who: string; what: string; ms: number } | undefined
        return (event, _before, found) => {
          if (asked !== undefined) {
            const { ms, what, who } = asked
            const wrong = Number.isNaN(ms) || ms < 0
            const has = event.event === 'has' && event.what === what && event.who === who
            const refused = has && failedWith(event.ending, 'RangeError')
            found.expectWhere(wrong, refused === wrong, () => `${what}(${ms}): ${event.event}`)
          }
          const timed =
            event.event === 'asks' && (event.what === 'sleep' || event.what === 'timeout')
          asked = timed ? { who: event.who, what: event.what, ms: Number(event.of) } : undefined
        }
      },
    ),
  ],
} as const satisfies Partial<Record<ClauseId, Laws>>

/** Somebody sleeps, or runs a timeout. */
interface Timer {
  readonly who: string
  readonly deadline: number
  readonly order: number
  /** What it waits for, once that is known: only of a sleep. */
  ticket: string | undefined
}

/** The timers that somebody may wait for, by who and what. */
class Times {
  readonly timers = new Map<string, Timer>()
  readonly #byTicket = new Map<string, Timer>()

  follow(event: Event, before: History, index: number): void {
    if (event.event === 'asks' && (event.what === 'sleep' || event.what === 'timeout')) {
      const ms = Number(event.of)
      const deadline = before.now + ms
      // Who acts otherwise does not sleep any more.
      this.timers.delete(`${event.who} sleep`)
      if (ms > 0 || (ms === 0 && event.what === 'timeout'))
        this.timers.set(this.#key(event.who, event.what, index), {
          who: event.who,
          deadline,
          order: index,
          ticket: undefined,
        })
      return
    }
    if (event.event === 'parked' && event.on.startsWith('sleep/')) {
      const key = `${before.voice(event.who)} sleep`
      const timer = this.timers.get(key) ?? this.#byTicket.get(event.on)
      if (timer === undefined) return
      timer.ticket = event.on
      this.#byTicket.set(event.on, timer)
      this.timers.set(key, timer)
    }
    if (event.event === 'stepped') this.timers.delete(`${before.voice(event.who)} sleep`)
    if (event.event === 'left' && event.what === 'timeout') this.#drop(event.who)
    const who = event.event === 'settled' ? before.voice(event.future) : actorOf(event)
    if (who !== undefined) this.timers.delete(`${who} sleep`)
    if (event.event === 'settled')
      for (const key of this.timers.keys()) if (key.startsWith(`${who} `)) this.timers.delete(key)
  }

  timerOf(ticket: string): Timer | undefined {
    return [...this.timers.values()].find((timer) => timer.ticket === ticket)
  }

  /** There may be several timeouts: the innermost is left first. */
  #drop(who: string): void {
    const key = [...this.timers.keys()].findLast((name) => name.startsWith(`${who} timeout `))
    if (key !== undefined) this.timers.delete(key)
  }

  #key(who: string, what: string, index: number): string {
    return what === 'sleep' ? `${who} sleep` : `${who} timeout ${index}`
  }
}

function isBefore(one: Timer, other: Timer): boolean {
  if (one.deadline !== other.deadline) return one.deadline < other.deadline
  return one.order < other.order
}

function isTimeout(wait: string): boolean {
  return wait.startsWith('timeout/')
}
