/** T2 · Begins once, ends once. */

import { clause, eventLaw } from '../law.ts'
import { isQuiet } from '../trial.ts'

export const T2 = clause('T2', [
  eventLaw({
    sentence: 'a body begins at most once and ends at most once',
    hint: 'one task steps a coroutine, and drops it when it ends',
    begin: () => {
      const seen = new Set<string>()
      return (event, _before, found) => {
        if (event.event !== 'begun' && event.event !== 'ends') return
        const what = `${event.who} ${event.event}`
        found.expect(!seen.has(what), () => `${what} twice`)
        seen.add(what)
      }
    },
    // A generator cannot be begun again, whatever a loop does.
    mutants: [],
  }),
  eventLaw({
    sentence: 'an ended task is never stepped, and every task whose body has ended is settled',
    hint: 'end() settles the task when its coroutine has ended',
    begin: (trial) => {
      let ended: string | undefined
      return (event, { settled, tasks }, found) => {
        if (event.event === 'stepped' && tasks.has(event.who)) {
          found.expect(!settled.has(event.who), () => `${event.who} was stepped after it had ended`)
        }
        if (ended !== undefined && isQuiet(trial)) {
          const next = event.event === 'settled' && event.future === ended
          found.require(next, () => `${ended} ended, and did not settle`)
        }
        ended = event.event === 'ends' && tasks.has(event.who) ? event.who : undefined
      }
    },
    mutants: [
      {
        name: 'scheduled-after-end',
        why: 'a task is scheduled once more when its coroutine has ended',
        in: 'core/task.js',
        replace: ['success(value)); return; }', 'success(value)); }'],
      },
      {
        name: 'end-forgotten',
        why: 'a task without waiters does not settle when its coroutine ends',
        in: 'core/task.js',
        replace: [
          'settleEnded(task, outcome);',
          'if (task.state !== undefined) settleEnded(task, outcome);',
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'the first step of a task begins its body, unless it is cancelled',
    hint: 'Task.proceed resumes the coroutine in every step, the first included',
    begin: (trial) => {
      const stepped = new Set<string>()
      let first: string | undefined
      return (event, { cancelled, tasks }, found) => {
        if (first !== undefined && !cancelled.has(first) && isQuiet(trial)) {
          const begins = event.event === 'begun' && event.who === first
          found.expect(begins, () => `${first} was stepped, and did not begin`)
        }
        first = undefined
        if (event.event !== 'stepped' || !tasks.has(event.who)) return
        if (!stepped.has(event.who)) first = event.who
        stepped.add(event.who)
      }
    },
    mutants: [
      {
        name: 'first-step-idle',
        why: 'the first step of a task only appends it to the ready queue again',
        in: 'core/task.js',
        replace: [
          'let resumption;',
          `if (this.met === undefined) {
       this.met = true;
       loop.running = undefined;
       loop.append(this);
       loop.notifier?.scheduled(this);
       return;
       }
       let resumption;`,
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'every finally block whose try was entered has run once when its coroutine ends',
    hint: 'a coroutine runs to its end, or is closed by return()',
    begin: () => {
      const due = new Map<string, number>()
      const count = (who: string, by: number): void => void due.set(who, (due.get(who) ?? 0) + by)
      return (event, { tasks }, found) => {
        if (event.event === 'guarded') count(event.who, 1)
        if (event.event === 'cleaning') {
          count(event.who, -1)
          found.expect((due.get(event.who) ?? 0) >= 0, () => `${event.who} cleans up twice`)
        }
        const over =
          event.event === 'settled' ? event.future : event.event === 'ends' ? event.who : ''
        if (event.event === 'settled' && !tasks.has(over)) return
        found.require((due.get(over) ?? 0) === 0, () => `${over} ended without cleaning up`)
      }
    },
    mutants: [
      {
        name: 'failed-wait-ends-the-task',
        why: 'the awaiter of a failure fails with it without being resumed, so its finally blocks do not run',
        in: 'core/task.js',
        replace: [
          'resumption = resume(this, coroutine);',
          `if (this.awaiting?.state instanceof Failure) throw this.awaiting.state.error;
          resumption = resume(this, coroutine);`,
        ],
      },
    ],
  }),
])
