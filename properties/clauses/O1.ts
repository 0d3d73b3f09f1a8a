/** O1 · Notified of every event. */

import { clause, eventLaw } from '../law.ts'

export const O1 = clause('O1', [
  eventLaw({
    sentence: 'whatever a coroutine does, it does in a step that was told',
    hint: 'every step is told, before it is taken',
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
          () => `${event.who} acts, and was not told to be stepped`,
        )
      },
    mutants: [
      {
        name: 'step-not-told',
        why: 'the observer is not told of the steps of tasks',
        in: 'core/loop.js',
        replace: ['this.notifier?.stepped(oldest);', ''],
      },
      {
        name: 'turn-not-told',
        why: "the observer is not told of main's turns",
        in: 'core/loop.js',
        replace: ["this.notifier?.stepped('main');", ''],
      },
      {
        name: 'step-told-late',
        why: 'the observer is told of a step when it is over',
        in: 'core/loop.js',
        replace: [
          'this.notifier?.stepped(oldest); oldest.proceed(this);',
          'oldest.proceed(this); this.notifier?.stepped(oldest);',
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'every task that is spawned is told, and every one that ends',
    hint: 'the constructor tells, and so does the end',
    begin: () => {
      return (event, { tasks, settled }, found) => {
        if (event.event === 'called' && event.call === 'spawn' && 'value' in event.ending) {
          found.expect(tasks.has(event.of), () => `${event.of} was spawned, and not told`)
        }
        if (
          event.event === 'called' &&
          event.call === 'result' &&
          tasks.has(event.of) &&
          'value' in event.ending
        ) {
          found.require(settled.has(event.of), () => `${event.of} ended, and was not told`)
        }
      }
    },
    mutants: [
      {
        name: 'spawn-not-told',
        why: 'the observer is not told that a task was made',
        in: 'core/task.js',
        replace: ['loop.notifier?.spawned(this);', ''],
      },
      {
        name: 'end-not-told',
        why: 'the observer is told of a settlement only if somebody waited for it',
        in: 'core/waiters.js',
        replace: [
          'last?.loop.appendRing(last); future.home()?.notifier?.settled(future, outcome);',
          'last?.loop.appendRing(last);',
        ],
      },
      {
        name: 'told-in-a-row',
        why: 'what an observer does is told when it has been told of everything else',
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
    sentence: 'every task that is cancelled is told, as it is cancelled, and no other',
    hint: 'cancel() tells when it has taken effect',
    begin: () => {
      let told = new Set<string>()
      return (event, { tasks }, found) => {
        if (event.event === 'cancelled') told.add(event.task)
        if (event.event === 'stepped') told = new Set()
        if (event.event !== 'called' || event.call !== 'cancel' || !tasks.has(event.of)) return
        const took = 'value' in event.ending && event.ending.value === true
        // An observer that is told of it may have asked again.
        if (took) found.expect(told.has(event.of), () => `${event.of} was cancelled, and not told`)
      }
    },
    mutants: [
      {
        name: 'cancellation-not-told',
        why: 'the observer is not told that a task was cancelled',
        in: 'core/task.js',
        replace: ['loop.notifier?.cancelled(this, reason);', ''],
      },
    ],
  }),
])
