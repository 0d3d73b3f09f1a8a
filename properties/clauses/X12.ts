/** X12 · Quiet and calm. */

import { explorationClause, explorationLaw } from '../exploration/law.ts'
import { running } from '../exploration/observe.ts'
import { play } from '../exploration/play.ts'
import { someChoices } from '../exploration/drawn.ts'

export const X12 = explorationClause('X12', [
  explorationLaw({
    sentence:
      'idle() resolves when the last operation has ended, with timers pending, and takes no decision',
    hint: 'WorldOfRun.rouse is asked before a decision',
    async check(explorer, found) {
      for (const chosen of [[], ...(await someChoices(10, 12))]) {
        let [pending, time] = [0, 0]
        const left: number[] = []
        const scenario = async (world: Parameters<ReturnType<typeof play>>[0]): Promise<void> => {
          const job = async (label: string): Promise<void> => {
            pending += 1
            await world.external(label)
            pending -= 1
          }
          void job('a').then(() => job('c'))
          void job('b')
          setTimeout(() => {}, 1_000)
          await world.idle()
          left.push(pending)
          time = world.now()
        }
        const { runs } = await running(explorer, scenario, chosen)
        const happened = runs[0]?.decisions.filter(({ kind }) => kind !== 'hold' && kind !== 'time')
        found.expect(
          left.join() === '0' && happened?.length === 3 && (time === 0 || chosen.length > 0),
          () =>
            `${left.join()} were pending after ${happened?.length} decisions, at ${time} ms by default`,
        )
      }
    },
    mutants: [
      {
        name: 'idle-at-once',
        why: 'idle() resolves at the next macrotask',
        in: 'explore/world/world.js',
        replace: ['|| this.operations.length > 0) return false;', ') return false;'],
      },
      {
        name: 'idle-needs-no-timers',
        why: 'idle() waits for timers too',
        in: 'explore/world/world.js',
        replace: [
          '|| this.operations.length > 0) return false;',
          '|| this.operations.length > 0 || this.timers.size > 0) return false;',
        ],
      },
    ],
  }),
  explorationLaw({
    sentence: 'after calm() there is never a second choice',
    hint: 'WorldOfRun.enabled leaves the default alone',
    async check(explorer, found) {
      const { offered, runs } = await running(
        explorer,
        play({
          actors: [
            [{ do: 'operation' }, { do: 'calm' }, { do: 'operation', mayFail: true }],
            [
              { do: 'sleep', ms: 1 },
              { do: 'operation', mayFail: true },
            ],
            [{ do: 'operation' }],
          ],
          events: 1,
        }),
        [],
      )
      found.expect(
        [...offered.keys()].join() === '0' && runs[0]?.failure === undefined,
        () => `there was a choice at ${[...offered.keys()].join()}`,
      )
    },
    mutants: [
      {
        name: 'never-calm',
        why: 'calm() changes nothing',
        in: 'explore/world/world.js',
        replace: ['this.#isCalm = true;', ''],
      },
    ],
  }),
])
