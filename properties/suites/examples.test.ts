/** What the documents show is what happens: programs, blocks of code, and command lines. */

import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { pathToFileURL } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { model } from '../../spec/model.ts'
import { parseProgram } from '../../spec/parse.ts'
import { sessionOf, type Discipline, type Program } from '../../spec/program.ts'
import * as looplaw from '../../src/index.ts'
import { runProgram } from '../report.ts'
import { observe } from '../subject.ts'
import { blocksIn, claimsOf, commandsIn, docsOf, type Block } from './markdown.ts'
import { filesIn, read, root } from './tree.ts'

const DISCIPLINES = ['drain', 'snapshot'] as const

/** Read only if they are there; that README.md is, a test says. */
const documents = [
  'README.md',
  ...['spec', 'recipes'].flatMap(filesIn).filter((path) => path.endsWith('.md')),
].filter((path) => existsSync(root + path))
const blocks: Block[] = [
  ...documents.flatMap((path) => blocksIn(path, read(path))),
  ...filesIn('src').flatMap((path) => blocksIn(path, docsOf(read(path)))),
]

const examples = filesIn('spec/examples')

function programAt(path: string): Program {
  return parseProgram(JSON.parse(read(path)))
}

/** What `looplaw run` prints; a message may have several lines. */
function printedBy(program: Program, discipline: Discipline): string[] {
  return runProgram(program, discipline, looplaw).lines.join('\n').split('\n')
}

/** What a shell shows, and the status with which it ends. */
function shell(...words: readonly string[]): { lines: string[]; status: number | null } {
  const { error, status, stderr, stdout } = spawnSync(process.execPath, words, {
    cwd: root,
    encoding: 'utf8',
    timeout: 60_000,
  })
  if (error !== undefined) throw error
  const lines = `${stdout}${stderr}`.replace(/\n+$/u, '').split('\n')
  return { lines, status }
}

test('there is a README.md', () => {
  expect(documents).toContain('README.md')
})

describe('programs', () => {
  test.each(examples)('%s is well formed, and prints what it says', (path) => {
    const program = programAt(path)
    const { prints = {} } = program
    const given = DISCIPLINES.filter((discipline) => prints[discipline] !== undefined)
    expect(given).not.toEqual([])
    expect(
      Object.fromEntries(given.map((discipline) => [discipline, printedBy(program, discipline)])),
    ).toEqual(prints)
  })

  test.each(
    DISCIPLINES.flatMap((discipline) =>
      ['sequential', 'concurrent'].map((name) => [name, discipline] as const),
    ),
  )('the command line prints the lines of %s.json under %s', (name, discipline) => {
    const path = `spec/examples/${name}.json`
    const { lines, status } = shell('dist/bin/looplaw.js', 'run', path, '--discipline', discipline)
    expect(lines).toEqual(programAt(path).prints?.[discipline])
    expect(status).toBe(0)
  })

  test.each(examples)('%s leaves the log in the loop that it leaves in the model', (path) => {
    const program = programAt(path)
    for (const discipline of DISCIPLINES) {
      const session = sessionOf(program, discipline)
      expect(observe(session, looplaw)).toEqual(model(session))
    }
  })

  // The ground truth: what the lesson's own code prints.
  test.each([
    [
      'sequential',
      'Loop step 1 []',
      "Loop step 2 [<Task name='Add X' id='0x1'>]",
      "Loop step 3 [<Task name='Add Y' id='0x2'>]",
      'Loop finished with result 3',
    ],
    [
      'concurrent',
      'Loop step 1 []',
      "Loop step 2 [<Task name='Add X' id='0x1'>, <Task name='Add Y' id='0x2'>]",
      'Loop step 3 []',
      'Loop finished with result 3',
    ],
  ])("%s.json prints what the lesson's program prints", (name, ...lines) => {
    const program = programAt(`spec/examples/${name}.json`)
    expect(printedBy(program, 'drain')).toEqual(lines)
  })

  test('every program is an example of a chapter, and every example is a program', () => {
    const shown = documents.flatMap((path) =>
      [...read(path).matchAll(/^\*Example\.\* \[(.+)\]\((.+)\)$/gmu)].map(([, text, link]) => {
        expect(text).toBe(link)
        return `spec/${link}`
      }),
    )
    expect([...new Set(shown)].toSorted()).toEqual(examples)
  })

  test.each(blocks.flatMap(shownIn))('%s shows what %s prints', (_at, path, discipline, lines) => {
    expect(lines).toEqual(programAt(path).prints?.[discipline])
  })
})

