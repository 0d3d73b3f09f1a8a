/** D1 · A sleep. */

import { isTimer } from '../history/history.ts'
import { clause, eventLaw } from '../law.ts'
import { isQuiet } from '../trial.ts'

export const D1 = clause('D1', [
  eventLaw({
    sentence:
      'a sleep ends when exactly its time has passed; that of a main in the first of its turns then',
    hint: 'the deadline is the time of asking and the duration, and time jumps to nothing else',
    begin: () => {
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
    mutants: [
      {
        name: 'sleep-too-short',
        why: 'a sleep is a millisecond short',
        in: 'time/timers.js',
        replace: ['this.#loop.now() + ms', 'this.#loop.now() + Math.max(0, ms - 1)'],
      },
      {
        name: 'sleep-too-long',
        why: 'a sleep takes a millisecond more',
        in: 'time/timers.js',
        replace: ['this.#loop.now() + ms', 'this.#loop.now() + ms + 1'],
      },
      {
        name: 'sleep-since-the-beginning',
        why: 'the time of a sleep counts from the beginning of the loop',
        in: 'time/timers.js',
        replace: ['this.#loop.now() + ms', 'ms'],
      },
    ],
  }),
  eventLaw({
    sentence: 'sleep(0) goes to the tail of the scheduled tasks, and any other waits for its time',
    hint: 'no timer is made where there is no time to pass',
    begin: (trial) => {
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
    mutants: [
      {
        name: 'sleep-zero-waits',
        why: 'sleep(0) waits for the next tick',
        in: 'time/sleep.js',
        replace: ['if (ms === 0) {', 'if (false) {'],
      },
      {
        name: 'sleep-one-yields',
        why: 'a sleep of a millisecond gives up the turn, and no more',
        in: 'time/sleep.js',
        replace: ['if (ms === 0) {', 'if (ms <= 1) {'],
      },
    ],
  }),
  eventLaw({
    sentence: 'between the beginning of a sleep and its end there is a step of who sleeps',
    hint: 'a sleep suspends, also one of no time',
    begin: () => {
      const begun = new Set<string>()
      return (event, before, found) => {
        if (event.event === 'asks' && event.what === 'sleep') begun.add(event.who)
        if (event.event === 'stepped') begun.delete(before.voice(event.who))
        if (event.event !== 'has' || event.what !== 'sleep' || 'error' in event.ending) return
        found.expect(!begun.has(event.who), () => `${event.who} has slept in no time`)
      }
    },
    mutants: [
      {
        name: 'sleep-zero-goes-on',
        why: 'sleep(0) does not suspend',
        in: 'time/sleep.js',
        replace: ['yield; return;', 'return;'],
      },
    ],
  }),
])
