/** C9 · Waiting is not owning. */

import { returned } from '../history/endings.ts'
import { handOffs } from '../history/handOffs.ts'
import { isUnnamed } from '../history/script.ts'
import { clause, eventLaw } from '../law.ts'
import { isQuiet } from '../trial.ts'

export const C9 = clause('C9', [
  eventLaw({
    sentence:
      'cancelling a waiter has no effect except to schedule it, and to pass on what it was handed',
    hint: 'Task.cancel acts on the task, not on the future that it waits for',
    begin: (trial) => {
      let since: { task: string; more: number; waited: boolean } | undefined
      /** What has settled or was cancelled since the last step or completed call. */
      const ended = new Set<string>()
      const isHandOff = handOffs()
      return (event, { parked, tasks }, found) => {
        if (!isQuiet(trial) || isHandOff(event)) return
        // The tasks that a combinator has spawned end with it.
        const follows = event.event === 'cancelled' || event.event === 'scheduled'
        if (since !== undefined && follows && isUnnamed(event.task)) return
        const taken =
          event.event === 'called' && event.call === 'cancel' && returned(event.ending, true)
        if (taken && since !== undefined && tasks.has(event.of)) {
          const { more, task, waited } = since
          const alone = task === event.of && more === 0
          found.expectWhere(waited, alone, () => `cancelling ${event.of} had another effect`)
          since = undefined
        }
        const waitsFor = event.event === 'cancelled' ? parked.get(event.task) : undefined
        if (event.event === 'cancelled') {
          const gone = waitsFor !== undefined && ended.has(waitsFor)
          since = { task: event.task, more: gone ? 1 : 0, waited: waitsFor !== undefined }
        }
        if (event.event === 'settled') ended.add(event.future)
        else if (event.event === 'cancelled') ended.add(event.task)
        else if (event.event === 'stepped' || 'ending' in event) ended.clear()
        if (event.event === 'cancelled' || since === undefined) return
        if (event.event !== 'scheduled' || event.task !== since.task) since.more += 1
      }
    },
    mutants: [
      {
        name: 'cancel-is-passed-on',
        why: 'cancelling a task that awaits another task cancels that too',
        in: 'core/task.js',
        replace: [
          'awaiting?.withdrawn(notifications); return awaiting;',
          `awaiting?.withdrawn(notifications);
       if (moved && awaiting instanceof Task) awaiting.cancel();
       return awaiting;`,
        ],
      },
      {
        name: 'cancel-is-passed-on-to-futures',
        why: 'cancelling a task that awaits a future cancels the future, for every waiter',
        in: 'core/task.js',
        replace: [
          'awaiting?.withdrawn(notifications); return awaiting;',
          `awaiting?.withdrawn(notifications);
       if (moved && awaiting.constructor.name === 'Future') awaiting.cancel();
       return awaiting;`,
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'after one waiter was cancelled, all others still wake, in their order',
    hint: 'leave() removes one task from the waiters of a future, and keeps the others in order',
    begin: () => {
      const left = new Set<string>()
      const due = new Map<string, string[]>()
      return (event, { parked, settled, tasks }, found) => {
        if (event.event === 'cancelled') {
          const on = parked.get(event.task)
          if (on !== undefined) left.add(on)
        }
        if (event.event === 'settled' && left.has(event.future)) {
          const others = [...parked].filter(
            ([who, on]) => on === event.future && (who !== 'main' || tasks.has('main')),
          )
          due.set(
            event.future,
            others.map(([who]) => who),
          )
        }
        if (event.event === 'woken') {
          const waiters = due.get(event.by)
          const waited = parked.get(event.task) === event.by
          if (waiters === undefined || !waited || !settled.has(event.by)) return
          const next = waiters.shift()
          found.expect(next === event.task, () => `${event.task} was woken before ${next}`)
        }
        if (event.event !== 'stepped') return
        for (const [on, others] of due) {
          // The observer may have cancelled one of them in between.
          const lost = others.filter((who) => parked.get(who) === on)
          found.require(lost.length === 0, () => `${on} did not wake ${lost.join(', ')}`)
        }
        due.clear()
      }
    },
    mutants: [
      {
        name: 'leaves-with-all-behind',
        why: 'when the first waiter is cancelled, those behind it are forgotten',
        in: 'core/waiters.js',
        replace: ['future.state = last === task ? undefined : last;', 'future.state = undefined;'],
        also: [
          {
            in: 'core/waiters.js',
            replace: [
              'if (last === undefined || first === undefined) return;',
              'if (last === undefined || first === undefined) { task.after = undefined; return; }',
            ],
          },
        ],
      },
      {
        name: 'leaves-the-queue-rotated',
        why: 'when the first waiter is cancelled, the second moves behind the others',
        in: 'core/waiters.js',
        replace: [
          'future.state = last === task ? undefined : last;',
          'future.state = last === task ? undefined : task.after;',
        ],
      },
      {
        name: 'leaves-with-all-before',
        why: 'when the last waiter is cancelled, those before it are forgotten',
        in: 'core/waiters.js',
        replace: [
          'if (task === last) future.state = predecessor;',
          'if (task === last) future.state = undefined;',
        ],
        also: [
          {
            in: 'core/waiters.js',
            replace: [
              'if (last === undefined || first === undefined) return;',
              'if (last === undefined || first === undefined) { task.after = undefined; return; }',
            ],
          },
        ],
      },
    ],
  }),
])
