/** Every command keeps one style: JSON for machines, errors on stderr, and the exit status that its help says. */

import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'looplaw-commands-'))

/** What a command prints, and its exit status. */
function looplaw(...words: readonly string[]): { status: number | null; out: string; err: string } {
  const { status, stderr, stdout } = spawnSync(
    process.execPath,
    ['dist/bin/looplaw.js', ...words],
    { encoding: 'utf8', timeout: 60_000 },
  )
  return { status, out: stdout, err: stderr }
}

test('run --json prints how a program ends, and nothing else', () => {
  const program = join(folder, 'fails.json')
  const main = [
    { do: 'log', text: 'hello' },
    { do: 'throw', error: 'broken' },
  ]
  writeFileSync(program, JSON.stringify({ main }))
  const { err, out, status } = looplaw('run', program, '--json')
  expect(JSON.parse(out)).toEqual({
    program: 'fails.json',
    discipline: 'drain',
    ticks: 1,
    said: [{ who: 'main', text: 'hello' }],
    error: 'Error: broken',
  })
  expect([err, status]).toEqual(['', 1])
})
