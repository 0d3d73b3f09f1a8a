/** X16 · Cancelled everywhere. */

import type { Coroutine } from '../../src/index.ts'
import type { LoopScenario } from '../../src/explore/index.ts'
import { explorationClause, explorationLaw } from '../exploration/law.ts'

export const X16 = explorationClause('X16', [
  explorationLaw({
    sentence:
      "with cancel: 'everywhere', a task is cancelled at each of its suspensions, in a run each, and before its first step; that is no failure",
    hint: '#cancellations() lists the live tasks before each step, and #isCancellation() knows what comes of it',
    async check({ exploreLoop }, found) {
      for (const yields of [0, 1, 3]) {
        const logs = new Set<number>()
        let clean = true
        const scenario: LoopScenario = function* (loop) {
          let steps = 0
          let ended = false
          const task = function* (): Coroutine<void> {
            try {
              steps += 1
              for (let left = yields; left > 0; left -= 1) {
                yield
                steps += 1
              }
            } finally {
              ended = true
            }
          }
          const one = loop.spawn(task(), 'one')
          try {
            yield* one
          } finally {
            logs.add(steps)
            clean &&= ended === steps > 0
          }
        }
        const ended = await exploreLoop(scenario, { cancel: 'everywhere', bound: Infinity }).then(
          ({ complete }) => complete,
          () => false,
        )
        found.expect(
          ended && clean && logs.size === yields + 2,
          () => `a task with ${yields} yields was closed after ${[...logs].join()} steps`,
        )
      }
    },
    mutants: [
      {
        name: 'cancelled-while-it-waits',
        why: 'a task is cancelled only while none is ready',
        in: 'explore/loop/run.js',
        replace: [
          'if (!this.#settings.cancel) return [];',
          'if (!this.#settings.cancel || this.#loop.oldest() !== undefined) return [];',
        ],
      },
      {
        name: 'cancellation-is-a-failure',
        why: 'a scenario that fails because a task was cancelled has failed',
        in: 'explore/loop/run.js',
        replace: ['error !== undefined && !this.#isCancellation(error)', 'error !== undefined'],
      },
      {
        name: 'first-task-only',
        why: 'only the first task is cancelled',
        in: 'explore/loop/run.js',
        replace: [
          '.filter((task) => task !== this.#task)',
          '.filter((task) => task !== this.#task && task.id < 2)',
        ],
      },
    ],
  }),
])
