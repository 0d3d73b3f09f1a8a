/** H5 · Aborted. */

import { clause, game } from '../law.ts'
import { handDriver, quietly } from '../subject/handDriver.ts'
import { numberOf } from '../subject/chance.ts'
import { refusal } from '../subject/refusal.ts'
import { recorder, withHost } from '../subject/handHost.ts'

export const H5 = clause('H5', [
  game({
    sentence:
      'an aborted run closes main: it cleans up, catches nothing, does nothing else, and the loop is free again',
    hint: 'runAsync has its main aborted, which closes it as cancel() closes a task',
    check: ({ session, subject: { Future, Lock, Loop, sleep, uninterruptible } }, found) => {
      const number = numberOf(session)
      if (number === undefined) return
      const driver = handDriver()
      const loop = new Loop({ discipline: session.discipline, clock: driver.clock })
      const log: string[] = []
      const listeners = new Set<() => void>()
      const signal = {
        aborted: false,
        reason: new Error('enough'),
        addEventListener: (_type: 'abort', listener: () => void) => void listeners.add(listener),
        removeEventListener: (_type: 'abort', listener: () => void) =>
          void listeners.delete(listener),
      }
      const abort = (): void => {
        signal.aborted = true
        for (const listener of listeners) listener()
      }
      const way = number % 7
      if (way === 0) abort()
      const never = new Future('never')
      const lock = new Lock()
      if (way === 6) loop.spawn(lock.hold(() => sleep(10)))
      const main = (function* () {
        try {
          try {
            log.push('begins')
            if (way === 1) abort()
            if (way === 2)
              loop.spawn(
                (function* () {
                  abort()
                })(),
              )
            if (way === 3) yield* never
            if (way === 6)
              yield* uninterruptible(
                (function* () {
                  yield* lock.acquire()
                  log.push('is sheltered')
                  lock.release()
                })(),
              )
            // A task that sleeps keeps the run from a deadlock.
            loop.spawn(sleep(100))
            if (way === 5) for (;;) yield
            yield* never
            log.push('continues')
          } catch {
            log.push('catches')
          }
        } finally {
          log.push('cleans up')
          yield* sleep(10)
          log.push('has cleaned up')
        }
      })()
      loop.spawn(sleep(100))
      quietly(loop.runAsync(main, { driver, slice: 2, signal }))
      const drain = (): void => {
        for (let count = 0; driver.turn() && count < 30; count += 1);
      }
      drain()
      if (way > 2) abort()
      drain()
      if (way === 6) {
        found.require(log.join() === 'begins', () => `the shelter is cut short: ${log.join()}`)
        driver.advance(10)
        drain()
      }
      const waits = log.join()
      driver.advance(10)
      drain()
      const cleaned = ['begins', ...(way === 6 ? ['is sheltered'] : []), 'cleans up']
      found.expect(
        waits === (way === 0 ? '' : cleaned.join()) &&
          log.join() === (way === 0 ? '' : [...cleaned, 'has cleaned up'].join()),
        () => `aborted by way ${way}: ${log.join()}`,
      )
      let free = true
      try {
        loop.run((function* () {})())
      } catch {
        free = false
      }
      found.require(free, () => 'the run is not over')
      found.require(listeners.size === 0, () => 'it listens to the signal still')
    },
    mutants: [
      {
        name: 'signal-ignored',
        why: 'a run does not listen to its signal',
        in: 'host/runAsync.js',
        replace: ["else signal?.addEventListener('abort', this.#abort);", ''],
      },
      {
        name: 'aborted-signal-ignored',
        why: 'a signal that was aborted before has no effect',
        in: 'host/runAsync.js',
        replace: [
          'if (signal?.aborted === true) this.#abort();',
          'if (signal?.aborted === true) {}',
        ],
      },
      {
        name: 'listens-for-ever',
        why: 'a run that is over listens to its signal',
        in: 'host/runAsync.js',
        replace: ["this.#options.signal?.removeEventListener('abort', this.#abort);", ''],
      },
      {
        name: 'abort-does-not-wake',
        why: 'a main that waits is closed only when something else lets it resume',
        in: 'core/main.js',
        replace: ['withdrawMain(this); withdrawAlone(awaiting);', ''],
      },
      {
        name: 'abort-cuts-a-shelter',
        why: 'what is uninterruptible is cut short by an abort',
        in: 'core/main.js',
        replace: ['if (isPutOff(this) || this.loop.running === this) return;', ''],
      },
      {
        name: 'abort-is-slow',
        why: 'a run that waits does not notice that it was aborted',
        in: 'host/runAsync.js',
        replace: ['this.#loop.wake?.(); };', '};'],
      },
      {
        name: 'abort-begins-to-wait',
        why: 'a main that was aborted in its own step waits once more',
        in: 'core/main.js',
        replace: ['if (this.coroutine !== coroutine && !isPutOff(this))', 'if (false)'],
      },
    ],
  }),
  game({
    sentence: 'a signal that is aborted when its run is over, or its loop closed, changes nothing',
    hint: 'Mains.abort() finds no main then',
    check: ({ session, subject: { external, Loop } }, found) => {
      const number = numberOf(session)
      if (number === undefined) return
      const driver = handDriver()
      const loop = new Loop({ discipline: session.discipline, clock: driver.clock })
      const arrival = external('arrival')
      const listeners: (() => void)[] = []
      const signal = {
        aborted: false,
        reason: new Error('enough'),
        addEventListener: (_type: 'abort', listener: () => void) => void listeners.push(listener),
        removeEventListener: () => {},
      }
      const log: string[] = []
      const main = (function* () {
        try {
          yield* arrival
        } finally {
          log.push('cleans up')
        }
      })()
      quietly(loop.runAsync(main, { driver, signal, slice: 1 }))
      while (driver.turn());
      if (number % 2 === 0) loop.close()
      arrival.setResult()
      if (number % 2 === 1) while (driver.turn());
      const aborted = refusal(() => {
        for (const abort of listeners) abort()
      })
      while (driver.turn());
      found.expect(
        aborted === undefined && listeners.length === 1 && log.join() === 'cleans up',
        () => `it ends in ${aborted}: ${log.join()}`,
      )
    },
    mutants: [
      {
        name: 'aborted-when-it-is-closed',
        why: 'a signal that is aborted when its loop was closed throws into the host',
        in: 'core/main.js',
        replace: ['this.#mains.get(coroutine)?.abort', 'this.#mains.get(coroutine).abort'],
      },
    ],
  }),
  game({
    sentence: 'the promise of an aborted run is rejected with the very reason of the signal',
    hint: 'abort() of Main has the closed coroutine end with the reason',
    check: ({ session, subject: { Future, Loop } }, found) => {
      const number = numberOf(session)
      if (number === undefined) return
      const driver = handDriver()
      const loop = new Loop({ discipline: session.discipline, clock: driver.clock })
      const reason = number % 2 === 0 ? new Error('enough') : 'enough'
      const listeners: (() => void)[] = []
      const signal = {
        aborted: number % 3 === 0,
        reason,
        addEventListener: (_type: 'abort', listener: () => void) => void listeners.push(listener),
        removeEventListener: () => {},
      }
      const settlements: [how: string, what: unknown][] = []
      // A run that is in a deadlock cannot be aborted.
      loop.spawn(
        (function* () {
          for (let steps = 0; steps < 30; steps += 1) yield
        })(),
      )
      withHost({ Promise: recorder(settlements) }, () => {
        const main = (function* () {
          for (let steps = 0; steps < 9; steps += 1) yield
          yield* new Future('never')
        })()
        void loop.runAsync(main, { driver, signal, slice: 1 })
      })
      driver.turn()
      for (const abort of listeners) abort()
      while (driver.turn());
      const [[how, what] = []] = settlements
      found.expect(
        how === 'rejected' && what === reason,
        () => `it is ${how ?? 'pending'}: ${String(what)}`,
      )
    },
    mutants: [
      {
        name: 'aborted-run-resolves',
        why: 'the promise of an aborted run is resolved',
        in: 'core/main.js',
        replace: [
          'closing(coroutine, () => new Cancelled(reason))',
          'closing(coroutine, () => undefined)',
        ],
      },
    ],
  }),
])
