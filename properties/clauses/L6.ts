/** L6 · Ticks are counted. */

import { isTimer } from '../history/history.ts'
import { clause, eventLaw } from '../law.ts'

export const L6 = clause('L6', [
  eventLaw({
    sentence: 'the ticks of a run are numbered from 1, and continue where a stopped main was left',
    hint: 'Main.countTick counts the ticks of one main',
    begin: () => {
      const ticks = new Map<string, number>()
      let ended: string | undefined
      return (event, { calls, tasks }, found) => {
        const main = calls.at(-1)?.call.of ?? ''
        if (event.event === 'ends' && !tasks.has(event.who)) ended = event.who
        if (event.event === 'tick') {
          const expected = (ticks.get(main) ?? 0) + 1
          found.expect(
            event.tick === expected,
            () => `tick ${event.tick} came instead of ${expected}`,
          )
          found.require(ended !== main, () => `tick ${event.tick} came after main had ended`)
          ticks.set(main, expected)
        }
      }
    },
    mutants: [
      {
        name: 'ticks-not-reset',
        why: 'a run counts from where the run before it ended',
        in: 'core/loop.js',
        replace: ['this.#tick = main.ticks;', ''],
        also: [
          {
            in: 'core/loop.js',
            replace: ['this.#tick = main.countTick();', 'main.countTick(); this.#tick += 1;'],
          },
        ],
      },
      {
        name: 'last-tick-empty',
        why: 'a run takes one more tick after main has ended',
        in: 'core/loop.js',
        replace: [
          'if (main.outcome !== undefined || this.#stopping) return false;',
          'if (this.#stopping) return false; if (main.outcome !== undefined) return (main.late = !main.late);',
        ],
        also: [
          {
            in: 'core/loop.js',
            replace: [
              'if (main.parked) return;',
              'if (main.parked || main.outcome !== undefined) return;',
            ],
          },
        ],
      },
    ],
  }),
  eventLaw({
    sentence: 'loop.tick is the number of the current tick, or of the last one',
    hint: 'loop.tick is what observers are notified of',
    begin: () => {
      let tick = 0
      let shown = true
      return (event, _before, found) => {
        // A run that begins or resumes sets the count before its first tick.
        if (event.event === 'calls' && event.call !== 'runStep' && event.call !== 'step')
          shown = false
        // A tick is counted when it begins; observers are notified once the timers that are due have been rung.
        if (event.event === 'advanced' || (event.event === 'settled' && isTimer(event.future)))
          shown = false
        if (event.event === 'tick') {
          ;({ tick } = event)
          shown = true
        }
        if (event.event !== 'saw' || !shown) return
        found.expect(event.tick === tick, () => `it is ${event.tick} in tick ${tick}`)
      }
    },
    mutants: [
      {
        name: 'tick-shown-late',
        why: 'loop.tick is the number of ticks that have ended',
        in: 'core/loop.js',
        replace: [
          'return this.#tick;',
          "return this.#phase === 'stepping' ? this.#tick - 1 : this.#tick;",
        ],
      },
      {
        name: 'run-steps-counted',
        why: 'runStep() counts as a tick',
        in: 'core/loop.js',
        replace: [
          "this.#refuseIfStepping('runStep()');",
          "this.#refuseIfStepping('runStep()'); this.#tick += 1;",
        ],
      },
    ],
  }),
])
