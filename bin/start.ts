/** `npm start`: the two programs that the loop comes from, then a campaign. */

import { randomInt } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { clauseIds } from '../spec/clauses.ts'
import { runProgram } from '../properties/report.ts'
import * as looplaw from '../src/index.ts'
import { readProgram } from './documents.ts'
import { say, exitWhenPipeCloses } from './say.ts'
import { runCheck } from './verdicts.ts'

const RUNS = 5_000

exitWhenPipeCloses()
say(`looplaw: an event loop for generator coroutines, checked against ${clauseIds.length} clauses`)

// Resolved from the package, so that it is the same from bin and from dist/bin.
const root = import.meta.resolve('looplaw/package.json')
for (const name of ['sequential', 'concurrent']) {
  const path = `spec/examples/${name}.json`
  const program = readProgram(fileURLToPath(new URL(path, root)))
  const { failed, lines } = runProgram(program, program.discipline ?? 'drain', looplaw)
  say(
    '',
    ...(program.about === undefined ? [] : [program.about]),
    `$ looplaw run ${path}`,
    ...lines,
  )
  if (failed) process.exitCode = 1
}

say('', `$ looplaw check --runs ${RUNS}`)
if (!(await runCheck({ runs: RUNS, seed: randomInt(2 ** 32) }))) process.exitCode = 1
