/** D3 · Time jumps when nothing can run. */

import { failedWith } from '../history/endings.ts'
import { isRun, isTimer } from '../history/history.ts'
import { Times } from '../history/timers.ts'
import { clause, eventLaw } from '../law.ts'
import { isQuiet } from '../trial.ts'

export const D3 = clause('D3', [
  eventLaw({
    sentence:
      'time advances only when nothing is scheduled, and main waits or the loop is being closed',
    hint: 'a loop that can go on does, at the time that it is',
    begin:
      () =>
      (event, { closed, parked, scheduled, settled }, found) => {
        if (event.event !== 'advanced') return
        found.expect(scheduled.length === 0, () => `${scheduled.join(', ')} could go on`)
        const on = parked.get('main')
        const waits = closed || (on !== undefined && !settled.has(on))
        found.require(waits, () => 'main could go on')
      },
    mutants: [
      {
        name: 'time-goes-while-tasks-can',
        why: 'time advances whenever main waits, though tasks are scheduled',
        in: 'core/loop.js',
        replace: [
          'if (this.time.awaited && this.#isIdle(main)) this.#advance();',
          'if (main.parked) this.#advance();',
        ],
      },
      {
        name: 'time-goes-while-main-can',
        why: 'time advances when no task is scheduled, though main can go on',
        in: 'core/loop.js',
        replace: [
          'if (this.time.awaited && this.#isIdle(main)) this.#advance();',
          'if (this.#oldest === undefined) this.#advance();',
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'time jumps to the earliest deadline that somebody still waits for',
    hint: 'a timer is dropped when who waits for it is closed, or does not need it any more',
    begin: () => {
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
    mutants: [
      {
        name: 'closed-sleep-is-waited-for',
        why: 'the time of a sleep that was closed still comes',
        in: 'time/sleep.js',
        replace: ['timers.drop(timer);', ''],
      },
      {
        name: 'ended-timeout-is-waited-for',
        why: 'the time of a timeout whose coroutine has returned still comes',
        in: 'time/timeout.js',
        replace: ['finally { timers.drop(timer); }', 'finally { }'],
      },
      {
        name: 'time-jumps-to-the-last',
        why: 'time jumps to the last deadline, and everybody is woken there',
        in: 'time/timers.js',
        replace: [
          'return this.#first()?.deadline;',
          'return this.#first() && Math.max(...this.#queue.data.map((one) => one.deadline));',
        ],
      },
      {
        name: 'time-creeps',
        why: 'time advances by a millisecond each time',
        in: 'core/clock.js',
        replace: [
          'const time = this.alarms?.next(); if',
          'let time = this.alarms?.next(); if (time > this.now()) time = this.now() + 1; if',
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'when time has advanced, somebody is woken, and the tick begins that was to begin',
    hint: 'the jump is part of the beginning of a tick, and takes none of its own',
    begin: (trial) => {
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
    mutants: [
      {
        name: 'time-takes-a-tick',
        why: 'a tick passes in which time advances, and nothing else happens',
        in: 'core/loop.js',
        replace: [
          'if (this.time.awaited && this.#isIdle(main)) this.#advance(); this.time.ring();',
          `if (this.#isIdle(main) && this.time.alarms?.next() > this.time.now()) {
            this.#advance();
            this.notifier?.tick(this.#tick, this);
            return;
          }
          this.time.ring();`,
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'the loop shows the time to which it has advanced, and no other',
    hint: 'the clock stands still between two jumps',
    begin:
      () =>
      (event, { now }, found) => {
        if (event.event === 'saw')
          found.expectWhere(now > 0, event.now === now, () => `it shows ${event.now}, not ${now}`)
      },
    mutants: [
      {
        name: 'time-not-told',
        why: 'the observer is not told that time advances',
        in: 'core/loop.js',
        replace: [
          'if (this.time.advance()) this.notifier?.advanced(this.time.now(), this);',
          'this.time.advance();',
        ],
      },
      {
        name: 'time-shown-in-twos',
        why: 'the loop shows the time to the nearest two milliseconds below',
        in: 'core/loop.js',
        replace: ['return this.time.now();', 'return this.time.now() - (this.time.now() % 2);'],
      },
    ],
  }),
  eventLaw({
    sentence: 'no run ends in a deadlock while somebody sleeps who can wake',
    hint: 'time is tried before a deadlock is told',
    begin: () => {
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
    mutants: [
      {
        name: 'sleepers-in-a-deadlock',
        why: 'a run in which everybody sleeps or waits ends in a deadlock',
        in: 'core/loop.js',
        replace: ['!this.#isIdle(main) || this.time.awaited;', '!this.#isIdle(main);'],
      },
      {
        name: 'time-for-main-alone',
        why: 'a run in which main does not sleep itself ends in a deadlock, though others sleep',
        in: 'core/loop.js',
        replace: [
          '!this.#isIdle(main) || this.time.awaited;',
          '!this.#isIdle(main) || main.awaiting.deadline !== undefined;',
        ],
      },
      {
        name: 'closed-without-time',
        why: 'a loop that is closed does not let time pass for those who clean up',
        in: 'core/loop.js',
        replace: ['while (this.live.any() && this.time.awaited) {', 'while (false) {'],
      },
    ],
  }),
])
