/** What the README shows, of a law that fails and of what was measured, is what comes of it. */

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Session } from '../../spec/program.ts'
import { campaign, checkSession, failureReport } from '../index.ts'
import { breaches } from '../clauses/index.ts'
import { load } from '../mutants/load.ts'
import type { Subject } from '../subject.ts'

/** Two tasks, and a main that lets them step: no less shows which of them is stepped first. */
const smallest: Session = {
  discipline: 'drain',
  host: [
    {
      do: 'run',
      name: 'main',
      body: [
        { do: 'spawn', name: 't1', body: [] },
        { do: 'spawn', name: 't2', body: [] },
        { do: 'yield' },
      ],
    },
  ],
}

async function mutantCalled(name: string): Promise<Subject> {
  const found = breaches.find(({ mutant }) => mutant.name === name)
  expect.assert(found !== undefined)
  return load(found.mutant)
}

test('the report of the README is that of a loop that steps the newest task first', async () => {
  const { failures } = checkSession(smallest, await mutantCalled('newest-first'))
  const first = failures.find(({ law }) => law?.clause === 'L2')
  expect.assert(first !== undefined)
  const report = failureReport(
    first,
    failures.filter((failure) => failure !== first),
  )
  expect(readFileSync('README.md', 'utf8')).toContain(`\`\`\`text\n${report.join('\n')}\n\`\`\``)
})

test('the README counts the mutants that there are', () => {
  expect(readFileSync('README.md', 'utf8')).toContain(
    `| ${breaches.length} copies of the shipped loop`,
  )
})

test('the table of the README is what was measured', () => {
  const measured = execFileSync(process.execPath, ['bench/table.js'], { encoding: 'utf8' })
  expect(readFileSync('README.md', 'utf8')).toContain(
    `<!-- bench: written by npm run bench -->\n\n${measured}\n\n<!-- bench ends -->`,
  )
})

test('the comparison of the README is that of the page that npm run peers writes', () => {
  const page = readFileSync('examples/peers/README.md', 'utf8')
  const [, table = ''] = /^## Compared\n\n(.*?)\n\n/msu.exec(page) ?? []
  expect(table).toContain('| The order of steps is fixed |')
  expect(readFileSync('README.md', 'utf8')).toContain(
    `<!-- compared: as in examples/peers/README.md -->\n\n${table}\n\n<!-- compared ends -->`,
  )
})

test('a campaign finds it in a random program, and makes that one as small, or smaller', async () => {
  const { failures } = campaign({ runs: 100, seed: 1, subject: await mutantCalled('newest-first') })
  const found = failures[0]?.session.host
  expect(found).toHaveLength(1)
  expect(JSON.stringify(found).length).toBeLessThanOrEqual(JSON.stringify(smallest.host).length)
})

test('of a law that plays, a report has the game in one statement, and no log', async () => {
  const subject = await mutantCalled('reused-clean-up')
  const { failures } = campaign({ runs: 1_000, seed: 1, subject })
  const [first] = failures
  expect.assert(first?.law?.plays === true)
  expect(first.session.host).toEqual([{ do: 'log', text: expect.stringMatching(/^game \d+$/u) }])
  const report = failureReport(first).join('\n')
  expect(report).toContain('The law plays a game with the subject')
  expect(report).not.toContain('The log of the loop')
})
