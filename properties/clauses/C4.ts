/** C4 · Cancelled before it began. */

import { wasCancelled } from '../history/scopes.ts'
import { clause, eventLaw } from '../law.ts'

export const C4 = clause('C4', [
  eventLaw({
    sentence:
      'a task that is cancelled before its first step never begins, and settles as cancelled',
    hint: 'return() on a generator that has not begun runs none of its code',
    begin: () => {
      const begun = new Set<string>()
      const never = new Set<string>()
      return (event, before, found) => {
        if (event.event === 'begun') {
          begun.add(event.who)
          found.require(
            !never.has(event.who),
            () => `${event.who} began, though it was cancelled before`,
          )
        }
        if (event.event === 'cancelled' && !begun.has(before.voice(event.task)))
          never.add(before.voice(event.task))
        if (event.event !== 'settled' || !never.has(before.voice(event.future))) return
        const { ending, future } = event
        found.expect(wasCancelled(future, ending), () => `${future} did not settle as cancelled`)
      }
    },
    mutants: [
      {
        name: 'unbegun-is-begun',
        why: 'a task that is cancelled before its first step takes that step, and is closed at the next',
        in: 'core/task.js',
        replace: [
          'task.coroutine = closing(coroutine',
          'if (task.met !== true) task.doom = closing(coroutine, () => new Cancelled(new CancelledError(task, reason, task))); else task.coroutine = closing(coroutine',
        ],
        also: [
          {
            in: 'core/task.js',
            replace: [
              'isClosing(coroutine)) return false;',
              'isClosing(coroutine) || task.doom !== undefined) return false;',
            ],
          },
          {
            in: 'core/task.js',
            replace: [
              'resumption = resume(this, coroutine);',
              `this.met = true;
       resumption = resume(this, coroutine);
       if (this.doom !== undefined) this.coroutine = this.doom;`,
            ],
          },
        ],
      },
      {
        name: 'unbegun-has-a-result',
        why: 'a task that is cancelled before its first step succeeds with undefined',
        in: 'core/task.js',
        replace: [
          'closing(coroutine, () => new Cancelled(new CancelledError(task, reason, task)));',
          'closing(coroutine, task.met ? () => new Cancelled(new CancelledError(task, reason, task)) : () => undefined);',
        ],
        also: [
          { in: 'core/task.js', replace: ['let resumption;', 'this.met = true; let resumption;'] },
        ],
      },
    ],
  }),
])
