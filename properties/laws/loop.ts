/** Laws of the chapter on the loop. */

import type { ClauseId } from '../../spec/clauses.ts'
import { renumbered, type Ending, type Event, type Log } from '../../spec/event.ts'
import type { Hook, HostCall, Session } from '../../spec/program.ts'
import { isRun, isTimer } from '../history.ts'
import { eventLaw, failedWith, isQuiet, law, same, type Laws } from '../law.ts'
import { Failures } from './failures.ts'
import { canonical, isInside, isTold, mentions, sameLog } from './logs.ts'
import { Waits } from './waits.ts'

export const loopLaws = {
  L1: [
    eventLaw(
      {
        clause: 'L1',
        sentence: 'nothing is stepped but in a tick, in runStep(), in step() or in close()',
        hint: 'spawn, schedule and settle only put tasks in line',
      },
      () =>
        (event, { ticking }, found) => {
          if (event.event !== 'stepped') return
          found.expect(ticking, () => `${event.who} was stepped outside of all these`)
        },
    ),
    eventLaw(
      {
        clause: 'L1',
        sentence: "in a tick, no task is stepped after main's turn",
        hint: 'main has its turn when the tasks have had theirs',
      },
      () => {
        let turn = false
        return (event, { calls }, found) => {
          if (event.event === 'tick') turn = false
          if (event.event !== 'stepped' || !inTick(calls)) return
          found.expect(
            event.who === 'main' || !turn,
            () => `${event.who} was stepped after main in its tick`,
          )
          if (event.who === 'main') turn = true
        }
      },
    ),
  ],
  L2: [
    eventLaw(
      {
        clause: 'L2',
        sentence: 'whoever is stepped has been scheduled the longest',
        hint: 'the scheduled tasks are a queue',
      },
      (trial) =>
        (event, { scheduled }, found) => {
          if (!isQuiet(trial)) return
          if (event.event !== 'stepped' || (event.who === 'main' && scheduled[0] !== 'main')) return
          const say = (): string =>
            `${event.who} was stepped before ${scheduled[0] ?? 'it was scheduled'}`
          if (scheduled.length > 1) found.expect(scheduled[0] === event.who, say)
          else found.require(scheduled[0] === event.who, say)
        },
    ),
  ],
  L3: [
    eventLaw(
      {
        clause: 'L3',
        sentence: "under drain, nothing is scheduled when main's turn comes",
        hint: 'the tick goes on while anything is scheduled',
      },
      (trial) => {
        let steps = 0
        return (event, { calls, scheduled }, found) => {
          if (event.event === 'tick') steps = 0
          if (trial.session.discipline !== 'drain' || !isQuiet(trial)) return
          if (event.event !== 'stepped' || !inTick(calls)) return
          if (event.who !== 'main') steps += 1
          else if (steps > 0)
            found.expect(scheduled.length === 0, () => `${scheduled.join(', ')} are left`)
          else found.require(scheduled.length === 0, () => `${scheduled.join(', ')} are left`)
        }
      },
    ),
  ],
  L4: [
    eventLaw(
      {
        clause: 'L4',
        sentence:
          'under snapshot, a tick steps those that were scheduled when it began, and no others',
        hint: 'the newest of those that are scheduled at the beginning is the last that is stepped',
      },
      (trial) => {
        let due: string[] | undefined
        return (event, { calls, scheduled }, found) => {
          if (trial.session.discipline !== 'snapshot' || !isQuiet(trial)) return
          if (event.event === 'tick') due = undefined
          if (event.event !== 'stepped' || !inTick(calls)) return
          due ??= [...scheduled]
          if (event.who === 'main') {
            found.expect(due.length === 0, () => `${due?.join(', ')} had no turn`)
            return
          }
          const next = due.shift()
          found.expect(
            next === event.who,
            () => `${event.who} was stepped, and ${next ?? 'nobody'} was due`,
          )
        }
      },
    ),
  ],
  L5: [
    eventLaw(
      {
        clause: 'L5',
        sentence: 'main is stepped once in each tick at whose end what it waits for is settled',
        hint: 'main has its turn unless it is parked',
      },
      () => {
        let turns = 0
        let inside = false
        return (event, { calls, doubtful, parked, settled }, found) => {
          // Timers are over at the beginning of the next tick, before that is told.
          const timed = event.event === 'settled' && isTimer(event.future) && inTick(calls)
          const next = event.event === 'tick' || event.event === 'advanced' || timed
          const over = next || (event.event === 'called' && isRun(event.call))
          if (over && inside && !next && calls.at(-1)?.nested === true) return
          if (over && inside) {
            const on = parked.get('main')
            const due = on === undefined || settled.has(on) ? 1 : 0
            const isDoubtful = on !== undefined && doubtful.has(on) && turns < 2
            // Main has begun to wait in this very turn, or it has waited since an earlier one.
            const right = turns === due || (turns === 1 && on !== undefined) || isDoubtful
            found.expect(right, () => `main was stepped ${turns} times in a tick`)
            inside = false
          }
          if (event.event === 'tick') {
            inside = true
            turns = 0
          }
          if (event.event === 'stepped' && event.who === 'main' && inTick(calls)) turns += 1
        }
      },
    ),
    eventLaw(
      {
        clause: 'L5',
        sentence: 'main does not get an outcome in the tick in which it began to wait',
        hint: 'main is resumed once in a tick',
      },
      () => {
        let tick = 0
        const began = new Map<string, number>()
        return (event, { closed, futures, tasks }, found) => {
          // A main that is closed with its loop cleans up as a task.
          if (closed) return
          if (event.event === 'tick') tick += 1
          if (event.event === 'awaits' && !tasks.has(event.who)) {
            const known = futures.has(event.on) || tasks.has(event.on)
            if (known) began.set(event.who, tick)
            else began.delete(event.who)
          }
          if (event.event !== 'got' || event.by !== 'await' || tasks.has(event.who)) return
          const at = began.get(event.who)
          if (at === undefined) return
          found.expect(
            at < tick,
            () => `${event.who} got ${event.of} in the tick in which it asked`,
          )
        }
      },
    ),
  ],
  L6: [
    eventLaw(
      {
        clause: 'L6',
        sentence: 'ticks count from 1 in each run, and on from where a main was left',
        hint: 'the count belongs to the main',
      },
      () => {
        const ticks = new Map<string, number>()
        let ended: string | undefined
        return (event, { calls, tasks }, found) => {
          const main = calls.at(-1)?.call.of ?? ''
          if (event.event === 'ends' && !tasks.has(event.who)) ended = event.who
          if (event.event === 'tick') {
            const expected = (ticks.get(main) ?? 0) + 1
            found.expect(
              event.tick === expected,
              () => `tick ${event.tick} came where ${expected} was due`,
            )
            found.require(ended !== main, () => `tick ${event.tick} came after main had ended`)
            ticks.set(main, expected)
          }
        }
      },
    ),
    eventLaw(
      {
        clause: 'L6',
        sentence: 'the loop shows the number of the tick that is under way, or of the last',
        hint: 'tick is what the observer was told',
      },
      () => {
        let tick = 0
        let shown = true
        return (event, _before, found) => {
          // A run that goes on, or one that begins, sets the count before its first tick.
          if (event.event === 'calls' && event.call !== 'runStep' && event.call !== 'step')
            shown = false
          // A tick is counted when it begins, and told when those whose time has come are woken.
          if (event.event === 'advanced' || (event.event === 'settled' && isTimer(event.future)))
            shown = false
          if (event.event === 'tick') {
            ;({ tick } = event)
            shown = true
          }
          if (event.event !== 'saw' || !shown) return
          found.expect(event.tick === tick, () => `it shows ${event.tick} in tick ${tick}`)
        }
      },
    ),
  ],
  L7: [
    eventLaw(
      {
        clause: 'L7',
        sentence: 'a run ends as its main ends, if its main ends and no failure is to be reported',
        hint: "the run's outcome is main's",
      },
      () => {
        const ends = new Map<string, Ending>()
        return (event, { calls, tasks }, found) => {
          // A main that has ended in a tick of the host's may be refused by a run.
          const here = inTick(calls) && calls.at(-1)?.call.call !== 'tick'
          if (event.event === 'ends' && !tasks.has(event.who) && here)
            ends.set(event.who, event.ending)
          if (event.event !== 'called' || (event.call !== 'run' && event.call !== 'runAgain'))
            return
          const ending = ends.get(event.of)
          if (ending === undefined) return
          ends.delete(event.of)
          const reported = 'value' in ending && failedWith(event.ending, 'UnhandledError')
          const { ending: given } = event
          const right =
            'error' in ending
              ? 'error' in given && given.error === ending.error
              : same(given, ending)
          if (!reported) found.expect(right, () => `${event.of} ended otherwise than its run`)
        }
      },
    ),
  ],
  L8: [
    eventLaw(
      {
        clause: 'L8',
        sentence:
          'after stop() the run takes no further tick, and throws LoopStoppedError unless main has ended',
        hint: 'the run looks whether to stop before each tick, when main has not ended',
      },
      () => {
        let stopped: string | undefined
        // A tick has begun when those whose time has come are woken; then it is told.
        let begun = false
        const ended = new Set<string>()
        return (event, { calls, tasks }, found) => {
          const timed = event.event === 'settled' && isTimer(event.future) && inTick(calls)
          if (event.event === 'advanced' || timed) begun = true
          if (event.event === 'ends' && !tasks.has(event.who)) ended.add(event.who)
          const run = calls.findLast(({ call }) => isRun(call.call))?.call
          // A run that begins, or goes on, does so whatever was said before.
          const begins = event.event === 'calls' && isRun(event.call) && run === undefined
          if (begins && (event.call !== 'tick' || event.of !== stopped)) stopped = undefined
          if (event.event === 'called' && event.call === 'stop' && run !== undefined)
            stopped = run.of
          if (stopped === undefined) {
            if (event.event === 'tick') begun = false
            const ran =
              event.event === 'called' && (event.call === 'run' || event.call === 'runAgain')
            const left = ran && failedWith(event.ending, 'LoopStoppedError') && calls.length === 1
            found.require(
              !left,
              () => `${ran ? event.of : ''} was stopped, though nobody stopped it`,
            )
            return
          }
          const further = event.event === 'tick' && !begun
          if (event.event === 'tick') begun = false
          found.require(!further, () => `${stopped} took a tick after stop()`)
          if (event.event !== 'called' || (event.call !== 'run' && event.call !== 'runAgain'))
            return
          if (calls.length > 1 || calls.at(-1)?.nested === true) return
          const left = failedWith(event.ending, 'LoopStoppedError')
          found.expect(
            left !== ended.has(event.of),
            () => 'the run was stopped, and ended otherwise',
          )
          stopped = undefined
        }
      },
    ),
    law(
      {
        clause: 'L8',
        sentence:
          'a run that is stopped at any tick, and gone on with, leaves the log of one that is not',
        hint: 'what a main waits for, its ticks and the scheduled tasks outlast the run',
      },
      ({ log, observe, session }, found) => {
        const [first, ...more] = session.host
        if (first?.do !== 'run' || more.length > 0 || session.hooks !== undefined) return
        if (mentions(session, 'stop')) return
        const told = log.filter(isTold)
        const ticks = told.flatMap(({ event }, at) => (event === 'tick' ? [at] : []))
        if (ticks.length < 2) return
        const stops = ticks.map((at): Hook => ({ at, do: { do: 'stop' } }))
        const again = ticks.map((): HostCall => ({ do: 'runAgain', main: first.name }))
        const stopped = observe({ ...session, host: [first, ...again], hooks: stops })
        found.expect(sameLog(stopped.filter(isInside), log.filter(isInside)), () => {
          return 'the pauses left a trace'
        })
      },
    ),
  ],
  L9: [
    eventLaw(
      {
        clause: 'L9',
        sentence:
          'a run throws DeadlockError when nothing is scheduled and main waits for what is pending, and says so',
        hint: 'the run looks for a deadlock before each tick',
      },
      (trial) => {
        const waits = new Waits(trial)
        /** Whether somebody was woken by the time: it may be another main. */
        let timed = false
        return (event, before, found, index) => {
          const { calls, closed, live, parked, scheduled, settled } = before
          const on = parked.get('main')
          const stuck = scheduled.length === 0 && on !== undefined && !settled.has(on)
          if (event.event === 'settled' && isTimer(event.future)) timed = true
          if (event.event === 'tick') {
            const may = timed || before.doubtful.has(on ?? '')
            found.require(!stuck || may, () => `tick ${event.tick} began in a deadlock`)
            timed = false
          }
          const over = event.event === 'called' && isRun(event.call) && !closed
          if (over && calls.at(-1)?.nested === false && failedWith(event.ending, 'DeadlockError')) {
            found.expect(stuck, () => 'there was no deadlock')
            const named = 'waits' in event.ending ? (event.ending.waits ?? []) : []
            const waiting = live.flatMap((who): Wait[] => {
              const what = parked.get(who)
              return what === undefined || settled.has(what) ? [] : [[who, what]]
            })
            const expected = [['main', on], ...waiting]
            const pairs = named.map(([who, what]) => [who, what])
            found.require(same(pairs, expected), () => `it names ${named.join('; ')}`)
            const held = named.every(([, what, by]) => {
              const holders = waits.holdersOf(what, before)
              return holders === undefined || same(holders, by)
            })
            found.require(held, () => `it is wrong about who holds what: ${named.join('; ')}`)
            const cycles = 'cycles' in event.ending ? (event.ending.cycles ?? []) : []
            const closes = cycles.every((cycle) =>
              cycle.every((who, at) => waits.leads(who, cycle[at + 1] ?? cycle[0] ?? '', before)),
            )
            found.require(closes, () => 'it names a cycle that is none')
            const onCycle = waits.certainlyOnCycle(
              expected.flatMap(([who]) => who ?? []),
              before,
            )
            found.require(
              onCycle.every((task) => cycles.flat().includes(task)),
              () => 'it leaves out a cycle',
            )
          }
          waits.follow(event, before, index)
        }
      },
    ),
  ],
  L10: [
    eventLaw(
      {
        clause: 'L10',
        sentence:
          'what is reported is every failure that nobody looked at, in the order of failure, once',
        hint: 'a failure is kept when nobody waits for the task, until somebody looks or it is reported',
      },
      (trial) => {
        const failures = new Failures(trial)
        return (event, before, found, index) => {
          failures.follow(event, before, index)
          const report = reportIn(event, trial.session, before.calls.length)
          if (report === undefined || failures.unsure) return
          const named = report.filter(([task]) => task !== null)
          const due = failures.all.flatMap(({ awaited, error, task }) =>
            awaited ? [] : [[task, error]],
          )
          found.expectWhere(
            named.length + due.length > 0,
            same(named, due),
            () => `it reports ${named.join('; ')}, and due are ${due.join('; ')}`,
          )
          failures.all = failures.all.filter(({ awaited }) => awaited)
        }
      },
    ),
  ],
  L11: [
    eventLaw(
      {
        clause: 'L11',
        sentence:
          'run, ticks, runStep and close are refused while the loop is stepping, and run and ticks during a run',
        hint: 'the loop knows whether it is idle, driven or stepping',
      },
      ({ session }) => {
        const driven = session.host.some(({ do: call }) => call === 'tick')
        return (event, { calls, ticking }, found) => {
          if (event.event !== 'called' || !isExclusive(event.call)) return
          const nested = event.call === 'ticks' ? ticking : calls.at(-1)?.nested === true
          if (nested) {
            const refused = failedWith(event.ending, 'LoopRunningError')
            found.expect(refused, () => `${event.call}() was taken while the loop was stepping`)
          } else if (!driven && !isRun(event.call)) {
            const refused = failedWith(event.ending, 'LoopRunningError')
            found.require(!refused, () => `${event.call}() was refused by an idle loop`)
          }
        }
      },
    ),
  ],
  L12: [
    eventLaw(
      {
        clause: 'L12',
        sentence: 'what the loop shows as pending is every task that has not ended, by creation',
        hint: 'the registry forgets nobody but those that are done',
      },
      () =>
        (event, { live }, found) => {
          if (event.event !== 'saw' || event.who === 'observer') return
          found.expectWhere(
            live.length > 0,
            same(event.pending, live),
            () => `it shows ${event.pending.join(', ')}`,
          )
        },
    ),
    eventLaw(
      {
        clause: 'L12',
        sentence: 'a tick begins with what earlier runs and the host have left scheduled',
        hint: "the scheduled tasks are the loop's, not the run's",
      },
      (trial) =>
        (event, { scheduled }, found) => {
          if (event.event !== 'tick' || !isQuiet(trial)) return
          const left = event.tick === 1 && scheduled.length > 0
          found.expectWhere(
            left,
            same(event.scheduled, scheduled),
            () => `it begins with ${event.scheduled.join(', ')}`,
          )
        },
    ),
  ],
  L13: [
    law(
      {
        clause: 'L13',
        sentence:
          'after whatever happened, unless the loop was closed, a new main runs from tick 1 to its end',
        hint: 'a run leaves the loop idle, however it ends',
      },
      ({ log, observe, session }, found) => {
        if (session.hooks !== undefined) return
        if ((['close', 'stop', 'ticks'] as const).some((call) => mentions(session, call))) return
        const failed = log.some(
          (event) => event.event === 'called' && event.who === 'host' && 'error' in event.ending,
        )
        const name = 'afterwards'
        const main: HostCall = {
          do: 'run',
          name,
          body: [{ do: 'yield' }, { do: 'return', value: name }],
        }
        const longer = observe({ ...session, host: [...session.host, main] })
        found.expectWhere(
          failed,
          same(longer.slice(0, log.length), log),
          () => 'the session changes when something follows it',
        )
        const rest = longer.slice(log.length)
        const ticks = rest.flatMap((event) => (event.event === 'tick' ? [event.tick] : []))
        found.require(same(ticks, [1, 2]), () => `it took ticks ${ticks.join(', ')}`)
        const last = rest.at(-1)
        const ending: Ending = last?.event === 'called' ? last.ending : { value: undefined }
        const right = same(ending, { value: name }) || failedWith(ending, 'UnhandledError')
        found.require(right, () => `it ended with ${JSON.stringify(ending)}`)
      },
    ),
  ],
  L14: [
    eventLaw(
      {
        clause: 'L14',
        sentence:
          'a closed loop has settled every task that was live, unless close() tells of a clean-up that waits',
        hint: 'close steps until nothing is scheduled',
      },
      () => {
        let live: readonly string[] = []
        return (event, { calls, closed, live: now, settled, ticking }, found) => {
          if (event.event === 'calls' && event.call === 'close' && !closed && !ticking)
            live = [...now]
          if (event.event !== 'called' || event.call !== 'close' || calls.at(-1)?.nested === true)
            return
          const left = live.filter((task) => !settled.has(task))
          const told = failedWith(event.ending, 'DeadlockError')
          if (live.length > 0)
            found.expect(told || left.length === 0, () => `${left.join(', ')} never ended`)
          live = []
        }
      },
    ),
    eventLaw(
      {
        clause: 'L14',
        sentence: 'once the loop is closed, it takes no task and no run',
        hint: 'the loop is asked first',
      },
      () => {
        let over = false
        return (event, { calls, tasks }, found) => {
          if (event.event !== 'called' || (event.call === 'reuse' && !tasks.has(event.of))) return
          if (over && takesNew.has(event.call)) {
            found.expect(
              failedWith(event.ending, 'LoopClosedError'),
              () => `${event.call}() was taken`,
            )
          }
          if (event.call === 'close' && event.who === 'host' && calls.length <= 1) over = true
        }
      },
    ),
    eventLaw(
      {
        clause: 'L14',
        sentence:
          'a task that never began is closed without beginning, and nothing is caught of what closes it',
        hint: 'return() on a generator runs its finally blocks and nothing else',
      },
      () => {
        const before = new Set<string>()
        let closing = false
        return (event, { closed, live }, found) => {
          if (closed && !closing) {
            closing = true
            for (const task of live) before.add(task)
          }
          if (!closed) return
          if (event.event === 'begun')
            found.expect(!before.has(event.who), () => `${event.who} began at its close`)
          if (event.event === 'settled' && before.has(event.future)) {
            const cancelled = 'error' in event.ending
            found.expect(cancelled, () => `${event.future} was closed, and ended with a result`)
          }
        }
      },
    ),
    eventLaw(
      {
        clause: 'L14',
        sentence: 'a task that is closed has cleaned up, once for each finally that it had entered',
        hint: 'return() on a generator runs the finally blocks that enclose where it stands',
      },
      () => {
        const due = new Map<string, number>()
        return (event, { closed }, found) => {
          if (event.event === 'guarded') due.set(event.who, (due.get(event.who) ?? 0) + 1)
          if (event.event === 'cleaning') due.set(event.who, (due.get(event.who) ?? 0) - 1)
          if (!closed || event.event !== 'settled') return
          const left = due.get(event.future)
          if (left !== undefined)
            found.expect(left === 0, () => `${event.future} has not cleaned up`)
        }
      },
    ),
    eventLaw(
      {
        clause: 'L14',
        sentence:
          'close() cancels every task that has not ended, by creation, and then every main that has not ended',
        hint: 'the registry is in the order of creation; mains are closed as tasks',
      },
      (trial) => {
        const open = new Set<string>()
        let due: string[] | undefined
        return (event, { cancelled, closed, live, tasks, ticking }, found) => {
          if (!isQuiet(trial)) return
          if (event.event === 'called' && event.call === 'ticks' && 'value' in event.ending)
            open.add(event.of)
          if (event.event === 'begun' && !tasks.has(event.who)) open.add(event.who)
          if (event.event === 'ends') open.delete(event.who)
          if (event.event === 'calls' && event.call === 'close' && !closed && !ticking) {
            const mains = [...open].map((_, index) => (index === 0 ? 'main' : `main ${index + 1}`))
            due = [...live.filter((task) => !cancelled.has(task)), ...mains]
            return
          }
          if (due === undefined || event.event === 'spawned' || event.event === 'scheduled') return
          if (event.event === 'cancelled' && due.length > 0) {
            const next = due.shift()
            found.expect(
              next === event.task,
              () => `${event.task} was cancelled, and ${next} was due`,
            )
          } else {
            const left = due
            found.require(left.length === 0, () => `${left.join(', ')} was not cancelled`)
            due = undefined
          }
        }
      },
    ),
  ],
  L15: [
    law(
      {
        clause: 'L15',
        sentence:
          'a run that the host drives tick by tick leaves the log of one that drives itself',
        hint: 'run asks ticks for one tick after the other',
      },
      ({ log, observe, session }, found) => {
        const [first, ...more] = session.host
        if (first?.do !== 'run' || more.length > 0 || session.hooks !== undefined) return
        const { body, name } = first
        const count = log.filter(({ event }) => event === 'tick').length + 1
        const asks = Array.from({ length: count }, (): HostCall => ({ do: 'tick', main: name }))
        const driven = observe({ ...session, host: [{ do: 'ticks', name, body }, ...asks] })
        const right = sameLog(driven.filter(isInside), log.filter(isInside))
        found.expect(right, () => 'the log is another')
        const given = driven.flatMap((event) =>
          event.event === 'called' && event.call === 'tick' ? [event.ending] : [],
        )
        const ticks = given
          .slice(0, -1)
          .map((ending) => ('value' in ending ? ending.value : undefined))
        found.require(
          ticks.every((tick, index) => tick === index + 1),
          () => `it gave ${ticks.join(', ')}`,
        )
        const end = log.at(-1)
        const ending = end?.event === 'called' ? end.ending : undefined
        found.require(canonical([given.at(-1)]) === canonical([ending]), () => 'it ended otherwise')
      },
    ),
  ],
  L16: [
    eventLaw(
      {
        clause: 'L16',
        sentence:
          'runStep() steps everything under drain, and what was scheduled under snapshot, without a tick',
        hint: 'it is the second part of a tick, and no more',
      },
      (trial) => {
        const { session } = trial
        let due: string[] | undefined
        let begun = false
        return (event, { calls, closed, scheduled, ticking }, found) => {
          if (!isQuiet(trial)) return
          if (event.event === 'calls') begun = false
          // D2: those whose time has come are scheduled as it begins.
          if (event.event === 'scheduled' && !begun) due?.push(event.task)
          if (event.event === 'stepped') begun = true
          const inside = calls.at(-1)?.call.call === 'runStep' && calls.at(-1)?.nested === false
          if (event.event === 'calls' && event.call === 'runStep' && !ticking) due = [...scheduled]
          if (!inside || due === undefined || closed) return
          found.require(event.event !== 'tick', () => 'it took a tick')
          found.require(event.event !== 'stepped' || event.who !== 'main', () => 'it stepped main')
          if (event.event === 'stepped' && session.discipline === 'snapshot') {
            const next = due.shift()
            found.expect(
              next === event.who,
              () => `${event.who} was stepped, and ${next ?? 'nobody'} was due`,
            )
          }
          if (event.event !== 'called' || event.call !== 'runStep') return
          if (failedWith(event.ending, 'LoopRunningError')) return
          const left = session.discipline === 'snapshot' ? due : scheduled
          found.expect(left.length === 0, () => `${left.join(', ')} had no turn`)
          due = undefined
        }
      },
    ),
  ],
  L17: [
    eventLaw(
      {
        clause: 'L17',
        sentence: 'the loop is the current one whenever it is stepping, and not otherwise',
        hint: 'it becomes the current one before the first step, and gives way after the last',
      },
      () =>
        (event, { ticking }, found) => {
          if (event.event !== 'saw') return
          found.expect(event.current === ticking, () =>
            ticking ? 'it is not current' : 'it is current',
          )
        },
    ),
  ],
  L18: [
    law(
      {
        clause: 'L18',
        sentence: 'a session leaves the same log while another loop runs in the midst of it',
        hint: 'what is kept in the module is set back after each tick',
      },
      ({ log, observe, session }, found) => {
        if (session.hooks !== undefined) return
        const other = observe(session, { beside: renamed(session) })
        found.expect(sameLog(ownOf(other), ownOf(log)), () => 'the other loop made a difference')
      },
    ),
  ],
  L19: [
    law(
      {
        clause: 'L19',
        sentence: 'the same session leaves the same log',
        hint: 'nothing depends on time, on chance or on what ran before',
      },
      ({ log, observe, session }, found) => {
        found.expect(sameLog(observe(session), log), () => 'it leaves another log the second time')
      },
    ),
    law(
      {
        clause: 'L19',
        sentence: 'with other names, the session leaves the log with these names',
        hint: 'names are shown, and never compared',
      },
      ({ log, observe, session }, found) => {
        const expected = canonical(log)
          .replaceAll(NAME, '"$1x$2"')
          .replaceAll(/name='([ft]\d+)'/gu, "name='$1x'")
        found.expect(
          canonical(observe(renamed(session))) === expected,
          () => 'the names made a difference',
        )
      },
    ),
  ],
} as const satisfies Partial<Record<ClauseId, Laws>>

