/** L14 · Closed for good. */

import type { Event, Log } from '../../spec/event.ts'
import { isTimer } from '../history/history.ts'
import { handOffs } from '../history/handOffs.ts'
import { failedWith } from '../history/endings.ts'
import { Scopes } from '../history/scopes.ts'
import { isUnnamed, scriptOf } from '../history/script.ts'
import { Times } from '../history/timers.ts'
import { clause, eventLaw, game } from '../law.ts'
import { isQuiet } from '../trial.ts'
import { numberOf } from '../subject/chance.ts'
import { refusal } from '../subject/refusal.ts'

export const L14 = clause('L14', [
  eventLaw({
    sentence:
      'close() leaves no live task and no live main, and throws DeadlockError or CloseLimitError exactly if it has terminated one',
    hint: 'close() steps until no task is scheduled, terminates what is left, and steps again',
    begin: (trial) => {
      let closing = false
      let cut = false
      /** Whether an owner was terminated before, whose tasks are terminated with it. */
      let owners = false
      return (event, { calls, closed, live, terminated, ticking }, found) => {
        if (event.event === 'calls' && event.call === 'close' && !closed && !ticking) {
          closing = true
          cut = false
          owners = terminated.size > 0
        }
        if (event.event === 'terminated') cut = true
        if (event.event !== 'called' || event.call !== 'close' || calls.at(-1)?.nested === true)
          return
        // From the beginning of close() on, a main is a task among them.
        const errors = ['DeadlockError', 'CloseLimitError']
        const reported = errors.some((name) => failedWith(event.ending, name))
        if (closing && !failedWith(event.ending, 'RangeError')) {
          found.expect(live.length === 0, () => `${live.join(', ')} never ended`)
          found.require(
            reported === cut || owners || !isQuiet(trial),
            () => `close() has ${cut ? 'not said what' : 'said that'} it cut short`,
          )
        }
        closing = false
      }
    },
    mutants: [
      {
        name: 'close-forgets-parked-tasks',
        why: 'a parked task is not scheduled when it is cancelled, so it is never closed',
        in: 'core/waiters.js',
        replace: ['leave(task, awaiting); loop.append(task); return true;', 'return false;'],
      },
      {
        name: 'spawned-at-the-last-moment',
        why: 'a task that is spawned while others are terminated is left alone',
        in: 'core/cancel.js',
        replace: [
          'do { for (const task of live.all()) task.terminate(CLOSED); stepOnce(); }',
          'for (const task of live.all()) task.terminate(CLOSED); do { stepOnce(); }',
        ],
      },
      {
        name: 'close-keeps-quiet',
        why: 'close() throws no DeadlockError if a single clean-up still waits',
        in: 'core/run.js',
        replace: ['waits.length > 0', 'waits.length > 1'],
      },
      {
        name: 'cancelled-end-not-notified',
        why: 'observers are notified that a task is cancelled, but not that it has settled',
        in: 'core/observer.js',
        replace: [
          "const shown = 'value' in outcome",
          "if (outcome.error?.task === future) return; const shown = 'value' in outcome",
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'a closed loop refuses new tasks, runs and steps, and no task of it stirs',
    hint: 'refuseIfClosed() comes before everything else',
    begin: () => {
      let over = false
      return (event, { calls, tasks }, found) => {
        if (over && isStirring(event))
          found.require(false, () => `${event.event}, and it is closed`)
        if (event.event !== 'called' || (ofTask.has(event.call) && !tasks.has(event.of))) return
        if (over && takesNew.has(event.call)) {
          found.expect(
            failedWith(event.ending, 'LoopClosedError'),
            () => `${event.call}() was accepted`,
          )
        }
        if (event.call === 'close' && event.who === 'host' && calls.length <= 1) over = true
      }
    },
    mutants: [
      {
        name: 'closed-loop-spawns',
        why: 'a closed loop accepts tasks',
        in: 'core/task.js',
        replace: ['loop.refuseIfClosed();', ''],
      },
      {
        name: 'closed-loop-wakes',
        why: 'a task whose clean-up waits for ever is woken after its loop was closed',
        in: 'core/cancel.js',
        replace: [
          'for (const task of live.all()) task.terminate(CLOSED); stepOnce();',
          'stepOnce();',
        ],
      },
      {
        name: 'closed-loop-steps',
        why: 'a closed loop refuses a step for another reason than that it is closed',
        in: 'core/loop.js',
        replace: ['stepByHand(task) { this.refuseIfClosed();', 'stepByHand(task) {'],
      },
      {
        name: 'closed-loop-runs',
        why: 'a closed loop accepts runs',
        in: 'core/loop.js',
        replace: ['#admit(main) { this.refuseIfClosed();', '#admit(main) {'],
        also: [
          {
            in: 'core/loop.js',
            replace: ['*#drive(main, how) { this.refuseIfClosed();', '*#drive(main, how) {'],
          },
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'close() begins no task, and no task that it closes succeeds',
    hint: 'return() of a generator runs its finally blocks and nothing else',
    begin: () => {
      const before = new Set<string>()
      const putOff = new Set<string>()
      let closing = false
      return (event, history, found) => {
        const { closed, live } = history
        // C13, C14: it may return before it suspends again.
        if (event.event === 'stepped' && history.cancelled.has(event.who))
          if (history.isPutOff(history.voice(event.who))) putOff.add(event.who)
        if (closed && !closing) {
          closing = true
          for (const task of live) before.add(task)
        }
        if (!closed) return
        if (event.event === 'begun')
          found.expect(!before.has(event.who), () => `${event.who} began when it was closed`)
        if (event.event === 'settled' && before.has(event.future) && !putOff.has(event.future)) {
          const cancelled = 'error' in event.ending
          found.expect(cancelled, () => `${event.future} was closed, and succeeded`)
        }
      }
    },
    mutants: [
      {
        name: 'close-begins-tasks',
        why: 'close() resumes a task once more before it closes it',
        in: 'core/closing.js',
        replace: [
          "#begin() { this.#phase = 'closing';",
          "#begin() { this.#phase = 'closing'; next.call(this.#coroutine, undefined); waitRequest.future = undefined;",
        ],
      },
      {
        name: 'closed-task-has-a-result',
        why: 'a task that is closed succeeds with undefined',
        in: 'core/task.js',
        replace: [
          'closing(coroutine, () => new Cancelled(new CancelledError(task, reason, task)));',
          'closing(coroutine, () => undefined);',
        ],
      },
      {
        name: 'close-steps-first',
        why: 'close() steps the ready queue before it cancels the tasks',
        in: 'core/loop.js',
        replace: [
          'cancelAll(this, this.live, this.mains);',
          'this.#drain(); cancelAll(this, this.live, this.mains);',
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'a closed task has run every finally block whose try it had entered',
    hint: 'return() of a generator runs the finally blocks around the place where it suspended',
    begin: () => {
      const due = new Map<string, number>()
      return (event, { closed }, found) => {
        if (event.event === 'guarded') due.set(event.who, (due.get(event.who) ?? 0) + 1)
        if (event.event === 'cleaning') due.set(event.who, (due.get(event.who) ?? 0) - 1)
        if (!closed || event.event !== 'settled') return
        const left = due.get(event.future)
        if (left !== undefined) found.expect(left === 0, () => `${event.future} has not cleaned up`)
      }
    },
    mutants: [
      {
        name: 'close-skips-finally',
        why: 'a task that is closed is dropped without its finally blocks',
        in: 'core/closing.js',
        replace: [
          'this.#begin(); return this.#resume(finish, undefined); } throw',
          "this.#begin(); this.#phase = 'over'; return { done: true, value: undefined }; } throw",
        ],
      },
    ],
  }),
  eventLaw({
    sentence:
      'close() cancels every task that has not ended, in order of creation, and then every main',
    hint: 'cancelAll() follows the registry, which is in that order, and then closes the mains as tasks',
    begin: (trial) => {
      const open = new Set<string>()
      let due: string[] | undefined
      const isHandOff = handOffs()
      return (event, { adopted, cancelled, closed, live, tasks, ticking }, found) => {
        if (!isQuiet(trial) || isHandOff(event)) return
        // One that waits in a clean-up waits on.
        if (event.event === 'parked' && adopted.has(event.who)) return
        if (event.event === 'called' && event.call === 'ticks' && 'value' in event.ending)
          open.add(event.of)
        if (event.event === 'begun' && !tasks.has(event.who)) open.add(event.who)
        // L20: admitted, and not begun.
        if (event.event === 'called' && failedWith(event.ending, 'RunLimitError'))
          open.add(event.of)
        if (event.event === 'ends') open.delete(event.who)
        if (event.event === 'calls' && event.call === 'close' && !closed && !ticking) {
          const mains = [...open].map((_, index) => (index === 0 ? 'main' : `main ${index + 1}`))
          due = [...live.filter((task) => !cancelled.has(task)), ...mains]
          return
        }
        if (due === undefined || event.event === 'spawned' || event.event === 'scheduled') return
        if (event.event === 'cancelled') {
          const { task } = event
          // The tasks of a combinator are cancelled with their owner.
          const next = due.find((one) => !isUnnamed(one))
          const right = isUnnamed(task) ? due.includes(task) : next === task
          due = due.filter((one) => one !== task)
          found.expect(right, () => `${task} was cancelled, and ${next ?? 'no other'} was due`)
        } else {
          const refused = event.event === 'called' && failedWith(event.ending, 'RangeError')
          const left = refused ? [] : due
          found.require(left.length === 0, () => `${left.join(', ')} was not cancelled`)
          due = undefined
        }
      }
    },
    mutants: [
      {
        name: 'closed-in-reverse',
        why: 'close() cancels the newest task first',
        in: 'core/cancel.js',
        replace: [
          'for (const task of live.all()) task.cancel(CLOSED);',
          'for (const task of live.all().reverse()) task.cancel(CLOSED);',
        ],
      },
      {
        name: 'ended-mains-closed',
        why: 'close() closes a main that has ended, if its host has not taken its outcome yet',
        in: 'core/main.js',
        replace: ['.filter(({ outcome }) => outcome === undefined)', ''],
      },
      {
        name: 'mains-left-open',
        why: 'close() does not close mains',
        in: 'core/cancel.js',
        replace: ['of left.entries()) {', 'of []) {'],
      },
    ],
  }),
  eventLaw({
    sentence:
      'close() steps no task more often than its limit of ticks, lets no time pass beyond its limit, and throws CloseLimitError exactly if tasks are left that could go further',
    hint: '#finish() of the loop counts its passes over the ready queue, and compares each deadline with the limit',
    begin: (trial) => {
      if (
        !trial.session.host.some((call) => call.do === 'close' && ('ms' in call || 'ticks' in call))
      )
        return (event, _before, found) => {
          const reached = 'ending' in event && failedWith(event.ending, 'CloseLimitError')
          found.require(!reached, () => 'close() has no limit, and has reached it')
        }
      const script = scriptOf(trial)
      let steps: Map<string, number> | undefined
      let since = 0
      /** What is left when the first task is terminated, and the deadlines of that. */
      let cut = false
      let left = false
      let unsure = false
      let deadlines: readonly number[] = []
      const times = new Times()
      const scopes = new Scopes(trial)
      return (event, before, found, index) => {
        times.follow(event, before, index)
        scopes.follow(event, before, index)
        if (
          event.event === 'calls' &&
          event.call === 'close' &&
          !before.ticking &&
          !before.closed
        ) {
          steps = new Map()
          since = before.now
          cut = false
          left = false
          deadlines = []
          // C15: nothing marks the moment in which those that were terminated before are ended for good.
          unsure = before.live.some((task) => before.terminated.has(task))
        }
        if (endsForGood(trial.log, index) && steps !== undefined && !cut) {
          cut = true
          left = before.scheduled.length > 0
          const slept = [...before.parked.values()].flatMap((on) => {
            const { deadline = Infinity } = times.timerOf(on) ?? {}
            return isTimer(on) && !before.settled.has(on) ? [deadline] : []
          })
          // A timeout in a shelter, or in a clean-up, runs on.
          const timeouts = before.live
            .flatMap((task) => scopes.openScopes(before.voice(task)))
            .filter((scope) => scope.what === 'timeout' && !scope.left)
            .map(({ deadline }) => deadline)
          deadlines = [...slept, ...timeouts]
        }
        if (event.event === 'stepped' && !cut && !before.terminated.has(event.who))
          steps?.set(event.who, (steps.get(event.who) ?? 0) + 1)
        if (event.event !== 'called' || event.call !== 'close' || steps === undefined) return
        if (before.calls.at(-1)?.nested === true) return
        const most = Math.max(0, ...steps.values())
        const call = script.at(index)
        steps = undefined
        if (call?.do !== 'close') return
        const { ms = Infinity, ticks = 100_000 } = call
        if (ms < 0 || ticks < 0) return
        const limited = call.ms !== undefined || call.ticks !== undefined
        const reached = failedWith(event.ending, 'CloseLimitError')
        found.expectWhere(limited, most <= ticks, () => `close() has stepped a task ${most} times`)
        found.require(
          before.now <= Math.max(since, since + ms),
          () => `close() took until ${before.now}`,
        )
        // An observer terminates tasks too.
        if (!isQuiet(trial) || unsure) return
        found.require(reached || !left, () => 'close() has not cut short what could resume')
        const may = left || deadlines.some((deadline) => deadline > since + ms)
        found.require(!reached || may, () => 'close() had not reached a limit')
      }
    },
    mutants: [
      {
        name: 'close-unlimited',
        why: 'close() steps as long as anything can resume',
        in: 'core/loop.js',
        replace: ['if (left <= 0) return false;', ''],
      },
      {
        name: 'close-a-tick-late',
        why: 'close() takes one tick more than its limit',
        in: 'core/loop.js',
        replace: ['if (left <= 0)', 'if (left < 0)'],
      },
      {
        name: 'close-takes-its-time',
        why: 'close() lets any time pass, whatever its limit',
        in: 'core/loop.js',
        replace: ['if (this.time.next > until) return false;', ''],
      },
      {
        name: 'close-never-advances',
        why: 'close() with a limit of time lets no time pass at all',
        in: 'core/loop.js',
        replace: ['if (this.time.next > until)', 'if (ms !== undefined)'],
      },
    ],
  }),
  game({
    sentence: 'a main that is closed is a task: in its clean-up, what it holds is held by that',
    needs: 'locks',
    hint: 'shown() of a main that was adopted is the task',
    check: ({ session, subject: { currentTask, Future, Lock, Loop, Semaphore } }, found) => {
      const number = numberOf(session)
      if (number === undefined) return
      const [lock, permits] = [new Lock(), new Semaphore(2)]
      const loop = new Loop({ discipline: session.discipline })
      const seen: unknown[] = []
      const main = (function* () {
        yield* lock.acquire()
        yield* permits.acquire()
        seen.push(lock.holder)
        try {
          yield* new Future('never')
        } finally {
          const own = currentTask()
          seen.push(own !== undefined, lock.holder === own, permits.holders[0] === own)
          lock.release()
        }
      })()
      const run = refusal(() => loop.run(main))
      const close = refusal(() => loop.close())
      const due = 'main,true,true,true'
      found.expect(seen.join() === due, () => `it finds ${seen.join()}, and not ${due}`)
      found.require(
        run === 'DeadlockError' && close === undefined,
        () => `the run ends in ${run}, and close() in ${close}`,
      )
    },
    mutants: [
      {
        name: 'closed-main-holds-as-main',
        why: 'what a main holds is held by main still when it was closed, and is a task',
        in: 'core/main.js',
        replace: ["isTask(who) ? who : (who.task ?? 'main')", "isTask(who) ? who : 'main'"],
      },
    ],
  }),
  game({
    sentence:
      'within just as many ticks as its clean-ups take, close() ends well; with one less, it terminates',
    needs: 'limits of close()',
    hint: '#finish() of the loop counts its passes over the ready queue',
    check: ({ session, subject: { Future, Loop } }, found) => {
      const number = numberOf(session)
      if (number === undefined) return
      const yields = number % 4
      const outcomes = [1, 0].map((more) => {
        const loop = new Loop({ discipline: session.discipline })
        let cleaned = false
        loop.spawn(
          (function* () {
            try {
              yield* new Future('never')
            } finally {
              for (let steps = 0; steps < yields; steps += 1) yield
              cleaned = true
            }
          })(),
        )
        loop.runStep()
        const ended = refusal(() => loop.close({ ticks: yields + more }))
        return `${ended} ${cleaned}`
      })
      // A clean-up that does not suspend has its step when it is terminated.
      const due = `undefined true,CloseLimitError ${yields === 0}`
      found.expect(outcomes.join() === due, () => `it ends in ${outcomes.join()}, and not ${due}`)
    },
    mutants: [
      {
        name: 'close-a-tick-early',
        why: 'close() takes one tick less than its limit',
        in: 'core/loop.js',
        replace: ['if (left <= 0)', 'if (left <= 1)'],
      },
    ],
  }),
])

const takesNew: ReadonlySet<string> = new Set([
  'spawn',
  'run',
  'runAgain',
  'ticks',
  'runStep',
  'reuse',
  'step',
  'schedule',
])

/** Where the task does not exist, nothing is called. */
const ofTask: ReadonlySet<string> = new Set(['reuse', 'step', 'schedule'])

/** Whether a task is terminated here, or cancelled as it is terminated. */
function endsForGood(log: Log, index: number): boolean {
  const [event, next] = log.slice(index, index + 2)
  return (
    event?.event === 'terminated' || (event?.event === 'cancelled' && next?.event === 'terminated')
  )
}

function isStirring({ event }: Event): boolean {
  return event === 'spawned' || event === 'scheduled' || event === 'stepped' || event === 'woken'
}
