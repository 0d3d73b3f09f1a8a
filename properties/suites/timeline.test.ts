/** Runs as pictures: nothing is left out, nothing is drawn twice, and the same run is the same text. */

import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Log } from '../../spec/event.ts'
import { Loop, sleep, type Coroutine } from '../../src/index.ts'
import * as looplaw from '../../src/index.ts'
import { exploreLoop, ExplorationError } from '../../src/explore/index.ts'
import { pictureOf, timeline } from '../../src/trace/index.ts'
import { sessions } from '../arbitraries/random.ts'
import { recordsOf } from '../records.ts'
import { observe } from '../subject.ts'
import { read } from './tree.ts'

const svgOf = (log: Log): string => pictureOf({ title: 'a run', records: recordsOf(log) }).svg()

function count(text: string, part: string): number {
  return text.split(part).length - 1
}

interface Slice {
  readonly ph: string
  readonly name: string
  readonly tid: number
  readonly ts: number
  readonly dur: number
  readonly id: number
  readonly args?: { readonly name?: string }
}

function idsOf(slices: readonly Slice[], ph: string): readonly number[] {
  return slices.flatMap((one) => (one.ph === ph ? [one.id] : []))
}

function slicesOf(document: string): readonly Slice[] {
  return JSON.parse(document).traceEvents
}

describe('every step, end and arrow is drawn once', () => {
  test('of random sessions', () => {
    let [steps, ends, arrows] = [0, 0, 0]
    fc.assert(
      fc.property(sessions(), (session) => {
        const log = observe(session, looplaw)
        const svg = svgOf(log)
        const tasks = new Set(log.flatMap((one) => (one.event === 'spawned' ? [one.task] : [])))
        const of = (...kinds: readonly string[]): number =>
          log.filter(({ event }) => kinds.includes(event)).length
        const due = {
          steps: of('stepped'),
          ends: log.filter((one) => {
            if (one.event === 'settled') return tasks.has(one.future)
            return one.event === 'ends' && !tasks.has(one.who)
          }).length,
        }
        expect({ steps: count(svg, 'class="step"') - 1, ends: endsIn(svg) }).toEqual(due)
        expect(svgOf(log)).toBe(svg)
        steps += due.steps
        ends += due.ends
        arrows += count(svg, 'class="arrow') - 3
      }),
      { numRuns: 300, seed: 20_261_126 },
    )
    expect(Math.min(steps, ends, arrows)).toBeGreaterThan(300)
  })

  test('and in a trace no two steps overlap, nor does what one task does', () => {
    fc.assert(
      fc.property(sessions(), (session) => {
        const records = recordsOf(observe(session, looplaw))
        const all = slicesOf(pictureOf({ title: 'a run', records }).perfetto())
        const slices = all.filter(({ ph }) => ph === 'X')
        const steps = slices.filter(({ name }) => name === 'step')
        expect(new Set(steps.map(({ ts }) => ts)).size).toBe(steps.length)
        for (const tid of new Set(slices.map((one) => one.tid))) {
          const own = slices.filter((one) => one.tid === tid).toSorted((a, b) => a.ts - b.ts)
          for (const [at, { dur, ts }] of own.entries()) {
            expect(dur).toBeGreaterThan(0)
            expect(own[at + 1]?.ts ?? Infinity).toBeGreaterThanOrEqual(ts + dur)
          }
        }
        const rows = new Map(
          all.flatMap((one) => (one.name === 'thread_name' ? [[one.tid, one.args?.name]] : [])),
        )
        const ends = (name: string): readonly unknown[] =>
          all.flatMap((one) => (one.ph === 'f' && one.name === name ? [rows.get(one.tid)] : []))
        const tasks = (event: string): readonly string[] =>
          records.flatMap((one) => (one.event === event && 'task' in one ? [one.task] : []))
        expect(ends('spawn')).toEqual(tasks('spawned'))
        expect(ends('wake')).toEqual(tasks('woken'))
        expect(idsOf(all, 'f')).toEqual(idsOf(all, 's'))
      }),
      { numRuns: 100, seed: 20_261_126 },
    )
  })

  function endsIn(svg: string): number {
    return ['returned', 'failed', 'cancelled', 'cut short'].reduce(
      (sum, how) => sum + count(svg, `<title>${how}</title>`),
      0,
    )
  }
})