type Calls = readonly { readonly call: { readonly call: string; readonly of: string } }[]

/** Whether the innermost call that steps is a run: then steps belong to a tick. */
function inTick(calls: Calls): boolean {
  return isRun(calls.at(-1)?.call.call ?? '')
}

const exclusive: ReadonlySet<string> = new Set(['run', 'runAgain', 'ticks', 'runStep', 'close'])
function isExclusive(call: string): boolean {
  return exclusive.has(call)
}

const takesNew: ReadonlySet<string> = new Set([
  'spawn',
  'run',
  'runAgain',
  'ticks',
  'runStep',
  'reuse',
])

/**
 * A future has no loop: the one that is ticking is told, here of those of the other's host, and of the
 * waits that these end: of waits, those count that somebody was told to be in.
 */
function ownOf(log: Log): Log {
  const waits = new Set(log.flatMap((event) => (event.event === 'parked' ? [event.on] : [])))
  const isOther = (future: string): boolean =>
    /x(?:\/\d+)?$/u.test(future) ||
    (future.includes('/') && !future.startsWith('timeout/') && !waits.has(future))
  return renumbered(log.filter((event) => event.event !== 'settled' || !isOther(event.future)))
}

/** Of what a program makes; a text that looks like one is renamed in the program too. */
const NAME = /"([a-dfgl-oqstv]\d+)(\/\d+)?"/gu

/** The session with other names for its futures, tasks, groups and primitives. */
function renamed(session: Session): Session {
  return JSON.parse(JSON.stringify(session).replaceAll(NAME, '"$1x"'))
}

type Wait = readonly [who: string, on: string]

type Unhandled = readonly (readonly [task: string | null, error: string])[]

/** The failures that are reported here: by an error, to the handler, or none though a report is due. */
function reportIn(event: Event, { onUnhandled }: Session, depth: number): Unhandled | undefined {
  if (event.event === 'unhandled') return unhandledOf(event.ending)
  if (event.event !== 'called' || depth > 1) return undefined
  const stuck =
    failedWith(event.ending, 'DeadlockError') && 'waits' in event.ending && event.who === 'host'
  if (stuck && onUnhandled !== undefined) return undefined
  if (stuck || failedWith(event.ending, 'UnhandledError')) return unhandledOf(event.ending)
  const over =
    (event.call === 'run' || event.call === 'runAgain' || event.call === 'close') &&
    'value' in event.ending
  return over && onUnhandled === undefined ? [] : undefined
}

function unhandledOf(ending: Ending): Unhandled {
  return 'unhandled' in ending ? (ending.unhandled ?? []) : []
}
