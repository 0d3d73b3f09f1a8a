/** What operations allocate and objects keep, to the byte: what a change costs in memory, no timer has to guess. */

import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { withCopy } from '../mutants/load.ts'
import type { Change } from '../mutants/mutant.ts'
import { docsOf } from './markdown.ts'
import { isDeep } from './runs.ts'
import { read } from './tree.ts'

interface Figure {
  readonly bytes: number
  /** What they are. A header is 24: the hidden class, the properties and the elements. */
  readonly why: string
  /** Where else the figure is written. */
  readonly also?: string
}

/**
 * What an operation allocates. V8 makes an object for every result of a generator, of 40 bytes: the
 * header, `value` and `done`. A wait has none, since what a future answers is passed on as it is.
 */
const allocated = {
  'a generator yields, without a loop': { bytes: 40, why: "V8's result" },
  'a task yields': { bytes: 40, why: "V8's result" },
  'two tasks yield alternately': { bytes: 80, why: "V8's two results" },
  'a task begins to wait': { bytes: 0, why: 'its link is its place among the waiters' },
  'a settled future is awaited': { bytes: 0, why: 'the outcome is the result' },
  'a future is settled': { bytes: 40, why: 'the outcome: header, done and value' },
  'a future is settled that a task awaits': {
    bytes: 40,
    why: 'the outcome; to wake costs nothing',
  },
  'a future is settled that five tasks await': { bytes: 40, why: 'the outcome, which they share' },
  'a task waits for a new future until another task, which yields then, has settled it': {
    bytes: 120,
    why: "the future, its outcome and V8's result",
  },
  'a future is created': {
    bytes: 40,
    why: 'header, state and label',
    also: 'in the doc comment of Future',
  },
  'a task is created': {
    bytes: 80,
    why: 'a future with coroutine, id, loop, after and awaiting',
    also: 'in the doc comment of Task',
  },
  'a task ends': { bytes: 40, why: "V8's result; one outcome serves all without a value" },
  'a task ends with a value': { bytes: 80, why: "V8's result and the outcome" },
  'main yields': { bytes: 40, why: "V8's result: to take a tick costs nothing" },
} satisfies Readonly<Record<string, Figure>>

/** What an object keeps alive. */
const kept = {
  'a generator that waits, without a loop': { bytes: 160, why: 'V8: with room for its registers' },
  'a future': { bytes: 40, why: 'as it was created' },
  'a task that waits': { bytes: 240, why: 'the task as it was created, and its generator' },
  'a task that has ended': { bytes: 80, why: 'the task as it was created, without its generator' },
  'a task that has ended with a value': { bytes: 120, why: 'the same, and its outcome' },
  'a task that waits, with its place in the loop': {
    bytes: 248,
    why: 'the same, and an element of an array',
    also: 'in the doc comment of Task and in README.md',
  },
} satisfies Readonly<Record<string, Figure>>

const figures: Readonly<Record<string, Figure>> = { ...allocated, ...kept }

/** The V8s for which that was found: of Node 20, 22, 24 and 25. On others as much is held as can be. */
const KNOWN = ['11.3', '12.4', '13.6', '14.1']

/** Readings of the same, by name. */
type Readings = Readonly<Record<string, readonly number[]>>

const built = pathToFileURL(createRequire(import.meta.url).resolve('looplaw')).href
const counter = fileURLToPath(new URL('allocation.js', import.meta.url))

/** Nothing else is at work, and there is room for every object. */
const alone = [
  '--expose-gc',
  '--single-threaded',
  '--min-semi-space-size=16',
  '--max-semi-space-size=16',
]

/** Nothing is optimised: it is allocated what the source says. This is what the figures are of. */
const plain = ['--no-opt', '--no-maglev', '--no-sparkplug']

/** Counts in a process of its own, where each scene is played some times before. */
async function count(url: string, flags = plain, times = 4): Promise<Readings> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [...alone, ...flags, counter, url, String(times)],
    { env: { ...process.env, NODE_OPTIONS: '', NODE_V8_COVERAGE: '' } },
  )
  return JSON.parse(stdout)
}

const [readings, again, hot] = await Promise.all([
  count(built),
  count(built),
  count(built, [], 100),
])

/** What was found; a fraction, if only some did it; none, if it was not the same each time. */
function found(name: string, from = readings): number {
  const [bytes = Number.NaN, ...others] = from[name] ?? []
  return others.every((other) => other === bytes) ? bytes : Number.NaN
}

const v8 = process.versions.v8.split('.', 2).join('.')
const held = KNOWN.includes(v8) && found('a generator yields, without a loop') === 40

function advice(name: string, { bytes, why, also }: Figure): string {
  const places = ['in properties/suites/allocation.test.ts', ...(also === undefined ? [] : [also])]
  return [
    `${name}: ${bytes} bytes are expected (${why}), but ${readings[name]?.join(' and ')} were found`,
    `if that is meant, write the new figure ${places.join(', and ')}`,
    `if not, see what the change makes that was not made before, or which field it adds`,
  ].join('; ')
}

