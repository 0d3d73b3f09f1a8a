/** L5 · Main steps last. */

import { inTick, isRun, isTimer } from '../history/history.ts'
import { clause, eventLaw } from '../law.ts'

export const L5 = clause('L5', [
  eventLaw({
    sentence: 'main is stepped once in each tick, unless what it waits for is pending at the end',
    hint: '#takeTick steps main unless it is parked',
    begin: () => {
      let turns = 0
      let inside = false
      return (event, { calls, doubtful, parked, settled }, found) => {
        // Timers are rung at the beginning of the next tick, before observers are notified of the tick.
        const timed = event.event === 'settled' && isTimer(event.future) && inTick(calls)
        const next = event.event === 'tick' || event.event === 'advanced' || timed
        const over = next || (event.event === 'called' && isRun(event.call))
        if (over && inside && !next && calls.at(-1)?.nested === true) return
        if (over && inside) {
          const on = parked.get('main')
          const due = on === undefined || settled.has(on) ? 1 : 0
          const isDoubtful = on !== undefined && doubtful.has(on) && turns < 2
          // Main has begun to wait in this very step, or has waited since an earlier one.
          const right = turns === due || (turns === 1 && on !== undefined) || isDoubtful
          found.expect(right, () => `main was stepped ${turns} times in a tick`)
          inside = false
        }
        if (event.event === 'tick') {
          inside = true
          turns = 0
        }
        if (event.event === 'stepped' && event.who === 'main' && inTick(calls)) turns += 1
      }
    },
    mutants: [
      {
        name: 'main-twice',
        why: 'main is stepped twice in a tick',
        in: 'core/loop.js',
        replace: [
          'main.proceed();',
          `main.proceed();
       if (!main.parked && main.outcome === undefined) {
       this.notifier?.stepped('main');
       main.proceed();
       }`,
        ],
      },
      {
        name: 'main-a-tick-late',
        why: 'main is not stepped in the tick in which what it waits for settles',
        in: 'core/loop.js',
        replace: [
          'this.#stepReadyQueue(); this.#stepMain(main);',
          'const { parked } = main; this.#stepReadyQueue(); if (!parked) this.#stepMain(main);',
        ],
      },
      {
        name: 'main-begins-late',
        why: 'main is not stepped in its first tick',
        in: 'core/loop.js',
        replace: ['if (main.parked) return;', 'if (main.parked || this.#tick === 1) return;'],
      },
    ],
  }),
  eventLaw({
    sentence: 'main does not receive an outcome in the tick in which it began to wait',
    hint: 'Main.proceed resumes main once',
    begin: () => {
      let tick = 0
      const began = new Map<string, number>()
      return (event, { closed, futures, tasks }, found) => {
        // A main that is closed with its loop cleans up as a task.
        if (closed) return
        if (event.event === 'tick') tick += 1
        if (event.event === 'awaits' && !tasks.has(event.who)) {
          const known = futures.has(event.on) || tasks.has(event.on)
          if (known) began.set(event.who, tick)
          else began.delete(event.who)
        }
        if (event.event !== 'got' || event.by !== 'await' || tasks.has(event.who)) return
        const at = began.get(event.who)
        if (at === undefined) return
        found.expect(
          at < tick,
          () =>
            `${event.who} received the outcome of ${event.of} in the tick in which it began to wait`,
        )
      }
    },
    mutants: [
      {
        name: 'main-resumes-at-once',
        why: 'main is resumed again in the same tick when it awaits a settled future',
        in: 'core/main.js',
        replace: [
          'countAwaiter(this);',
          '{ countAwaiter(this); if (this.awaiting?.done()) this.proceed(); }',
        ],
      },
    ],
  }),
])
