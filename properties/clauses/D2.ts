/** D2 · Due in order. */

import { isRun, isTimer } from '../history/history.ts'
import { Times, type Timer } from '../history/timers.ts'
import { clause, eventLaw } from '../law.ts'
import { isQuiet } from '../trial.ts'

export const D2 = clause('D2', [
  eventLaw({
    sentence:
      'sleepers wake in order of deadline, and for equal deadlines in the order in which they began to sleep',
    hint: 'earlier() in timers.ts orders timers by deadline, then by creation',
    begin: () => {
      const times = new Times()
      let last: Timer | undefined
      return (event, before, found, index) => {
        const timer = event.event === 'settled' ? times.timerOf(event.future) : undefined
        if (timer !== undefined) {
          const { deadline } = timer
          found.require(deadline <= before.now, () => `${timer.who} was woken before its deadline`)
          if (last !== undefined) {
            const right = isBefore(last, timer)
            found.expect(right, () => `${timer.who} was woken after ${last?.who}`)
          }
          last = timer
        } else if (event.event === 'stepped' || event.event === 'tick') last = undefined
        times.follow(event, before, index)
      }
    },
    mutants: [
      {
        name: 'equal-deadlines-reversed',
        why: 'for equal deadlines, the last to begin is woken first',
        in: 'time/timers.js',
        replace: ['|| one.number - other.number', '|| other.number - one.number'],
      },
    ],
  }),
  eventLaw({
    sentence: 'when a tick begins, no task still sleeps whose deadline has come',
    hint: 'Timers.ring settles every timer that is due before the tick begins',
    begin: () => {
      const times = new Times()
      return (event, before, found, index) => {
        if (event.event === 'tick') {
          for (const { deadline, ticket, who } of times.timers.values()) {
            const sleeps = before.parked.get(before.notifiedAs(who) ?? '') === ticket
            if (sleeps && ticket !== undefined && !before.settled.has(ticket))
              found.expect(
                deadline > before.now,
                () => `${who} sleeps past its deadline ${deadline}`,
              )
          }
        }
        times.follow(event, before, index)
      }
    },
    mutants: [
      {
        name: 'one-timer-a-tick',
        why: 'each tick wakes only the first sleeper whose deadline has come',
        in: 'time/timers.js',
        replace: [
          'settle(first, success(undefined));',
          'settle(first, success(undefined)); return;',
        ],
      },
      {
        name: 'timers-by-creation',
        why: 'timers are in order of creation: a short sleep waits for longer ones that began before it',
        in: 'time/timers.js',
        replace: ['one.deadline - other.deadline || one', 'one'],
      },
    ],
  }),
  eventLaw({
    sentence:
      'a timer of a run settles before the first step of a tick, never in the middle of one',
    hint: 'a run calls Time.ring when a tick begins, and at no other time',
    begin: (trial) => {
      let begins: string | undefined
      return (event, { calls }, found) => {
        if (!isQuiet(trial)) return
        if (event.event === 'tick' || event.event === 'called') begins = undefined
        if (event.event === 'stepped') {
          const timer = begins
          found.require(timer === undefined, () => `${timer} settled in the middle of a tick`)
        }
        if (event.event !== 'settled' || !isTimer(event.future)) return
        if (!isRun(calls.at(-1)?.call.call ?? '')) return
        found.expect(true, () => '')
        begins = event.future
      }
    },
    mutants: [
      {
        name: 'timers-checked-at-each-step',
        why: 'a loop checks its timers before each step',
        in: 'core/loop.js',
        replace: [
          '#step(oldest) {',
          '#step(oldest) { this.time.ring(); if (this.#oldest !== oldest) return;',
        ],
      },
      {
        name: 'timers-after-the-tasks',
        why: 'sleepers whose deadline has come are woken only after the tasks of the tick were stepped',
        in: 'core/loop.js',
        replace: [
          'this.time.ring(); this.notifier?.tick(this.#tick, this); } #stepMain(main) {',
          'this.notifier?.tick(this.#tick, this); } #stepMain(main) { this.time.ring();',
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'a main that slept resumes after every task that slept until the same moment',
    hint: '#takeTick steps the ready queue before it steps main',
    begin: (trial) => {
      const times = new Times()
      /** The tasks whose sleep is over, and that have not been stepped since. */
      const due = new Set<string>()
      let some = false
      let main = false
      let stepped = false
      return (event, before, found, index) => {
        const timer = event.event === 'settled' ? times.timerOf(event.future) : undefined
        if (timer !== undefined && isQuiet(trial)) {
          if (stepped) {
            due.clear()
            some = main = stepped = false
          }
          const name = before.notifiedAs(timer.who)
          if (name === 'main') main = !before.closed
          else if (name !== undefined) {
            due.add(name)
            some = true
          }
        } else if (event.event === 'stepped') {
          stepped = true
          due.delete(event.who)
          const left = [...due].join(', ')
          if (main && event.who === 'main')
            found.expectWhere(some, left === '', () => `main resumed before ${left}`)
          if (event.who === 'main') main = false
        }
        times.follow(event, before, index)
      }
    },
    mutants: [
      {
        name: 'due-main-first',
        why: 'a main whose wait is over when a tick begins is stepped, and the tasks a tick later',
        in: 'core/loop.js',
        replace: [
          'this.#stepReadyQueue(); this.#stepMain(main);',
          'if (main.awaiting === undefined || main.parked) this.#stepReadyQueue(); this.#stepMain(main);',
        ],
      },
    ],
  }),
])

function isBefore(one: Timer, other: Timer): boolean {
  if (one.deadline !== other.deadline) return one.deadline < other.deadline
  return one.order < other.order
}
