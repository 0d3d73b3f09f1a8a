/** X7 · The smallest history. */

import { explorationClause, explorationLaw } from '../exploration/law.ts'
import { chosenIn, exploring, running } from '../exploration/observe.ts'
import { everyChoice } from '../exploration/odometer.ts'
import { play } from '../exploration/play.ts'
import { someScenarios } from '../exploration/drawn.ts'

export const X7 = explorationClause('X7', [
  explorationLaw({
    sentence:
      'what is reported fails like the first failure, whichever strategy found it, and when it is run again too',
    hint: 'Shrinker keeps only what areAlike says is the same',
    async check(explorer, found) {
      for (const [index, scenario] of (await someScenarios(25, 7)).entries()) {
        const options = {
          strategy: index % 2 === 0 ? 'random' : 'pct',
          runs: 20,
          seed: index + 1,
          shrink: 300,
        } as const
        const { runs, thrown } = await exploring(explorer, play(scenario), options)
        const first = runs.at(-1)?.failure
        if (thrown === undefined || first === undefined) continue
        const again = await running(explorer, play(scenario), chosenIn(thrown))
        const { failure } = again.runs[0] ?? {}
        found.expect(
          thrown.kind === first.kind &&
            failure?.kind === first.kind &&
            failure.message === first.message,
          () =>
            `found: ${first.message}; reported as ${thrown.kind}: ${failure?.message ?? 'a history that passes'}`,
        )
      }
    },
    mutants: [
      {
        name: 'any-failure-will-do',
        why: 'the shrinker takes another failure for the same',
        in: 'explore/engine/history.js',
        replace: [
          'return one?.kind === other?.kind && one?.message === other?.message;',
          'return (one === undefined) === (other === undefined);',
        ],
      },
      {
        name: 'shrinks-to-anything',
        why: 'the shrinker takes whatever is smaller, even if it passes',
        in: 'explore/engine/shrink.js',
        replace: [
          'return areAlike(history.failure, this.#failure) ? history : undefined;',
          'return history;',
        ],
      },
    ],
  }),
  explorationLaw({
    sentence: 'no history with fewer deviations fails like the one that is reported',
    hint: 'what dropping deviations cannot reach, Shrinker finds by trying every history with fewer',
    async check(explorer, found) {
      for (const [index, scenario] of (await someScenarios(40, 77)).entries()) {
        const moves = scenario.actors.flat().length
        if (moves > 5) continue
        const options = { strategy: 'random', runs: 10, seed: index + 1 } as const
        const { thrown } = await exploring(explorer, play(scenario), options)
        if (thrown === undefined || thrown.kind === 'hang') continue
        const least = thrown.decisions.filter(({ chosen }) => chosen > 0).length
        const fewer = least === 0 ? [] : await everyChoice(explorer, scenario, least - 1)
        const smaller = fewer.find(
          ({ failure }) => failure?.message === thrown.message.split(/\.?\n/u)[0],
        )
        found.expect(
          smaller === undefined,
          () => `it has ${least} deviations, and ${JSON.stringify(smaller?.decisions)} fails alike`,
        )
      }
    },
    mutants: [
      {
        name: 'drops-nothing',
        why: 'nothing is dropped, and nothing with fewer deviations is tried',
        in: 'explore/engine/shrink.js',
        replace: ['await this.#reduce(); if (await this.#search(least)) await this.#reduce();', ''],
      },
    ],
  }),
  explorationLaw({
    sentence:
      'of two ways to fail alike, the one with fewer deviations is reported, even if no drop leads to it',
    hint: 'Shrinker searches from the default when nothing more can be dropped',
    async check(explorer, found) {
      const { thrown } = await exploring(
        explorer,
        async (world) => {
          const order: string[] = []
          const labels = ['a', 'b', 'c']
          await Promise.all(
            labels.map((label) => world.external(label).then(() => order.push(label))),
          )
          if (order[0] === 'c' || order.join('') === 'bca') throw new Error('out of order')
        },
        // It leads to b, c, a by two deviations; without either of them, the scenario passes.
        { strategy: (_choices, at) => (at < 2 ? 1 : 0) },
      )
      const deviating = thrown?.decisions.filter(({ chosen }) => chosen > 0)
      found.expect(
        deviating?.length === 1,
        () => `it has ${deviating?.length} deviations; c may come first by one`,
      )
    },
    mutants: [
      {
        name: 'drops-alone',
        why: 'deviations are dropped, and nothing else is tried',
        in: 'explore/engine/shrink.js',
        replace: ['if (await this.#search(least)) await this.#reduce();', ''],
      },
      {
        name: 'searches-too-low',
        why: 'histories with one deviation less are not tried',
        in: 'explore/engine/shrink.js',
        replace: ['new Levels(deviations - 1)', 'new Levels(deviations - 2)'],
      },
    ],
  }),
])
