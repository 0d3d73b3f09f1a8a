/** L10 · No failure is lost. */

import type { Ending, Event } from '../../spec/event.ts'
import type { Session } from '../../spec/program.ts'
import { failedWith, same } from '../history/endings.ts'
import { Failures } from '../history/failures.ts'
import { clause, eventLaw, game } from '../law.ts'
import { numberOf } from '../subject/chance.ts'
import type { Subject } from '../subject.ts'

export const L10 = clause('L10', [
  eventLaw({
    sentence: 'every unhandled failure is reported once, in the order of failure',
    hint: 'Failures holds each failure until it is handled or reported',
    begin: (trial) => {
      const failures = new Failures(trial)
      const throws = trial.session.onUnhandled === 'throw'
      /** How many errors of the handler are not reported yet; undefined if that is not certain. */
      let thrown: number | undefined = 0
      return (event, before, found, index) => {
        failures.follow(event, before, index)
        // L20: refused at once, for its limits.
        const refused = 'ending' in event && failedWith(event.ending, 'RangeError')
        if (refused && trial.log[index - 1]?.event === 'calls') return
        const ending = 'ending' in event ? event.ending : {}
        if (failedWith(ending, 'DeadlockError') || failedWith(ending, 'OutsideError'))
          thrown = undefined
        const report = reportIn(event, trial.session, before.calls.length)
        const isReport =
          event.event === 'unhandled' ||
          (event.event === 'called' && failedWith(event.ending, 'UnhandledError'))
        if (isReport) {
          const ofHandler = report?.filter(([task]) => task === null).length
          found.require(report?.length !== 0, () => 'it reports nothing')
          found.require(
            thrown === undefined || ofHandler === thrown,
            () => `it reports ${ofHandler} errors of the handler, not ${thrown}`,
          )
          thrown = event.event === 'unhandled' && throws ? 1 : 0
        }
        if (report === undefined || failures.unsure) return
        const named = report.filter(([task]) => task !== null)
        const due = failures.all.flatMap(({ awaited, error, task }) =>
          awaited ? [] : [[task, error]],
        )
        // A combinator awaits its own task for the moment in which that is refused, in which an observer may act.
        const isDoubtful =
          trial.session.hooks !== undefined &&
          [...named, ...due].some(([, error]) => error.startsWith('SelfAwaitError#'))
        found.expectWhere(
          named.length + due.length > 0 && !isDoubtful,
          isDoubtful || same(named, due),
          () => `it reports ${named.join('; ') || 'no failure'}, not ${due.join('; ') || 'none'}`,
        )
        failures.all = failures.all.filter(({ awaited }) => awaited)
      }
    },
    mutants: [
      {
        name: 'failure-not-reported',
        why: 'unhandled failures are not reported',
        in: 'core/task.js',
        replace: ['loop.failures.add(failure, this);', ''],
      },
      {
        name: 'failure-reported-twice',
        why: 'a failure is not marked as handled when it is reported',
        in: 'core/failures.js',
        replace: ['failure.handle();', ';'],
      },
      {
        name: 'handled-failure-reported',
        why: 'a failure is reported even if it was handled after it occurred',
        in: 'core/outcome.js',
        replace: ['this.#handled = true;', ''],
      },
      {
        name: 'awaited-failure-reported',
        why: 'a failure is reported even if an awaiter is about to receive it',
        in: 'core/outcome.js',
        replace: ['this.#awaiters === 0 && !this.#handled', '!this.#handled'],
      },
      {
        name: 'discarded-failure-lost',
        why: 'a failure counts as handled even if its only awaiter was closed before it received it',
        in: 'core/waiters.js',
        replace: ['future.state.removeAwaiter();', ';'],
      },
      {
        name: 'failure-lost-in-a-combinator',
        why: 'a failure counts as handled when a combinator waited for it, even if another item decided',
        in: 'structure/join.js',
        replace: ['item.state.removeAwaiter();', ';'],
      },
      {
        name: 'failure-of-an-item-reported',
        why: 'a failure is reported even if a combinator is about to receive it',
        in: 'structure/join.js',
        replace: ['if (this.#takes && by.state instanceof Failure) by.state.addAwaiter();', ''],
      },
      {
        name: 'handler-error-lost',
        why: 'what the handler of unhandled failures throws is not reported',
        in: 'core/failures.js',
        replace: ['this.add(new Failure(error));', ';'],
      },
      {
        name: 'nothing-reported',
        why: 'a run throws an UnhandledError even if there is no failure to report',
        in: 'core/failures.js',
        replace: ['if (due.length === 0) return undefined;', ''],
      },
      {
        name: 'latest-failure-first',
        why: 'UnhandledError lists the last failure first',
        in: 'core/failures.js',
        replace: ['due.map(', 'due.toReversed().map('],
      },
      {
        name: 'main-error-hides-failures',
        why: 'a run whose main throws forgets the unhandled failures, even without onUnhandled',
        in: 'core/run.js',
        replace: ['if (failures.handler !== undefined) failures.take();', 'failures.take();'],
      },
      {
        name: 'main-error-delays-the-report',
        why: 'the handler receives nothing when main throws, and everything when the next run ends',
        in: 'core/run.js',
        replace: ['if (failures.handler !== undefined) failures.take();', ''],
      },
      {
        name: 'deadlock-hides-failures',
        why: 'DeadlockError has no cause, even if there are unhandled failures',
        in: 'core/errors.js',
        replace: ['cause && { cause }', 'undefined'],
      },
      {
        name: 'closed-task-reported',
        why: 'a cancelled task is reported as an unhandled failure',
        in: 'core/task.js',
        replace: [
          'value instanceof Cancelled ?',
          'value instanceof Cancelled && (loop.failures.add(value, this), true) ?',
        ],
      },
    ],
  }),
  game({
    sentence:
      'where a combinator is closed before it has thrown the failure that decides it, the next report names that, even while its own coroutines clean up',
    needs: 'combinators',
    hint: 'together() releases its join before it waits for what it owns',
    check: ({ session, subject: { all, Future, Loop, race } }, found) => {
      const number = numberOf(session)
      if (number === undefined) return
      const { loop, reported } = reporting(Loop, session)
      const fault = new Error('fault')
      const [begins, ends] = [new Future<void>('begins'), new Future<void>('ends')]
      const cleansUp = (function* () {
        try {
          yield* new Future('never')
        } finally {
          yield* ends
        }
      })()
      const combine = number % 2 === 0 ? all : race
      const late = number % 4 < 2
      let leaves = false
      loop.run(
        (function* () {
          const failing = loop.spawn(
            (function* () {
              yield* begins
              throw fault
            })(),
          )
          const owner = loop.spawn(
            (function* () {
              const combined: Closable = combine([failing, cleansUp])
              yield* {
                [Symbol.iterator]: () => ({
                  next: () => (leaves ? (combined.return?.() ?? END) : combined.next()),
                  return: () => combined.return?.() ?? END,
                }),
              }
            })(),
          )
          for (let steps = 0; steps < 3; steps += 1) yield
          begins.setResult()
          // Its step is between that of what fails and that of the owner; or the owner, which has resumed, closes it by hand.
          loop.spawn(
            (function* () {
              if (late) for (let steps = 0; steps < 3; steps += 1) yield
              if (late) leaves = true
              else owner.cancel()
            })(),
          )
          for (let steps = 0; steps < 9; steps += 1) yield
        })(),
      )
      const due = late ? '' : 'Error: fault'
      found.expect(reported.join() === due, () => `it names ${reported.join()}, and not ${due}`)
      ends.setResult()
      for (let steps = 0; steps < 4; steps += 1) loop.runStep()
      loop.close()
      found.require(reported.length === 1, () => `at last, it names ${reported.join()}`)
    },
    mutants: [
      {
        name: 'failure-of-a-closed-combinator-kept',
        why: 'a combinator that is closed while its coroutines clean up has its failures count as awaited for ever',
        in: 'structure/combinator.js',
        replace: ['none of these failures. join?.release();', 'none of these failures.'],
      },
      {
        name: 'decided-failure-kept',
        why: 'a combinator that is closed has its failures count as awaited while its coroutines clean up',
        in: 'structure/combinator.js',
        replace: ['if (used === undefined) join?.release();', ''],
      },
    ],
  }),
  game({
    sentence: 'what a clock throws while its loop is closed is reported',
    needs: 'clocks',
    hint: 'close() adds what #finish() throws to the failures',
    check: ({ session, subject: { Future, Loop, sleep } }, found) => {
      const number = numberOf(session)
      if (number === undefined) return
      const fault = new Error('the clock is broken')
      const reported: unknown[] = []
      const clock = {
        now: () => 0,
        advanceTo: () => {
          throw fault
        },
      }
      const handles = number % 2 === 0
      const loop = new Loop({
        discipline: session.discipline,
        clock,
        ...(handles && {
          onUnhandled: ({ errors }: AggregateError) => void reported.push(...errors),
        }),
      })
      loop.spawn(
        (function* () {
          try {
            yield* new Future('never')
          } finally {
            yield* sleep(5)
          }
        })(),
      )
      loop.runStep()
      try {
        loop.close()
      } catch (error) {
        if (error instanceof AggregateError) reported.push(...error.errors)
        else if (error instanceof Error && error.cause instanceof AggregateError)
          reported.push(...error.cause.errors)
      }
      const seen = reported.filter((error) => error === fault).length
      found.expect(seen === 1, () => `it is reported ${seen} times`)
    },
    mutants: [
      {
        name: 'broken-clock-unreported',
        why: 'what a clock throws while its loop is closed is lost',
        in: 'core/loop.js',
        replace: ['this.failures.add(new Failure(error)); }', '}'],
      },
    ],
  }),
  game({
    sentence:
      'a failure for which a main waited that was left, and then closed, is reported, however often its run had waited for that',
    needs: 'ticks()',
    hint: 'rest() ends the subscription of its Alarm',
    check: ({ session, subject: { external, Loop } }, found) => {
      const number = numberOf(session)
      if (number === undefined) return
      const { loop, reported } = reporting(Loop, session)
      const arrival = external('arrival')
      const task = loop.spawn(
        (function* () {
          yield* arrival
          throw new Error('fault')
        })(),
      )
      const main = (function* () {
        yield* task
      })()
      for (let runs = 1 + (number % 3); runs > 0; runs -= 1) {
        const ticks: Iterator<number, unknown, undefined> = loop.ticks(main, { waits: true })
        for (let count = 0; count < 9 && ticks.next().value !== 0; count += 1);
        ticks.return?.()
      }
      arrival.setResult()
      loop.runStep()
      found.require(task.done(), () => 'the task does not end')
      loop.close()
      found.expect(reported.join() === 'Error: fault', () => `it is reported: ${reported.join()}`)
    },
    mutants: [
      {
        name: 'left-alarm-awaits',
        why: 'a run that was left while it waited counts as an awaiter for ever',
        in: 'core/outside.js',
        replace: ['unsubscribe(alarm, on);', ''],
      },
    ],
  }),
  game({
    sentence:
      'a failure whose awaiter an observer cancels as it is stepped is reported, whatever the step before has waited for',
    needs: 'runStep()',
    hint: 'stepped() of the notifier forgets the request of the step before',
    check: ({ session, subject: { Future, Loop } }, found) => {
      const number = numberOf(session)
      if (number === undefined) return
      const reported: unknown[] = []
      const [begins, never] = [new Future<void>('begins'), new Future<void>('never')]
      let fails = false
      const loop = new Loop({
        discipline: session.discipline,
        onUnhandled: ({ errors }) => void reported.push(...errors),
        observer: {
          stepped: (who) => {
            if (who === awaiter && fails) awaiter.cancel()
          },
        },
      })
      const task = loop.spawn(
        (function* () {
          yield* begins
          fails = true
          throw new Error('fault')
        })(),
      )
      const awaiter = loop.spawn(
        (function* () {
          yield* task
        })(),
      )
      loop.runStep()
      begins.setResult()
      loop.spawn(
        (function* () {
          if (number % 2 === 0) yield* never
        })(),
      )
      loop.run(
        (function* () {
          for (let steps = 0; steps < 4; steps += 1) yield
        })(),
      )
      found.require(awaiter.cancelled(), () => 'the awaiter is not cancelled')
      found.expect(reported.join() === 'Error: fault', () => `it is reported: ${reported.join()}`)
      loop.close()
    },
    mutants: [
      {
        name: 'request-of-the-step-before',
        why: 'an observer that cancels what is stepped finds the wait that the step before requested',
        in: 'core/observer.js',
        replace: ['forgetRequest(); this.guard', 'this.guard'],
      },
    ],
  }),
])

