/** X4 · Every history within the bound. */

import { explorationClause, explorationLaw } from '../exploration/law.ts'
import { chosenIn, exploring, happeningsIn, type Explorer } from '../exploration/observe.ts'
import { passing } from '../exploration/small.ts'
import { everyChoice } from '../exploration/odometer.ts'
import { play } from '../exploration/play.ts'

const BOUNDS = [0, 1, 2]

export const X4 = explorationClause('X4', [
  explorationLaw({
    sentence:
      'the runs of an exploration are the ones that trying every choice at every decision finds, each once',
    hint: 'Levels derives a run from one with a deviation less, after its last deviation',
    async check(explorer, found) {
      for (const scenario of passing) {
        for (const bound of BOUNDS) {
          const expected = await everyChoice(explorer, scenario, bound)
          const { explored, runs } = await exploring(explorer, play(scenario), { bound })
          // What is complete without holds need not run the holds that are left.
          const all = runs.map((run) => chosenIn(run).join())
          const due = new Set(expected.map((run) => chosenIn(run).join()))
          const missing = [...due].filter((run) => !all.includes(run))
          found.expect(
            all.every((run) => due.has(run)) && new Set(all).size === all.length,
            () =>
              `of ${all.length} runs, ${new Set(all).size} are different: ${JSON.stringify(scenario)}`,
          )
          found.expect(
            explored?.complete === true || missing.length === 0,
            () => `${missing.length} of ${due.size} runs are missing, such as ${missing[0]}`,
          )
        }
      }
    },
    mutants: [
      {
        name: 'last-choice-skipped',
        why: 'the last choice of each decision is not tried',
        in: 'explore/engine/levels.js',
        replace: [
          'if (this.#choice < (origin.counts[this.#at] ?? 0)) {',
          'if (this.#choice < (origin.counts[this.#at] ?? 0) - 1) {',
        ],
      },
      {
        name: 'last-decision-skipped',
        why: 'the last decision of a run keeps its default',
        in: 'explore/engine/levels.js',
        replace: [
          'if (this.#at < origin.chosen.length) continue;',
          'if (this.#at < origin.chosen.length - 1) continue;',
        ],
      },
      {
        name: 'from-the-beginning',
        why: 'a run is derived by deviating anywhere, and so comes up twice',
        in: 'explore/engine/levels.js',
        replace: ['const from = asked === undefined ? 0 : this.#at + 1;', 'const from = 0;'],
      },
      {
        name: 'one-decision-later',
        why: 'of two decisions in a row, only one deviates',
        in: 'explore/engine/levels.js',
        replace: ['this.#at + 1;', 'this.#at + 2;'],
      },
    ],
  }),
  explorationLaw({
    sentence: 'the result counts the histories in which other things happen, or in another order',
    hint: 'Distinct leaves out holds',
    async check(explorer: Explorer, found) {
      for (const scenario of passing) {
        const { explored, runs } = await exploring(explorer, play(scenario), { bound: 2 })
        const different = new Set(runs.map(happeningsIn)).size
        found.expect(
          explored?.histories === different &&
            explored.perLevel.reduce((sum, count) => sum + count, 0) === different &&
            explored.runs === runs.length,
          () =>
            `${explored?.histories} histories in ${explored?.runs} runs; there were ${different} in ${runs.length}`,
        )
      }
    },
    mutants: [
      {
        name: 'holds-happen',
        why: 'a hold makes another history',
        in: 'explore/engine/distinct.js',
        replace: ["choice.kind === 'hold'", 'false'],
      },
      {
        name: 'order-ignored',
        why: 'histories are the same if the same things happen in another order',
        in: 'explore/engine/distinct.js',
        replace: ['high = Math.imul(high ^ number, 0x01000193);', 'high = (high + number) | 0;'],
        also: [
          {
            in: 'explore/engine/distinct.js',
            replace: [
              'low = Math.imul(low + kind.low + label.low, 0x85ebca6b) ^ (low >>> 13);',
              'low = (low + kind.low + label.low) | 0;',
            ],
          },
        ],
      },
    ],
  }),
  explorationLaw({
    sentence:
      'of random histories, the result says which share was run once, and of none of them, nothing',
    hint: 'Search.sample counts what chance has chosen, apart from the rest',
    async check(explorer, found) {
      for (const [index, scenario] of passing.entries()) {
        const options = { strategy: 'random', runs: 5 + index, seed: index } as const
        const { explored, runs } = await exploring(explorer, play(scenario), options)
        const all = runs.map(happeningsIn)
        const once = all.filter((one) => all.indexOf(one) === all.lastIndexOf(one)).length
        found.expect(
          explored?.unseen === once / runs.length,
          () => `${explored?.unseen}, of ${once} in ${runs.length}`,
        )
        const bounded = await exploring(explorer, play(scenario), { bound: 1 })
        found.require(
          bounded.explored?.unseen === undefined,
          () => `without chance, it is ${bounded.explored?.unseen}`,
        )
      }
    },
    mutants: [
      {
        name: 'twice-is-once',
        why: 'a history that was run twice still counts as run once',
        in: 'explore/engine/distinct.js',
        replace: ['if (count === 1) this.#once -= 1;', ''],
      },
    ],
  }),
])
