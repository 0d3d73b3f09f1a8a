/** X14 · Aborted everywhere. */

import { explorationClause, explorationLaw } from '../exploration/law.ts'
import { exploring } from '../exploration/observe.ts'

export const X14 = explorationClause('X14', [
  explorationLaw({
    sentence: 'each controller is aborted at each decision, once, and only if that was asked for',
    hint: 'WorldOfRun.created is called by the replaced AbortController',
    async check(explorer, found) {
      for (const [count, cancel] of [
        [1, 'everywhere'],
        [2, 'everywhere'],
        [1, undefined],
      ] as const) {
        const { runs, thrown } = await exploring(
          explorer,
          async (world) => {
            const signals = Array.from({ length: count }, () => new AbortController().signal)
            for (const step of ['a', 'b', 'c']) await world.external(step)
            if (signals.length !== count) throw new Error('unreachable')
          },
          { bound: 1, ...(cancel === undefined ? {} : { cancel }) },
        )
        const aborts = runs.flatMap(({ decisions }) =>
          decisions.flatMap(({ kind, label }, at) =>
            kind === 'cancel' ? [`${label} at ${at}`] : [],
          ),
        )
        const due = cancel === undefined ? 0 : 3 * count
        found.expect(
          thrown === undefined && new Set(aborts).size === due && aborts.length === due,
          () => `${aborts.join(', ')}, of ${due}: ${thrown?.message}`,
        )
      }
    },
    mutants: [
      {
        name: 'aborts-unasked',
        why: 'controllers are aborted even if that was not asked for',
        in: 'explore/world/world.js',
        replace: ['if (!this.#options.cancel || this.isOver) return;', ''],
      },
      {
        name: 'newest-controller',
        why: 'only the controller that was created last is aborted',
        in: 'explore/world/world.js',
        replace: [
          'this.#controllers.push({ controller, act });',
          'this.#controllers.splice(0, 1, { controller, act });',
        ],
      },
    ],
  }),
  explorationLaw({
    sentence:
      'the reason of the abort is no failure, another error is, and an abort is no way out of a hang',
    hint: 'isAbort follows causes; aborts are offered beside what can happen without them',
    async check(explorer, found) {
      const cancel = 'everywhere'
      const kinds: Readonly<Record<string, (signal: AbortSignal) => unknown>> = {
        passed: ({ reason }) => reason,
        'passed too': ({ reason }) => new Error('it was left', { cause: reason }),
        rejection: () => new TypeError('no'),
      }
      for (const [kind, errorOf] of Object.entries(kinds)) {
        const { thrown } = await exploring(
          explorer,
          async (world) => {
            const { signal } = new AbortController()
            await world.external('a', undefined, { signal }).catch(() => {
              throw errorOf(signal)
            })
          },
          { cancel },
        )
        found.expect(
          kind.startsWith('passed') ? thrown === undefined : thrown?.kind === kind,
          () => `it is ${thrown?.message ?? 'passed'}, not ${kind}`,
        )
      }
      const { thrown } = await exploring(
        explorer,
        () =>
          new Promise((resolve) => {
            new AbortController().signal.addEventListener('abort', resolve)
          }),
        { cancel },
      )
      found.expect(thrown?.kind === 'hang', () => `a hang is ${thrown?.kind ?? 'passed'}`)
    },
    mutants: [
      {
        name: 'every-rejection-is-fine',
        why: 'after an abort, whatever the scenario rejects with is no failure',
        in: 'explore/world/run.js',
        replace: [
          'if (isAbort(error, this.#world.cancelled)) return;',
          'if (this.#world.cancelled.length > 0) return;',
        ],
      },
      {
        name: 'no-abort-is-fine',
        why: 'the reason of an abort is a failure like any other',
        in: 'explore/world/run.js',
        replace: ['if (isAbort(error, this.#world.cancelled)) return;', ''],
      },
      {
        name: 'aborts-end-hangs',
        why: 'a signal is aborted when nothing else can happen',
        in: 'explore/world/world.js',
        replace: ['if (choices.length > 0) this.#addAborts(choices);', 'this.#addAborts(choices);'],
      },
    ],
  }),
])
