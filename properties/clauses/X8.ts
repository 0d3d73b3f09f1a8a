/** X8 · Every run ends. */

import { explorationClause, explorationLaw } from '../exploration/law.ts'
import { exploring } from '../exploration/observe.ts'

export const X8 = explorationClause('X8', [
  explorationLaw({
    sentence:
      'a scenario that waits for what never comes hangs, and one that can still end does not',
    hint: 'Run.suspect is reached when nothing is enabled',
    async check(explorer, found) {
      const stuck = await exploring(explorer, async (world) => {
        let open = (): void => {}
        const gate = new Promise<void>((resolve) => (open = resolve))
        const [first] = await Promise.all([
          world.external('a', 'a').then(async (value) => (await gate, value)),
          world.external('b', 'b', { mayFail: true }).then(open, () => {}),
        ])
        return first
      })
      found.expect(
        stuck.thrown?.kind === 'hang' && stuck.runs.length > 1,
        () => `a gate that a failure leaves closed is ${stuck.thrown?.kind ?? 'passed'}`,
      )
      const slow = await exploring(explorer, async (world) => {
        await world.sleep(1e9)
        await new Promise<void>((resolve) => world.event('at last', resolve))
      })
      found.expect(slow.thrown === undefined, () => `what only waits is ${slow.thrown?.message}`)
    },
    mutants: [
      {
        name: 'hangs-pass',
        why: 'a run in which nothing can happen has passed',
        in: 'explore/world/run.js',
        replace: ["this.fail('hang', undefined, hanging(this.#world.escapes));", ''],
      },
      {
        name: 'events-do-not-help',
        why: 'an event happens only beside something else',
        in: 'explore/world/world.js',
        replace: [
          'choices.push(...this.#events);',
          'if (choices.length > 0) choices.push(...this.#events);',
        ],
      },
    ],
  }),
  explorationLaw({
    sentence:
      'a scenario without an end is stopped and said to be one, and a long one within the limit passes',
    hint: 'Run.choose counts decisions',
    async check(explorer, found) {
      const endless = await exploring(
        explorer,
        async (world) => {
          for (;;) await world.sleep(1)
        },
        { maxDecisions: 50 },
      )
      found.expect(
        endless.thrown?.kind === 'too many decisions' && endless.thrown.decisions.length === 50,
        () => `an endless one is ${endless.thrown?.kind ?? 'passed'}`,
      )
      const long = async (world: { external(label: string): Promise<void> }): Promise<void> => {
        for (let step = 0; step < 50; step += 1) await world.external('step')
      }
      const fits = await exploring(explorer, long, { maxDecisions: 50, bound: 0 })
      found.expect(fits.thrown === undefined, () => `50 of 50 decisions are ${fits.thrown?.kind}`)
      // What is pending ends by default beyond the limit.
      const over = await exploring(explorer, long, { maxDecisions: 20, bound: 0 })
      found.expect(over.thrown === undefined, () => `what is pending is ${over.thrown?.kind}`)
    },
    mutants: [
      {
        name: 'limit-one-short',
        why: 'a run may take a decision less than its limit',
        in: 'explore/world/run.js',
        replace: ['if (at >= maxDecisions) {', 'if (at >= maxDecisions - 1) {'],
      },
      {
        name: 'limit-is-final',
        why: 'a run that reaches its limit fails even if an operation is pending',
        in: 'explore/world/run.js',
        replace: ['at >= maxDecisions + GRACE || this.#world.operations.length === 0', 'true'],
      },
    ],
  }),
  explorationLaw({
    sentence: 'code that reads the clock until it moves is stopped',
    hint: 'WorldOfRun.now counts the reads of a macrotask',
    async check(explorer, found) {
      const spinning = await exploring(explorer, () => {
        for (const until = Date.now() + 10; Date.now() < until;);
      })
      found.expect(spinning.thrown?.kind === 'spin', () => `it is ${spinning.thrown?.kind}`)
    },
    mutants: [
      {
        name: 'spins-are-rejections',
        why: 'the error is thrown into the code, and the failure is not noted',
        in: 'explore/world/world.js',
        replace: ["this.#options.fail('spin', error);", ''],
      },
    ],
  }),
])
