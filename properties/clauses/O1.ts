/** O1 · Notified of every event. */

import { isBetween } from '../history/history.ts'
import { clause, eventLaw, game } from '../law.ts'
import { isQuiet } from '../trial.ts'
import { numberOf } from '../subject/chance.ts'
import type { Coroutine, Task } from '../../src/index.ts'

export const O1 = clause('O1', [
  eventLaw({
    sentence: 'a coroutine acts only in a step of which observers were notified',
    hint: 'the loop notifies observers of every step, before it takes it',
    begin:
      () =>
      (event, { calls, closed, running, tasks }, found) => {
        const acts = event.event === 'awaits' || event.event === 'begun' || event.event === 'ends'
        // A main that is closed with its loop is stepped as a task.
        if (!acts || (closed && !tasks.has(event.who))) return
        const who = tasks.has(event.who) ? event.who : 'main'
        // The observer may have acted since; what it started has suspended.
        found.expect(
          running === who || calls.length > 1,
          () => `${event.who} acts without a notification of its step`,
        )
      },
    mutants: [
      {
        name: 'step-not-notified',
        why: 'observers are not notified of the steps of tasks',
        in: 'core/loop.js',
        replace: ['this.notifier?.stepped(oldest);', ''],
      },
      {
        name: 'main-step-not-notified',
        why: 'observers are not notified of the steps of main',
        in: 'core/loop.js',
        replace: ["this.notifier?.stepped('main');", ''],
      },
      {
        name: 'step-notified-late',
        why: 'observers are notified of a step after it was taken',
        in: 'core/loop.js',
        replace: [
          'this.notifier?.stepped(oldest); oldest.proceed(this);',
          'oldest.proceed(this); this.notifier?.stepped(oldest);',
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'observers are notified of every task that is spawned, and of every one that ends',
    hint: 'the constructor of Task notifies, and so does settle()',
    begin: (trial) => {
      /** The task whose coroutine has ended in this step. */
      let ended: string | undefined
      return (event, before, found) => {
        const { tasks, settled } = before
        if (ended !== undefined && isBetween(event)) {
          const task = ended
          ended = undefined
          found.expect(settled.has(task), () => `${task} ended without a notification`)
        }
        if (event.event === 'ends' && isQuiet(trial) && tasks.has(event.who)) ended = event.who
        if (event.event === 'called' && event.call === 'spawn' && 'value' in event.ending) {
          found.expect(tasks.has(event.of), () => `${event.of} was spawned without a notification`)
        }
        if (
          event.event === 'called' &&
          event.call === 'result' &&
          tasks.has(event.of) &&
          'value' in event.ending
        ) {
          found.require(settled.has(event.of), () => `${event.of} ended without a notification`)
        }
      }
    },
    mutants: [
      {
        name: 'spawn-not-notified',
        why: 'observers are not notified that a task was created',
        in: 'core/task.js',
        replace: ['loop.notifier?.spawned(this);', ''],
      },
      {
        name: 'end-not-notified',
        why: 'observers are notified of a settlement only if there was a waiter',
        in: 'core/waiters.js',
        replace: [
          'last?.loop.appendRing(last); future.home()?.notifier?.settled(future, outcome);',
          'last?.loop.appendRing(last);',
        ],
      },
      {
        name: 'notifications-delayed',
        why: 'the notifications of what an observer does come after all others of the change',
        in: 'core/observer.js',
        replace: [
          'guard(observe) {',
          `guard(observe) {
       if (this.waiting !== undefined) return this.waiting.push(observe);
       this.waiting = [observe];
       for (const next of this.waiting) this.observe(next);
       this.waiting = undefined;
       }
       observe(observe) {`,
        ],
      },
    ],
  }),
  eventLaw({
    sentence:
      'observers are notified of every task that is cancelled or terminated, at once, and of no other',
    hint: 'Task.cancel and Task.terminate notify observers when they take effect',
    begin: () => {
      let notified = new Set<string>()
      return (event, { tasks }, found) => {
        if (event.event === 'cancelled') notified.add(`cancel ${event.task}`)
        if (event.event === 'terminated') notified.add(`terminate ${event.task}`)
        if (event.event === 'stepped') notified = new Set()
        if (event.event !== 'called' || !tasks.has(event.of)) return
        if (event.call !== 'cancel' && event.call !== 'terminate') return
        const took = 'value' in event.ending && event.ending.value === true
        const { call, of } = event
        // An observer that is notified of it may have cancelled again.
        if (took)
          found.expect(
            notified.has(`${call} ${of}`),
            () => `${call}() of ${of} took effect without a notification`,
          )
      }
    },
    mutants: [
      {
        name: 'cancellation-not-notified',
        why: 'observers are not notified that a task was cancelled',
        in: 'core/task.js',
        replace: ['() => this.loop.notifier?.cancelled(this, reason)', '() => {}'],
      },
      {
        name: 'termination-not-notified',
        why: 'observers are not notified that a task was terminated',
        in: 'core/task.js',
        replace: ['loop.notifier?.terminated(this, reason);', ''],
      },
    ],
  }),
  game({
    sentence:
      'observers are notified of a waiter that is woken because a wait was closed by hand, which passes on what it was handed',
    needs: 'locks',
    hint: 'return() of Waiter completes the change in which it gives up',
    check: ({ session, subject: { Lock, Loop } }, found) => {
      const number = numberOf(session)
      if (number === undefined) return
      const log: string[] = []
      const lock = new Lock()
      const loop = new Loop({
        discipline: session.discipline,
        observer: {
          woken: (who) => void log.push(`woken ${nameOf(who)}`),
          scheduled: (task) => void log.push(`scheduled ${task.name}`),
        },
      })
      const acquires = function* (): Coroutine<void> {
        yield* lock.acquire()
        log.push('acquired')
      }
      const givesUp = function* (): Coroutine<void> {
        const acquisition = lock.acquire()
        let resumed = false
        yield* {
          [Symbol.iterator]: () => ({
            next: () => {
              if (!resumed) {
                resumed = true
                return acquisition.next()
              }
              log.length = 0
              return acquisition.return()
            },
          }),
        }
      }
      loop.run(
        (function* () {
          yield* lock.acquire()
          loop.spawn(givesUp(), 'first')
          loop.spawn(acquires(), 'second')
          yield
          yield
          lock.release()
          for (let steps = 0; steps < 4; steps += 1) yield
        })(),
      )
      const due = 'woken second,scheduled second,acquired'
      found.expect(log.join() === due, () => `observers are notified of ${log.join()}, not ${due}`)
    },
    mutants: [
      {
        name: 'given-up-by-hand-unnoticed',
        why: 'observers are not notified of what follows from a wait that is closed by hand',
        in: 'sync/waitQueue.js',
        replace: ['this.giveUp(change); change.complete();', 'this.giveUp(change);'],
      },
    ],
  }),
])

function nameOf(who: Task<unknown> | 'main'): string {
  return who === 'main' ? who : who.name
}
