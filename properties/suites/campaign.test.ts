/** Campaigns of the command line: their parts add up, and what is killed is resumed. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import * as looplaw from '../../src/index.ts'
import { campaign, checkChunk, sumOf } from '../check.ts'
import { cli } from './cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'looplaw-campaign-'))
const at = (name: string): string => join(folder, name)
const command = 'dist/bin/looplaw.js'

interface Report {
  readonly programs: number
  readonly clauses: Readonly<Record<string, { readonly exercised: number }>>
}

function reportOf(out: string): Report {
  return JSON.parse(out)
}

const exercised = ({ clauses }: Report): readonly (readonly [string, number])[] =>
  Object.entries(clauses).map(([id, { exercised: count }]) => [id, count] as const)

test('the chunks of a campaign are the campaign', () => {
  const whole = campaign({ runs: 200, seed: 5, subject: looplaw })
  const chunks = [0, 1].map((chunk) => checkChunk({ seed: 5, subject: looplaw }, chunk))
  const sum = sumOf(chunks)
  expect(sum.runs).toBe(200)
  expect([...whole.clauses].map(([id, { exercised: count }]) => [id, count])).toEqual(
    [...whole.clauses].map(([id]) => [id, sum.exercised[id] ?? 0]),
  )
})

test('workers find what one process finds, and so do shards that are merged', () => {
  const options = ['check', '--runs', '200', '--seed', '5', '--json']
  const one = reportOf(cli(...options).out)
  const two = reportOf(cli(...options, '--workers', '2').out)
  expect(exercised(two)).toEqual(exercised(one))
  expect(one.programs).toBe(200)
  // The first chunk of each of two shards are the first two of the whole.
  const parts = ['1', '2'].map((part) => {
    const kept = at(`${part}.json`)
    const shard = ['--runs', '100', '--shard', `${part}/2`, '--state', kept]
    expect(cli('check', '--seed', '5', ...shard).status).toBe(0)
    return kept
  })
  const merged = cli('merge', ...parts)
  expect(merged.status).toBe(0)
  const counts = exercised(one).map(
    ([id, count]) => `${id.padEnd(5)}  ${String(count).padStart(7)}`,
  )
  for (const line of counts) expect(merged.out).toContain(line)
  expect(cli('merge', parts[0] ?? '', parts[0] ?? '').err).toContain('are the same shard: 1/2')
})

test('a campaign that is killed is resumed where it was', async () => {
  const kept = at('killed.json')
  const options = ['check', '--seed', '6', '--runs', '400', '--state', kept]
  const first = spawn(process.execPath, [command, ...options], { stdio: 'ignore' })
  for (let waited = 0; !existsSync(kept) && waited < 600; waited += 1) await delay(100)
  first.kill('SIGKILL')
  await delay(200)
  const before: { chunks: number; sum: { runs: number } } = JSON.parse(readFileSync(kept, 'utf8'))
  expect(before.sum.runs).toBe(before.chunks * 100)
  expect(before.chunks).toBeGreaterThan(0)
  const resumed = cli(...options, '--json')
  const whole = cli('check', '--seed', '6', '--runs', '400', '--json')
  expect(exercised(reportOf(resumed.out))).toEqual(exercised(reportOf(whole.out)))
})

test('a campaign that is interrupted says what it keeps, and what is resumed is no part of its rate', async () => {
  const kept = at('interrupted.json')
  const options = ['check', '--seed', '6', '--runs', '1000000', '--workers', '1', '--state', kept]
  const first = spawn(process.execPath, [command, ...options])
  let said = ''
  first.stderr.on('data', (text: Buffer) => (said += text.toString()))
  for (let waited = 0; !existsSync(kept) && waited < 600; waited += 1) await delay(100)
  first.kill('SIGINT')
  const [code] = await once(first, 'close')
  const { sum }: { sum: { runs: number } } = JSON.parse(readFileSync(kept, 'utf8'))
  expect([said.split('\n').at(-2), code]).toEqual([
    `interrupted: ${sum.runs} programs are kept in ${kept}, of which none failed; the same command continues from there`,
    130,
  ])
  // As if there were hours of work in it.
  writeFileSync(kept, readFileSync(kept, 'utf8').replace(`"runs":${sum.runs}`, '"runs":90000000'))
  const second = spawn(process.execPath, [
    command,
    ...options.slice(0, 3),
    '--minutes',
    '1',
    ...options.slice(5),
  ])
  const [line] = await once(second.stderr, 'data')
  second.kill('SIGKILL')
  const [, seconds = '', rate = ''] =
    /^90\d{6} programs in (\d+) of 1 minutes?, (\d+) a second\n$/u.exec(String(line)) ?? []
  expect(Number(seconds)).toBe(0)
  expect(Number(rate)).toBeLessThan(20_000)
})

test('a mutant fails in a worker as it does here, with a line that replays it', () => {
  const options = ['check', '--runs', '300', '--seed', '1', '--mutant', 'newest-first', '--json']
  const [one, two] = [cli(...options), cli(...options, '--workers', '2')]
  expect([one.status, two.status]).toEqual([1, 1])
  const failure = (out: string): unknown => JSON.parse(out).failure
  expect(failure(two.out)).toEqual(failure(one.out))
  expect(one.out).toContain('--mutant newest-first --replay')
})

test('what is no state of this campaign has one message', () => {
  writeFileSync(at('bad.json'), '{"looplaw":1}')
  writeFileSync(at('broken.json'), '{')
  writeFileSync(at('program.json'), '{"main":[]}')
  const messages: readonly (readonly [words: readonly string[], message: string])[] = [
    [['--seed', '1', '--state', at('bad.json')], 'is no state of a campaign (seed: '],
    [['--seed', '1', '--state', at('broken.json')], 'is no state of a campaign ('],
    // Nothing that may be precious is to be deleted.
    [
      ['--seed', '1', '--state', at('program.json')],
      'program.json is no state of a campaign; name a file that --state has written\n',
    ],
    [
      ['--seed', '9', '--state', at('1.json')],
      'is the state of another campaign: --seed 5 --shard 1/2',
    ],
    [['--state', at('new.json')], '--state needs a --seed'],
    [['--shard', '1/2'], '--shard needs a --seed'],
    [['--seed', '1', '--state', at('none/new.json')], `there is no folder ${at('none')}`],
    [['--shard', '3/2'], 'It is a part and a number of parts: 3/16.'],
    [['--minutes', '0'], 'It is a number of minutes'],
    [['--workers', '0'], 'It is a whole number from 1 to 256.'],
    [['--minutes', '1', '--runs', '5'], 'cannot be used with'],
  ]
  for (const [words, message] of messages) {
    const { err, status } = cli('check', ...words)
    expect(err).toContain(message)
    expect(status).toBe(2)
  }
})

test('what every command prints for a machine is one document of JSON, without colours', () => {
  const session = '{"discipline":"drain","host":[{"do":"run","name":"main","body":[]}]}'
  const kept = at('whole.json')
  expect(cli('check', '--seed', '3', '--runs', '100', '--state', kept).status).toBe(0)
  const shown = ['clause L9', 'clause', `merge ${kept}`].map((words) => words.split(' '))
  for (const words of [...shown, ['check', '--replay', session]]) {
    const { err, out, status } = cli(...words, '--json')
    expect({ words, err, status }).toEqual({ words, err: '', status: 0 })
    expect(JSON.parse(out)).toBeTypeOf('object')
    expect(out).not.toContain('\u001B')
  }
  expect(reportOf(cli('merge', kept, '--json').out).programs).toBe(100)
})

test('what is no command line has one message, that says what to do', () => {
  const messages: readonly (readonly [words: readonly string[], message: string])[] = [
    [['help', 'nope'], "looplaw: unknown command 'nope'\nSee looplaw --help."],
    [['runn'], '(Did you mean run?)'],
    [['run'], 'See looplaw run --help.'],
    [['clause', 'L9', '--jsn'], '(Did you mean --json?)'],
    [
      ['check', '--subject', at('none.js')],
      `cannot load ${at('none.js')}: there is no such file or directory`,
    ],
  ]
  for (const [words, message] of messages) {
    const { err, out, status } = cli(...words)
    expect(err).toContain(message)
    expect([out, status]).toEqual(['', 2])
  }
})

/** Six answers in any order; in `rare` one order in 336 fails; a loop of two tasks. */
const SCENARIOS = `
  import { shared } from '${new URL('../../dist/src/explore/index.js', import.meta.url).href}'
  const answers = async (world, labels) => {
    const order = []
    await Promise.all(labels.map((label) => world.external(label).then(() => order.push(label))))
    return order.join('')
  }
  export default (world) => answers(world, ['a', 'b', 'c', 'd', 'e', 'f'])
  export async function rare(world) {
    const order = await answers(world, ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'])
    if (order.startsWith('hfd')) throw new Error('rare')
  }
  export async function twice(world) {
    const order = await answers(world, ['a', 'b', 'c', 'd', 'e', 'f', 'g'])
    const isBefore = (one, other) => order.indexOf(one) < order.indexOf(other)
    if (isBefore('e', 'b') && isBefore('g', 'd')) throw new Error('twice')
  }
  export function* many(loop) {
    const twice = function* () {
      yield
    }
    for (const task of [1, 2, 3].map(() => loop.spawn(twice()))) yield* task
  }
  export const chains = (world) =>
    Promise.all(['a', 'b', 'c', 'd'].map(async (name) => {
      for (const step of [1, 2, 3, 4]) await world.external(name + step)
    }))
  export const few = (world) => answers(world, ['a', 'b'])
  export function* tasks(loop, world) {
    yield* world.external('a')
  }
  export function* sharing(loop) {
    const state = shared({ n: 0 })
    const writing = function* (n) {
      state.n = n
    }
    for (const task of [1, 2].map((n) => loop.spawn(writing(n)))) yield* task
  }
  export async function endless(world) {
    for (;;) await world.sleep(1)
  }
  export async function spinning() {
    for (;;) await null
  }
  let isScheduled = false
  export async function leaving(world) {
    if (!isScheduled) setTimeout(() => (isScheduled = false), 100)
    if (isScheduled) await world.external('b')
    isScheduled = true
    await world.external('a')
  }
  export const exits = () => process.exit(0)
  export const number = 7
`

