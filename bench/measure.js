/** The process that runs one workload with one contender, and prints what it measured as JSON. */

import { Arrivals, Laps, now } from './laps.js'
import { check } from './workloads.js'

const { contender, kind, size, warmUp } = JSON.parse(process.argv[2])
// Given by its name, or as a file.
const work = await import(contender.endsWith('.js') ? contender : `./contenders/${contender}.js`)

/** How often a workload is repeated, unless it has taken so many nanoseconds before. */
const RUNS = 5
const ENOUGH = 1e9

if (work[kind] === undefined) {
  print({ lacks: work.lacks })
} else if (kind === 'park') {
  for (let i = 0; i < RUNS; i += 1) await park(warmUp)
  await rest()
  print(await park(size))
} else {
  await once(warmUp)
  print({ ns: await steady() })
}

/**
 * The mean of some runs after as many that do not count: by then the code is compiled, the heap has grown,
 * and each pays for the garbage of another. A run that takes a second has all of that within itself.
 */
async function steady() {
  const first = await several()
  if (first > ENOUGH) return first
  await rest()
  return several()
}

async function several() {
  let total = 0
  let runs = 0
  while (runs < RUNS && total < ENOUGH) {
    total += await once(size)
    runs += 1
  }
  return total / runs
}

/** Nanoseconds. The result is checked afterwards: the time is the contender's own. */
async function once(amount) {
  const laps = kind === 'rotate' ? new Laps(amount.tasks, amount.each) : undefined
  const given = laps ?? Object.values(amount)[0]
  const began = now()
  let result = work[kind](given)
  // To await a value that is no promise would cost a contender without promises a microtask.
  if (result instanceof Promise || typeof result?.then === 'function') result = await result
  const ns = now() - began
  check(kind, amount, laps ?? result)
  return ns
}

async function park({ tasks, ticks }) {
  const empty = await work.park(0, new Arrivals(0))
  const arrivals = new Arrivals(tasks)
  await rest()
  const before = process.memoryUsage().heapUsed
  const full = await work.park(tasks, arrivals)
  await rest()
  const bytes = (process.memoryUsage().heapUsed - before) / tasks
  let none = Number.POSITIVE_INFINITY
  let parked = none
  // The best of ten of each, one after the other: disturbances can only add to it.
  for (let i = 0; i < 10; i += 1) {
    none = Math.min(none, await spin(empty, ticks / 10))
    parked = Math.min(parked, await spin(full, ticks / 10))
  }
  const began = now()
  await full.wake()
  const wake = (now() - began) / tasks
  check('park', { tasks }, arrivals)
  return { bytes, wake, none, parked }
}

/** Nanoseconds a tick. */
async function spin(loop, ticks) {
  const began = now()
  await loop.spin(ticks)
  return (now() - began) / ticks
}

/** Collects garbage now, so that a later measurement does not pay for it. */
async function rest() {
  for (let i = 0; i < 3; i += 1) {
    await new Promise((resolve) => {
      setImmediate(resolve)
    })
    globalThis.gc()
  }
}

function print(figures) {
  process.stdout.write(`${JSON.stringify(figures)}\n`)
  // What a contender has left pending is no failure.
  process.exitCode = 0
}