describe('an observer draws what it has seen', () => {
  function* ends(how: string): Coroutine<void> {
    yield* sleep(1)
    if (how === 'fails') throw new Error('broken')
    yield* sleep(8)
  }

  test('with a sign for each way to end', () => {
    const picture = timeline({ title: 'four ends' })
    const loop = new Loop({ observer: picture, onUnhandled: () => {} })
    const [returns, , stopped, cut] = ['returns', 'fails', 'stopped', 'cut'].map((how) =>
      loop.spawn(ends(how), how),
    )
    loop.run(
      (function* () {
        yield* sleep(5)
        stopped?.cancel()
        cut?.terminate()
        yield* returns ?? sleep(0)
      })(),
    )
    expect(picture.ascii({ width: 60 }).split('\n')).toEqual([
      'four ends',
      '',
      'tick     1     2     4  5',
      'time          1    5   9',
      'main         #------#----#',
      'returns  #-----#--------#o',
      'fails    .#----.#x',
      'stopped  ..#---..#---#/',
      'cut      ...#--...#--.#|',
      '',
      '# step  . ready  - parked    o returned  x failed  / cancelled  | cut short',
    ])
    const svg = picture.svg()
    const each = ['returned', 'failed', 'cancelled', 'cut short']
    expect(each.map((how) => count(svg, `<title>${how}</title>`))).toEqual([1, 1, 1, 1])
  })

  test('what wakes a main is an arrow, as it is for a task', () => {
    const picture = timeline()
    const loop = new Loop({ observer: picture })
    const task = loop.spawn(sleep(1), 'a')
    loop.run(
      (function* () {
        yield* task
        yield* sleep(1)
      })(),
    )
    const all = slicesOf(picture.perfetto())
    const rows = all.flatMap(({ args, name }) => (name === 'thread_name' ? [args?.name] : []))
    const woken = (ph: string): readonly (string | undefined)[] =>
      all.flatMap((one) => (one.ph === ph && one.name === 'wake' ? [rows[one.tid]] : []))
    expect(woken('s')).toEqual(['host', 'a', 'host'])
    expect(woken('f')).toEqual(['a', 'main', 'main'])
  })

  test('names that repeat get an id, and none breaks the document', () => {
    const picture = timeline()
    const loop = new Loop({ observer: picture })
    for (const name of ['main', 'a', 'a', '<b>&"\u0000"</b>']) loop.spawn(sleep(1), name)
    loop.run(sleep(2))
    const svg = picture.svg()
    expect(svg).toContain('>a (0x3)<')
    expect(svg).toContain('>main (0x1)<')
    expect(svg).toContain('&lt;b&gt;&amp;&quot;\uFFFD&quot;&lt;/b&gt;')
    expect(svg).not.toContain('<b>')
  })

  function* rotate(): Coroutine<void> {
    for (let at = 0; at < 20; at += 1) yield
  }

  test('a long run has few columns, and a part of it has each step', () => {
    const picture = timeline()
    const loop = new Loop({ observer: picture })
    loop.run(
      (function* () {
        for (let at = 0; at < 10_000; at += 1) yield
      })(),
    )
    expect(picture.svg().length).toBeLessThan(50_000)
    expect(picture.svg()).toContain('Each column holds')
    const other = timeline()
    const many = new Loop({ observer: other })
    for (let task = 0; task < 200; task += 1) many.spawn(rotate(), `task ${task}`)
    many.runStep()
    const heights = [...other.svg().matchAll(/class="steps" stroke-width="([\d.]+)"/gu)]
    expect(heights.length).toBeGreaterThan(100)
    // The line of what is ready has 2.
    expect(Math.min(...heights.map(([, height]) => Number(height)))).toBeGreaterThan(4)
    const labels = [...picture.svg().matchAll(/class="axis" [^>]*>(\d+)</gu)].map(([, tick]) =>
      Number(tick),
    )
    expect(labels).toEqual(Array.from({ length: 19 }, (_, index) => (index + 1) * 500))
    expect(picture.ascii({ width: 100 }).split('\n')[2]).toMatch(
      /^tick +(?:\d*[05]00 +)+\d*[05]00$/u,
    )
    expect(
      Math.max(
        ...picture
          .ascii({ width: 80 })
          .split('\n')
          .map(({ length }) => length),
      ),
    ).toBe(80)
    const part = picture.svg({ ticks: [100, 119] })
    expect(part).toContain('ticks 100 to 119 · 20 steps')
    expect(count(part, 'class="step"') - 1).toBe(20)
  })

  test('beyond its limit it says so', () => {
    const picture = timeline({ limit: 5 })
    new Loop({ observer: picture }).run(sleep(1))
    expect(picture.ascii()).toContain('a run: its first 5 notifications')
  })

  test.each([
    [() => timeline({ limit: 0 }), 'limit is a positive number, not 0'],
    [() => timeline({ limit: Number.NaN }), 'limit is a positive number, not NaN'],
    [() => timeline(JSON.parse('{"limit":"9"}')), "limit is a number, not '9'"],
    [() => timeline(JSON.parse('{"title":9}')), 'title is a string, not 9'],
    [() => timeline().ascii({ width: 19 }), 'width is a number of characters from 20 on, not 19'],
    [() => timeline().svg({ ticks: [3, 2] }), 'ticks are a first and a last one, not 3 and 2'],
  ])('%s is refused', (act, message) => {
    expect(act).toThrow(message)
  })

  test('of nothing it is a picture too', () => {
    expect(timeline().svg()).toContain('no tick · 0 steps · 0 tasks')
    expect(timeline().ascii()).toContain('a run')
    expect(slicesOf(timeline().perfetto()).length).toBe(1)
  })
})

