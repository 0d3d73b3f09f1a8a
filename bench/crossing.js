/**
 * `npm run bench:crossing`: what a promise costs that crosses between the host and a loop, beside an `await` of it. Each
 * way runs first in every other round; the ratios are of one round, and their median is shown.
 */

import { Future, Loop } from '../dist/src/index.js'
import { fromCallback, fromPromise, thenable, toPromise } from '../dist/src/host/index.js'
import { median } from './figures.js'

const SIZE = 20_000
const WIDTH = 1_000

/** One after the other: an await each. */
async function awaited(make) {
  for (let left = SIZE; left > 0; left -= 1) await make()
}

function crossed(make) {
  const main = function* () {
    for (let left = SIZE; left > 0; left -= 1) yield* make()
  }
  return new Loop().runAsync(main())
}

/** A thousand at a time. */
async function together(one) {
  for (let left = SIZE; left > 0; left -= WIDTH) {
    await Promise.all(Array.from({ length: WIDTH }, () => one()))
  }
}

function tasks(make) {
  const loop = new Loop()
  const request = function* () {
    yield* make()
  }
  const main = function* () {
    for (let left = SIZE; left > 0; left -= WIDTH) {
      const all = Array.from({ length: WIDTH }, () => loop.spawn(request()))
      for (const task of all) yield* task
    }
  }
  return loop.runAsync(main())
}

const settled = () => Promise.resolve(1)
const later = () => new Promise((resolve) => setImmediate(resolve))
const answered = () => {
  const future = new Future()
  future.setResult(1)
  return future
}
const callback = () => fromCallback((done) => setImmediate(done))

/** What crosses, how it is awaited natively, and how by a loop. */
const ways = [
  [
    'await of a settled promise',
    () => awaited(settled),
    () => crossed(() => fromPromise(settled())),
  ],
  ['with a signal', () => awaited(settled), () => crossed(() => fromPromise(settled))],
  ['await of a turn of the host', () => awaited(later), () => crossed(() => fromPromise(later()))],
  ['the same by a callback', () => awaited(later), () => crossed(callback)],
  ['1,000 requests at a time', () => together(later), () => tasks(() => fromPromise(later()))],
  [
    'toPromise of a settled future',
    () => awaited(settled),
    () => awaited(() => toPromise(answered())),
  ],
  [
    'thenable of a settled future',
    () => awaited(settled),
    () => awaited(() => thenable(answered())),
  ],
]

async function nanoseconds(work) {
  const before = performance.now()
  await work()
  return ((performance.now() - before) * 1e6) / SIZE
}

const rounds = Number(process.argv[2] ?? 7)
console.log(
  'per promise'.padEnd(32),
  'native'.padStart(10),
  'looplaw'.padStart(10),
  'ratio'.padStart(8),
)
for (const [name, native, ours] of ways) {
  const figures = []
  for (let round = -2; round < rounds; round += 1) {
    const ns = {}
    const both = [
      ['native', native],
      ['ours', ours],
    ]
    for (const [id, work] of round % 2 === 0 ? both : both.toReversed())
      ns[id] = await nanoseconds(work)
    // What V8 compiles meanwhile does not count.
    if (round >= 0) figures.push(ns)
  }
  const of = (pick) => median(figures.map(pick))
  console.log(
    name.padEnd(32),
    `${of(({ native: ns }) => ns).toFixed(0)} ns`.padStart(10),
    `${of(({ ours: ns }) => ns).toFixed(0)} ns`.padStart(10),
    of(({ native: a, ours: b }) => b / a)
      .toFixed(2)
      .padStart(8),
  )
}