test('all is counted, and the same each time, to the byte', () => {
  expect(Object.keys(readings)).toEqual(Object.keys(figures))
  expect(again).toEqual(readings)
  const unsteady = Object.keys(readings).filter((name) => !Number.isInteger(found(name)))
  expect(unsteady.map((name) => `${name}: ${readings[name]?.join(' and ')} bytes`)).toEqual([])
})

describe(`the figures of V8 ${KNOWN.join(', ')}: this is ${v8}, they are ${held ? '' : 'not '}held`, () => {
  for (const [name, figure] of Object.entries(figures)) {
    test.runIf(held)(`${name}: ${figure.bytes} bytes, ${figure.why}`, () => {
      expect(found(name), `\n${advice(name, figure)}\n`).toBe(figure.bytes)
    })
  }

  test.runIf(held)('code that was optimised allocates no more', () => {
    const more = Object.entries(allocated).flatMap(([name, { bytes }]) => {
      // Asking costs less once it is optimised itself, which can be in between.
      const least = Math.round(Math.min(...(hot[name] ?? [])))
      return least <= bytes ? [] : [`${name}: ${least} bytes, not ${bytes}`]
    })
    expect(more).toEqual([])
  })
})

describe('on every V8', () => {
  test('a task yields at the cost of a generator', () => {
    const bare = found('a generator yields, without a loop')
    expect(found('a task yields')).toBe(bare)
    expect(found('two tasks yield alternately')).toBe(2 * bare)
  })

  test('to wait and to be woken allocates nothing', () => {
    expect(found('a task begins to wait')).toBe(0)
    expect(found('a settled future is awaited')).toBe(0)
    const settled = found('a future is settled')
    expect(found('a future is settled that a task awaits')).toBe(settled)
    expect(found('a future is settled that five tasks await')).toBe(settled)
  })

  test('a task that waits keeps nothing but what was created with it', () => {
    const made = found('a task is created') + found('a generator that waits, without a loop')
    expect(found('a task that waits')).toBe(made)
  })
})

describe('what is written elsewhere', () => {
  const place = kept['a task that waits, with its place in the loop'].bytes

  test.each([
    ['src/core/future.ts', `Costs ${allocated['a future is created'].bytes} bytes of heap.`],
    [
      'src/core/task.ts',
      `Costs ${allocated['a task is created'].bytes} bytes of heap beside its coroutine, and ${
        place - kept['a task that waits'].bytes
      } in its loop`,
    ],
  ])('%s says: %s', (path, sentence) => {
    expect(docsOf(read(path)).replaceAll(/\s+/gu, ' ')).toContain(sentence)
  })

  test('the range of README.md has in it what a parked task costs', () => {
    const claim = /A parked task costs (\d+) to (\d+) bytes of heap, its generator included/u
    const [, least, most] = claim.exec(read('README.md')) ?? []
    expect(Number(least)).toBeLessThanOrEqual(place)
    expect(Number(most)).toBeGreaterThanOrEqual(place)
  })
})

interface Fat extends Change {
  readonly name: string
  /** What allocates or keeps more then, and nothing else does. */
  readonly noticed: readonly (keyof typeof allocated | keyof typeof kept)[]
}

const tasks = [
  'a task is created',
  'a task that waits',
  'a task that has ended',
  'a task that has ended with a value',
  'a task that waits, with its place in the loop',
] as const

/** Loops that do the same as the right one, and make more for it. */
const fat: readonly Fat[] = [
  {
    name: 'a field more in each task',
    in: 'core/task.js',
    replace: [
      'this.coroutine = inherit(coroutine);',
      'this.coroutine = inherit(coroutine); this.spare = undefined;',
    ],
    noticed: tasks,
  },
  {
    name: 'a default name that is built at once',
    in: 'core/task.js',
    replace: [
      'super(name);',
      'current.made = (current.made ?? 0) + 1; super(name ?? `Task-${current.made}`);',
    ],
    noticed: tasks,
  },
  {
    name: 'an object for each task that is woken',
    in: 'core/waiters.js',
    replace: [
      'last?.loop.appendRing(last);',
      `let one = last?.after;
       while (one !== undefined) {
         Array.of(one);
         one = one === last ? undefined : one.after;
       }
       last?.loop.appendRing(last);`,
    ],
    noticed: [
      'a future is settled that a task awaits',
      'a future is settled that five tasks await',
      'a task waits for a new future until another task, which yields then, has settled it',
    ],
  },
  {
    name: 'an object for each wait',
    in: 'core/suspension.js',
    replace: ['waitRequest.open = true;', 'waitRequest.open = true; Array.of(on);'],
    noticed: [
      'a task begins to wait',
      'a settled future is awaited',
      'a task waits for a new future until another task, which yields then, has settled it',
    ],
  },
]

// One shows that the count is no formality; all of them are for test:deep.
for (const change of isDeep ? fat : fat.slice(0, 1)) {
  test.concurrent(`${change.name} is noticed`, async () => {
    const fatter = await withCopy(change.name.replaceAll(' ', '-'), [change], (url) => count(url))
    const more = Object.keys(figures).filter((name) => !(found(name, fatter) <= found(name)))
    expect(more.toSorted()).toEqual(change.noticed.toSorted())
  })
}
