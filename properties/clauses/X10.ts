/** X10 · A line replays it. */

import { explorationClause, explorationLaw } from '../exploration/law.ts'
import { exploring } from '../exploration/observe.ts'
import { play } from '../exploration/play.ts'
import { someScenarios } from '../exploration/drawn.ts'

export const X10 = explorationClause('X10', [
  explorationLaw({
    sentence:
      'the line of a failure leads to the same decisions and the same failure, whatever the seed and the options of the search',
    hint: 'lineOf writes the deviations, from 1, and the seed of the world',
    async check(explorer, found) {
      for (const [index, scenario] of (await someScenarios(30, 10)).entries()) {
        const options = { strategy: 'random', runs: 10, seed: index + 1, shrink: 0 } as const
        const scene = play(scenario)
        const seeded = async (world: Parameters<typeof scene>[0]): Promise<void> => {
          await world.external(`${Math.floor(world.random() * 1e6)}`)
          await scene(world)
        }
        const { thrown } = await exploring(explorer, seeded, options)
        if (thrown === undefined) continue
        const again = await exploring(explorer, seeded, { replay: thrown.replay })
        found.expect(
          again.thrown?.kind === thrown.kind &&
            JSON.stringify(again.thrown.decisions) === JSON.stringify(thrown.decisions),
          () => `${thrown.replay} leads to ${again.thrown?.message ?? 'a history that passes'}`,
        )
      }
    },
    mutants: [
      {
        name: 'seed-forgotten',
        why: 'a line does not say the seed of the world',
        in: 'explore/engine/replay.js',
        replace: ['const seeded = seed === 1 ? [] : [`seed:${seed}`];', 'const seeded = [];'],
      },
      {
        name: 'off-by-one',
        why: 'a line is read one decision too late',
        in: 'explore/engine/replay.js',
        replace: ['deviations.set(Number(at) - 1', 'deviations.set(Number(at)'],
      },
    ],
  }),
  explorationLaw({
    sentence: 'a line that was written for another scenario is refused, and so is one that is none',
    hint: 'Replayed compares the fingerprint of what can happen',
    async check(explorer, found) {
      const two = async (world: { external(label: string): Promise<void> }): Promise<void> => {
        const order: string[] = []
        const labels = ['a', 'b']
        await Promise.all(
          labels.map(async (label) => {
            await world.external(label)
            order.push(label)
          }),
        )
        if (order[0] === 'b') throw new Error('b first')
      }
      const { thrown } = await exploring(explorer, two)
      const replay = thrown?.replay ?? ''
      const changed = await exploring(
        explorer,
        async (world) => {
          await Promise.all([world.external('a'), world.external('c')])
        },
        { replay },
      )
      found.expect(
        changed.thrown?.name === 'ReplayError',
        () => `for other labels, ${replay} is ${changed.thrown?.name ?? 'passed'}`,
      )
      const shorter = await exploring(explorer, async (world) => world.external('a'), { replay })
      found.expect(
        shorter.thrown?.name === 'ReplayError',
        () => `for fewer decisions, ${replay} is ${shorter.thrown?.name ?? 'passed'}`,
      )
      for (const line of ['', 'b first', '1:1', '1:x/ab', `${replay};`]) {
        const none = await exploring(explorer, two, { replay: line })
        found.expect(
          none.thrown?.name === 'ReplayError',
          () => `'${line}' is ${none.thrown?.name ?? 'passed'}`,
        )
      }
    },
    mutants: [
      {
        name: 'fingerprint-ignored',
        why: 'a line is followed, whatever can happen',
        in: 'explore/engine/replay.js',
        replace: [
          'const isSame = fingerprint(choices) === deviation.of;',
          'const isSame = deviation.of !== undefined;',
        ],
      },
      {
        name: 'rest-ignored',
        why: 'a line that says more decisions than there are is followed as far as it goes',
        in: 'explore/engine/replay.js',
        replace: ['return this.#reached === size', 'return true'],
      },
    ],
  }),
])