/** Without what differs from run to run. */
function explored(out: string): Record<string, unknown> {
  const { seconds: _seconds, shard: _shard, ...rest }: Record<string, unknown> = JSON.parse(out)
  return rest
}

describe('looplaw explore', () => {
  const module = at('scenarios.mjs')
  writeFileSync(module, SCENARIOS)
  const explore = (...words: readonly string[]) => cli('explore', module, ...words)

  test('workers explore what one explores, a campaign that is resumed included', () => {
    const one = explored(explore('--runs', '3000', '--json').out)
    expect(one).toMatchObject({ runs: 3000, every: { bound: 3, histories: 458 }, escapes: [] })
    expect(explored(explore('--runs', '3000', '--workers', '2', '--json').out)).toEqual(one)
    const kept = ['--state', at('explored.json'), '--json']
    expect(explored(explore('--runs', '1776', ...kept).out)).toMatchObject({ runs: 1776 })
    expect(explored(explore('--runs', '3000', ...kept).out)).toMatchObject({ runs: 3000 })
    const fails = ['--export', 'rare', '--bound', '0', '--runs', '9000', '--json']
    const [alone, crew] = [explore(...fails), explore(...fails, '--workers', '2')]
    expect([alone.status, crew.status]).toEqual([1, 1])
    expect(explored(crew.out)).toEqual(explored(alone.out))
  })

  test('every history is continued where it was left, by a limit or a kill, in a share too', async () => {
    const many = ['--export', 'chains', '--bound', '3', '--seed', '1']
    const whole = explored(explore(...many, '--json').out)
    const kept = at('left.json')
    const words = [...many, '--state', kept]
    expect(explore(...words, '--runs', '2000').out).toContain('2000 runs from seed 1')
    const left = readFileSync(kept, 'utf8')
    const first = spawn(process.execPath, [command, 'explore', module, ...words])
    while (readFileSync(kept, 'utf8') === left && first.exitCode === null) await delay(50)
    first.kill('SIGKILL')
    expect(JSON.parse(readFileSync(kept, 'utf8'))).toMatchObject({
      chunks: 0,
      sum: { escapes: [] },
    })
    expect(explored(explore(...words, '--workers', '2', '--json').out)).toEqual(whole)
    const shares = ['1/2', '2/2'].map((shard) => {
      const file = at(`left-${shard[0]}.json`)
      const share = [...many, '--shard', shard, '--state', file]
      explore(...share, '--runs', '1700')
      explore(...share)
      return file
    })
    expect(explored(cli('merge', ...shares, '--json').out)).toEqual(whole)
    // The numbers of three histories are lost.
    writeFileSync(kept, left.replace(/("size":\d+,"numbers":").{32}/u, '$1'))
    expect(explore(...words).err).toContain('what was kept of this exploration is damaged')
  })

  test('shards have seeds of their own, and are merged', () => {
    const parts = ['1/2', '2/2'].map((shard) => {
      const kept = at(`explored-${shard[0]}.json`)
      const { out, status } = explore('--runs', '2000', '--shard', shard, '--state', kept)
      expect({ out, status }).toMatchObject({ status: 0 })
      return kept
    })
    const merged = cli('merge', ...parts, '--json')
    expect(merged.status).toBe(0)
    expect(explored(merged.out)).toMatchObject({
      runs: 4000,
      claim: 'all 458 histories of at most 3 deviations pass, and so do 3224 runs by chance',
    })
    expect(cli('merge', at('1.json'), parts[0] ?? '').err).toContain(
      'is the state of looplaw explore',
    )
    const all = ['--export', 'rare', '--strategy', 'random', '--runs', '3000', '--seed', '3']
    const lines = ['1/3', '2/3', '3/3'].map(
      (shard) => explored(explore(...all, '--shard', shard, '--json').out)['failure'],
    )
    expect(new Set(lines.map((line) => JSON.stringify(line))).size).toBe(3)
  })

  test('workers and shards share every history, and claim what one process does', () => {
    const scenarios: readonly (readonly [words: string, every: object])[] = [
      ['--bound 0', { runs: 1, histories: 1, bound: 0, complete: false }],
      ['--bound 1', { runs: 21, histories: 20, perLevel: [1, 19] }],
      ['--bound Infinity', { histories: 720, bound: 5, complete: true }],
      ['--bound 2 --bursts', { histories: 426, perLevel: [1, 34, 391] }],
      ['--export few', { runs: 3, histories: 2, bound: 1, complete: true }],
      ['--export many --loop --pick --bound 2', { bound: 2, complete: false }],
    ]
    for (const [text, every] of scenarios) {
      const words = [...text.split(' '), '--strategy', 'exhaustive', '--json']
      const one = explored(explore(...words).out)
      expect(one['every']).toMatchObject(every)
      expect({ words, ...explored(explore(...words, '--workers', '2').out) }).toEqual({
        words,
        ...one,
      })
      const parts = ['1/3', '2/3', '3/3'].map((shard) => {
        const kept = at(`share-${text.replaceAll(' ', '')}-${shard[0]}.json`)
        const { out, status } = explore(...words, '--shard', shard, '--state', kept)
        expect({ words, out, status }).toMatchObject({ status: 0 })
        expect(explored(out)['claim']).toMatch(/^in 1 of 3 shares, /u)
        return kept
      })
      expect({ words, ...explored(cli('merge', ...parts, '--json').out) }).toEqual({
        words,
        ...one,
      })
      const some = explored(cli('merge', ...parts.slice(0, 2), '--json').out)
      expect(some['claim']).toMatch(/^in 2 of 3 shares, /u)
    }
  })

  test('what is found is the smallest, whichever worker or shard finds one first', () => {
    const words = ['--export', 'twice', '--strategy', 'exhaustive', '--json']
    const one = explored(explore(...words).out)
    expect(one['failure']).toMatchObject({
      replay: expect.stringMatching(/'1:\d\/\w+ 2:\d\/\w+'$/u),
    })
    expect(explored(explore(...words, '--workers', '3').out)).toEqual(one)
    const parts = ['1/3', '2/3', '3/3'].map((shard) => {
      const kept = at(`twice-${shard[0]}.json`)
      explore(...words, '--shard', shard, '--state', kept)
      return kept
    })
    const own = parts.map((part) => JSON.parse(readFileSync(part, 'utf8')).sum.failing.replay)
    expect(new Set(own).size).toBe(3)
    const merged = explored(cli('merge', ...parts.toReversed(), '--json').out)
    // How many histories were run before it is the only thing that differs.
    const text = (out: Record<string, unknown>): string =>
      JSON.stringify(out['failure']).replace(/in history \d+/u, '')
    expect(text(merged)).toBe(text(one))
  })

  test('a limit of decisions is one of each worker, and nothing is complete beyond it', () => {
    const words = ['--bound', 'Infinity', '--max-decisions', '2', '--json']
    const one = explored(explore(...words).out)
    expect(one).toMatchObject({ every: { bound: 0, complete: false, histories: 37 } })
    expect(one['claim']).toContain('; beyond maxDecisions, only the default was run')
    const more = explored(explore(...words, '--runs', '100').out)
    expect(more['claim']).toMatch(/ and so do \d+ runs by chance; beyond maxDecisions/u)
    expect(explored(explore(...words, '--workers', '2').out)).toEqual(one)
  })

  test('it ends where there is no other history, or when its time is over', () => {
    const few = explore('--export', 'few', '--minutes', '5')
    expect(few.out).toContain(': all 2 histories pass, and there are no others.')
    const timed = explore('--seconds', '0.5', '--strategy', 'pct')
    expect(timed.out).toMatch(/ runs from seed 1, in \d\.\d s: all \d+ runs by chance pass\.\n$/u)
    const loop = explore('--export', 'tasks', '--loop', '--pick')
    expect(loop.out).toContain('the one history passes, and there are no others')
    expect([few.status, timed.status, loop.status]).toEqual([0, 0, 0])
    expect(explore('--replay', '-').out).toContain('1 run from seed 1')
    const classes = ['--export', 'sharing', '--loop', '--pick', '--state', at('classes.json')]
    for (const again of [explore(...classes), explore(...classes)]) {
      expect(again).toMatchObject({ err: '', status: 0 })
      expect(again.out).toContain('all 2 classes of histories pass, and there are no others')
    }
  })

  test('a limit of decisions, what may wind down and what may shrink are those of explore()', () => {
    const limited = explore('--export', 'endless', '--max-decisions', '5', '--json')
    expect(explored(limited.out)['failure']).toMatchObject({
      message: expect.stringContaining('has not settled within 5 decisions'),
      replay: expect.stringContaining('--export endless --max-decisions 5 --replay'),
    })
    const left = explore('--export', 'leaving', '--wind-down', '0')
    // There is no history that could be replayed.
    expect(left.out).toMatch(
      /^two runs with the same decisions differ: at decision 1 the first could choose a completes, .*, and the second b completes; .*\n\nIt cannot be explored\.\n$/u,
    )
    expect(explore('--export', 'leaving').status).toBe(0)
    const rare = ['--export', 'rare', '--strategy', 'random', '--seed', '3']
    const deviations = (...words: readonly string[]): number =>
      Number(/smallest has (\d+)/u.exec(explore(...rare, ...words).out)?.[1])
    expect(deviations('--shrink', '0')).toBeGreaterThan(deviations())
  })

  test('what is endless is reported in so many lines, and what blocks its thread is ended', () => {
    const endless = explore('--export', 'endless')
    expect(endless.out).toMatch(/\n… \d+ more lines, which --json has …\n/u)
    expect(endless.out.split('\n').length).toBeLessThan(160)
    const { err, out, status } = explore('--export', 'spinning', '--workers', '2')
    expect({ out, status }).toEqual({ out: '', status: 2 })
    expect(err).toContain('a history has blocked its thread for 15 s')
  })

  test('failing histories are kept, and run first until they pass', () => {
    const kept = at('kept/failing.json')
    const keep = ['--keep', kept]
    const rare = ['--export', 'rare', '--strategy', 'random', '--seed', '3']
    const first = explore(...rare, ...keep)
    expect(first.status).toBe(1)
    const again = explore(...rare, ...keep, '--json')
    expect(explored(again.out)).toMatchObject({ runs: 1 })
    expect(again.status).toBe(1)
    // Now of another scenario, in which it passes, and in which what can happen is different.
    const contents = readFileSync(kept, 'utf8')
    for (const other of ['--export few', '--export leaving']) {
      writeFileSync(kept, contents.replace('--export rare', other))
      const words = [...other.split(' '), '--strategy', 'random', '--runs', '100']
      const passes = explore(...words, ...keep)
      expect(passes).toMatchObject({ err: '', status: 0 })
      expect(existsSync(kept)).toBe(false)
    }
    writeFileSync(kept, '[]')
    const { err, status } = explore(...keep)
    expect(err).toContain('is no file of failing histories: delete it, or keep them elsewhere')
    expect(status).toBe(2)
  })

  test('what cannot be explored has one message', () => {
    const messages: readonly (readonly [words: readonly string[], message: string])[] = [
      [['--export', 'tasks'], 'its export tasks is a generator function; add --loop'],
      [['--export', 'few', '--loop'], '--loop takes a generator function'],
      [
        ['--export', 'number'],
        'choose one by --export: chains, default, endless, exits, few, leaving, many, rare, sharing, spinning, tasks, twice',
      ],
      [['--export', 'exits'], 'process.exit() was called in it'],
      [['--pick'], '--pick is of a loop: add --loop'],
      [['--replay', 'zz'], '"zz" is no replay'],
      [['--replay', '1:9/aaa'], 'was written for another scenario'],
      [['--replay', '-', '--runs', '5'], 'cannot be used with'],
      [['--bound', '-1'], 'It is a whole number, or Infinity.'],
      [['--seconds', '0'], 'It is a number of seconds'],
      [['--max-decisions', '0'], 'It is a whole number from 1 to 1000000.'],
      [['--wind-down', '-1'], 'It is a whole number from 0 to 1000000.'],
      [['--wind-down', '5', '--loop'], '--wind-down is of promises, which --loop has none of'],
      [['--shrink', 'all'], 'It is a whole number from 0 to 1000000000.'],
      [['--keep', module, '--replay', '-'], 'cannot be used with'],
      [
        '--export sharing --loop --pick --strategy exhaustive --shard 2/2'.split(' '),
        'this shard has nothing to run, since classes of histories are not divided',
      ],
      [
        ['--seed', '9', '--state', at('explored.json')],
        'is the state of another campaign: --seed 1',
      ],
    ]
    for (const [words, message] of messages) {
      const { err, out, status } = explore(...words)
      expect(err).toContain(message)
      expect({ words, out, status }).toEqual({ words, out: '', status: 2 })
    }
    writeFileSync(at('syntax.mjs'), '\nexport default async (world => {}')
    writeFileSync(at('throws.mjs'), '\nthrow new Error("at once")')
    writeFileSync(at('typed.ts'), 'export default async (world: object) => {}')
    const loads: readonly (readonly [file: string, message: RegExp])[] = [
      ['none.js', /there is no such file or directory/u],
      ['.', /it is a directory/u],
      ['syntax.mjs', /SyntaxError: .*, at .*syntax\.mjs:2$/mu],
      ['throws.mjs', /Error: at once, at file:.*throws\.mjs:2:\d+$/mu],
    ]
    for (const [file, message] of loads) expect(cli('explore', at(file)).err).toMatch(message)
    // A newer Node loads it.
    const typed = cli('explore', at('typed.ts'))
    expect(typed.err + typed.out).toMatch(
      /does not load TypeScript; use Node 22.18 or newer, or write it|passes/u,
    )
  })
})
