/** L20 · Limits of a run. */

import type { HostCall } from '../../spec/program.ts'
import { failedWith } from '../history/endings.ts'
import { isInside, mentions, sameLog } from '../history/logs.ts'
import { scriptOf } from '../history/script.ts'
import { Waits } from '../history/waits.ts'
import { numberOf } from '../subject/chance.ts'
import { clause, eventLaw, game, law } from '../law.ts'
import { namesWaits } from '../visits/waitReport.ts'

export const L20 = clause('L20', [
  eventLaw({
    sentence:
      'a run takes no more ticks than its limit, and ends with RunLimitError exactly if it would take another, or let time pass its limit',
    needs: 'limits of a run',
    hint: '#isWithin of the loop is asked before each tick of a run that has limits',
    begin: (trial) => {
      // Few sessions have limits, and to follow the waits costs as much as several laws.
      if (!trial.session.host.some((call) => isRun(call.do) && ('ms' in call || 'ticks' in call))) {
        return (event, _before, found) => {
          const reached = 'ending' in event && failedWith(event.ending, 'RunLimitError')
          found.require(!reached, () => 'a run has no limit, and has reached it')
        }
      }
      const script = scriptOf(trial)
      const waits = new Waits(trial)
      let ticks = 0
      let since = 0
      return (event, before, found, index) => {
        if (event.event === 'calls' && isRun(event.call) && !before.ticking) {
          ticks = 0
          since = before.now
        }
        if (event.event === 'tick') ticks += 1
        const own = event.event === 'called' && isRun(event.call)
        if (own && before.calls.at(-1)?.nested === false) {
          const call = script.at(index)
          const limits = call?.do === 'run' || call?.do === 'runAgain' ? call : undefined
          const { ending } = event
          const reached = failedWith(ending, 'RunLimitError')
          if (limits !== undefined) {
            const { ms = Infinity, ticks: most = Infinity } = limits
            const bad = most < 0 || ms < 0
            const refused = REFUSALS.some((name) => failedWith(ending, name))
            const right = bad ? refused && ticks === 0 : ticks <= most
            found.expectWhere(
              limits.ms !== undefined || limits.ticks !== undefined,
              right,
              () => `the run of ${event.of} took ${ticks} ticks, within ${most}`,
            )
            const late = before.now > Math.max(since, since + ms)
            found.require(
              bad || !late,
              () => `the run of ${event.of} lasted until ${before.now} ms`,
            )
            const on = before.parked.get('main')
            const parked =
              before.scheduled.length === 0 && on !== undefined && !before.settled.has(on)
            const may = ticks === most || (ms < Infinity && parked)
            found.require(!reached || may, () => `the run of ${event.of} had not reached a limit`)
          }
          if (reached) namesWaits(ending, before, waits, found)
        }
        waits.follow(event, before, index)
      }
    },
    mutants: [
      {
        name: 'limit-ignored',
        why: 'a run takes as many ticks as it likes',
        in: 'core/run.js',
        replace: ['if (ticks >= tick) return false;', ''],
      },
      {
        name: 'limit-a-tick-late',
        why: 'a run takes one tick more than its limit',
        in: 'core/run.js',
        replace: ['if (ticks >= tick)', 'if (ticks > tick)'],
      },
      {
        name: 'limit-a-tick-early',
        why: 'a run takes one tick less than its limit',
        in: 'core/run.js',
        replace: ['if (ticks >= tick)', 'if (ticks + 1 >= tick)'],
      },
      {
        name: 'limit-counts-earlier-runs',
        why: 'the ticks of earlier runs of a main count too',
        in: 'core/loop.js',
        replace: ['tick: record.ticks + ticks', 'tick: ticks'],
      },
      {
        name: 'time-passes-its-limit',
        why: 'time jumps past the limit of a run',
        in: 'core/run.js',
        replace: ['|| loop.time.next <= time)', '|| true)'],
      },
      {
        name: 'limit-without-tasks',
        why: 'RunLimitError names only the wait of main',
        in: 'core/run.js',
        replace: ['[...own, ...loop.live.waits()]', 'own'],
      },
      {
        name: 'limits-below-zero',
        why: 'a run takes any number as a limit',
        in: 'core/loop.js',
        replace: ["= checkedLimits('run', limits);", '= limits;'],
      },
    ],
  }),
  law({
    sentence: 'a run that has a limit of one tick, again and again, leaves the log of one without',
    needs: 'limits of a run',
    hint: 'a run that reaches a limit leaves its main as stop() does',
    check: ({ log, observe, session }, found) => {
      const [first, ...more] = session.host
      if (first?.do !== 'run' || more.length > 0 || session.hooks !== undefined) return
      if (first.ticks !== undefined || first.ms !== undefined) return
      if (mentions(session, 'stop') || session.onUnhandled !== undefined) return
      const ticks = log.filter(({ event }) => event === 'tick').length
      if (ticks < 3) return
      const again = Array.from({ length: ticks - 1 }, (): HostCall => {
        return { do: 'runAgain', main: first.name, ticks: 1 }
      })
      const limited = observe({ ...session, host: [{ ...first, ticks: 1 }, ...again] })
      found.expect(sameLog(limited.filter(isInside), log.filter(isInside)), () => {
        return 'the limits show in the log'
      })
    },
    mutants: [
      {
        name: 'limit-forgets-main',
        why: 'a main whose run has reached a limit cannot be run again',
        in: 'core/run.js',
        replace: [
          'if (reached !== undefined)',
          'if (reached !== undefined) mains.dismiss(main); if (reached !== undefined)',
        ],
      },
      {
        name: 'limit-cuts-main',
        why: 'main is not stepped in the last tick of a run that has a limit',
        in: 'core/loop.js',
        replace: ['while ((next = ', 'main.last = bounds.tick; while ((next = '],
        also: [
          {
            in: 'core/loop.js',
            replace: [
              'if (main.parked) return;',
              'if (main.parked || main.coroutine.last === this.#tick) return;',
            ],
          },
        ],
      },
    ],
  }),
  game({
    sentence:
      'a limit that is not reached is not refused, and changes nothing, however large it is',
    needs: 'limits of a run',
    hint: 'checkedLimits refuses what is no limit, and nothing else',
    check: ({ session, subject: { Loop } }, found) => {
      const number = numberOf(session)
      if (number === undefined) return
      const limit = [10, 1_000_000, Number.POSITIVE_INFINITY][number % 3]
      const limits = limit === undefined ? {} : { ticks: limit, ms: limit }
      const loop = new Loop({ discipline: session.discipline })
      let outcome = ''
      try {
        outcome = loop.run(
          (function* () {
            yield
            return 'returns'
          })(),
          limits,
        )
        loop.close(limits)
      } catch (error) {
        outcome = String(error)
      }
      found.expect(outcome === 'returns', () => `with a limit of ${limit} it ${outcome}`)
    },
    mutants: [
      {
        name: 'finite-limits-refused',
        why: 'a limit of ticks is refused unless it is Infinity',
        in: 'core/limits.js',
        replace: ['ticks !== Infinity && !Number.isInteger(ticks)', 'ticks !== Infinity'],
      },
      {
        name: 'infinity-refused',
        why: 'Infinity is no limit of ticks',
        in: 'core/limits.js',
        replace: ['ticks !== Infinity && !Number.isInteger(ticks)', '!Number.isInteger(ticks)'],
      },
    ],
  }),
])

/** How a run with a limit below zero ends. */
const REFUSALS = ['RangeError', 'LoopRunningError', 'LoopClosedError'] as const

function isRun(call: string): boolean {
  return call === 'run' || call === 'runAgain'
}
