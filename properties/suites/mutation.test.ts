/** The mutation run makes the mistakes that it says, judges them, and continues where it was. */

import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { withCopy } from '../mutants/load.ts'
import type { Change } from '../mutants/mutant.ts'
import { everyMutation, sampleOf } from '../mutation/campaign.ts'
import { equivalents, meant } from '../mutation/equivalent.ts'
import { judge } from '../mutation/judge.ts'
import { mutationsOf } from '../mutation/operators.ts'
import { OutdatedError, State } from '../mutation/state.ts'
import type * as looplaw from '../../src/index.ts'
import { read } from './tree.ts'

const all = everyMutation()

test('every mutation has an id of its own, and changes its module', () => {
  expect(all.length).toBeGreaterThan(2_000)
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
  expect(all.filter(({ after, before }) => after === before)).toEqual([])
})

test.each([
  ['if (a) b()', ['negate: if (!(a)) b()', 'drop: if (a) ;']],
  ['if (a === b) c(); else d()', ['comparison: if (a !== b) c(); else d()']],
  ['if (a) b(); else c()', ['drop-else: if (a) b();']],
  ['f(a, b)', ['swap-arguments: f(b, a)']],
  ['x = a && b', ['logical: x = a || b', 'keep-left: x = (a)', 'keep-right: x = (b)']],
  ['x = a ?? b', ['keep-left: x = (a)', 'keep-right: x = (b)']],
  ['x = a?.b', ['insist: x = a.b']],
  ['x = a?.()', ['insist: x = a()']],
  ['x = 3', ['plus-one: x = 4', 'minus-one: x = 2']],
  ['x = true', ['boolean: x = false']],
  ['x = !a', ['affirm: x = (a)']],
  ['x = [a]', ['empty-list: x = []']],
  ['x = a < b', ['comparison: x = a <= b']],
  ['x += a', ['assignment: x -= a']],
  ['function f() { a(); b() }', ['empty-body: function f() {}']],
  ['function f() { return a }', ['return-undefined: function f() { return undefined }']],
  [
    'const f = () => a > b',
    ['return-true: const f = () => true', 'return-false: const f = () => false'],
  ],
  ['try { a() } finally { b() }', ['empty-finally: try { a() } finally {}']],
  ['while (a) b()', ['negate: while (!(a)) b()']],
])('of %s it makes %j', (code, expected) => {
  const made = mutationsOf('core/x.js', code).map(({ after, operator }) => `${operator}: ${after}`)
  expect(made).toEqual(expect.arrayContaining(expected))
})

test('messages are not mutated, and checks of arguments are counted apart', () => {
  const made = (code: string): (readonly [string, boolean])[] =>
    mutationsOf('core/x.js', code).map(({ isCheck, operator }) => [operator, isCheck] as const)
  expect(made('class A { toString() { a(); b() } }')).toEqual([])
  expect(made('x = a ? `${b + 1}` : ""')).toEqual([['drop', false]])
  expect(made('if (!a) throw new TypeError("b")')).toEqual([
    ['affirm', true],
    ['drop', true],
  ])
  expect(made('requireObject("a", b)')).toEqual([
    ['drop', true],
    ['swap-arguments', true],
  ])
  expect(made('if (a) requireName("a", b)').every(([, checks]) => checks)).toBe(true)
  expect(made('this.requireLock(a)')).toEqual([['drop', false]])
  expect(made('if (!a) throw new InvalidStateError("b")')[0]).toEqual(['affirm', false])
})

test('a sample depends on its seed alone, and a larger one contains it', () => {
  const plan = { only: '', sample: 50, seed: 1 }
  const ids = (sample: number, seed = 1): readonly string[] =>
    sampleOf(all, { ...plan, sample, seed }).map(({ id }) => id)
  expect(ids(50)).toEqual(ids(50))
  expect(ids(100).slice(0, 50)).toEqual(ids(50))
  expect(ids(50, 2)).not.toEqual(ids(50))
  const locks = sampleOf(all, { ...plan, only: 'sync/lock.js' })
  expect(new Set(locks.map(({ path }) => path))).toEqual(new Set(['sync/lock.js']))
})

test('each argument that a mutant is equivalent is about one mutant, and has a reason', () => {
  const counts = equivalents().map((argument) => [argument.id, meant(argument, all).length])
  expect(counts.filter(([, count]) => count !== 1)).toEqual([])
  expect(equivalents().filter(({ why }) => why.length < 10)).toEqual([])
})

test('the first stage that catches a mutant counts', async () => {
  const path = 'sync/lock.js'
  const code = read(`dist/src/${path}`)
  const replaced = (text: string, other: string): string => {
    expect(code).toContain(text)
    return code.replace(text, other)
  }
  expect(await judge(path, 'export const')).toMatchObject({ stage: 'load' })
  const reentrant = replaced('if (this.#holder !== undefined)', 'if (false)')
  expect(await judge(path, reentrant)).toMatchObject({ stage: 'laws', clause: 'Y4' })
  const broken = replaced('takeFree(who) {', 'takeFree(who) { for (;;);')
  expect(await judge(path, broken)).toMatchObject({ stage: 'endless' })
  expect(await judge(path, code)).toEqual({ stage: 'none' })
})

test('results are kept in a file; a line that is not complete is judged again', () => {
  const folder = mkdtempSync(join(tmpdir(), 'looplaw-'))
  try {
    const path = join(folder, 'state')
    const one = { id: 'a:1:1:drop', stage: 'laws', ms: 5 } as const
    new State(path).add(one)
    appendFileSync(path, '{"id":"b:1:1:d')
    const again = new State(path)
    expect([...again.results.values()]).toEqual([one])
    again.add({ ...one, id: 'c:1:1:drop' })
    expect([...new State(path).results.keys()]).toEqual(['a:1:1:drop', 'c:1:1:drop'])
    const lines = readFileSync(path, 'utf8').split('\n').slice(1)
    const other = join(folder, 'other')
    appendFileSync(other, ['{"build":"0"}', ...lines].join('\n'))
    expect(() => new State(other)).toThrow(OutdatedError)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('what npm run bench:costs leaves out of a copy is there', async () => {
  const url = new URL('../../bench/lean.js', import.meta.url).href
  const { changes }: { changes: readonly Change[] } = await import(/* @vite-ignore */ url)
  expect(changes.length).toBeGreaterThan(10)
  await withCopy('lean', changes, async (copy) => {
    const { Loop } = (await import(/* @vite-ignore */ copy)) as typeof looplaw
    expect(
      new Loop().run(
        (function* () {
          yield
          return 1
        })(),
      ),
    ).toBe(1)
  })
})
