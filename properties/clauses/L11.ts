/** L11 · One run at a time. */

import { failedWith } from '../history/endings.ts'
import { Drivers } from '../history/drivers.ts'
import { clause, eventLaw, game } from '../law.ts'
import { throwsOnly } from '../visits/refusals.ts'
import { numberOf } from '../subject/chance.ts'
import { refusal } from '../subject/refusal.ts'
import type { Coroutine } from '../../src/index.ts'

export const L11 = clause('L11', [
  eventLaw({
    sentence:
      'run, ticks, runStep and close throw while the loop is stepping, and run and ticks during a run',
    hint: '#refuseIfStepping and #refuseIfDriven come before everything else',
    begin: () => {
      const drivers = new Drivers()
      /** Errors that calls have thrown: a run may throw one that its main received from a call of its own. */
      const known = new Set<string>()
      return (event, before, found) => {
        drivers.follow(event)
        if (event.event !== 'called') return
        const { call, ending } = event
        const isKnown = 'error' in ending && known.has(ending.error)
        if ('error' in ending) known.add(ending.error)
        if (!isExclusive(call)) return
        const nested = call === 'ticks' ? before.ticking : before.calls.at(-1)?.nested === true
        const refused = failedWith(ending, 'LoopRunningError')
        if (nested) {
          found.expect(refused, () => `${call}() was accepted while the loop was stepping`)
          return
        }
        const driven = drivers.open !== undefined && call !== 'runStep' && call !== 'close'
        // What close() does to a run under way, the laws of L14 say.
        if (driven && before.closed) return
        if (driven) found.expect(refused, () => `${call}() was accepted during a run`)
        else found.require(!refused || isKnown, () => `${call}() was refused without a run`)
        if (call === 'runStep' || call === 'ticks')
          throwsOnly(event, ['LoopRunningError', 'LoopClosedError'], found)
        const ends = ['DeadlockError', 'CloseLimitError', 'RangeError', 'UnhandledError']
        if (call === 'close') throwsOnly(event, ends, found)
      }
    },
    mutants: [
      {
        name: 'run-step-within-a-step',
        why: 'a task may call runStep()',
        in: 'core/loop.js',
        replace: ["this.#refuseIfStepping('runStep()');", ''],
      },
      {
        name: 'run-within-a-step',
        why: 'a task may run the loop that steps it',
        in: 'core/loop.js',
        replace: ["this.#refuseIfStepping('run() or ticks()');", ''],
      },
      {
        name: 'close-within-a-step',
        why: 'a task may close the loop that steps it',
        in: 'core/loop.js',
        replace: ["this.#refuseIfStepping('close()');", ''],
      },
      {
        name: 'run-within-a-run',
        why: 'the host may run the loop between two ticks of another run',
        in: 'core/loop.js',
        replace: ["this.#phase = 'driven';", ''],
      },
    ],
  }),
  game({
    sentence:
      'between the ticks of a run, another is refused as such, whatever its limits and however it is driven',
    needs: 'ticks()',
    hint: '#refuseIfDriven() comes first',
    check: ({ session, subject: { Loop } }, found) => {
      const number = numberOf(session)
      if (number === undefined) return
      const loop = new Loop({ discipline: session.discipline })
      const yields = function* (): Coroutine<void> {
        for (let steps = 0; steps < 3; steps += 1) yield
      }
      const [first, second] = [loop.ticks(yields()), loop.ticks(yields())]
      for (let ticks = number % 3; ticks >= 0; ticks -= 1) first.next()
      const main = yields()
      const refused = [
        refusal(() => second.next()),
        refusal(() => loop.run(main)),
        refusal(() => loop.run(main, { ticks: -1 })),
        refusal(() => loop.ticks(main)),
      ]
      found.expect(
        refused.every((name) => name === 'LoopRunningError'),
        () => `they are refused with ${refused.join()}`,
      )
      while (first.next().done !== true);
      const free = refusal(() => loop.run(main))
      found.require(free === undefined, () => `after the run, another ends in ${free}`)
    },
    mutants: [
      {
        name: 'limits-refused-first',
        why: 'limits of a run that is refused anyway are checked first',
        in: 'core/loop.js',
        replace: [
          'this.#refuseIfDriven(); const { ms = Infinity, ticks = Infinity }',
          'const { ms = Infinity, ticks = Infinity }',
        ],
      },
      {
        name: 'two-runs-by-ticks',
        why: 'two runs that were begun before either was driven are driven both',
        in: 'core/loop.js',
        replace: [
          'this.#refuseIfDriven(); const { pause, waits = false } = how;',
          'const { pause, waits = false } = how;',
        ],
      },
    ],
  }),
])

const exclusive: ReadonlySet<string> = new Set(['run', 'runAgain', 'ticks', 'runStep', 'close'])

function isExclusive(call: string): boolean {
  return exclusive.has(call)
}