type Closable = Iterator<undefined, unknown, undefined>

/** A loop, and what it has reported. */
function reporting(
  Loop: Subject['Loop'],
  { discipline }: Session,
): { readonly loop: InstanceType<Subject['Loop']>; readonly reported: readonly unknown[] } {
  const reported: unknown[] = []
  const onUnhandled = ({ errors }: AggregateError): void => void reported.push(...errors)
  return { loop: new Loop({ discipline, onUnhandled }), reported }
}

const END = { done: true, value: undefined } as const

/** What a run throws that has not ended, or has not begun. */
const UNFINISHED = [
  'LoopStoppedError',
  'LoopRunningError',
  'LoopClosedError',
  'CoroutineReusedError',
] as const

/** What a run throws that is left before its end, with the failures as its cause. */
const LEFT = ['DeadlockError', 'OutsideError', 'RunLimitError'] as const

type Unhandled = readonly (readonly [task: string | null, error: string])[]

/** The failures that an event reports, by an error or to the handler: none, if a report is due and empty. */
function reportIn(event: Event, { onUnhandled }: Session, depth: number): Unhandled | undefined {
  if (event.event === 'unhandled') return unhandledOf(event.ending)
  if (event.event !== 'called' || depth > 1) return undefined
  const left = LEFT.some((name) => failedWith(event.ending, name))
  const stuck = left && 'waits' in event.ending && event.who === 'host'
  if (stuck && onUnhandled !== undefined) return undefined
  if (stuck || failedWith(event.ending, 'UnhandledError')) return unhandledOf(event.ending)
  const ends = event.call === 'run' || event.call === 'runAgain' || event.call === 'close'
  if (!ends) return undefined
  if (onUnhandled === undefined) return 'value' in event.ending ? [] : undefined
  // The handler has received every report before the call ends, even if main throws.
  const isUnfinished = UNFINISHED.some((name) => failedWith(event.ending, name))
  return isUnfinished || event.who !== 'host' ? undefined : []
}

function unhandledOf(ending: Ending): Unhandled {
  return 'unhandled' in ending ? (ending.unhandled ?? []) : []
}