test('a race that was found comes with the nearest history that passes', async () => {
  let balance = 0
  function* deposit(amount: number): Coroutine<void> {
    const before = balance
    yield
    balance = before + amount
  }
  const error: unknown = await exploreLoop(
    function* (loop) {
      balance = 0
      const both = [loop.spawn(deposit(10), 'ten'), loop.spawn(deposit(20), 'twenty')]
      for (const task of both) yield* task
      if (balance !== 30) throw new Error('lost')
    },
    { pick: true },
  ).catch((thrown: unknown) => thrown)
  expect.assert(error instanceof ExplorationError)
  const flows = idsOf(slicesOf(error.picture.perfetto()), 's')
  expect(new Set(flows).size).toBe(flows.length)
  expect(flows.length).toBeGreaterThan(4)
  expect(error.picture.ascii().split('\n')).toEqual([
    'The smallest history that fails',
    '',
    'decision  1 3 5 7',
    'scenario  #---.##x',
    'ten        #.#o',
    'twenty     .#.#o',
    '',
    'The nearest that passes',
    '',
    'decision  1 3 5 7',
    'scenario  #--.#-#o',
    'ten        ##o',
    'twenty     ..#.#o',
    '',
    '# step  . ready  - parked    o returned  x failed  / cancelled  | cut short',
  ])
})

describe('looplaw draw', () => {
  const folder = mkdtempSync(join(tmpdir(), 'looplaw-draw-'))
  const at = (name: string): string => join(folder, name)

  function draw(...words: readonly string[]): { status: number | null; out: string } {
    const { status, stderr, stdout } = spawnSync(
      process.execPath,
      ['dist/bin/looplaw.js', ...words],
      { encoding: 'utf8', timeout: 60_000 },
    )
    return { status, out: stdout + stderr }
  }

  test('the picture of the first page is that of its program', () => {
    const [source, target] = ['spec/examples/group-fails.json', at('group-fails.svg')]
    expect(draw('draw', source, '-o', target)).toEqual({ status: 0, out: '' })
    expect(readFileSync(target, 'utf8')).toBe(read('spec/pictures/group-fails.svg'))
  })

  test('a trace is drawn as the program that left it', () => {
    const source = 'spec/examples/group-fails.json'
    expect(draw('run', source, '--trace', at('trace.json')).status).toBe(1)
    const { out, status } = draw('draw', at('trace.json'), '--perfetto', at('p.json'), '--ascii')
    expect(out).toBe(draw('draw', source).out)
    expect(status).toBe(0)
    expect(slicesOf(readFileSync(at('p.json'), 'utf8')).length).toBeGreaterThan(20)
  })

  test('a program of 40,000 ticks is run, and drawn, to its end', () => {
    const main = Array.from({ length: 39_999 }, () => ({ do: 'yield' }))
    writeFileSync(at('long.json'), JSON.stringify({ main }))
    const { out, status } = draw('run', at('long.json'))
    expect([out.split('\n').at(-2), status]).toEqual(['Loop finished with result undefined', 0])
    expect(draw('draw', at('long.json'), '-o', at('long.svg')).status).toBe(0)
    expect(readFileSync(at('long.svg'), 'utf8')).toContain('ticks 1 to 40000 · 40000 steps')
  })

  test('what cannot be drawn has one message', () => {
    writeFileSync(
      at('odd.json'),
      '{"looplaw":1,"program":"p","discipline":"drain","events":[{"event":"naps"}]}',
    )
    const messages: readonly (readonly [words: readonly string[], message: string])[] = [
      [['draw'], 'draw takes a file, or a session by --replay'],
      [
        ['draw', at('none.json')],
        `cannot read ${at('none.json')}: there is no such file or directory`,
      ],
      [['draw', at('odd.json')], `${at('odd.json')}: events[0].event: `],
      [
        ['draw', at('odd.json'), '--ticks', '9-3'],
        'It is a tick, or a first and a last one: 10-20.',
      ],
      [['draw', 'spec/examples/sequential.json', '--ticks', '5'], 'no tick 5: the last one is 3'],
      [['draw', at('odd.json'), '--width', '3'], 'It is a whole number from 20 to 10000.'],
    ]
    for (const [words, message] of messages) {
      const { out, status } = draw(...words)
      expect(out).toContain(message)
      expect(status).toBe(2)
    }
    const [source] = ['spec/examples/pool.json']
    expect(draw('draw', source, '-o', source).out).toContain('it is the document itself')
  })
})
