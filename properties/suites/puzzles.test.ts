/** The puzzles: each is found, as small as it can be, and passes completely when it is mended. */

import { expect, test } from 'vitest'
import * as stampede from '../../examples/puzzles/cache-stampede.ts'
import * as checkThenAct from '../../examples/puzzles/check-then-act.ts'
import * as lostUpdate from '../../examples/puzzles/lost-update.ts'
import * as philosophers from '../../examples/puzzles/philosophers.ts'
import * as pool from '../../examples/puzzles/pool-abort.ts'
import * as retry from '../../examples/puzzles/retry.ts'
import * as search from '../../examples/puzzles/stale-search.ts'
import { explore, type ExplorationError } from '../../src/explore/index.ts'
import { read } from './tree.ts'

/** What is found: how it fails, in which history, with how many deviations; and how many histories the mended one has. */
const puzzles = [
  ['lost update', lostUpdate, 'rejection', 1, 0, 1],
  ['cache stampede', stampede, 'rejection', 1, 0, 2],
  ['stale search', search, 'rejection', 3, 1, 3],
  ['check-then-act', checkThenAct, 'invariant', 1, 0, 2],
  ['a pool that leaks on abort', pool, 'hang', 2, 1, 4],
  ['a retry that swallows its last failure', retry, 'rejection', 4, 3, 4],
  ['dining philosophers', philosophers, 'hang', 1, 0, 6],
] as const

test.each(puzzles)(
  '%s is found, and passes when it is mended',
  async (_name, { broken, fixed }, kind, runs, deviations, histories) => {
    const found: ExplorationError = await explore(broken).then(
      () => expect.fail('it passes'),
      (error: ExplorationError) => error,
    )
    const deviating = found.decisions.filter(({ chosen }) => chosen > 0)
    const mended = await explore(fixed, { bound: 20 })
    expect({
      kind: found.kind,
      runs: found.runs,
      deviations: deviating.length,
      histories: mended.histories,
      complete: mended.complete,
    }).toEqual({ kind, runs, deviations, histories, complete: true })
  },
)

test('the report of the README is the one on stale search', async () => {
  const { message } = await explore(search.broken).then(
    () => expect.fail('it passes'),
    (error: ExplorationError) => error,
  )
  expect(read('README.md')).toContain(`\`\`\`text\n${message}\n\`\`\``)
})
