/** X11 · Time is fair. */

import { explorationClause, explorationLaw } from '../exploration/law.ts'
import { running } from '../exploration/observe.ts'

export const X11 = explorationClause('X11', [
  explorationLaw({
    sentence:
      'while an operation is pending, time passes 20 times and then no more, however it is chosen',
    hint: 'every firing counts for each operation that is pending',
    async check(explorer, found) {
      const choices = Array.from({ length: 60 }, () => 1)
      for (const first of [1, 2]) {
        let [slow, ticks, late] = [true, 0, 0]
        const { runs } = await running(
          explorer,
          async (world) => {
            const clock = setInterval(() => {
              ticks += 1
              if (!slow) late += 1
            }, 10)
            await world.external('slow')
            slow = false
            await world.sleep(35)
            clearInterval(clock)
          },
          // Time is chosen each time; or the operation is held back once, and time is what is left.
          first === 1 ? choices : [2],
        )
        found.expect(
          ticks - late === 20 && runs[0]?.failure === undefined,
          () => `the clock ticked ${ticks - late} times while an operation was pending`,
        )
      }
      let polls = 0
      const polling = await running(
        explorer,
        async (world) => {
          const job = { isDone: false }
          void world.external('job').then(() => (job.isDone = true))
          for (polls = 0; !job.isDone; polls += 1) await new Promise((next) => setImmediate(next))
        },
        [],
      )
      found.expect(
        polls === 21 && polling.runs[0]?.failure === undefined,
        () => `a loop of setImmediate polled ${polls} times: ${polling.runs[0]?.failure?.message}`,
      )
    },
    mutants: [
      {
        name: 'time-without-end',
        why: 'time passes as often as it is chosen',
        in: 'explore/world/world.js',
        replace: [
          '({ overtaken }) => overtaken >= PATIENCE',
          '({ overtaken }) => overtaken >= 1000 * PATIENCE',
        ],
      },
      {
        name: 'immediates-without-end',
        why: 'an immediate comes before what was begun before it, as often as there is one',
        in: 'explore/world/world.js',
        replace: ['one.overtaken >= PATIENCE', 'one.overtaken >= 1000 * PATIENCE'],
      },
      {
        name: 'one-more',
        why: 'time passes 21 times',
        in: 'explore/world/world.js',
        replace: [
          '({ overtaken }) => overtaken >= PATIENCE',
          '({ overtaken }) => overtaken > PATIENCE',
        ],
      },
    ],
  }),
])
