/** C3 · Closed at its next step. */

import { failedWith } from '../history/endings.ts'
import { actorOf, Scopes } from '../history/scopes.ts'
import { clause, eventLaw } from '../law.ts'
import { isQuiet } from '../trial.ts'

export const C3 = clause('C3', [
  eventLaw({
    sentence: 'who is cancelled while it waits goes to the tail at once, and nobody else is moved',
    hint: 'only a task that leaves the waiters is to be scheduled',
    begin: (trial) => {
      let last: { task: string; waited: boolean } | undefined
      return (event, { parked, settled }, found) => {
        if (!isQuiet(trial)) return
        if (last !== undefined) {
          const { task, waited } = last
          const moved = event.event === 'scheduled' && event.task === task
          found.expect(moved === waited, () => `${task} was ${waited ? 'left' : 'moved'}`)
        }
        const on = event.event === 'cancelled' ? parked.get(event.task) : undefined
        const waits = on !== undefined && !settled.has(on)
        last = event.event === 'cancelled' ? { task: event.task, waited: waits } : undefined
      }
    },
    mutants: [
      {
        name: 'cancelled-waits-on',
        why: 'a task that is cancelled waits until what it waits for is settled',
        in: 'core/task.js',
        replace: ['const moved = withdraw(this);', 'const moved = false;'],
      },
      {
        name: 'scheduled-told-of-all-cancelled',
        why: 'a task that is cancelled while it is scheduled counts as scheduled once more',
        in: 'core/task.js',
        replace: ['if (moved) loop', 'loop'],
      },
    ],
  }),
  eventLaw({
    sentence: 'a cancelled task is stepped when it has been scheduled the longest, like any other',
    hint: 'its place in line is its own',
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
        why: 'a task that is cancelled while it waits goes to the head of the line',
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
        why: 'a task that is cancelled while it is scheduled goes to the tail',
        in: 'core/task.js',
        replace: [
          'const moved = withdraw(this);',
          'const moved = withdraw(this); if (!moved) loop.postpone(this);',
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
    sentence: 'the first thing that a cancelled task does is to leave what it stands in, or to end',
    hint: 'it is closed at its next step, not resumed',
    begin: (trial) => {
      const scopes = new Scopes(trial)
      /** Who is to be closed, and who is being closed and has not done anything since. */
      const asked = new Set<string>()
      const closing = new Map<string, 'cleaning' | 'left' | undefined>()
      return (event, before, found, index) => {
        const { cancelled, now, running } = before
        if (event.event === 'cancelled') {
          const who = before.voice(event.task)
          if (running !== event.task || isQuiet(trial)) asked.add(who)
          if (scopes.disturbed(who, now)) asked.delete(who)
        }
        if (event.event === 'stepped' && cancelled.has(event.who)) {
          const who = before.voice(event.who)
          // A child may have failed since, and the group may have noted it.
          if (asked.delete(who) && !scopes.disturbed(who, now))
            closing.set(who, scopes.leavesFirst(who))
        }
        const ended = event.event === 'settled' ? before.voice(event.future) : undefined
        const who = ended ?? actorOf(event)
        if (who !== undefined && closing.has(who)) {
          const due = closing.get(who)
          closing.delete(who)
          const right = ended === undefined ? event.event === due : due === undefined
          // Its children may fail while it waits for them, and a timeout may have an error in hand.
          const replaced =
            event.event === 'has' &&
            (failedWith(event.ending, 'AggregateError') ||
              (event.what === 'timeout' && 'error' in event.ending))
          found.expect(right || replaced, () => `${who} goes on with ${event.event}`)
        }
        scopes.follow(event, before, index)
      }
    },
    mutants: [
      {
        name: 'cancelled-is-resumed',
        why: 'a cancelled task goes on, and counts as cancelled at its end',
        in: 'core/closing.js',
        replace: ['scope.close(); yield* scope;', 'yield* scope;'],
      },
      {
        name: 'cancelled-a-step-late',
        why: 'a cancelled task is resumed once more before it is closed',
        in: 'core/closing.js',
        replace: [
          'scope.close(); yield* scope;',
          `const { done } = enclosure.next();
       if (!done) {
       waitRequest.future = undefined;
       yield;
       scope.close();
       yield* scope;
       }`,
        ],
      },
      {
        name: 'condition-not-enclosed',
        why: 'who is closed in the wait for a condition goes on when it has the lock again',
        in: 'sync/condition.js',
        replace: ['return scoped(this.#wait());', 'return this.#wait();'],
      },
    ],
  }),
])
