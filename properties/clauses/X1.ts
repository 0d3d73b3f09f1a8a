/** X1 · A run is a function of its decisions. */

import { explorationClause, explorationLaw } from '../exploration/law.ts'
import { chosenIn, exploring, running } from '../exploration/observe.ts'
import { play } from '../exploration/play.ts'
import { someChoices, someScenarios } from '../exploration/drawn.ts'

export const X1 = explorationClause('X1', [
  explorationLaw({
    sentence:
      'a scenario that takes the decisions of an earlier run repeats it, labels, numbers and outcome',
    hint: 'a world is made anew for each run, with its counters and its dice',
    async check(explorer, found) {
      for (const [index, scenario] of (await someScenarios(25, 1)).entries()) {
        for (const chosen of await someChoices(2, index)) {
          const drawn: number[] = []
          const scene = (world: Parameters<ReturnType<typeof play>>[0]): unknown => {
            drawn.push(world.random(), Math.random(), Date.now())
            return play(scenario)(world)
          }
          const once = (await running(explorer, scene, chosen)).runs[0]
          const again = (await running(explorer, scene, once === undefined ? [] : chosenIn(once)))
            .runs[0]
          const [first = [], ...others] = parts(drawn, 3)
          found.expect(
            JSON.stringify(once?.decisions) === JSON.stringify(again?.decisions) &&
              once?.failure?.message === again?.failure?.message &&
              others.every((other) => String(other) === String(first)),
            () => `${JSON.stringify(once?.decisions)}, then ${JSON.stringify(again?.decisions)}`,
          )
        }
      }
    },
    mutants: [
      {
        name: 'labels-for-ever',
        why: 'labels are counted over all runs of a process',
        in: 'explore/world/world.js',
        replace: [
          'const count = (this.#labels.get(label) ?? 0) + 1; this.#labels.set(label, count);',
          'const counts = (globalThis.countsOfAMutant ??= new Map()); const count = (counts.get(label) ?? 0) + 1; counts.set(label, count);',
        ],
      },
      {
        name: 'dice-for-ever',
        why: 'the random numbers of a run begin where those of the one before ended',
        in: 'explore/world/world.js',
        replace: [
          'return this.#random();',
          'return (globalThis.diceOfAMutant = (globalThis.diceOfAMutant ?? 0) + 0.001) % 1;',
        ],
      },
    ],
  }),
  explorationLaw({
    sentence: 'a scenario that counts its runs is reported, with the first difference',
    hint: 'the default history runs twice, and every prefix is compared with what it repeats',
    async check(explorer, found) {
      let runs = 0
      const counting = await exploring(explorer, async (world) => {
        runs += 1
        await world.external('first')
        await world.external(`run ${runs}`)
      })
      found.expect(
        counting.thrown?.kind === 'nondeterminism' &&
          counting.thrown.message.includes('decision 2'),
        () => `it is ${counting.thrown?.message ?? 'passed'}`,
      )
      let after = 0
      const later = await exploring(explorer, async (world) => {
        after += 1
        const labels = after > 4 ? ['one', 'other', 'more'] : ['one', 'other']
        await Promise.all(labels.map((label) => world.external(label)))
      })
      found.expect(
        later.thrown?.kind === 'nondeterminism',
        () => `what changes after the fourth run is ${later.thrown?.kind ?? 'passed'}`,
      )
    },
    mutants: [
      {
        name: 'default-once',
        why: 'the default history runs once',
        in: 'explore/engine/search.js',
        replace: ['if (difference !== undefined) throw this.#different(difference, first);', ''],
      },
      {
        name: 'prefix-unchecked',
        why: 'a run that was to repeat another up to a decision is not compared with it',
        in: 'explore/engine/search.js',
        replace: ['if (different !== undefined) throw this.#different(different, history);', ''],
      },
    ],
  }),
])

function parts(values: readonly number[], size: number): readonly (readonly number[])[] {
  return values.flatMap((_value, at) => (at % size === 0 ? [values.slice(at, at + size)] : []))
}
