/** The lessons of `learn/` are what they show: each patch, each output, each mutation, and the law that sees it. */

import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { structuredPatch } from 'diff'
import { describe, expect, test } from 'vitest'
import { clauses } from '../../spec/clauses.ts'
import { breaches } from '../clauses/index.ts'
import { sessionAsCode } from '../code.ts'
import { easiest } from '../mutants/hunt.ts'
import { load } from '../mutants/load.ts'
import { read } from './tree.ts'

const lessons = readdirSync('learn', { withFileTypes: true })
  .flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
  .toSorted()

const loopOf = (lesson: string): string => read(`learn/${lesson}/loop.js`)

/** A block of a page that is written by this suite: what stands after its language says what it shows. */
const BLOCK = /^```(?<language>\w+) (?<shows>\w+)(?: (?<of>[\w-]+))?\n(?<text>.*?)^```$/gmsu

test('there are ten lessons', () => {
  expect(lessons.length).toBe(10)
})

describe.each(lessons.map((lesson, at) => [lesson, lessons[at - 1]] as const))(
  '%s',
  (lesson, before) => {
    test('its page shows what is there, and what comes of it', async () => {
      const path = `learn/${lesson}/README.md`
      const page = read(path)
      const blocks = [...page.matchAll(BLOCK)]
      const shown = blocks.map(({ groups }) => groups?.['shows'])
      const first = before === undefined ? 'loop' : 'step'
      expect(shown).toEqual([first, 'program', 'prints', 'break', 'broken', 'law'])
      const mutation = blocks[3]?.groups?.['text'] ?? ''
      const due: Readonly<Record<string, () => string | Promise<string>>> = {
        loop: () => loopOf(lesson),
        step: () => patch(loopOf(before ?? lesson), loopOf(lesson)),
        program: () => read(`learn/${lesson}/program.js`),
        prints: () => printed(lesson, loopOf(lesson)),
        break: () => mutation,
        broken: () => printed(lesson, mutated(loopOf(lesson), mutation)),
        law: () => lawThatSees(blocks[5]?.groups?.['of'] ?? ''),
      }
      const texts = await Promise.all(shown.map(async (name) => due[name ?? '']?.()))
      let at = 0
      const filled = page.replaceAll(
        BLOCK,
        (block, language: string, shows: string, of?: string) => {
          const text = texts[at] ?? block
          at += 1
          return `\`\`\`${[language, shows, ...(of === undefined ? [] : [of])].join(' ')}\n${text}\`\`\``
        },
      )
      // To write them: npx vitest run learn --update
      await expect(filled).toMatchFileSnapshot(`../../${path}`)
      // What the mutation breaks, the program shows.
      expect(texts[4]).not.toBe(texts[2])
    })

    test('its step is small', () => {
      const lines = patch(before === undefined ? '' : loopOf(before), loopOf(lesson)).split('\n')
      const added = lines.filter((line) => line.startsWith('+')).length
      expect(added).toBeGreaterThanOrEqual(13)
      expect(added).toBeLessThanOrEqual(35)
    })
  },
)

test.each(['drain-snapshots'])(
  'the command of a lesson prints the law of its page: %s',
  async (name) => {
    const law = await lawThatSees(name)
    const [, title = ''] = /^\/\/ (\w+ · [^:]+):/u.exec(law) ?? []
    const [, wrong = ''] = /^\/\/ npx looplaw check --mutant [\w-]+: (.*)$/mu.exec(law) ?? []
    const words = ['dist/bin/looplaw.js', 'check', '--mutant', name]
    const { status, stdout } = spawnSync(process.execPath, words, { encoding: 'utf8' })
    expect(status).toBe(1)
    // It is the first report, above what the mutant breaks besides.
    expect(stdout.split('\n').find((line) => line.includes(' · '))).toBe(title)
    expect(stdout).toContain(`\n  Wrong: ${wrong}\n`)
  },
)

test('the loops are as long as the pages say', () => {
  expect(linesOfCode(read('learn/07-deadlock/loop.js'))).toBe(100)
  const scheduler = read('learn/scheduler.js')
  expect(linesOfCode(scheduler)).toBeLessThanOrEqual(150)
  const notifying = scheduler.match(/^.*observer.*$/gmu)?.length ?? 0
  const reporting = ['failure', 'unhandled', 'deadlock'].map((name) => {
    const [body = ''] = new RegExp(`^function ${name}\\(.*?^\\}`, 'msu').exec(scheduler) ?? []
    return linesOfCode(body)
  })
  const said = reporting.reduce((sum, lines) => sum + lines)
  const page = read('learn/README.md').replaceAll('\n', ' ')
  expect(page).toContain('After step 7 the loop has 100 lines of code')
  expect(page).toContain(`is the same loop in ${linesOfCode(scheduler)}`)
  expect(page).toContain(
    `${notifying} of its lines notify an observer, and ${said} write the errors`,
  )
})

/** Neither blank nor a comment. */
function linesOfCode(text: string): number {
  return text.split('\n').filter((line) => /^\s*(?!\/\/)\S/u.test(line)).length
}

/** The differences, with a line around each. */
function patch(one: string, other: string): string {
  const { hunks } = structuredPatch('', '', one, other, undefined, undefined, { context: 1 })
  return hunks.map(({ lines }) => `${lines.join('\n')}\n`).join('@@\n')
}

/** A text with the lines that a mutation removes replaced by those that it adds. */
function mutated(text: string, mutation: string): string {
  const lines = (sign: string): string =>
    mutation
      .split('\n')
      .flatMap((line) => (line.startsWith(sign) ? [`${line.slice(1)}\n`] : []))
      .join('')
  const [removed, added] = [lines('-'), lines('+')]
  expect(text.split(removed).length, `the mutation fits in one place: ${removed}`).toBe(2)
  return text.replace(removed, () => added)
}

/** What the program of a lesson prints with this loop. */
function printed(lesson: string, loop: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'looplaw-learn-'))
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  writeFileSync(join(folder, 'loop.js'), loop)
  writeFileSync(join(folder, 'program.js'), read(`learn/${lesson}/program.js`))
  const { status, stderr, stdout } = spawnSync(process.execPath, [join(folder, 'program.js')], {
    encoding: 'utf8',
    timeout: 10_000,
  })
  expect(stderr).toBe('')
  expect(status).toBe(0)
  return stdout
}

/** The law of looplaw that catches the same mistake there, and the smallest program that shows it. */
async function lawThatSees(name: string): Promise<string> {
  const breach = breaches.find(({ mutant }) => mutant.name === name)
  expect.assert(breach !== undefined, `there is a mutant ${name}`)
  const subject = await load(breach.mutant)
  const found = easiest(breach, subject)
  expect.assert(found !== undefined)
  const { session, wrong } = found
  const { clause, sentence } = breach.law
  return [
    `// ${clause} · ${clauses[clause].title}: ${sentence}.`,
    // So that a reader sees whether it is the mistake of the lesson.
    `// The mutant: ${breach.mutant.why}.`,
    `// npx looplaw check --mutant ${name}: ${wrong}.`,
    '',
    sessionAsCode(session),
    '',
  ].join('\n')
}
