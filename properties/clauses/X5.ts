/** X5 · Complete means complete. */

import { explorationClause, explorationLaw } from '../exploration/law.ts'
import { exploring, happeningsIn } from '../exploration/observe.ts'
import { everyChoice } from '../exploration/odometer.ts'
import { play } from '../exploration/play.ts'
import { passing } from '../exploration/small.ts'

export const X5 = explorationClause('X5', [
  explorationLaw({
    sentence:
      'an exploration is complete exactly if no history without holds is missing from its runs',
    hint: 'a level came up empty: no history of the last one can deviate once more',
    async check(explorer, found) {
      for (const scenario of passing) {
        const every = await everyChoice(explorer, scenario, Number.POSITIVE_INFINITY)
        const all = new Set(every.map(happeningsIn))
        // No history without a hold has more deviations: a level beyond comes up empty.
        const deepest = Math.max(...every.map(deviations))
        for (const bound of [0, 1, 2, deepest, 9]) {
          const { explored, runs } = await exploring(explorer, play(scenario), { bound })
          const ran = new Set(runs.map(happeningsIn))
          const missing = [...all].filter((history) => !ran.has(history))
          // Holds may have run all of them early: below the deepest level the claim may be weaker than the truth.
          found.expect(
            explored?.complete === true ? missing.length === 0 : bound < deepest,
            () =>
              `complete is ${explored?.complete} at bound ${bound}, and ${missing.length} of ${all.size} are missing: ${JSON.stringify(scenario)}`,
          )
          found.require(
            explored?.complete !== true || explored.histories === all.size,
            () => `${explored?.histories} histories, of ${all.size}`,
          )
        }
      }
    },
    mutants: [
      {
        name: 'complete-at-the-bound',
        why: 'an exploration is complete when it has reached its bound',
        in: 'explore/engine/levels.js',
        replace: [
          'return this.#level > 0 && !this.#origins.some(hasPlainSuccessor);',
          'return this.#level > this.#bound;',
        ],
      },
      {
        name: 'complete-one-choice-early',
        why: 'a decision with two choices has no successor',
        in: 'explore/engine/successor.js',
        replace: ['at >= from && count > 1', 'at >= from && count > 2'],
      },
      {
        name: 'never-complete',
        why: 'no exploration is complete',
        in: 'explore/engine/search.js',
        replace: [
          'const complete = reached.complete && this.#escapes.size === 0 && isFree;',
          'const complete = false;',
        ],
      },
    ],
  }),
  explorationLaw({
    sentence: 'a budget that ends within a level leaves the bound below it, and nothing complete',
    hint: 'Levels.bound is the last level that came to its end',
    async check(explorer, found) {
      for (const scenario of passing) {
        const all = await exploring(explorer, play(scenario), { bound: 2 })
        const total = all.runs.length
        for (let runs = 1; runs < total; runs += 3) {
          const options = { bound: 2, runs, strategy: 'exhaustive' } as const
          const { explored } = await exploring(explorer, play(scenario), options)
          const most = Math.max(...all.runs.slice(runs).map(deviations))
          const least = Math.min(...all.runs.slice(runs).map(deviations))
          found.expect(
            explored?.runs === runs && explored.bound < least && !explored.complete,
            () =>
              `after ${runs} of ${total} runs bound ${explored?.bound}; one of ${least} to ${most} is to come`,
          )
        }
      }
    },
    mutants: [
      {
        name: 'bound-of-the-level',
        why: 'a level counts as soon as it has begun',
        in: 'explore/engine/levels.js',
        replace: ['return this.#level - 1;', 'return this.#level;'],
      },
      {
        name: 'budget-ignored',
        why: 'a number of runs is no limit',
        in: 'explore/engine/search.js',
        replace: ['return this.#runs > 0 && this.#share() >= 1;', 'return false;'],
      },
    ],
  }),
])

function deviations({
  decisions,
}: {
  readonly decisions: readonly { readonly chosen: number }[]
}): number {
  return decisions.filter(({ chosen }) => chosen > 0).length
}
