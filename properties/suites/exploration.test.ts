/** An explorer does what the model of one says. */

import * as fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { everyRun, fewest, happenings, runsWithin } from '../../spec/model/explorer.ts'
import { run } from '../../spec/model/world.ts'
import * as core from '../../src/index.ts'
import * as looplaw from '../../src/explore/index.ts'
import { someChoices, somePrograms, someScenarios } from '../exploration/drawn.ts'
import { nativeLogs, taskLog } from '../exploration/jobs/play.ts'
import { textOf } from '../exploration/jobs/program.ts'
import { everyExplorationLaw, explorationBreaches } from '../exploration/laws.ts'
import { exploring, happeningsIn, running } from '../exploration/observe.ts'
import { play } from '../exploration/play.ts'
import { races } from '../exploration/scenarios.ts'
import { passing } from '../exploration/small.ts'
import { loadExplorer } from '../mutants/load.ts'
import { isDeep, oneOfEachClause } from './runs.ts'

test('a run takes the decisions, and ends, as the model of the world says', async () => {
  const kinds = new Map<string, number>()
  for (const [index, scenario] of (await someScenarios(isDeep ? 2_000 : 120)).entries()) {
    for (const chosen of await someChoices(3, index)) {
      const expected = run(scenario, chosen)
      const { offered, runs } = await running(looplaw, play(scenario), chosen)
      const [ran] = runs
      const found = {
        decided: ran?.decisions.map(({ chosen: choice, kind, label, n }) => ({
          choice,
          kind,
          label,
          n,
        })),
        failed: ran?.failure?.kind,
      }
      const due = {
        decided: expected.decided.map(({ chosen: choice, possible }) => ({
          choice,
          ...possible[choice],
          n: possible.length,
        })),
        failed: expected.failed,
      }
      expect({ scenario, chosen, ...found }).toEqual({ scenario, chosen, ...due })
      for (const [at, choices] of offered) {
        const possible = choices.map(({ kind, label }) => ({ kind, label }))
        expect({ scenario, chosen, possible }).toEqual({
          scenario,
          chosen,
          possible: expected.decided[at]?.possible,
        })
      }
      const kind = expected.failed ?? 'passed'
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
    }
  }
  // Each way to end is among them.
  expect([...kinds.keys()].toSorted()).toEqual([
    'assertion',
    'hang',
    'invariant',
    'passed',
    'rejection',
    'unhandled rejection',
  ])
})

test('an exploration runs what the model says there is, and is complete when it has', async () => {
  for (const scenario of passing) {
    const all = new Set(everyRun(scenario).map(happenings))
    for (const bound of [0, 1, 2, 3]) {
      const { explored, runs } = await exploring(looplaw, play(scenario), { bound })
      const within = new Set(runsWithin(scenario, bound).map(happenings))
      expect(new Set(runs.map(happeningsIn))).toEqual(within)
      expect(explored?.histories).toBe(within.size)
      expect(explored?.complete === true && within.size < all.size).toBe(false)
    }
    const most = await exploring(looplaw, play(scenario), { bound: 20 })
    expect(most.explored).toMatchObject({ complete: true, histories: all.size })
  }
})

test('what shrinks has at most 1.1 times the deviations of the true minimum, of 99 in 100', async () => {
  const ratios: number[] = []
  let [found, shrunk] = [0, 0]
  const corpus = fc.sample(races, { numRuns: isDeep ? 1_500 : 60, seed: 20_261_127 })
  for (const [seed, race] of corpus.entries()) {
    // What it expects is what it holds by default: some other order refutes that, or none.
    const scenario = { ...race, expect: run(race, []).store }
    const options = { strategy: seed % 2 === 0 ? 'random' : 'pct', runs: 30, seed } as const
    const { runs, thrown } = await exploring(looplaw, play(scenario), options)
    if (thrown === undefined) continue
    const least = fewest(scenario, 'assertion', 3)
    if (least === undefined) continue
    const deviations = deviationsIn(thrown)
    ratios.push(deviations / least)
    found += deviationsIn(runs.at(-1))
    shrunk += deviations
  }
  ratios.sort((one, other) => one - other)
  const most = ratios[Math.floor(ratios.length * 0.99)]
  console.log(
    `${ratios.length} failures of ${found} deviations have shrunk to ${shrunk}; ${most} times the minimum at the 99th percentile, ${ratios.at(-1)} at worst`,
  )
  expect(ratios.length).toBeGreaterThan(corpus.length / 2)
  expect(most).toBeLessThanOrEqual(1.1)
})

function deviationsIn(history: Pick<looplaw.Run, 'decisions'> | undefined): number {
  return history?.decisions.filter(({ chosen }) => chosen > 0).length ?? 0
}

for (const law of everyExplorationLaw) {
  test(`${law.clause}: ${law.sentence}`, async () => {
    const { exercised, wrong } = await law.check({ ...looplaw, core })
    expect(wrong).toBeUndefined()
    expect(exercised).toBeGreaterThan(0)
  })
}

test.runIf(isDeep)('X20: 3,000 programs leave the same log natively and with tasks', async () => {
  const programs = await somePrograms(3_000, 2_020)
  for (const [at, log] of (await nativeLogs(programs)).entries()) {
    for (const discipline of ['drain', 'snapshot'] as const) {
      const program = programs[at] ?? []
      const text = textOf(program, 'native')
      expect({ text, log: taskLog(core, discipline, program) }).toEqual({ text, log })
    }
  }
})

/** `npm test` sees a law of each clause fail; `npm run test:deep` sees each catch every mutant that it must. */
const tried = isDeep ? explorationBreaches : oneOfEachClause(explorationBreaches)

describe('mutants', () => {
  const reports = ['unhandledRejection', 'uncaughtException'] as const
  const handlers = reports.map((name) => process.rawListeners(name))

  // A mutant may leave the process as it should not.
  afterEach(() => {
    Object.assign(Reflect.get(globalThis, Symbol.for('looplaw.explore')) as object, {
      isBusy: false,
      current: undefined,
    })
    for (const [index, name] of reports.entries()) {
      process.removeAllListeners(name)
      for (const handler of handlers[index] ?? []) process.on(name, handler as () => void)
    }
  })

  test.each(tried.map(({ law, mutant }) => ({ ...mutant, law, mutant })))(
    '$law.clause: $name is caught: $why',
    async ({ law, mutant }) => {
      const explorer = await loadExplorer(mutant)
      const { wrong } = await law.check(explorer)
      expect(wrong, `it passes: ${law.sentence}`).toBeDefined()
      if (isDeep) console.log(`${mutant.name}: ${wrong}`)
    },
  )

  test('each has a name of its own', () => {
    const names = explorationBreaches.map(({ mutant }) => mutant.name)
    expect(new Set(names).size).toBe(names.length)
  })
})
