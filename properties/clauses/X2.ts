/** X2 · The default is first in, first out. */

import { explorationClause, explorationLaw } from '../exploration/law.ts'
import { running } from '../exploration/observe.ts'
import { play } from '../exploration/play.ts'
import { someScenarios } from '../exploration/drawn.ts'

export const X2 = explorationClause('X2', [
  explorationLaw({
    sentence:
      'what is offered first is a completion if there is one, then a firing of a timer, and no failure ever is',
    hint: 'WorldOfRun.enabled adds completions, time, failures, events and holds in this order',
    async check(explorer, found) {
      const order = ['complete', 'time', 'fail', 'event', 'hold']
      for (const scenario of await someScenarios(60, 2)) {
        const { offered } = await running(explorer, play(scenario), [])
        for (const choices of offered.values()) {
          const isImmediate = choices[0]?.label.startsWith('immediate') === true
          const ranks = choices.slice(isImmediate ? 1 : 0).map(({ kind }) => order.indexOf(kind))
          found.expect(
            ranks.every((rank, at) => at === 0 || (ranks[at - 1] ?? 0) <= rank),
            () =>
              `offered in this order: ${choices.map(({ kind, label }) => `${kind} ${label}`).join(', ')}`,
          )
          found.require(choices[0]?.kind !== 'fail', () => `${choices[0]?.label} fails by default`)
        }
      }
    },
    mutants: [
      {
        name: 'events-early',
        why: 'events are offered before all else',
        in: 'explore/world/world.js',
        replace: ['choices.push(...this.#events);', 'choices.unshift(...this.#events);'],
      },
      {
        name: 'failures-early',
        why: 'an operation that may fail fails by default',
        in: 'explore/world/world.js',
        replace: ['choices.push(fails);', 'choices.unshift(fails);'],
      },
      {
        name: 'time-first',
        why: 'time passes before anything completes',
        in: 'explore/world/world.js',
        replace: [
          'choices.push(this.#firing(first, `${first.kind} at ${first.due} ms`));',
          'choices.unshift(this.#firing(first, `${first.kind} at ${first.due} ms`));',
        ],
      },
    ],
  }),
  explorationLaw({
    sentence:
      'of a default run, operations complete in the order in which they began, and timers fire by their deadlines',
    hint: 'operations are kept oldest first',
    async check(explorer, found) {
      const done: string[] = []
      await running(
        explorer,
        async (world) => {
          const note = (label: string) => () => void done.push(label)
          await Promise.all([
            new Promise((resolve) => setTimeout(resolve, 5)).then(note('5 ms')),
            world.external('a').then(note('a')),
            world.external('b').then(note('b')),
            world.sleep(1).then(note('1 ms')),
            new Promise((resolve) => setTimeout(resolve, 5)).then(note('5 ms again')),
            world.external('c').then(note('c')),
          ])
        },
        [],
      )
      found.expect(
        done.join(', ') === 'a, b, c, 1 ms, 5 ms, 5 ms again',
        () => `the order was ${done.join(', ')}`,
      )
    },
    mutants: [
      {
        name: 'newest-operation',
        why: 'the newest operation completes first',
        in: 'explore/world/world.js',
        replace: ['this.operations.push(operation);', 'this.operations.unshift(operation);'],
      },
      {
        name: 'equal-deadlines-newest',
        why: 'of two timers with one deadline, the newer one fires first',
        in: 'explore/world/timers.js',
        replace: ['one.order < other.order', 'one.order > other.order'],
      },
    ],
  }),
])
