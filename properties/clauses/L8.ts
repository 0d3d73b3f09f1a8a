/** L8 · Stop and resume. */

import type { Hook, HostCall } from '../../spec/program.ts'
import { failedWith } from '../history/endings.ts'
import { inTick, isRun, isTimer } from '../history/history.ts'
import { isInside, isNotification, mentions, sameLog } from '../history/logs.ts'
import { clause, eventLaw, law } from '../law.ts'

export const L8 = clause('L8', [
  eventLaw({
    sentence:
      'after stop() the run takes no further tick, and throws LoopStoppedError unless main has ended',
    hint: '#hasNextTick asks whether to stop once main has not ended',
    begin: () => {
      let stopped: string | undefined
      // Whether stop() was called since the last run.
      let early = false
      // A tick has begun when due timers are rung; observers are notified of it after that.
      let begun = false
      const ended = new Set<string>()
      return (event, { calls, tasks }, found) => {
        const timed = event.event === 'settled' && isTimer(event.future) && inTick(calls)
        if (event.event === 'advanced' || timed) begun = true
        if (event.event === 'ends' && !tasks.has(event.who)) ended.add(event.who)
        const run = calls.findLast(({ call }) => isRun(call.call))?.call
        // An earlier stop() does not concern a run that begins or resumes.
        const begins = event.event === 'calls' && isRun(event.call) && run === undefined
        if (begins && (event.call !== 'tick' || event.of !== stopped)) stopped = undefined
        if (event.event === 'called' && event.call === 'stop') {
          if (run === undefined) early = true
          else stopped = run.of
        }
        if (stopped === undefined) {
          if (event.event === 'tick') begun = false
          const ran =
            event.event === 'called' && (event.call === 'run' || event.call === 'runAgain')
          const left = ran && failedWith(event.ending, 'LoopStoppedError') && calls.length === 1
          found.expectWhere(
            ran && early,
            !left,
            () =>
              `the run of ${ran ? event.of : ''} was stopped, and not by a call of stop() in it`,
          )
          if (ran) early = false
          return
        }
        const further = event.event === 'tick' && !begun
        if (event.event === 'tick') begun = false
        found.require(!further, () => `${stopped} took a tick after stop()`)
        if (event.event !== 'called' || (event.call !== 'run' && event.call !== 'runAgain')) return
        if (calls.length > 1 || calls.at(-1)?.nested === true) return
        const left = failedWith(event.ending, 'LoopStoppedError')
        found.expect(
          left !== ended.has(event.of),
          () => 'the run was stopped, and ended with another outcome',
        )
        stopped = undefined
      }
    },
    mutants: [
      {
        name: 'stop-ignored',
        why: 'stop() does nothing',
        in: 'core/loop.js',
        replace: ['this.#stopping = true;', ''],
      },
      {
        name: 'stops-a-tick-late',
        why: 'a stopped run takes one more tick',
        in: 'core/loop.js',
        replace: [
          'if (main.outcome !== undefined || this.#stopping) return false;',
          'if (main.outcome !== undefined || (this.#stopping && !(this.late = !this.late))) return false;',
        ],
      },
      {
        name: 'stop-kept-for-the-next-run',
        why: 'stop() before a run stops that run in its first tick',
        in: 'core/loop.js',
        replace: [
          'this.#stopping = true;',
          "this.#stopping = true; this.early = this.#phase === 'idle';",
        ],
        also: [
          {
            in: 'core/loop.js',
            replace: [
              'this.#stopping = false; this.#tick',
              'this.#stopping = this.early === true; this.early = false; this.#tick',
            ],
          },
        ],
      },
      {
        name: 'stopped-though-ended',
        why: 'a run that is stopped in its last tick throws LoopStoppedError',
        in: 'core/run.js',
        replace: [
          'mains.dismiss(main);',
          `mains.dismiss(main); if (stopped) throw new LoopStoppedError('stopped');`,
        ],
      },
    ],
  }),
  law({
    sentence:
      'a run that is stopped at every tick and resumed leaves the log of an uninterrupted one',
    needs: 'stop()',
    hint: 'what main waits for, its count of ticks and the ready queue outlast the run',
    check: ({ log, observe, session }, found) => {
      const [first, ...more] = session.host
      if (first?.do !== 'run' || more.length > 0 || session.hooks !== undefined) return
      if (mentions(session, 'stop')) return
      const notifications = log.filter(isNotification)
      const ticks = notifications.flatMap(({ event }, at) => (event === 'tick' ? [at] : []))
      if (ticks.length < 2) return
      const stops = ticks.map((at): Hook => ({ at, do: { do: 'stop' } }))
      const again = ticks.map((): HostCall => ({ do: 'runAgain', main: first.name }))
      const stopped = observe({ ...session, host: [first, ...again], hooks: stops })
      found.expect(sameLog(stopped.filter(isInside), log.filter(isInside)), () => {
        return 'the stops show in the log'
      })
    },
    mutants: [
      {
        name: 'ticks-lost',
        why: 'a resumed run counts its ticks from 1',
        in: 'core/loop.js',
        replace: ['this.#tick = main.countTick();', 'this.#tick += 1;'],
      },
      {
        name: 'stop-skips-main',
        why: 'main is not stepped in the tick in which the loop is stopped',
        in: 'core/loop.js',
        replace: ['if (main.parked) return;', 'if (main.parked || this.#stopping) return;'],
      },
      {
        name: 'stop-forgets-the-wait',
        why: 'a resumed main no longer waits for what it waited for',
        in: 'core/loop.js',
        replace: [
          'this.#tick = main.ticks;',
          'this.#tick = main.ticks; main.awaiting = undefined;',
        ],
      },
      {
        name: 'stop-remembered',
        why: 'a loop that was stopped once stops every run in its first tick',
        in: 'core/loop.js',
        replace: ['this.#stopping = false; this.#tick', 'this.#tick'],
      },
      {
        name: 'stop-interrupts',
        why: 'stop() ends the tick at once',
        in: 'core/loop.js',
        replace: [
          'for (let task = this.#oldest; task !== undefined; task = this.#oldest)',
          'for (let task = this.#oldest; task !== undefined && !this.#stopping; task = this.#oldest)',
        ],
      },
      {
        name: 'stop-forgets-main',
        why: 'a resumed main counts as a new one',
        in: 'core/main.js',
        replace: [
          'if (runs(known, coroutine)) return known;',
          'if (runs(known, coroutine)) { known.ticks = 0; known.awaiting = undefined; return known; }',
        ],
      },
    ],
  }),
])