/** The program whose lines a block shows: under `snapshot` if the words between the link and it say so. */
function shownIn({ before, file, language, line, lines }: Block) {
  const link = before.findLastIndex((other) => other.startsWith('*Example.*'))
  const name = /\((.*)\)$/u.exec(before[link] ?? '')?.[1]
  if (language !== 'text' || name === undefined) return []
  const snapshot = before.slice(link).some((other) => other.includes('under `snapshot`'))
  const discipline: Discipline = snapshot ? 'snapshot' : 'drain'
  return [[`${file}:${line}`, `spec/${name}`, discipline, lines] as const]
}

/** Inside the package, so that it is known there by its own name; git ignores it. */
const CACHE = '.cache/looplaw-examples'

const code = blocks
  .filter(({ language }) => language === 'ts')
  .map((block) => ({
    ...block,
    at: `${block.file}:${block.line}`,
    path: `${CACHE}/${block.file}/${block.line}`,
  }))

/** Imports each module, and writes down what it prints, and what it throws. */
const RUNNER = `
  import { format } from 'node:util'

  const runs = []
  for (const url of process.argv.slice(1)) {
    const run = { lines: [] }
    console.log = (...values) => run.lines.push(...format(...values).split('\\n'))
    try {
      await import(url)
      await new Promise(setImmediate)
    } catch (error) {
      run.error = format(error)
    }
    runs.push(run)
  }
  process.stdout.write(JSON.stringify(runs))
`

interface Ran {
  readonly lines: readonly string[]
  readonly error?: string
}

describe('blocks of code', () => {
  /** What the compiler reports, by the place in the documents. */
  let mistakes: readonly string[] = []
  let runs: ReadonlyMap<string, Ran> = new Map()

  beforeAll(() => {
    if (!existsSync(`${root}dist/src/index.js`)) throw new Error('run `npm run build` first')
    rmSync(root + CACHE, { recursive: true, force: true })
    for (const { line, lines, path } of code) {
      mkdirSync(dirname(root + path), { recursive: true })
      // Its lines have the numbers that they have in the document.
      writeFileSync(`${root + path}.ts`, '\n'.repeat(line - 1) + lines.join('\n'))
    }
    const config = {
      extends: '../../tsconfig.json',
      compilerOptions: { noEmit: false, declaration: false, rootDir: '.' },
      include: [],
      files: code.map(({ path }) => `${path.slice(CACHE.length + 1)}.ts`),
    }
    writeFileSync(`${root + CACHE}/tsconfig.json`, JSON.stringify(config))
    const compiled = shell('node_modules/typescript/bin/tsc', '-p', CACHE, '--pretty', 'false')
    mistakes = compiled.lines
      .join('\n')
      .split(/\n(?! )/u)
      .filter((line) => line !== '')
      .map((line) => line.replace(`${CACHE}/`, '').replace(/\/\d+\.ts\((\d+),\d+\)/u, ':$1'))
    const urls = code.map(({ path }) => pathToFileURL(`${root + path}.js`).href)
    const ran = shell('--input-type=module', '--eval', RUNNER, '--', ...urls).lines.join('\n')
    const all: readonly Ran[] = JSON.parse(ran)
    runs = new Map(all.map((run, index) => [code[index]?.path ?? '', run]))
  })

  test('there are some, and each type-checks as strictly as the package does', () => {
    expect(code).not.toEqual([])
    const own = mistakes.filter((line) => !line.startsWith('dist/'))
    expect(own, `\n${own.join('\n')}\n`).toEqual([])
  })

  test('what the package declares to its users type-checks too', () => {
    const declared = mistakes.filter((line) => line.startsWith('dist/'))
    expect(declared, `\n${declared.join('\n')}\n`).toEqual([])
  })

  test.each(code.map((block) => [block.at, block] as const))(
    '%s runs as it stands, and prints what it claims',
    (_at, block) => {
      const { error, lines } = runs.get(block.path) ?? { error: 'it was not run', lines: [] }
      expect(error).toBeUndefined()
      const claims = claimsOf(block)
      expect(claims.length === 0 ? [] : lines).toEqual(claims)
    },
  )
})

test('a row of a table that a block prints is a row of its document', () => {
  const missing = code.flatMap(({ at, file, ...block }) => {
    const rows = claimsOf({ ...block, file }).filter((line) => line.startsWith('| '))
    const document = read(file).split('\n')
    return rows.filter((row) => !document.includes(row)).map((row) => `${at}: ${row}`)
  })
  expect(missing).toEqual([])
})

test('every command line of README.md prints what it claims', () => {
  const commands = blocks
    .filter(({ file, language }) => file === 'README.md' && /^(?:sh|console)$/u.test(language))
    .flatMap(commandsIn)
    .filter(({ output }) => output.length > 0)
  for (const { at, output, status, words } of commands) {
    const ran = shell('dist/bin/looplaw.js', ...words)
    expect({ at, ...ran }).toEqual({ at, lines: output, status })
  }
})
