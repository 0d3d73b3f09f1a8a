/** D1 · A sleep. */

import { isTimer } from '../history/history.ts'
import { Scopes } from '../history/scopes.ts'
import { clause, eventLaw, following } from '../law.ts'
import { isQuiet } from '../trial.ts'

export const D1 = clause('D1', [
  eventLaw({
    sentence:
      'a sleep of a task ends when exactly its time has passed, a sleep of main in its first step after that',
    hint: 'Timers.add: the deadline is the current time plus the duration',
    begin: () => {
      const sleeps = new Map<string, { ms: number; at: number }>()
      return (event, { now, tasks }, found) => {
        if (event.event === 'asks' && event.what === 'sleep')
          sleeps.set(event.who, { ms: Number(event.of), at: now })
        if (event.event !== 'has' || event.what !== 'sleep' || 'error' in event.ending) return
        const { at, ms } = sleeps.get(event.who) ?? { at: 0, ms: 0 }
        const passed = now - at
        // A main is stepped only while it is run: it may have been left for longer.
        const right = tasks.has(event.who) && ms > 0 ? passed === ms : passed >= ms
        found.expectWhere(ms > 0, right, () => `${event.who} slept ${passed}, not ${ms}`)
      }
    },
    mutants: [
      {
        name: 'sleep-too-short',
        why: 'a sleep ends a millisecond early',
        in: 'time/timers.js',
        replace: ['this.#loop.now() + ms', 'this.#loop.now() + Math.max(0, ms - 1)'],
      },
      {
        name: 'sleep-too-long',
        why: 'a sleep ends a millisecond late',
        in: 'time/timers.js',
        replace: ['this.#loop.now() + ms', 'this.#loop.now() + ms + 1'],
      },
      {
        name: 'sleep-since-the-beginning',
        why: 'the duration of a sleep counts from the beginning of the loop',
        in: 'time/timers.js',
        replace: ['this.#loop.now() + ms', 'ms'],
      },
    ],
  }),
  eventLaw({
    sentence: 'sleep(0) appends its task to the ready queue, and any longer sleep parks it',
    hint: 'sleep creates no timer for a duration of 0',
    begin: following(Scopes, (trial, scopes) => {
      let last: { who: string; ms: number } | undefined
      return (event, before, found) => {
        if (!isQuiet(trial)) return
        if (last !== undefined) {
          const { ms, who } = last
          const yields = event.event === 'scheduled' && event.task === who
          const waits = event.event === 'parked' && event.who === who && isTimer(event.on)
          const right = ms > 0 && !before.cancelled.has(who) ? waits : yields || ms < 0
          found.expect(
            right || before.cancelled.has(who),
            () => `after sleep(${ms}) of ${who}, the next event is '${event.event}'`,
          )
        }
        last = undefined
        if (event.event === 'asks' && event.what === 'sleep' && before.tasks.has(event.who))
          if (!scopes.disturbed(event.who, before.now))
            last = { who: event.who, ms: Number(event.of) }
      }
    }),
    mutants: [
      {
        name: 'sleep-zero-waits',
        why: 'sleep(0) waits for the next tick',
        in: 'time/sleep.js',
        replace: ['if (ms === 0) {', 'if (false) {'],
      },
      {
        name: 'sleep-one-yields',
        why: 'a sleep of one millisecond suspends once, as sleep(0) does',
        in: 'time/sleep.js',
        replace: ['if (ms === 0) {', 'if (ms <= 1) {'],
      },
    ],
  }),
  eventLaw({
    sentence: 'a sleep ends in a later step than the one in which it began',
    hint: 'sleep suspends even for a duration of 0',
    begin: () => {
      const begun = new Set<string>()
      return (event, before, found) => {
        if (event.event === 'asks' && event.what === 'sleep') begun.add(event.who)
        if (event.event === 'stepped') begun.delete(before.voice(event.who))
        if (event.event !== 'has' || event.what !== 'sleep' || 'error' in event.ending) return
        found.expect(!begun.has(event.who), () => `${event.who} slept without suspending`)
      }
    },
    mutants: [
      {
        name: 'sleep-zero-does-not-suspend',
        why: 'sleep(0) does not suspend',
        in: 'time/sleep.js',
        replace: ['yield; return;', 'return;'],
      },
    ],
  }),
])
