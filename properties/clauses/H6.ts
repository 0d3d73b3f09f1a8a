/** H6 · Failures reach the host. */

import { clause, game } from '../law.ts'
import { handDriver, quietly } from '../subject/handDriver.ts'
import { numberOf } from '../subject/chance.ts'
import { withHost } from '../subject/handHost.ts'
import { handPromise } from '../subject/handPromise.ts'

export const H6 = clause('H6', [
  game({
    sentence:
      'a failure that nothing handles is reported when the run waits, once; one that is awaited is not',
    hint: 'runAsync takes the failures of the loop whenever it waits',
    check: ({ session, subject: { external, Loop } }, found) => {
      const number = numberOf(session)
      if (number === undefined) return
      const driver = handDriver()
      const reports: string[] = []
      const loop = new Loop({
        discipline: session.discipline,
        clock: driver.clock,
        onUnhandled: ({ tasks }) =>
          void reports.push(
            tasks
              .map(({ name }) => name)
              .toSorted()
              .join('+'),
          ),
      })
      const arrival = external('arrival')
      const fails = function* () {
        yield
        throw new Error('fault')
      }
      const awaited = number % 2 === 0
      quietly(
        loop.runAsync(
          (function* () {
            loop.spawn(fails(), 'lost')
            const other = loop.spawn(fails(), 'other')
            if (awaited) {
              try {
                yield* other
              } catch {
                // Handled.
              }
            }
            yield* arrival
            yield* external('more')
          })(),
          { driver, slice: 1 },
        ),
      )
      while (driver.turn());
      const due = awaited ? 'lost' : 'lost+other'
      found.expect(reports.join() === due, () => `reported: ${reports.join()}, and due: ${due}`)
      arrival.setResult()
      while (driver.turn());
      found.require(reports.join() === due, () => `reported again: ${reports.join()}`)
    },
    mutants: [
      {
        name: 'failures-wait-for-the-end',
        why: 'failures are reported only when the run ends',
        in: 'host/runAsync.js',
        replace: ['const failures = loop.failures.take();', 'const failures = undefined;'],
      },
    ],
  }),
  game({
    sentence: 'where no handler is there, a failure is reported as an error of the host is',
    hint: 'report() calls reportError, or has a promise rejected',
    check: ({ session, subject: { external, host, Loop } }, found) => {
      const number = numberOf(session)
      if (number === undefined || host === undefined) return
      const reports: unknown[] = []
      const seen = (error: unknown): void => void reports.push(error)
      const hasReportError = number % 2 === 0
      const fault = new Error('fault')
      withHost(
        { reportError: hasReportError ? seen : undefined, Promise: rejections(seen) },
        () => {
          const driver = handDriver()
          const loop = new Loop({ discipline: session.discipline, clock: driver.clock })
          loop.spawn(
            (function* () {
              throw fault
            })(),
          )
          const arrival = external('arrival')
          void loop.runAsync(
            (function* () {
              yield* arrival
            })(),
            { driver, slice: 99 },
          )
          while (driver.turn());
        },
      )
      const [first, ...more] = reports
      const right = first instanceof AggregateError && first.errors[0] === fault
      found.expect(
        right && more.length === 0,
        () => `reported ${reports.length} times: ${String(first)}`,
      )
    },
    mutants: [
      {
        name: 'report-dropped',
        why: 'where the host has no reportError, a failure is dropped',
        in: 'host/machine.js',
        replace: ['void Promise.reject(error);', 'void error;'],
      },
      {
        name: 'report-error-unused',
        why: 'where the host has reportError, a failure is dropped',
        in: 'host/machine.js',
        replace: ['machine.reportError(error);', 'void error;'],
      },
    ],
  }),
  game({
    sentence:
      'a promise that is rejected, and that nothing awaits when the host has run next, is reported; one that is awaited by then is not',
    hint: 'reportUnlessHandled() asks the future once a timer of 0 ms is over',
    check: ({ session, subject: { host, Loop } }, found) => {
      const number = numberOf(session)
      if (number === undefined || host === undefined) return
      const reports: unknown[] = []
      const timers: (() => void)[] = []
      const facilities = {
        reportError: (error: unknown) => void reports.push(error),
        setTimeout: (call: () => void) => void timers.push(call),
      }
      const fault = new Error('fault')
      const isAwaited = number % 2 === 0
      withHost(facilities, () => {
        const given = handPromise()
        const future = host.fromPromise(given)
        const loop = new Loop({ discipline: session.discipline, onUnhandled: () => {} })
        if (isAwaited)
          loop.spawn(
            (function* () {
              yield* future
            })(),
          )
        if (number % 4 < 2) loop.runStep()
        given.reject(fault)
        loop.runStep()
        found.require(reports.length === 0, () => 'it is reported before the host has run')
        for (const call of timers) call()
      })
      const seen = reports.map((error) => error === fault).join()
      const due = isAwaited ? '' : 'true'
      found.expect(seen === due, () => `it is reported ${reports.length} times`)
    },
    mutants: [
      {
        name: 'rejection-unreported',
        why: 'a promise that is rejected, and that nothing awaits, is not reported',
        in: 'host/unhandled.js',
        replace: ['state.unhandled) report(state.handle());', 'state.unhandled) state.handle();'],
      },
      {
        name: 'awaited-rejection-reported',
        why: 'a promise that is rejected is reported though it is awaited',
        in: 'host/unhandled.js',
        replace: ['&& state.unhandled) report', ') report'],
      },
    ],
  }),
])

/** The promises of the host, but for what they reject at once, which is seen. */
function rejections(seen: (error: unknown) => void): unknown {
  return new Proxy(Promise, {
    get: (promises, key) => (key === 'reject' ? seen : Reflect.get(promises, key)),
  })
}
