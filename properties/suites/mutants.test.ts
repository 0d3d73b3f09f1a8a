/** Every law fails on the mutants that it must catch. */

import { mkdirSync, writeFileSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { clauseIds } from '../../spec/clauses.ts'
import * as host from '../../src/host/index.ts'
import * as looplaw from '../../src/index.ts'
import { breaches, everyLaw, type Breach } from '../clauses/index.ts'
import { explorationBreaches } from '../exploration/laws.ts'
import { hunt, tried as trialIn, type Catch } from '../mutants/hunt.ts'
import { load, refuseOutdated } from '../mutants/load.ts'
import { isDeep, oneOfEachClause } from './runs.ts'

const caught = new Map<Breach, Catch>()

/** `npm test` sees a law of each clause fail; `npm run test:deep` sees each catch every mutant that it must. */
const tried = isDeep ? breaches : oneOfEachClause(breaches)

for (const breach of tried) {
  const { law, mutant } = breach
  test.concurrent(`${law.clause}: ${mutant.name} is caught: ${mutant.why}`, async () => {
    const found = hunt(breach, await load(mutant))
    expect.assert(found !== undefined, `it passes: ${law.sentence}`)
    caught.set(breach, found)
    // The verdict is about the mistake: the right loop passes, with the same law and session.
    const right = trialIn(found.session, { ...looplaw, host })
    expect(right && law.check(right)).not.toHaveProperty('wrong')
  })
}

test('every mutant changes code that is there', async () => {
  const outdated: unknown[] = []
  for (const { mutant } of [...breaches, ...explorationBreaches]) {
    await refuseOutdated(mutant).catch((error: unknown) => outdated.push(error))
  }
  expect(outdated).toEqual([])
})

test('every clause is broken by a mutant, each of which has a name of its own', () => {
  const broken = new Set(breaches.map(({ law }) => law.clause))
  expect(clauseIds.filter((id) => !broken.has(id))).toEqual([])
  expect(new Set(breaches.map(({ mutant }) => mutant.name)).size).toBe(breaches.length)
  expect(breaches.length).toBeGreaterThanOrEqual(300)
})

afterAll(() => {
  const report = breaches.flatMap((breach) => {
    const { clause, sentence } = breach.law
    const found = caught.get(breach)
    return found === undefined
      ? []
      : [{ mutant: breach.mutant.name, clause, law: sentence, ...found }]
  })
  const counts = report.map(({ sessions }) => sessions).toSorted((a, b) => a - b)
  const median = counts[counts.length >> 1]
  const rows = report.map(({ clause, mutant, sessions }) => {
    return `  ${mutant.padEnd(30)}${clause.padEnd(5)}${String(sessions).padStart(5)}`
  })
  const idle = everyLaw.filter(({ mutants }) => mutants.length === 0)
  console.log(
    [
      `${counts.length} mutants of ${tried.length} caught, of ${breaches.length} in all; sessions needed: median ${median}, worst ${counts.at(-1)}`,
      ...rows,
      ...idle.map(({ clause, sentence }) => `  no mutant for ${clause}: ${sentence}`),
    ].join('\n'),
  )
  const folder = new URL('../../node_modules/.cache/looplaw-mutants/', import.meta.url)
  mkdirSync(folder, { recursive: true })
  writeFileSync(new URL('report.json', folder), `${JSON.stringify(report, undefined, 2)}\n`)
})
