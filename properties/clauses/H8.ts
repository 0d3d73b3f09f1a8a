/** H8 · Signals, both ways. */

import type { Coroutine, Future } from '../../src/index.ts'
import { clause, game } from '../law.ts'
import { numberOf } from '../subject/chance.ts'

export const H8 = clause('H8', [
  game({
    sentence:
      'a future of a signal fails with its very reason, whenever it is aborted, and nothing else settles it',
    hint: 'fromSignal() keeps one future for a signal, and Aborted refuses to be settled',
    check: ({ session, subject: { host, Loop } }, found) => {
      const number = numberOf(session)
      if (host === undefined || number === undefined) return
      const way = number % 3
      const controller = new AbortController()
      const reason = { way }
      if (way === 0) controller.abort(reason)
      const future = host.fromSignal(controller.signal)
      found.require(future === host.fromSignal(controller.signal), () => 'there is another future')
      found.require(!future.cancel('enough'), () => 'its cancel() takes effect')
      const loop = new Loop({ discipline: session.discipline })
      const task = loop.spawn(received(future))
      if (way === 1) controller.abort(reason)
      loop.runStep()
      if (way === 2) controller.abort(reason)
      loop.runStep()
      const got = task.done() ? task.result() : 'nothing'
      loop.close()
      found.expect(got === reason, () => `aborted by way ${way}, it fails with ${String(got)}`)
    },
    mutants: [
      {
        name: 'reason-wrapped',
        why: 'a future of a signal fails with another error than its reason',
        in: 'host/signal.js',
        replace: ['super.setError(reason);', 'super.setError(new Error(String(reason)));'],
      },
      {
        name: 'abort-missed',
        why: 'a future of a signal that was aborted before waits for ever',
        in: 'host/signal.js',
        replace: ['if (signal.aborted) future.abort(signal.reason);', 'if (signal.aborted) ;'],
      },
      {
        name: 'signal-claims-to-be-cancelled',
        why: 'cancel() of a future of a signal says that it takes effect',
        in: 'host/signal.js',
        replace: ['cancel() { return false; }', 'cancel() { return true; }'],
      },
      {
        name: 'future-for-each-awaiter',
        why: 'a signal has a listener for each of its awaiters',
        in: 'host/signal.js',
        replace: ['aborted.set(signal, future);', ''],
      },
    ],
  }),
  game({
    sentence:
      'the signal of a future is aborted when that settles, with its very value or error, which stays unhandled',
    hint: 'toSignal() aborts in the moment of the settlement, and does not call result() of a failure',
    check: ({ session, subject: { Future, host, Loop } }, found) => {
      const number = numberOf(session)
      if (host === undefined || number === undefined) return
      const way = number % 4
      const outcome = new Error('outcome')
      const future = new Future<Error>('outcome')
      if (way === 0) future.setResult(outcome)
      const signal = host.toSignal(future)
      found.require(signal === host.toSignal(future), () => 'there is another signal')
      found.require(signal.aborted === (way === 0), () => 'it is aborted before its future settles')
      if (way === 1) future.setResult(outcome)
      if (way === 2) future.setError(outcome)
      if (way === 3) {
        const reports: unknown[] = []
        const loop = new Loop({ onUnhandled: ({ errors }) => void reports.push(...errors) })
        const failed = host.toSignal(loop.spawn(fails(outcome)))
        loop.runStep()
        found.require(failed.reason === outcome, () => 'it is not aborted by a task that fails')
        loop.close()
        found.expect(reports[0] === outcome, () => 'the failure is not reported')
        return
      }
      found.expect(
        signal.aborted && signal.reason === outcome,
        () => `settled by way ${way}, the reason is ${String(signal.reason)}`,
      )
    },
    mutants: [
      {
        name: 'aborted-by-failures-alone',
        why: 'a signal is not aborted when its future has a value',
        in: 'host/signal.js',
        replace: [
          'own.abort(state instanceof Failure ? state.error : future.result());',
          'if (state instanceof Failure) own.abort(state.error);',
        ],
      },
      {
        name: 'signal-handles-failures',
        why: 'a failure counts as handled when a signal has received it',
        in: 'host/signal.js',
        replace: ['state.error : future.result()', 'state.handle() : future.result()'],
      },
      {
        name: 'signal-for-each',
        why: 'a future has another signal each time',
        in: 'host/signal.js',
        replace: ['signals.set(future, own.signal);', ''],
      },
    ],
  }),
])

function* received(future: Future<unknown>): Coroutine<unknown> {
  try {
    return yield* future
  } catch (error) {
    return error
  }
}

function* fails(error: Error): Coroutine<void> {
  yield
  throw error
}
