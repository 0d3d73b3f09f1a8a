/** C3 · Closed at its next step. */

import { failedWith } from '../history/endings.ts'
import { actorOf } from '../history/history.ts'
import { Joins } from '../history/joins.ts'
import { Scopes } from '../history/scopes.ts'
import { clause, eventLaw, following } from '../law.ts'
import { isQuiet } from '../trial.ts'

export const C3 = clause('C3', [
  eventLaw({
    sentence:
      'a cancelled task is appended to the ready queue at once if it was parked, and is not moved otherwise',
    hint: 'withdraw() appends a task only if it was parked, and returns whether it did',
    begin: following(Scopes, (trial, scopes) => {
      let last: { task: string; waited: boolean } | undefined
      const joins = new Joins(trial)
      /** The coroutine that has asked for something in its current step. */
      let asking: string | undefined
      return (event, before, found, index) => {
        joins.follow(event, before, index)
        if (!isQuiet(trial)) return
        if (event.event === 'terminated') {
          // C15: no shelter keeps it where it is.
          if (last?.waited === false) last = undefined
          return
        }
        if (last !== undefined) {
          const { task, waited } = last
          const moved = event.event === 'scheduled' && event.task === task
          found.expect(
            moved === waited,
            () => `${task} was ${waited ? 'parked, and was not' : 'not parked, and was'} scheduled`,
          )
        }
        last = undefined
        if (event.event === 'asks') asking = event.who
        else if (event.event === 'stepped' || actorOf(event) !== undefined) asking = undefined
        if (event.event !== 'cancelled') return
        const { task } = event
        const who = before.voice(task)
        // S11: by what it has asked for; it suspends next.
        if (who === asking && before.running === task) return
        // C14: it receives the result of its race, unless the log ends before.
        if (joins.mayHaveHappened(who)) return
        const on = before.parked.get(task)
        const waits = on !== undefined && !before.settled.has(on)
        const putOff = before.isPutOff(who)
        // A scope may be closing what is in it, which shelters too.
        if (waits && !putOff && scopes.disturbed(who, before.now)) return
        last = { task, waited: waits && !putOff }
      }
    }),
    mutants: [
      {
        name: 'cancelled-waits-on',
        why: 'a cancelled task waits until the future that it waits for has settled',
        in: 'core/task.js',
        replace: ['const moved = !putOff && withdraw(task);', 'const moved = false;'],
      },
      {
        name: 'scheduled-notified-of-all-cancelled',
        why: 'observers are notified that a task is scheduled again if it is cancelled while it is scheduled',
        in: 'core/task.js',
        replace: ['if (moved) task.loop.notifier', 'task.loop.notifier'],
      },
    ],
  }),
  eventLaw({
    sentence:
      'a cancelled task is stepped when it reaches the head of the ready queue, like any other',
    hint: 'Task.cancel leaves a scheduled task at its place in the ready queue',
    begin:
      (trial) =>
      (event, { cancelled, scheduled }, found) => {
        if (event.event !== 'stepped' || !isQuiet(trial) || scheduled.length < 2) return
        if (event.who === 'main' && scheduled[0] !== 'main') return
        if (!scheduled.some((task) => cancelled.has(task))) return
        found.expect(
          scheduled[0] === event.who,
          () => `${event.who} was stepped before ${scheduled[0]}`,
        )
      },
    mutants: [
      {
        name: 'cancelled-goes-first',
        why: 'a task that is cancelled while it is parked is put at the head of the ready queue',
        in: 'core/waiters.js',
        replace: [
          'leave(task, awaiting); loop.append(task);',
          'leave(task, awaiting); loop.prepend(task);',
        ],
        also: [
          {
            in: 'core/loop.js',
            replace: [
              'append(task) {',
              `prepend(task) {
       if (this.#oldest === undefined) return this.append(task);
       task.after = this.#oldest;
       this.#oldest = task;
       }
       append(task) {`,
            ],
          },
        ],
      },
      {
        name: 'cancelled-goes-last',
        why: 'a task that is cancelled while it is scheduled is moved to the end of the ready queue',
        in: 'core/task.js',
        replace: [
          'const moved = !putOff && withdraw(task);',
          'const moved = !putOff && withdraw(task); if (!moved) task.loop.postpone(task);',
        ],
        also: [
          {
            in: 'core/loop.js',
            replace: [
              'append(task) {',
              `postpone(task) {
       const line = this.scheduled;
       if (!line.includes(task)) return;
       this.#oldest = undefined;
       for (const one of [...line.filter((other) => other !== task), task]) {
       one.after = undefined;
       this.append(one);
       }
       }
       append(task) {`,
            ],
          },
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'at its next step, a cancelled task first leaves its innermost scope, or ends',
    hint: 'Task.cancel puts closing() in the place of the coroutine: the next step closes it',
    begin: (trial) => {
      const scopes = new Scopes(trial)
      /** The coroutines to be closed at their next step. */
      const requested = new Set<string>()
      /** By coroutine that is being closed and has not acted since: what it must do first. */
      const closing = new Map<string, 'cleaning' | 'left' | undefined>()
      /** By coroutine: what it has asked for, and does not have. */
      const asked = new Map<string, string>()
      /** The task whose step closes it, and has nothing to wait for in that. */
      let due: string | undefined
      return (event, before, found, index) => {
        if (due !== undefined) {
          const suspends = ['scheduled', 'parked', 'stepped', 'tick'].includes(event.event)
          found.require(!suspends, () => `${due} was stepped to be closed, and only suspended`)
          due = undefined
        }
        if (event.event === 'asks') asked.set(event.who, event.what)
        if (event.event === 'has') asked.delete(event.who)
        const { cancelled, now, running } = before
        if (event.event === 'cancelled') {
          const who = before.voice(event.task)
          if (running !== event.task || isQuiet(trial)) requested.add(who)
          if (scopes.disturbed(who, now) || before.isPutOff(who)) requested.delete(who)
        }
        if (event.event === 'stepped' && cancelled.has(event.who)) {
          const who = before.voice(event.who)
          if (before.isPutOff(who)) requested.delete(who)
          // A child may have failed since, and the group may have noted it.
          if (requested.delete(who) && !scopes.disturbed(who, now))
            closing.set(who, scopes.leavesFirst(who))
          const ends = closing.has(who) && scopes.openScopes(who).length === 0
          if (ends && isQuiet(trial) && PLAIN.includes(asked.get(who) ?? '')) due = event.who
        }
        const ended = event.event === 'settled' ? before.voice(event.future) : undefined
        const who = ended ?? actorOf(event)
        if (who !== undefined && closing.has(who)) {
          const first = closing.get(who)
          closing.delete(who)
          const right = ended === undefined ? event.event === first : first === undefined
          // Its children may fail while it waits for them, and a timeout may be about to throw.
          const replaced =
            event.event === 'has' &&
            (failedWith(event.ending, 'AggregateError') ||
              (event.what === 'timeout' && 'error' in event.ending))
          found.expect(right || replaced, () => `${who} continued with the event '${event.event}'`)
        }
        scopes.follow(event, before, index)
      }
    },
    mutants: [
      {
        name: 'cancelled-is-resumed',
        why: 'a cancelled task is resumed, and counts as cancelled when it has ended',
        in: 'core/closing.js',
        replace: [
          'scope.close(); const value = yield* scope; return scope.cut ? outcome() : value;',
          'yield* scope; return outcome();',
        ],
      },
      {
        name: 'cancelled-a-step-late',
        why: 'a cancelled task is resumed once more before it is closed',
        in: 'core/closing.js',
        replace: [
          'scope.close(); const value = yield* scope;',
          `let value; const { done } = scope.next();
       if (!done) {
       waitRequest.open = false;
       current.loop.running.awaiting = undefined;
       yield;
       scope.close();
       yield* scope;
       }`,
        ],
      },
      {
        name: 'condition-not-scoped',
        why: 'a coroutine that is closed in the wait of a condition resumes once it holds the lock again',
        in: 'sync/condition.js',
        replace: ['return scoped(this.#wait());', 'return this.#wait();'],
      },
    ],
  }),
])

/** What a task may wait for that has nothing to wait for when it is closed there; empty for an await, or none. */
const PLAIN = ['', 'acquire', 'put', 'sleep', 'take']
