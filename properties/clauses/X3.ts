/** X3 · Decisions at quiescence. */

import { explorationClause, explorationLaw } from '../exploration/law.ts'
import { exploring, running } from '../exploration/observe.ts'
import { play, type Notes } from '../exploration/play.ts'
import { someChoices, someScenarios } from '../exploration/drawn.ts'

export const X3 = explorationClause('X3', [
  explorationLaw({
    sentence: 'no check is called, and no event happens, while an actor waits for a microtask',
    hint: 'between two decisions a message passes through a channel, in a macrotask',
    async check(explorer, found) {
      for (const [index, scenario] of (await someScenarios(60, 3)).entries()) {
        const notes: Notes = { busy: 0 }
        const [chosen = []] = await someChoices(1, index)
        const hops = scenario.actors.flat().filter((move) => move.do === 'hop')
        await running(explorer, play(scenario, notes), chosen)
        found.expectWhere(
          hops.length > 0,
          notes.busy === 0,
          () => `${notes.busy} were: ${JSON.stringify(scenario)}`,
        )
      }
    },
    mutants: [
      {
        name: 'one-microtask',
        why: 'the next decision comes after one microtask',
        in: 'explore/world/macrotasks.js',
        replace: ['this.#inlet.postMessage(0);', 'queueMicrotask(() => this.#each());'],
      },
      {
        name: 'ten-microtasks',
        why: 'the next decision comes after ten microtasks',
        in: 'explore/world/macrotasks.js',
        replace: [
          'this.#inlet.postMessage(0);',
          'let left = 10; const hop = () => (left-- > 0 ? queueMicrotask(hop) : this.#each()); hop();',
        ],
      },
      {
        name: 'next-tick',
        why: 'the next decision comes with process.nextTick',
        in: 'explore/world/macrotasks.js',
        replace: ['this.#inlet.postMessage(0);', 'process.nextTick(() => this.#each());'],
      },
    ],
  }),
  explorationLaw({
    sentence:
      'with bursts, two events may come before the microtasks of the first, and without them never',
    hint: 'Run.burst follows a decision by another',
    async check(explorer, found) {
      for (const bursts of [true, false]) {
        let together = 0
        const { runs } = await exploring(
          explorer,
          async (world) => {
            let unread = 0
            const receive = async (label: string): Promise<void> => {
              await world.external(label, () => {
                unread += 1
                if (unread > 1) together += 1
              })
              unread -= 1
            }
            await Promise.all([receive('a'), receive('b')])
          },
          { bursts, bound: 2 },
        )
        found.expect(
          together > 0 === bursts && runs.length > 1,
          () => `with bursts ${bursts}, two came together ${together} times`,
        )
      }
    },
    mutants: [
      {
        name: 'always-bursts',
        why: 'a second event may come whether that was asked for or not',
        in: 'explore/world/run.js',
        replace: ['if (this.#worlds.settings.bursts) this.#burst();', 'this.#burst();'],
      },
      {
        name: 'never-bursts',
        why: 'a second event never comes',
        in: 'explore/world/run.js',
        replace: ['if (this.#worlds.settings.bursts) this.#burst();', ''],
      },
    ],
  }),
])
