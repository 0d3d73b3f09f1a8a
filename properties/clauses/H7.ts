/** H7 · Promises, both ways. */

import { clause, game } from '../law.ts'
import { handDriver, quietly } from '../subject/handDriver.ts'
import { handPromise } from '../subject/handPromise.ts'
import { numberOf } from '../subject/chance.ts'
import { recorder, withHost } from '../subject/handHost.ts'

export const H7 = clause('H7', [
  game({
    sentence:
      'a future of a promise receives its very value or error, and one that was cancelled is left alone',
    hint: 'adopted() settles the future from then()',
    check: ({ session, subject: { host, Loop } }, found) => {
      const number = numberOf(session)
      if (host === undefined || number === undefined) return
      const way = number % 3
      const given = handPromise()
      const future = host.fromPromise(given)
      const outcome = new Error('outcome')
      if (way === 2) future.cancel('enough')
      if (way === 0) given.resolve(outcome)
      else given.reject(outcome)
      const loop = new Loop({ discipline: session.discipline })
      const received = loop.run(
        (function* () {
          try {
            return { value: yield* future }
          } catch (error) {
            return { error }
          }
        })(),
      )
      const right = [
        'value' in received && received.value === outcome,
        'error' in received && received.error === outcome,
        'error' in received &&
          received.error instanceof Error &&
          received.error.name === 'CancelledError',
      ][way]
      found.expect(right === true, () => `by way ${way}, the future has another outcome`)
    },
    mutants: [
      {
        name: 'rejection-wrapped',
        why: 'a future fails with another error than its promise',
        in: 'host/promise.js',
        replace: ['future.setError(error);', 'future.setError(new Error(String(error)));'],
      },
      {
        name: 'value-as-text',
        why: 'a future has another value than its promise',
        in: 'host/promise.js',
        replace: ['future.setResult(value);', 'future.setResult(String(value));'],
      },
    ],
  }),
  game({
    sentence:
      'a coroutine of a promise that is closed aborts its signal, and ends when the promise has settled',
    hint: 'crossing() aborts in its finally, and waits there',
    check: ({ session, subject: { host, Loop, race, timeout } }, found) => {
      const number = numberOf(session)
      if (host === undefined || number === undefined) return
      const driver = handDriver()
      const loop = new Loop({ discipline: session.discipline, clock: driver.clock })
      const given = handPromise()
      const log: string[] = []
      const way = number % 4
      const crossing = host.fromPromise((signal) => {
        signal.addEventListener('abort', () => void log.push('aborted'))
        return given
      })
      const task = loop.spawn(
        (function* () {
          try {
            if (way === 0) yield* timeout(5, crossing)
            else if (way === 1) yield* race([crossing, host.external('late')])
            else yield* crossing
          } catch {
            // A TimeoutError.
          } finally {
            log.push('ends')
          }
        })(),
        'crossing',
      )
      quietly(
        loop.runAsync(
          (function* () {
            yield* task
          })(),
          { driver, slice: 3 },
        ),
      )
      while (driver.turn());
      driver.advance(5)
      if (way === 3) given.resolve(1)
      else if (way > 0) task.cancel()
      while (driver.turn());
      const before = log.join()
      given.resolve('late')
      while (driver.turn());
      const due = way === 3 ? 'ends' : 'aborted'
      found.expect(before === due, () => `by way ${way}, closed: ${before}`)
      found.require(
        log.join() === (way === 3 ? 'ends' : 'aborted,ends') && task.done(),
        () => `by way ${way}, settled: ${log.join()}`,
      )
    },
    mutants: [
      {
        name: 'never-aborted',
        why: 'closing a coroutine of a promise does not abort its signal',
        in: 'host/promise.js',
        replace: ['abort(reason);', ''],
      },
      {
        name: 'ends-before-its-promise',
        why: 'a coroutine of a promise ends at once when it is closed',
        in: 'host/promise.js',
        replace: ['yield* endOf(future, reason);', ''],
      },
      {
        name: 'always-aborted',
        why: 'a signal is aborted although its promise has settled',
        in: 'host/promise.js',
        replace: ['if (!future.done()) { const', 'future.done(); { const'],
      },
    ],
  }),
  game({
    sentence: 'a promise of a future settles with its very value or error, once it has settled',
    hint: 'toPromise() asks the future for its result when that has settled',
    check: ({ session, subject: { Future, host } }, found) => {
      const number = numberOf(session)
      if (host === undefined || number === undefined) return
      const settlements: [how: string, what: unknown][] = []
      const future = new Future<unknown>('settled')
      const outcome = new Error('outcome')
      const [isEarly, succeeds] = [number % 2 === 0, number % 3 > 0]
      const settle = (): void => {
        if (succeeds) future.setResult(outcome)
        else future.setError(outcome)
      }
      if (isEarly) settle()
      withHost({ Promise: recorder(settlements) }, () => {
        void host.toPromise(future)
        found.expect(
          settlements.length === (isEarly ? 1 : 0),
          () => `settled ${settlements.length} times`,
        )
        if (!isEarly) settle()
      })
      const [[how, what] = []] = settlements
      const due = succeeds ? 'resolved' : 'rejected'
      found.expect(
        how === due && what === outcome,
        () => `the promise is ${how ?? 'pending'} with ${String(what)}`,
      )
    },
    mutants: [
      {
        name: 'promise-never-settles',
        why: 'the promise of a future never settles',
        in: 'host/promise.js',
        replace: ['resolve(future.result());', 'future.result();'],
      },
    ],
  }),
  game({
    sentence:
      'what a promise rejects with after it was aborted is a failure of the clean-up, unless it is the reason or an AbortError',
    hint: 'endOf() passes on what the abort does not explain',
    check: ({ session, subject: { host, Loop } }, found) => {
      const number = numberOf(session)
      if (host === undefined || number === undefined) return
      const loop = new Loop({ discipline: session.discipline })
      const given = handPromise()
      const way = number % 4
      // By way 3, it is no error.
      const error = way === 3 ? undefined : new Error('the connection is gone')
      if (way === 0 && error !== undefined) error.name = 'AbortError'
      const crossing = host.fromPromise((signal) => {
        const reject = (): void => given.reject(way === 1 ? signal.reason : error)
        signal.addEventListener('abort', reject)
        return given
      })
      const task = loop.spawn(crossing, 'crossing')
      loop.runStep()
      task.cancel()
      for (let steps = 3; steps > 0; steps -= 1) loop.runStep()
      const seen = task.cancelled() ? 'cancelled' : task.error() === error ? 'failed' : 'otherwise'
      const due = way >= 2 ? 'failed' : 'cancelled'
      found.expect(seen === due, () => `by way ${way}, it has ${seen}, and not ${due}`)
    },
    mutants: [
      {
        name: 'every-error-is-an-abort',
        why: 'whatever a promise rejects with after it was aborted is dropped',
        in: 'host/promise.js',
        replace: ["return error instanceof Error && error.name === 'AbortError';", 'return true;'],
      },
      {
        name: 'only-errors-are-rejections',
        why: 'a promise that rejects with nothing after it was aborted fails with another mistake',
        in: 'host/promise.js',
        replace: [
          "return error instanceof Error && error.name === 'AbortError';",
          "return error.name === 'AbortError';",
        ],
      },
      {
        name: 'the-reason-is-a-failure',
        why: 'what a promise was aborted with is a failure of the clean-up',
        in: 'host/promise.js',
        replace: ['if (error !== reason && !isAbort(error))', 'if (!isAbort(error))'],
      },
    ],
  }),
  game({
    sentence:
      'what awaits a promise through a signal, and is closed once that has settled, receives a value first, and fails with an error',
    hint: 'hasHappened() of Crossing is true once it has settled',
    check: ({ session, subject: { host, Loop } }, found) => {
      const number = numberOf(session)
      if (host === undefined || number === undefined) return
      const log: string[] = []
      const loop = new Loop({ discipline: session.discipline })
      const given = handPromise()
      const fault = new Error('fault')
      const task = loop.spawn(
        (function* () {
          try {
            log.push(`receives ${yield* host.fromPromise<string>(() => given)}`)
          } catch {
            log.push('receives an error')
          }
          yield
          log.push('resumes')
        })(),
      )
      loop.runStep()
      // A mutant would have it reported when the law is over.
      withHost({ setTimeout: () => {} }, () => {
        if (number % 2 === 0) given.resolve('a value')
        else given.reject(fault)
      })
      task.cancel()
      for (let steps = 3; steps > 0; steps -= 1) loop.runStep()
      // C12: an error passes every catch.
      const due = number % 2 === 0 ? 'receives a value' : ''
      found.expect(log.join() === due, () => `it logs ${log.join()}, and not ${due}`)
      const right = number % 2 === 0 ? task.cancelled() : task.error() === fault
      found.require(right, () => `it ends with ${String(task.error())}`)
    },
    mutants: [
      {
        name: 'settled-promise-undone',
        why: 'what is closed once its promise has settled receives nothing',
        in: 'host/promise.js',
        replace: ['hasHappened() { return this.done(); }', 'hasHappened() { return false; }'],
      },
    ],
  }),
])
