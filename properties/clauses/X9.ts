/** X9 · Nothing is left. */

import { explorationClause, explorationLaw } from '../exploration/law.ts'
import { exploring } from '../exploration/observe.ts'

export const X9 = explorationClause('X9', [
  explorationLaw({
    sentence:
      'after an exploration, passed or failed, time is real and the handlers of the process are the same',
    hint: 'Worlds.close is called however the search ends',
    async check(explorer, found) {
      const own = (): void => {}
      process.on('unhandledRejection', own)
      const before = process.rawListeners('unhandledRejection')
      for (const ends of [() => Promise.resolve(), () => Promise.reject(new Error('no'))]) {
        await exploring(explorer, async (world) => {
          await world.sleep(1e6)
          await ends()
        })
        const after = process.rawListeners('unhandledRejection')
        found.expect(
          after.length === before.length && after.every((one, at) => one === before[at]),
          () => `there were ${before.length} handlers, and are ${after.length}`,
        )
        const [date, clock] = [Date.now(), performance.now()]
        await new Promise((resolve) => setTimeout(resolve, 3))
        found.expect(
          date > 1_750_000_000_000 && performance.now() > clock,
          () => `the date is ${date}, and the clock went from ${clock} to ${performance.now()}`,
        )
      }
      process.off('unhandledRejection', own)
    },
    mutants: [
      {
        name: 'handlers-kept',
        why: 'the handlers of others are not put back',
        in: 'explore/world/guards.js',
        replace: ['for (const listener of listeners) emitter.on(name, listener);', ''],
      },
      {
        name: 'own-handlers-stay',
        why: 'the handlers of an exploration stay',
        in: 'explore/world/guards.js',
        replace: ['emitter.off(name, handlers[name]);', ''],
      },
    ],
  }),
  explorationLaw({
    sentence: 'what a run has left ends before the next begins, or never, and never in it',
    hint: 'Run.wind takes defaults; WorldOfRun.isOver refuses the rest',
    async check(explorer, found) {
      let [run, open] = [0, 0]
      const strangers: string[] = []
      const kept: { world?: { external(label: string): Promise<void> } } = {}
      const scenario = async (world: {
        external(label: string): Promise<void>
        sleep(ms: number): Promise<void>
      }): Promise<void> => {
        run += 1
        const mine = run
        const mark = (what: string) => () => {
          open -= 1
          if (run !== mine) strangers.push(`${what} of run ${mine} in run ${run}`)
        }
        if (open !== 0) strangers.push(`${open} things are left at the beginning of run ${run}`)
        open = 2
        setTimeout(mark('a timer'), 50)
        void world.external('slow').then(mark('an operation'))
        void kept.world?.external('of an earlier world').then(mark('a ghost'))
        kept.world = world
        await world.sleep(1)
      }
      const { thrown } = await exploring(explorer, scenario, { bound: 1 })
      found.expect(
        thrown === undefined && strangers.length === 0 && run > 3,
        () => strangers[0] ?? thrown?.message ?? 'it ran too seldom',
      )
    },
    mutants: [
      {
        name: 'nothing-winds-down',
        why: 'what is pending when a scenario has ended stays pending for ever',
        in: 'explore/world/run.js',
        replace: [
          'const choice = left > 0 ? world.leftover() : undefined;',
          'const choice = undefined;',
        ],
      },
      {
        name: 'timers-do-not-wind-down',
        why: 'only operations end when a scenario has',
        in: 'explore/world/world.js',
        replace: [
          'const timer = this.timers.immediate ?? this.timers.first;',
          'const timer = undefined;',
        ],
      },
    ],
  }),
  explorationLaw({
    sentence: 'a second exploration, and one under the fake timers of another library, are refused',
    hint: 'explore asks the door first',
    async check(explorer, found) {
      let inner: string | undefined
      await exploring(explorer, async () => {
        if (inner === undefined) inner = (await exploring(explorer, () => {})).thrown?.name
      })
      found.expect(inner === 'ExplorationRefusedError', () => `within one, it is ${inner}`)
      const { setTimeout } = globalThis
      const fake = Object.assign((): never => {
        throw new Error('a fake was called')
      }, setTimeout)
      Reflect.set(globalThis, 'setTimeout', fake)
      const { thrown } = await exploring(explorer, () => {})
      Reflect.set(globalThis, 'setTimeout', setTimeout)
      found.expect(
        thrown?.name === 'ExplorationRefusedError',
        () => `under fake timers, it is ${thrown?.name ?? 'passed'}`,
      )
      const after = await exploring(explorer, () => {})
      found.expect(after.thrown === undefined, () => `afterwards, it is ${after.thrown?.name}`)
    },
    mutants: [
      {
        name: 'two-at-once',
        why: 'an exploration begins within another',
        in: 'explore/explore.js',
        replace: ['if (door.isBusy) {', 'if (false) {'],
      },
      {
        name: 'foreign-timers',
        why: 'timers of another library are accepted',
        in: 'explore/explore.js',
        replace: ['if (door.isIntact?.() !== true) {', 'if (false) {'],
      },
      {
        name: 'busy-for-ever',
        why: 'an exploration that has ended still counts',
        in: 'explore/explore.js',
        replace: ['finally { door.isBusy = false; }', 'finally {}'],
      },
    ],
  }),
])
