/** The process that measures one point of growth, once, and prints it as JSON. */

import { Future, Loop, sleep } from '../dist/src/index.js'
import { median } from './figures.js'
import { Arrivals, now } from './laps.js'

const { contender, kind, size } = JSON.parse(process.argv[2])
const work = await import(`./contenders/${contender}.js`)

const measurements = {
  switch: () => ({ ns: contender === 'bare' ? switchesBare(size) : switches(size) }),
  memory: () => memory(size.tasks),
  tick: () => tick(size),
  timers: () => ({ ns: timers(size) }),
  waiters: () => waiters(size.tasks),
}
process.stdout.write(`${JSON.stringify(await measurements[kind]())}\n`)

/** Nanoseconds for a switch from one task to the next in a rotation, without its beginning and end. */
function switches({ laps, tasks }) {
  const loop = new Loop()
  const race = { on: true, ns: 0 }
  loop.spawn(leader(race, laps))
  for (let i = 1; i < tasks; i += 1) loop.spawn(runner(race))
  globalThis.gc()
  loop.runStep()
  return race.ns / (laps * tasks)
}

function switchesBare({ laps, tasks }) {
  const race = { on: true, ns: 0 }
  const all = [leader(race, laps)]
  for (let i = 1; i < tasks; i += 1) all.push(runner(race))
  globalThis.gc()
  while (race.on) for (const one of all) one.next()
  return race.ns / (laps * tasks)
}

/** Lets the rotation warm up, then measures the time of its laps. */
function* leader(race, laps) {
  for (let left = Math.min(laps, 20_000); left > 0; left -= 1) yield
  const began = now()
  for (let left = laps; left > 0; left -= 1) yield
  race.ns = now() - began
  race.on = false
}

function* runner(race) {
  while (race.on) yield
}

/** Heap bytes a parked task, with its share of the loop. A small number of tasks is parked in each of many loops. */
async function memory(tasks) {
  const loops = Math.max(1, Math.ceil(100_000 / tasks))
  const kept = [await work.park(Math.min(tasks, 1_000), new Arrivals(-1))]
  globalThis.gc()
  const before = process.memoryUsage().heapUsed
  for (let i = 0; i < loops; i += 1) kept.push(await work.park(tasks, new Arrivals(-1)))
  globalThis.gc()
  const bytes = (process.memoryUsage().heapUsed - before) / loops / tasks
  // Read here, so that no loop is collected before.
  return { bytes, kept: kept.length }
}

/**
 * Nanoseconds a tick with parked tasks: the best of ten medians of short spins. At first V8 is still busy with
 * the objects that were just created, and bare takes twice as long then, too. During some spins the young
 * generation is collected, which visits every page of the old one, whatever is in it.
 */
async function tick({ tasks, ticks }) {
  const loop = await work.park(tasks, new Arrivals(-1))
  globalThis.gc()
  let ns = Number.POSITIVE_INFINITY
  for (let i = 0; i < 10; i += 1) {
    const spins = []
    for (let spin = 0; spin < 100; spin += 1) {
      const began = now()
      await loop.spin(ticks)
      spins.push((now() - began) / ticks)
    }
    ns = Math.min(ns, median(spins))
  }
  return { ns }
}

/** Nanoseconds a sleep while other tasks sleep, each for a pseudo-random time. */
function timers({ sleeps, tasks }) {
  const loop = new Loop()
  const end = new Future()
  const state = { began: 0, left: sleeps + tasks, seed: 1 }
  for (let i = 0; i < tasks; i += 1) loop.spawn(sleeper(state, tasks, end, sleeps))
  return loop.run(
    (function* () {
      return ((yield* end) - state.began) / sleeps
    })(),
  )
}

function* sleeper(state, range, end, sleeps) {
  for (;;) {
    // Measuring begins once every task has fallen asleep for the first time.
    if (state.left === sleeps) state.began = now()
    state.left -= 1
    if (state.left === 0) end.setResult(now())
    state.seed = (Math.imul(state.seed, 1_664_525) + 1_013_904_223) >>> 0
    yield* sleep(1 + (state.seed % (2 * range)))
  }
}

/** Nanoseconds to wake all waiters of a future: the median of enough repetitions to be measurable. */
async function waiters(tasks) {
  const times = Math.max(3, Math.min(1_001, Math.ceil(100_000 / tasks)))
  const found = []
  for (let i = 0; i < times; i += 1) {
    const arrivals = new Arrivals(tasks)
    const loop = await work.park(tasks, arrivals)
    if (tasks >= 100_000) globalThis.gc()
    const began = now()
    await loop.wake()
    found.push(now() - began)
    if (arrivals.count !== tasks)
      throw new Error(`wrong result: ${arrivals.count} of ${tasks} woke`)
  }
  found.sort((one, other) => one - other)
  return { ns: found[Math.floor(times / 2)] }
}
