/** D3 · Time jumps when nothing can run. */

import { failedWith } from '../history/endings.ts'
import { isRun, isTimer } from '../history/history.ts'
import { Scopes } from '../history/scopes.ts'
import { Times } from '../history/timers.ts'
import { clause, eventLaw, following } from '../law.ts'
import { isQuiet } from '../trial.ts'

export const D3 = clause('D3', [
  eventLaw({
    sentence:
      'time advances only while no task is scheduled, and main is parked or the loop is being closed',
    hint: '#takeTick advances time only while a deadline is awaited and #isIdle holds',
    begin:
      () =>
      (event, { closed, parked, scheduled, settled }, found) => {
        if (event.event !== 'advanced') return
        found.expect(
          scheduled.length === 0,
          () => `time advanced while ${scheduled.join(', ')} could run`,
        )
        const on = parked.get('main')
        const waits = closed || (on !== undefined && !settled.has(on))
        found.require(waits, () => 'time advanced while main could resume')
      },
    mutants: [
      {
        name: 'time-goes-while-tasks-can',
        why: 'time advances whenever main is parked, even while tasks are scheduled',
        in: 'core/loop.js',
        replace: [
          'if (this.time.awaited && this.#isIdle(main)) this.#advance();',
          'if (main.parked) this.#advance();',
        ],
      },
      {
        name: 'time-goes-while-main-can',
        why: 'time advances whenever no task is scheduled, even while main can resume',
        in: 'core/loop.js',
        replace: [
          'if (this.time.awaited && this.#isIdle(main)) this.#advance();',
          'if (this.#oldest === undefined) this.#advance();',
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'time jumps to the earliest deadline that still has a waiter',
    hint: 'Timers.drop is called when the waiter of a timer is closed, or no longer needs it',
    begin: following(Scopes, (_trial, scopes) => {
      const times = new Times()
      /** The tasks that were cancelled since their last step. */
      const cancelled = new Set<string>()
      return (event, before, found, index) => {
        if (event.event === 'cancelled') cancelled.add(event.task)
        if (event.event === 'stepped' && cancelled.delete(event.who)) {
          // As a coroutine is closed, its timeouts are over, unless it was in a clean-up already.
          const who = before.voice(event.who)
          if (!scopes.disturbed(who, before.now) && !before.isPutOff(who)) times.close(who)
        }
        if (event.event === 'advanced') {
          const open = [...times.timers.values()]
          const right = open.some(({ deadline }) => deadline === event.now)
          found.expect(
            right,
            () => `time advanced to ${event.now}, which is no deadline with a waiter`,
          )
          const sleeping = open.filter(({ ticket, who }) => {
            return (
              ticket !== undefined && before.parked.get(before.notifiedAs(who) ?? '') === ticket
            )
          })
          const early = sleeping.filter(({ deadline }) => deadline < event.now)
          found.require(
            early.length === 0,
            () => `time jumped past the deadline of ${early[0]?.who}`,
          )
        }
        times.follow(event, before, index)
      }
    }),
    mutants: [
      {
        name: 'closed-timeout-is-waited-for',
        why: 'time still jumps to the deadline of a timeout that was closed from outside',
        in: 'time/timeout.js',
        replace: [
          'new CloseScope(coroutine, () => timers.drop(timer))',
          'new CloseScope(coroutine, () => { if (timer.done()) timers.drop(timer); })',
        ],
      },
      {
        name: 'closed-sleep-is-waited-for',
        why: 'time still jumps to the deadline of a sleep that was closed',
        in: 'time/sleep.js',
        replace: ['timers.drop(timer);', ''],
      },
      {
        name: 'ended-timeout-is-waited-for',
        why: 'time still jumps to the deadline of a timeout whose coroutine has returned',
        in: 'time/timeout.js',
        replace: ['finally { timers.drop(timer); }', 'finally { }'],
      },
      {
        name: 'time-jumps-to-the-last',
        why: 'time jumps to the last deadline, and every sleeper wakes then',
        in: 'time/timers.js',
        replace: [
          'return this.#first()?.deadline;',
          'return this.#first() && Math.max(...this.#queue.data.map((one) => one.deadline));',
        ],
      },
      {
        name: 'time-creeps',
        why: 'time advances one millisecond at a time',
        in: 'core/clock.js',
        replace: [
          'const time = this.alarms?.next(); if',
          'let time = this.alarms?.next(); if (time > this.now()) time = this.now() + 1; if',
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'after time has advanced, a timer settles, and the tick begins that was due',
    hint: '#takeTick advances time as a tick begins: a jump takes no tick of its own',
    begin: (trial) => {
      let jumped = false
      let settles = false
      return (event, { calls }, found) => {
        if (!isQuiet(trial)) return
        if (event.event === 'advanced') {
          // While the loop is closed, no tick begins with a timer that schedules nothing.
          const closes = settles && !isRun(calls.at(-1)?.call.call ?? '')
          found.require(!jumped || closes, () => 'time advanced twice in a row')
          jumped = true
          settles = false
          return
        }
        if (!jumped) return
        if (event.event === 'settled' && isTimer(event.future)) settles = true
        if (['settled', 'woken', 'scheduled', 'cancelled'].includes(event.event)) return
        jumped = false
        const begins = event.event === 'tick' || !isRun(calls.at(-1)?.call.call ?? '')
        found.expect(begins, () => `time advanced, and '${event.event}' followed instead of a tick`)
        found.require(settles, () => 'time advanced, and no timer settled')
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
    sentence: 'now() returns the time to which the loop has advanced',
    hint: 'a VirtualClock stands still between two jumps',
    begin:
      () =>
      (event, { now }, found) => {
        if (event.event === 'saw')
          found.expectWhere(
            now > 0,
            event.now === now,
            () => `now() returned ${event.now}, not ${now}`,
          )
      },
    mutants: [
      {
        name: 'time-not-notified',
        why: 'the observer is not notified that time advances',
        in: 'core/loop.js',
        replace: [
          'if (this.time.advance()) this.notifier?.advanced(this.time.now(), this);',
          'this.time.advance();',
        ],
      },
      {
        name: 'time-shown-in-twos',
        why: 'now() rounds the time down to an even number of milliseconds',
        in: 'core/loop.js',
        replace: ['return this.time.now();', 'return this.time.now() - (this.time.now() % 2);'],
      },
    ],
  }),
  eventLaw({
    sentence: 'no run ends in a deadlock while a sleep has a deadline to come',
    hint: '#hasNextTick also considers the deadlines that are awaited',
    begin: (trial) => {
      const times = new Times()
      /** Those that slept when close() began to terminate what is left; undefined if it has not. */
      let cut: readonly string[] | undefined
      return (event, before, found, index) => {
        const sleepers = (): readonly string[] =>
          [...times.timers.values()].flatMap(({ deadline, ticket, who }) => {
            const on = before.parked.get(before.notifiedAs(who) ?? '')
            return ticket !== undefined && on === ticket && Number.isFinite(deadline) ? [who] : []
          })
        if (event.event === 'calls' && event.call === 'close') cut = undefined
        if (event.event === 'terminated' && before.closed && isQuiet(trial)) cut ??= sleepers()
        if (event.event === 'called' && failedWith(event.ending, 'DeadlockError')) {
          const own = event.who === 'host' || event.who === 'observer'
          const asleep = event.call === 'close' && cut !== undefined ? cut : sleepers()
          const wake = asleep.join(', ')
          if (own)
            found.expect(
              asleep.length === 0,
              () => `a deadlock was reported, though ${wake} would wake`,
            )
        }
        times.follow(event, before, index)
      }
    },
    mutants: [
      {
        name: 'sleepers-in-a-deadlock',
        why: 'a run in which every task sleeps or waits ends in a deadlock',
        in: 'core/loop.js',
        replace: ['!this.#isIdle(main) || this.time.awaited;', '!this.#isIdle(main);'],
      },
      {
        name: 'time-for-main-alone',
        why: 'a run ends in a deadlock unless main itself sleeps, even while other tasks sleep',
        in: 'core/loop.js',
        replace: [
          '!this.#isIdle(main) || this.time.awaited;',
          '!this.#isIdle(main) || main.awaiting.deadline !== undefined;',
        ],
      },
      {
        name: 'closed-without-time',
        why: 'a loop that is closed does not advance time for clean-ups that wait for it',
        in: 'core/loop.js',
        replace: ['if (!this.live.any() || !this.time.awaited) return true;', 'return true;'],
      },
    ],
  }),
])
