/** X4 · Every history within the bound. */

import { explorationClause, explorationLaw } from '../exploration/law.ts'
import type { Run } from '../../src/explore/index.ts'
import { chosenIn, exploring, happeningsIn, type Explorer } from '../exploration/observe.ts'
import { passing } from '../exploration/small.ts'
import { everyChoice } from '../exploration/odometer.ts'
import { play } from '../exploration/play.ts'

const BOUNDS = [0, 1, 2]

export const X4 = explorationClause('X4', [
  explorationLaw({
    sentence:
      'the runs of an exploration are the ones that trying every choice at every decision finds, each once',
    hint: 'successorsOf derives a run from one with a deviation less, after its last deviation',
    async check(explorer, found) {
      for (const scenario of passing) {
        for (const bound of BOUNDS) {
          const expected = await everyChoice(explorer, scenario, bound)
          const { explored, runs } = await exploring(explorer, play(scenario), { bound })
          const all = runs.map((run) => chosenIn(run).join())
          // What is complete without holds need not run the holds that are left.
          const isOwed = (run: Run): boolean =>
            explored?.complete !== true || run.decisions.every(({ kind }) => kind !== 'hold')
          const due = new Set(expected.map((run) => chosenIn(run).join()))
          const owed = new Set(expected.filter(isOwed).map((run) => chosenIn(run).join()))
          const missing = [...owed].filter((run) => !all.includes(run))
          found.expect(
            all.every((run) => due.has(run)) && new Set(all).size === all.length,
            () =>
              `of ${all.length} runs, ${new Set(all).size} are different: ${JSON.stringify(scenario)}`,
          )
          found.expect(
            missing.length === 0,
            () => `${missing.length} of ${owed.size} runs are missing, such as ${missing[0]}`,
          )
        }
      }
    },
    mutants: [
      {
        name: 'last-choice-skipped',
        why: 'the last choice of each decision is not tried',
        in: 'explore/engine/successor.js',
        replace: [
          'choice < (counts[at] ?? 0); choice += 1',
          'choice < (counts[at] ?? 0) - 1; choice += 1',
        ],
      },
      {
        name: 'last-decision-skipped',
        why: 'the last decision of a run keeps its default',
        in: 'explore/engine/successor.js',
        replace: ['at < counts.length; at += 1', 'at < counts.length - 1; at += 1'],
      },
      {
        name: 'from-the-beginning',
        why: 'a run is derived by deviating anywhere, and so comes up twice',
        in: 'explore/engine/successor.js',
        replace: ['const from = at + 1;', 'const from = 0;'],
      },
      {
        name: 'one-decision-later',
        why: 'of two decisions in a row, only one deviates',
        in: 'explore/engine/successor.js',
        replace: ['const from = at + 1;', 'const from = at + 2;'],
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
