/** C9 · Waiting is not owning. */

import { gives } from '../history/endings.ts'
import { clause, eventLaw } from '../law.ts'
import { isQuiet } from '../trial.ts'

export const C9 = clause('C9', [
  eventLaw({
    sentence: 'to cancel who waits does nothing but to move it',
    hint: 'cancel goes to the task, and not to what it waits for',
    begin: (trial) => {
      let since: { task: string; more: number; waited: boolean } | undefined
      /** What was settled or cancelled since somebody last did something. */
      const ended = new Set<string>()
      return (event, { parked, tasks }, found) => {
        if (!isQuiet(trial)) return
        const taken =
          event.event === 'called' && event.call === 'cancel' && gives(event.ending, true)
        if (taken && since !== undefined && tasks.has(event.of)) {
          const { more, task, waited } = since
          const alone = task === event.of && more === 0
          found.expectWhere(waited, alone, () => `with ${event.of} something else was done`)
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
        why: 'cancelling who waits for a task cancels that',
        in: 'core/task.js',
        replace: ['const moved = withdraw', 'const { awaiting } = this; const moved = withdraw'],
        also: [
          {
            in: 'core/task.js',
            replace: [
              'loop.notifier?.scheduled(this); return true;',
              `loop.notifier?.scheduled(this);
       if (moved && awaiting instanceof Task) awaiting.cancel();
       return true;`,
            ],
          },
        ],
      },
      {
        name: 'cancel-is-passed-on-to-futures',
        why: 'cancelling who waits for a future cancels that, for everybody',
        in: 'core/task.js',
        replace: ['const moved = withdraw', 'const { awaiting } = this; const moved = withdraw'],
        also: [
          {
            in: 'core/task.js',
            replace: [
              'loop.notifier?.scheduled(this); return true;',
              `loop.notifier?.scheduled(this);
       if (moved && awaiting.constructor.name === 'Future') awaiting.cancel();
       return true;`,
            ],
          },
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'when one who waits is cancelled, the others are still woken, all and in their order',
    hint: 'a waiter that leaves takes nobody with it, and nobody changes places',
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
          const line = due.get(event.by)
          const waited = parked.get(event.task) === event.by
          if (line === undefined || !waited || !settled.has(event.by)) return
          const next = line.shift()
          found.expect(next === event.task, () => `${event.task} was woken before ${next}`)
        }
        if (event.event !== 'stepped') return
        for (const [on, others] of due) {
          // The observer may have taken one away in between.
          const lost = others.filter((who) => parked.get(who) === on)
          found.require(lost.length === 0, () => `${on} did not wake ${lost.join(', ')}`)
        }
        due.clear()
      }
    },
    mutants: [
      {
        name: 'leaves-with-all-behind',
        why: 'when the first who waits is cancelled, those behind it are forgotten',
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
        name: 'leaves-the-line-turned',
        why: 'when the first who waits is cancelled, the second goes behind the others',
        in: 'core/waiters.js',
        replace: [
          'future.state = last === task ? undefined : last;',
          'future.state = last === task ? undefined : task.after;',
        ],
      },
      {
        name: 'leaves-with-all-before',
        why: 'when the last who waits is cancelled, those before it are forgotten',
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
