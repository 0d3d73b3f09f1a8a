/** Every command keeps one style: JSON for machines, errors on stderr, and the exit status that its help says. */

import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseProgram } from '../../spec/index.ts'
import { explore, type Scenario } from '../../src/explore/index.ts'
import { cli } from './cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'looplaw-commands-'))

test('run --json prints how a program ends, and nothing else', () => {
  const program = join(folder, 'fails.json')
  const main = [
    { do: 'log', text: 'hello' },
    { do: 'throw', error: 'broken' },
  ]
  writeFileSync(program, JSON.stringify({ main }))
  const { err, out, status } = cli('run', program, '--json')
  expect(JSON.parse(out)).toEqual({
    program: 'fails.json',
    discipline: 'drain',
    ticks: 1,
    said: [{ who: 'main', text: 'hello' }],
    error: 'Error: broken',
  })
  expect([err, status]).toEqual(['', 1])
})

test('a document that is no program gets the place of the mistake, in the words of its reader', () => {
  const program = join(folder, 'wrong.json')
  const mistakes: readonly (readonly [text: string, message: string])[] = [
    ['{ "main": [\n', 'line 2, column 1: the text ends too early'],
    ['{ "main": [1,] }', "line 1, column 14: unexpected ']'"],
    ['{ "main": [] "about": 1 }', 'line 1, column 14: unexpected "about"'],
    ['{ "main": [{}] }', 'main[0].do: a statement has a name here; the statements are listed in'],
  ]
  for (const [text, message] of mistakes) {
    writeFileSync(program, text)
    const { err, out, status } = cli('run', program)
    expect(err).toContain(`looplaw: ${program}: ${message}`)
    expect([out, status]).toEqual(['', 2])
  }
})

test.each([
  [{ man: [] }, 'main: an array is missing here, and there is no key "man"'],
  [[], 'this must be an object, not an array'],
  [
    { main: [{ do: 'sleep', for: 3 }] },
    'main[0].ms: a number is missing here, and there is no key "for"',
  ],
  [{ main: [{ do: 'sleep', ms: '3' }] }, 'main[0].ms: this must be a number, not "3"'],
  [{ main: [{ do: 'yield', ms: 3 }] }, 'main[0].ms: there is no such key'],
  [
    { main: [], discipline: 'drained' },
    'discipline: this must be "drain" or "snapshot", not "drained"',
  ],
])('the document %j is refused: %s', (document, message) => {
  expect(() => parseProgram(document)).toThrow(message)
})

test('completion prints a script by which bash completes commands, options and the ids of clauses', () => {
  const script = join(folder, 'looplaw.bash')
  const { out, status } = cli('completion', 'bash')
  expect(status).toBe(0)
  writeFileSync(script, out)
  const lines: readonly (readonly [words: readonly string[], found: string])[] = [
    [['cl'], 'clause'],
    [['check', '--m'], '--minutes --mutant'],
    [['clause', 'L1'], 'L1 L10 L11 L12 L13 L14 L15 L16 L17 L18 L19'],
    [['clause', '--'], '--json --help'],
    [['run', '--discipline', ''], 'drain snapshot'],
    [['run', '--discipline', '=', 'sn'], 'snapshot'],
    [['completion', 'f'], 'fish'],
    [['help', 'comp'], 'completion'],
    // A file, which is left to bash.
    [['run', 'hel'], ''],
    [['run', '--trace', ''], ''],
  ]
  const calls = lines.map(([words]) => {
    const quoted = ['looplaw', ...words].map((word) => `'${word}'`).join(' ')
    return `COMP_WORDS=(${quoted}) COMP_CWORD=${words.length}; _looplaw; echo "\${COMPREPLY[*]}"`
  })
  const { stderr, stdout } = spawnSync('bash', ['-c', ['. "$0"', ...calls].join('\n'), script], {
    encoding: 'utf8',
  })
  expect(stderr).toBe('')
  expect(stdout.slice(0, -1).split('\n')).toEqual(lines.map(([, found]) => found))
})

test('a module that Node cannot load has a command that makes it one', () => {
  const module = join(folder, 'race.types')
  writeFileSync(module, '')
  const { err, out, status } = cli('explore', module)
  expect(err).toContain(`write it as JavaScript first: npx esbuild ${module} --outfile=race.mjs\n`)
  expect([out, status]).toEqual(['', 2])
})

test('explore fails with the smallest history, and with a command that replays it', () => {
  const module = join(folder, 'race.mjs')
  writeFileSync(module, RACE)
  const { err, out, status } = cli('explore', module, '--json')
  // What a scenario prints is none of the result.
  expect([err, status]).toEqual(['begins\n', 1])
  const { failure, runs }: Explored = JSON.parse(out)
  expect(runs).toBe(2)
  expect(failure).toMatchObject({
    kind: 'rejection',
    message: expect.stringContaining('the smallest has 1 deviation'),
    picture: expect.stringContaining('The nearest that passes'),
    replay: expect.stringMatching(/^npx looplaw explore \S+race\.mjs --replay '1:1\/\w+'$/u),
  })
  const [, line = ''] = /--replay '(.*)'$/u.exec(failure?.replay ?? '') ?? []
  const again = cli('explore', module, '--replay', line)
  expect(again.status).toBe(1)
  expect(again.out).toContain(`\n\n${failure?.picture.trimEnd()}\n`)
  expect(again.out).toContain(`${failure?.replay}\n`)
})

test('explore claims what explore() does, with two workers too', async () => {
  const module = join(folder, 'fine.mjs')
  writeFileSync(module, FINE)
  const { default: answers, nothing }: Scenarios = await import(module)
  for (const [name, scenario] of Object.entries({ default: answers, nothing })) {
    const { claim, histories, perLevel } = await explore(scenario, { strategy: 'exhaustive' })
    const words = ['--strategy', 'exhaustive', '--export', name, '--workers', '2', '--json']
    const { out, status } = cli('explore', module, ...words)
    expect(status).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ claim, every: { claim, histories, perLevel } })
  }
})

interface Scenarios {
  readonly default: Scenario
  readonly nothing: Scenario
}

const FINE = `
  export default async (world) => {
    await Promise.all(['a', 'b', 'c', 'd', 'e'].map((label) => world.external(label)))
  }
  export const nothing = async () => {}
`

/** Of two answers, the second must not come first. */
const RACE = `
  console.log('begins')
  export default async (world) => {
    const order = []
    await Promise.all(['a', 'b'].map((label) => world.external(label).then(() => order.push(label))))
    if (order[0] === 'b') throw new Error('b came first')
  }
`

interface Explored {
  readonly runs: number
  readonly failure?: {
    readonly picture: string
    readonly replay: string
  }
}
