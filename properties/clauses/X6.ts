/** X6 · What counts as failing. */

import type { Scenario as Native } from '../../src/explore/index.ts'
import { explorationClause, explorationLaw } from '../exploration/law.ts'
import { exploring } from '../exploration/observe.ts'

/** A scenario that fails in one way, and what is said of it. */
const kinds: Readonly<Record<string, { readonly scenario: Native; readonly says: string }>> = {
  rejection: {
    scenario: (world) => world.external('a', () => Promise.reject(new TypeError('no'))),
    says: 'the scenario rejected: TypeError: no',
  },
  assertion: {
    scenario: () =>
      Promise.reject(Object.assign(new Error('1 is not 2'), { code: 'ERR_ASSERTION' })),
    says: 'an assertion failed: 1 is not 2',
  },
  'unhandled rejection': {
    async scenario(world) {
      void world.external('a').then(() => {
        throw new Error('lost')
      })
      await world.sleep(1)
    },
    says: 'a rejection was not handled: Error: lost',
  },
  exception: {
    async scenario(world) {
      setTimeout(() => {
        throw new Error('late')
      }, 1)
      await world.sleep(2)
    },
    says: 'a callback threw: Error: late',
  },
  invariant: {
    async scenario(world) {
      let count = 0
      world.check(() => count < 1)
      await world.external('a')
      count += 1
      await world.external('b')
    },
    says: 'an invariant does not hold: Error: a check returned false',
  },
}

export const X6 = explorationClause('X6', [
  explorationLaw({
    sentence: 'each way to fail has its kind, its message and its cause',
    hint: 'Run.fail is called where Node and the scenario report',
    async check(explorer, found) {
      for (const [kind, { says, scenario }] of Object.entries(kinds)) {
        const { thrown } = await exploring(explorer, scenario)
        found.expect(
          thrown?.kind === kind && thrown.message.startsWith(says) && thrown.cause instanceof Error,
          () =>
            `a scenario that fails by ${kind} is ${thrown?.kind ?? 'passed'}: ${thrown?.message}`,
        )
      }
      const thrower = async (): Promise<void> => {
        queueMicrotask(() => {
          throw new Error('in a microtask')
        })
        await Promise.resolve()
      }
      const { thrown } = await exploring(explorer, thrower)
      found.expect(thrown?.kind === 'exception', () => `a throw in a microtask is ${thrown?.kind}`)
    },
    mutants: [
      {
        name: 'unhandled-ignored',
        why: 'a rejection that nothing handles is no failure',
        in: 'explore/world/run.js',
        replace: [
          "unhandled: (reason) => this.#run?.fail('unhandled rejection', reason),",
          'unhandled: () => {},',
        ],
      },
      {
        name: 'uncaught-ignored',
        why: 'what a microtask throws is no failure',
        in: 'explore/world/run.js',
        replace: [
          "uncaught: (error) => this.#run?.fail('exception', error),",
          'uncaught: () => {},',
        ],
      },
      {
        name: 'false-is-fine',
        why: 'a check that returns false holds',
        in: 'explore/world/run.js',
        replace: ['invariant() === false', '(invariant(), false)'],
      },
      {
        name: 'assertions-reject',
        why: 'the error of an assertion is a rejection like any other',
        in: 'explore/world/run.js',
        replace: [
          "this.fail(isAssertion(error) ? 'assertion' : 'rejection', error);",
          "this.fail('rejection', error);",
        ],
      },
      {
        name: 'callbacks-swallowed',
        why: 'what the callback of a timer throws is swallowed',
        in: 'explore/world/world.js',
        replace: ["this.#options.fail('exception', error);", ''],
      },
    ],
  }),
  explorationLaw({
    sentence: 'what fails in no run is not reported, and what fails once in many runs is',
    hint: 'Search.follow asks each history whether it failed',
    async check(explorer, found) {
      const fine = await exploring(explorer, async (world) => {
        const late = Promise.reject(new Error('handled in time'))
        await Promise.allSettled([late, world.external('a', 1, { mayFail: true }), world.sleep(1)])
      })
      found.expect(fine.thrown === undefined, () => `it is ${fine.thrown?.message}`)
      const rare = await exploring(explorer, async (world) => {
        const order: string[] = []
        await Promise.all(
          ['a', 'b', 'c'].map(async (label) => {
            await world.external(label)
            order.push(label)
          }),
        )
        if (order.join('') === 'cba') throw new Error('backwards')
      })
      found.expect(rare.thrown?.kind === 'rejection', () => 'the order c, b, a was not found')
    },
    mutants: [
      {
        name: 'failures-overlooked',
        why: 'a failure after the first history is overlooked',
        in: 'explore/engine/search.js',
        replace: [
          'if (history.failure === undefined) continue;',
          'if (history.failure === undefined || this.#runs > 1) continue;',
        ],
      },
    ],
  }),
  explorationLaw({
    sentence: 'a failure that does not come again is reported as one run that differs from another',
    hint: 'Search.believed runs the failing history again',
    async check(explorer, found) {
      let runs = 0
      const { thrown } = await exploring(explorer, async (world) => {
        runs += 1
        await Promise.all([world.external('a'), world.external('b')])
        if (runs === 4) throw new Error('once')
      })
      found.expect(
        thrown?.kind === 'nondeterminism',
        () => `a failure that came once is ${thrown?.kind ?? 'overlooked'}`,
      )
    },
    mutants: [
      {
        name: 'believed-at-once',
        why: 'a failing run is reported without being run again',
        in: 'explore/engine/search.js',
        replace: ['if (difference !== undefined) return this.#different(difference, failing);', ''],
      },
    ],
  }),
])
