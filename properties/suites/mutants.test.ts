/** Every wrong loop is caught, by a law of the clause that it breaks. */

import { mkdirSync, writeFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { clauseIds } from '../../spec/clauses.ts'
import type { Session } from '../../spec/program.ts'
import * as looplaw from '../../src/index.ts'
import { everySession } from '../arbitraries/exhaustive.ts'
import { sessions } from '../arbitraries/random.ts'
import { breaches, everyLaw, type Breach } from '../clauses/index.ts'
import { load } from '../mutants/load.ts'
import { everyContest, everyStage } from '../mutants/stages.ts'
import { withoutStacks } from '../stacks.ts'
import { EndlessError, type Subject } from '../subject.ts'
import { trialOf, type Trial } from '../trial.ts'

/** So many sessions must do. */
const LIMIT = 5_000

interface Catch {
  readonly mutant: string
  readonly clause: string
  readonly law: string
  /** How many sessions it took, the one in which it was caught included. */
  readonly sessions: number
  readonly wrong: string
  readonly session: Session
}

const caught: Catch[] = []
// Made once. What is wrong with programs shows in small ones, what is wrong with hosts in none of them.
const random = fc.sample(sessions(), { numRuns: LIMIT, seed: 20_261_123 })
const programs = [...everySession(3)]
const stages = [...everyStage()]
const early = inTurn([programs, random, stages])
const later = inTurn([stages, random])
const synchronisation = inTurn([[...everyContest()], random])

/** By turns, one of each, as long as there are any. */
function inTurn(all: readonly (readonly Session[])[]): readonly Session[] {
  const longest = Math.max(...all.map(({ length }) => length))
  const turns = Array.from({ length: longest }, (_, index) =>
    all.flatMap((some) => some.slice(index, index + 1)),
  )
  return turns.flat().slice(0, LIMIT)
}

/** The sessions in which what the chapter of a clause is about happens soon. */
function sessionsFor(clause: string): readonly Session[] {
  if (clause.startsWith('Y')) return synchronisation
  return /^[CSD]/u.test(clause) ? later : early
}

/** What the subject makes of a session; undefined if it does not come to an end. */
function tried(session: Session, subject: Subject): Trial | undefined {
  try {
    return trialOf(session, subject)
  } catch (error) {
    if (error instanceof EndlessError) return undefined
    throw error
  }
}

function hunt({ law, mutant }: Breach, wrongLoop: Subject): Catch | undefined {
  const { clause, sentence } = law
  for (const [index, session] of sessionsFor(clause).entries()) {
    const wrong = withoutStacks(() => {
      const trial = tried(session, wrongLoop)
      return trial && law.check(trial).wrong
    })
    if (wrong === undefined) continue
    return { mutant: mutant.name, clause, law: sentence, sessions: index + 1, wrong, session }
  }
  return undefined
}

for (const breach of breaches) {
  const { law, mutant } = breach
  test.concurrent(`${law.clause}: ${mutant.name} is caught: ${mutant.why}`, async () => {
    const found = hunt(breach, await load(mutant))
    expect.assert(found !== undefined, `it passes: ${law.sentence}`)
    caught.push(found)
    // The verdict is about the mistake: the right loop passes, with the same law and session.
    const right = tried(found.session, looplaw)
    expect(right && law.check(right)).not.toHaveProperty('wrong')
  })
}

test('every clause is broken by a wrong loop, each of which has a name of its own', () => {
  const broken = new Set(breaches.map(({ law }) => law.clause))
  expect(clauseIds.filter((id) => !broken.has(id))).toEqual([])
  expect(new Set(breaches.map(({ mutant }) => mutant.name)).size).toBe(breaches.length)
  expect(breaches.length).toBeGreaterThanOrEqual(300)
})

afterAll(() => {
  const order = breaches.map(({ mutant }) => mutant.name)
  const found = caught.toSorted((a, b) => order.indexOf(a.mutant) - order.indexOf(b.mutant))
  const counts = found.map((one) => one.sessions).toSorted((a, b) => a - b)
  const median = counts[counts.length >> 1]
  const rows = found.map(({ clause, mutant, sessions: needed }) => {
    return `  ${mutant.padEnd(30)}${clause.padEnd(5)}${String(needed).padStart(5)}`
  })
  const idle = everyLaw.filter(({ mutants }) => mutants.length === 0)
  console.log(
    [
      `${counts.length} wrong loops of ${breaches.length} caught; sessions needed: median ${median}, worst ${counts.at(-1)}`,
      ...rows,
      ...idle.map(({ clause, sentence }) => `  no wrong loop for ${clause}: ${sentence}`),
    ].join('\n'),
  )
  const folder = new URL('../../node_modules/.cache/looplaw-mutants/', import.meta.url)
  mkdirSync(folder, { recursive: true })
  writeFileSync(new URL('report.json', folder), `${JSON.stringify(found, undefined, 2)}\n`)
})
