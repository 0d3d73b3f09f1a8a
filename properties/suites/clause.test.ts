/** `looplaw clause` shows what belongs to a clause, and how a mutant is caught. */

import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { root } from './tree.ts'

interface Shown {
  readonly output: string
  readonly status: number | null
}

/** What the command prints, run in a folder. */
function looplaw(cwd: string, ...words: readonly string[]): Shown {
  const command = [`${root}dist/bin/looplaw.js`, ...words]
  const { error, status, stderr, stdout } = spawnSync(process.execPath, command, {
    cwd,
    encoding: 'utf8',
    timeout: 60_000,
  })
  if (error !== undefined) throw error
  return { output: `${stdout}${stderr}`, status }
}

describe('looplaw clause', () => {
  const { output, status } = looplaw(root, 'clause', 'l2')

  test('shows a clause, whatever the case of its id, and each place with its line', () => {
    expect(status).toBe(0)
    expect(output).toMatch(/^L2 · /u)
    for (const place of [
      /^ {2}spec\/3-loop\.md:\d+$/mu,
      /^ {2}spec\/model\/loop\.ts:\d+ {2}step$/mu,
      /^ {2}src\/core\/loop\.ts:\d+ {2}EventLoop\.\S+$/mu,
      /^ {2}properties\/clauses\/L2\.ts:\d+$/mu,
      /^ {6}- newest-first: /mu,
    ])
      expect(output).toMatch(place)
  })

  test('ends with a line that shows a mutant caught, which the loop passes', () => {
    const [, mutant = '', session = ''] =
      /npx looplaw check --mutant (\S+) --replay '(.*)'\n$/u.exec(output) ?? []
    const caught = looplaw(root, 'check', '--mutant', mutant, '--replay', session)
    expect(caught.status).toBe(1)
    expect(caught.output).toMatch(/^L2 +1 {2}fails /mu)
    expect(caught.output).toContain(`npx looplaw check --mutant ${mutant} --replay '`)
    expect(looplaw(root, 'check', '--replay', session).status).toBe(0)
  })

  test('shows paths from where it is called', () => {
    const elsewhere = looplaw(`${root}spec`, 'clause', 'T9')
    expect(elsewhere.output).toMatch(/^ {2}2-task\.md:\d+$/mu)
    expect(elsewhere.status).toBe(0)
  })

  test.each(['L2', 'X20'])('shows %s where fast-check is not installed', (id) => {
    const hook = `${root}properties/suites/without-fast-check.js`
    const command = ['--import', hook, `${root}dist/bin/looplaw.js`, 'clause', id]
    const printed = spawnSync(process.execPath, command, { encoding: 'utf8' })
    expect(printed.stderr).toBe('')
    expect(printed.status).toBe(0)
    expect(printed.stdout).toMatch(new RegExp(`^${id} · `, 'u'))
    expect(printed.stdout).toContain(
      '\n\nTo see one of these mutants caught: npm install fast-check\n',
    )
  })

  test('names what is near an id, or a mutant, that does not exist', () => {
    const far = looplaw(root, 'clause', 'Z9')
    expect(far.status).toBe(2)
    expect(far.output).toMatch(/^looplaw: no clause has the id Z9; near it:\n[^]*^ {2}L9 {2}· /mu)
    const mutant = looplaw(root, 'check', '--mutant', 'newest-fist')
    expect(mutant.status).toBe(2)
    expect(mutant.output).toContain('near it: newest-first')
  })
})
