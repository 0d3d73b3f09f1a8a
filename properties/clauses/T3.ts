/** T3 · A yield requeues. */

import type { History } from '../history/history.ts'
import { Joins } from '../history/joins.ts'
import { Scopes } from '../history/scopes.ts'
import { clause, eventLaw } from '../law.ts'
import { isQuiet } from '../trial.ts'

/** Whether it is a task; C15: one that was terminated does not suspend. */
function isTask(who: string, before: History): boolean {
  return before.tasks.has(who) && !before.isCut(who)
}

export const T3 = clause('T3', [
  eventLaw({
    sentence: 'a task that yields is scheduled at once',
    hint: 'Task.proceed appends a task that has neither ended nor begun to wait',
    begin: (trial) => {
      let yielded: string | undefined
      return (event, before, found) => {
        if (yielded !== undefined && isQuiet(trial)) {
          const next = event.event === 'scheduled' && event.task === yielded
          found.expect(next, () => `${yielded} yielded, and was not scheduled`)
        }
        yielded =
          event.event === 'yields' && event.nothing && isTask(event.who, before)
            ? event.who
            : undefined
      }
    },
    mutants: [
      {
        name: 'yield-does-not-suspend',
        why: 'a yield does not suspend the coroutine',
        in: 'core/suspension.js',
        replace: [
          'return resumption;',
          `while (resumption !== waitRequest && resumption.done !== true) resumption = next.call(coroutine, undefined);
       return resumption;`,
        ],
      },
      {
        name: 'yield-parks',
        why: 'a task that yields while the ready queue is empty is in no queue afterwards',
        in: 'core/task.js',
        replace: [
          'loop.append(this); loop.notifier?.scheduled(this);',
          'if (loop.scheduled.length === 0 && this.awaiting === undefined) return; loop.append(this); loop.notifier?.scheduled(this);',
        ],
      },
    ],
  }),
  eventLaw({
    sentence:
      'a step resumes the coroutine: it does something before it suspends, unless it is closed or waits for its children',
    hint: 'a step resumes the coroutine where it is, and the outcome of its await is there then',
    begin: (trial) => {
      const joins = new Joins(trial)
      const scopes = new Scopes(trial)
      let stepped: string | undefined
      return (event, before, found, index) => {
        const { cancelled, live, now, tasks } = before
        joins.follow(event, before, index)
        scopes.follow(event, before, index)
        if (!isQuiet(trial)) return
        if (stepped !== undefined) {
          const who = stepped
          const idle = ['scheduled', 'parked', 'stepped', 'tick'].includes(event.event)
          found.expect(!idle, () => `${who} was stepped, and only suspended`)
        }
        stepped = undefined
        if (event.event !== 'stepped' || cancelled.has(event.who)) return
        if (!tasks.has(event.who) && before.voice(event.who) === event.who && event.who !== 'main')
          return
        const who = before.voice(event.who)
        const join = joins.open.get(who)
        // Its children are not certain, or some of them have not ended.
        if (join?.items === undefined && join?.refused === false) return
        if (join?.owned.some((task) => live.includes(task)) === true) return
        if (scopes.groupsOf(who).length === 0 && !scopes.disturbed(who, now)) stepped = who
      }
    },
    mutants: [
      {
        name: 'yield-costs-two-steps',
        why: 'a task that yielded skips its next step',
        in: 'core/task.js',
        replace: [
          'let resumption;',
          `if (this.resting) {
             this.resting = false;
             loop.running = undefined;
             loop.append(this);
             loop.notifier?.scheduled(this);
             return;
           }
           let resumption;`,
        ],
        also: [
          {
            in: 'core/task.js',
            replace: [
              'if (resumption === waitRequest) {',
              'if (resumption !== waitRequest) this.resting = true; if (resumption === waitRequest) {',
            ],
          },
        ],
      },
      {
        name: 'main-never-parks',
        why: 'main is stepped in each tick, even while what it waits for is pending',
        in: 'core/main.js',
        replace: ['return this.awaiting?.done() === false;', 'return false;'],
      },
      {
        name: 'wait-costs-two-steps',
        why: 'a task that is woken suspends once more before it receives the outcome',
        in: 'core/suspension.js',
        replace: [
          'running.awaiting = undefined; const { state } = on;',
          `if (running.again !== on) {
             running.again = on;
             waitRequest.future = on;
             return waitRequest;
           }
           running.again = undefined;
           running.awaiting = undefined;
           const { state } = on;`,
        ],
      },
    ],
  }),
])
