/** L10 · No failure is lost. */

import type { Ending, Event } from '../../spec/event.ts'
import type { Session } from '../../spec/program.ts'
import { failedWith, same } from '../history/endings.ts'
import { Failures } from '../history/failures.ts'
import { clause, eventLaw } from '../law.ts'

export const L10 = clause('L10', [
  eventLaw({
    sentence:
      'what is reported is every failure that nobody looked at, in the order of failure, once',
    hint: 'a failure is kept when nobody waits for the task, until somebody looks or it is reported',
    begin: (trial) => {
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
    mutants: [
      {
        name: 'failure-not-reported',
        why: 'a failure that nobody looks at is lost',
        in: 'core/task.js',
        replace: ['loop.failures.add(failure, this);', ''],
      },
      {
        name: 'failure-reported-twice',
        why: 'a report is not remembered',
        in: 'core/failures.js',
        replace: ['failure.handle();', ';'],
      },
      {
        name: 'seen-failure-reported',
        why: 'a failure is reported although somebody has looked at it since',
        in: 'core/outcome.js',
        replace: ['this.#handled = true;', ''],
      },
      {
        name: 'awaited-failure-reported',
        why: 'a failure is reported although somebody waits for it',
        in: 'core/outcome.js',
        replace: ['this.#awaiters === 0 && !this.#handled', '!this.#handled'],
      },
      {
        name: 'forgone-failure-lost',
        why: 'a failure is not reported whose only waiter is closed before it gets it',
        in: 'core/waiters.js',
        replace: ['future.state.removeAwaiter();', ';'],
      },
      {
        name: 'failure-lost-in-a-combinator',
        why: 'a failure is not reported that a combinator has waited for and not needed',
        in: 'structure/combinator.js',
        replace: ['join?.leave(used);', ''],
      },
      {
        name: 'failure-of-an-item-reported',
        why: 'a failure is reported although a combinator waits for it',
        in: 'structure/join.js',
        replace: ['if (this.#takes && by.state instanceof Failure) by.state.addAwaiter();', ''],
      },
      {
        name: 'latest-failure-first',
        why: 'a report names the failures in reverse order',
        in: 'core/failures.js',
        replace: ['due.map(', 'due.toReversed().map('],
      },
      {
        name: 'main-error-hides-failures',
        why: "failures are forgotten when main's error comes out",
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
        why: 'the failures are not the cause of a deadlock',
        in: 'core/deadlock.js',
        replace: ['cause && { cause }', 'undefined'],
      },
      {
        name: 'closing-is-failing',
        why: 'a task that was closed is reported as a failure',
        in: 'core/task.js',
        replace: [
          'value instanceof Cancelled ?',
          'value instanceof Cancelled && (loop.failures.add(value, this), true) ?',
        ],
      },
    ],
  }),
])

/** What a run throws that has not ended, or has not begun. */
const UNFINISHED = [
  'LoopStoppedError',
  'LoopRunningError',
  'LoopClosedError',
  'CoroutineReusedError',
] as const

type Unhandled = readonly (readonly [task: string | null, error: string])[]

/** The failures that are reported here: by an error, to the handler, or none though a report is due. */
function reportIn(event: Event, { onUnhandled }: Session, depth: number): Unhandled | undefined {
  if (event.event === 'unhandled') return unhandledOf(event.ending)
  if (event.event !== 'called' || depth > 1) return undefined
  const stuck =
    failedWith(event.ending, 'DeadlockError') && 'waits' in event.ending && event.who === 'host'
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
