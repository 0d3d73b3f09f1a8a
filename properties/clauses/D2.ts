/** D2 · Due in order. */

import { isRun, isTimer } from '../history/history.ts'
import { Times, type Timer } from '../history/timers.ts'
import { clause, eventLaw } from '../law.ts'
import { isQuiet } from '../trial.ts'

export const D2 = clause('D2', [
  eventLaw({
    sentence:
      'those whose time has come are woken by deadline, and in the order of asking where that is one',
    hint: 'timers are ordered by deadline, then by creation',
    begin: () => {
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
    mutants: [
      {
        name: 'equal-deadlines-reversed',
        why: 'of one deadline, who asked last is woken first',
        in: 'time/timers.js',
        replace: ['|| one.number - other.number', '|| other.number - one.number'],
      },
    ],
  }),
  eventLaw({
    sentence: 'when the tasks of a tick are stepped, nobody sleeps whose time has come',
    hint: 'every timer that is due is over before the tick begins',
    begin: () => {
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
    mutants: [
      {
        name: 'one-timer-a-tick',
        why: 'in each tick the first whose time has come is woken, and the others wait on',
        in: 'time/timers.js',
        replace: [
          'settle(first, success(undefined));',
          'settle(first, success(undefined)); return;',
        ],
      },
      {
        name: 'timers-by-creation',
        why: 'timers stand in the order of asking: who asked for less time waits for those before it',
        in: 'time/timers.js',
        replace: ['one.deadline - other.deadline || one', 'one'],
      },
    ],
  }),
  eventLaw({
    sentence: 'a timer is over between two steps, before anybody of its tick has had a turn',
    hint: 'timers are looked at when a tick begins, and at no other time',
    begin: (trial) => {
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
    mutants: [
      {
        name: 'timers-looked-at-all-the-time',
        why: 'a loop looks for timers that are over before each step',
        in: 'core/loop.js',
        replace: [
          '#step(oldest) {',
          '#step(oldest) { this.time.ring(); if (this.#oldest !== oldest) return;',
        ],
      },
      {
        name: 'timers-after-the-tasks',
        why: 'those whose time has come are woken when the tasks of the tick have been stepped',
        in: 'core/loop.js',
        replace: [
          'this.time.ring(); this.notifier?.tick(this.#tick, this); this.#stepReadyQueue();',
          'this.notifier?.tick(this.#tick, this); this.#stepReadyQueue(); this.time.ring();',
        ],
      },
    ],
  }),
])

function isBefore(one: Timer, other: Timer): boolean {
  if (one.deadline !== other.deadline) return one.deadline < other.deadline
  return one.order < other.order
}
